/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plugin without a fault, with a property of every type that a setting can have. */
#include <slipway/slipway.h>

#define GOOD_TYPE_STEP (good_step_get_type ())
G_DECLARE_FINAL_TYPE (GoodStep, good_step, GOOD, STEP, GObject)

typedef enum {
  GOOD_COLOUR_RED,
  GOOD_COLOUR_DARK_BLUE,
} GoodColour;

struct _GoodStep {
  GObject parent_instance;
  char *text;
  gboolean flag;
  int number;
  guint count;
  gint64 large;
  guint64 size;
  GoodColour colour;
  char **words;
  SlwSecret *password;
  char *construct;
  GBytes *content;
  GFile *file;
  GObject *odd;
  char *heard;
  gulong handler;
};

enum {
  PROP_TEXT = 1,
  PROP_FLAG,
  PROP_NUMBER,
  PROP_COUNT,
  PROP_LARGE,
  PROP_SIZE,
  PROP_COLOUR,
  PROP_WORDS,
  PROP_PASSWORD,
  PROP_CONSTRUCT,
  PROP_CONTENT,
  PROP_FILE,
  PROP_ODD,
  PROP_HEARD,
};

static GType colour_type;

static void
register_colour (GTypeModule *module)
{
  static const GEnumValue values[] = {
    { GOOD_COLOUR_RED, "GOOD_COLOUR_RED", "red" },
    { GOOD_COLOUR_DARK_BLUE, "GOOD_COLOUR_DARK_BLUE", "dark-blue" },
    { 0, NULL, NULL },
  };

  colour_type = g_type_module_register_enum (module, "GoodColour", values);
}

static void good_step_init_step (SlwStepInterface *iface);
static void good_step_init_client (SlwBusClientInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (GoodStep,
                                good_step,
                                G_TYPE_OBJECT,
                                0,
                                G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, good_step_init_step)
                                    G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_BUS_CLIENT, good_step_init_client))

static void
good_step_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  GoodStep *self = GOOD_STEP (object);

  switch (id) {
  case PROP_TEXT:
    g_free (self->text);
    self->text = g_value_dup_string (value);
    break;
  case PROP_FLAG:
    self->flag = g_value_get_boolean (value);
    break;
  case PROP_NUMBER:
    self->number = g_value_get_int (value);
    break;
  case PROP_COUNT:
    self->count = g_value_get_uint (value);
    break;
  case PROP_LARGE:
    self->large = g_value_get_int64 (value);
    break;
  case PROP_SIZE:
    self->size = g_value_get_uint64 (value);
    break;
  case PROP_COLOUR:
    self->colour = g_value_get_enum (value);
    break;
  case PROP_WORDS:
    g_strfreev (self->words);
    self->words = g_value_dup_boxed (value);
    break;
  case PROP_PASSWORD:
    self->password = g_value_dup_boxed (value);
    break;
  case PROP_CONSTRUCT:
    g_free (self->construct);
    self->construct = g_value_dup_string (value);
    break;
  case PROP_CONTENT:
    self->content = g_value_dup_boxed (value);
    break;
  case PROP_FILE:
    self->file = g_value_dup_object (value);
    break;
  case PROP_ODD:
    self->odd = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
good_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  GoodStep *self = GOOD_STEP (object);

  switch (id) {
  case PROP_TEXT:
    g_value_set_string (value, self->text);
    break;
  case PROP_FLAG:
    g_value_set_boolean (value, self->flag);
    break;
  case PROP_NUMBER:
    g_value_set_int (value, self->number);
    break;
  case PROP_COUNT:
    g_value_set_uint (value, self->count);
    break;
  case PROP_LARGE:
    g_value_set_int64 (value, self->large);
    break;
  case PROP_SIZE:
    g_value_set_uint64 (value, self->size);
    break;
  case PROP_COLOUR:
    g_value_set_enum (value, self->colour);
    break;
  case PROP_WORDS:
    g_value_set_boxed (value, self->words);
    break;
  case PROP_PASSWORD:
    g_value_set_boxed (value, self->password);
    break;
  case PROP_CONSTRUCT:
    g_value_set_string (value, self->construct);
    break;
  case PROP_CONTENT:
    g_value_set_boxed (value, self->content);
    break;
  case PROP_FILE:
    g_value_set_object (value, self->file);
    break;
  case PROP_ODD:
    g_value_set_object (value, self->odd);
    break;
  case PROP_HEARD:
    g_value_set_string (value, self->heard);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
good_step_finalize (GObject *object)
{
  GoodStep *self = GOOD_STEP (object);

  g_free (self->text);
  g_strfreev (self->words);
  g_clear_pointer (&self->password, slw_secret_unref);
  g_free (self->construct);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_object (&self->file);
  g_clear_object (&self->odd);
  g_free (self->heard);
  G_OBJECT_CLASS (good_step_parent_class)->finalize (object);
}

static void
good_step_class_init (GoodStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = good_step_set_property;
  object_class->get_property = good_step_get_property;
  object_class->finalize = good_step_finalize;
#define INSTALL(id, spec) g_object_class_install_property (object_class, id, spec)
  INSTALL (PROP_TEXT, g_param_spec_string ("text", NULL, "A text", "nothing", flags));
  INSTALL (PROP_FLAG, g_param_spec_boolean ("flag", NULL, "Yes or no", FALSE, flags));
  INSTALL (PROP_NUMBER, g_param_spec_int ("number", NULL, "A number", -5, 5, 0, flags));
  INSTALL (PROP_COUNT, g_param_spec_uint ("count", NULL, "How many", 1, 10, 1, flags));
  INSTALL (PROP_LARGE, g_param_spec_int64 ("large", NULL, "A large number", G_MININT64, G_MAXINT64, 0, flags));
  INSTALL (PROP_SIZE, g_param_spec_uint64 ("size", NULL, "Bytes", 0, G_MAXUINT64, 0, flags));
  INSTALL (PROP_COLOUR, g_param_spec_enum ("colour", NULL, "A colour", colour_type, GOOD_COLOUR_RED, flags));
  INSTALL (PROP_WORDS, g_param_spec_boxed ("words", NULL, "Words", G_TYPE_STRV, flags));
  INSTALL (PROP_PASSWORD, g_param_spec_boxed ("password", NULL, "A password", SLW_TYPE_SECRET, flags));
  INSTALL (PROP_CONSTRUCT, g_param_spec_string ("construct", NULL, "Set once", NULL, flags | G_PARAM_CONSTRUCT_ONLY));
  INSTALL (PROP_CONTENT, g_param_spec_boxed ("content", NULL, "What is in a file", G_TYPE_BYTES, flags));
  INSTALL (PROP_FILE, g_param_spec_object ("file", NULL, "A file", G_TYPE_FILE, flags));
  INSTALL (PROP_ODD, g_param_spec_object ("odd", NULL, "What no setting can be", G_TYPE_OBJECT, flags));
  INSTALL (PROP_HEARD,
           g_param_spec_string ("heard", NULL, "Topics heard", NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
good_step_class_finalize (GoodStepClass *klass)
{
}

static void
good_step_init (GoodStep *self)
{
}

static int
good_step_offer (SlwStep *step, const char *kind, SlwServer *server, char **reason)
{
  return 1;
}

static SlwDirective *
good_step_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return slw_directive_done ("good");
}

static void
good_step_init_step (SlwStepInterface *iface)
{
  iface->offer = good_step_offer;
  iface->next = good_step_next;
}

static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, GoodStep *self)
{
  char *heard = g_strconcat (self->heard != NULL ? self->heard : "", topic, " ", NULL);

  g_free (self->heard);
  self->heard = heard;
}

static void
good_step_attach (SlwBusClient *client, SlwBus *bus)
{
  GOOD_STEP (client)->handler = g_signal_connect (bus, "event", G_CALLBACK (on_event), client);
}

static void
good_step_detach (SlwBusClient *client, SlwBus *bus)
{
  g_clear_signal_handler (&GOOD_STEP (client)->handler, bus);
}

static void
good_step_init_client (SlwBusClientInterface *iface)
{
  iface->attach = good_step_attach;
  iface->detach = good_step_detach;
}

static void
register_types (GTypeModule *module)
{
  register_colour (module);
  good_step_register_type (module);
}

static const SlwProvide provides[] = {
  { "zoo.good", good_step_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE (
    "good", "1", .register_types = register_types, .provides = provides, .get_bus_client_type = good_step_get_type);
