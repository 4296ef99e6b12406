/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-settings.h"

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>
#include <slipway/slw-text.h>

#include "core/model/slw-key-file.h"
#include "core/model/slw-secret-reference.h"

/* Whose setting a text is of, for messages and for relative paths. */
typedef struct {
  const char *plugin;
  const char *key;
  SlwPlatform *platform;
} Place;

static gboolean refuse (GError **error, const Place *place, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, const Place *place, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return slw_key_file_set_error (error, slw_platform_get_file (place->platform), place->plugin, place->key, "%s", text);
}

static gboolean
set_boolean (GValue *value, const char *text, const Place *place, GError **error)
{
  static const char *const yes[] = { "true", "yes", NULL };
  static const char *const no[] = { "false", "no", NULL };

  if (!g_strv_contains (yes, text) && !g_strv_contains (no, text))
    return refuse (error, place, "must be true or false");
  g_value_set_boolean (value, g_strv_contains (yes, text));
  return TRUE;
}

static gboolean
get_signed (const char *text, gint64 least, gint64 most, gint64 *number, const Place *place, GError **error)
{
  if (g_ascii_string_to_signed (text, 10, least, most, number, NULL))
    return TRUE;
  return refuse (error, place, "must be a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, least, most);
}

static gboolean
get_unsigned (const char *text, guint64 least, guint64 most, guint64 *number, const Place *place, GError **error)
{
  if (g_ascii_string_to_unsigned (text, 10, least, most, number, NULL))
    return TRUE;
  return refuse (error, place, "must be a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, least, most);
}

static gboolean
set_number (GParamSpec *spec, GValue *value, const char *text, const Place *place, GError **error)
{
  gint64 number = 0;
  guint64 natural = 0;
  gboolean good;

  if (G_IS_PARAM_SPEC_INT (spec)) {
    good = get_signed (text, G_PARAM_SPEC_INT (spec)->minimum, G_PARAM_SPEC_INT (spec)->maximum, &number, place, error);
    g_value_set_int (value, (int) number);
  } else if (G_IS_PARAM_SPEC_INT64 (spec)) {
    good = get_signed (text, G_PARAM_SPEC_INT64 (spec)->minimum, G_PARAM_SPEC_INT64 (spec)->maximum, &number, place,
                       error);
    g_value_set_int64 (value, number);
  } else if (G_IS_PARAM_SPEC_UINT (spec)) {
    good = get_unsigned (text, G_PARAM_SPEC_UINT (spec)->minimum, G_PARAM_SPEC_UINT (spec)->maximum, &natural, place,
                         error);
    g_value_set_uint (value, (guint) natural);
  } else {
    good = get_unsigned (text, G_PARAM_SPEC_UINT64 (spec)->minimum, G_PARAM_SPEC_UINT64 (spec)->maximum, &natural,
                         place, error);
    g_value_set_uint64 (value, natural);
  }
  return good;
}

static gboolean
set_enum (GParamSpec *spec, GValue *value, const char *text, const Place *place, GError **error)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (spec)->enum_class;
  GEnumValue *found = g_enum_get_value_by_nick (klass, text);
  g_autoptr (GString) nicks = g_string_new (NULL);

  if (found != NULL) {
    g_value_set_enum (value, found->value);
    return TRUE;
  }
  for (guint i = 0; i < klass->n_values; i++)
    g_string_append_printf (nicks, "%s%s", i > 0 ? ", " : "", klass->values[i].value_nick);
  return refuse (error, place, "must be one of %s", nicks->str);
}

static gboolean
set_secret (GValue *value, const char *text, const Place *place, GError **error)
{
  g_autofree char *what = g_strdup_printf ("[%s] %s", place->plugin, place->key);
  SlwSecret *secret = slw_secret_reference_read (text, slw_platform_get_folder (place->platform), what, error);

  if (secret == NULL) {
    g_prefix_error (error, "%s: ", slw_platform_get_file (place->platform));
    return FALSE;
  }
  g_value_take_boxed (value, secret);
  return TRUE;
}

static gboolean
check_secret (const char *text, const Place *place, GError **error)
{
  g_autoptr (GError) local = NULL;

  return slw_secret_reference_check (text, &local) || refuse (error, place, "%s", local->message);
}

/* A setting whose content matters and not its path: a plugin does no I/O, so it is read here. */
static gboolean
set_content (GValue *value, const char *text, const Place *place, GError **error)
{
  g_autofree char *path = slw_key_file_resolve_path (text, slw_platform_get_folder (place->platform));
  g_autoptr (GError) local = NULL;
  gsize length = 0;
  char *content = slw_key_file_read (path, &length, &local);

  if (content == NULL)
    return refuse (error, place, "%s", local->message);
  g_value_take_boxed (value, g_bytes_new_take (content, length));
  return TRUE;
}

static void
set_file (GValue *value, const char *text, const Place *place)
{
  g_autofree char *path = slw_key_file_resolve_path (text, slw_platform_get_folder (place->platform));

  g_value_take_object (value, g_file_new_for_path (path));
}

static gboolean
is_number (GParamSpec *spec)
{
  return G_IS_PARAM_SPEC_INT (spec) || G_IS_PARAM_SPEC_INT64 (spec) || G_IS_PARAM_SPEC_UINT (spec)
         || G_IS_PARAM_SPEC_UINT64 (spec);
}

/* @value has the type of @spec already; a secret is read only when @read says so. */
static gboolean
set_value (GParamSpec *spec, GValue *value, const char *text, gboolean read, const Place *place, GError **error)
{
  GType type = G_PARAM_SPEC_VALUE_TYPE (spec);

  if (g_type_is_a (type, SLW_TYPE_SECRET))
    return read ? set_secret (value, text, place, error) : check_secret (text, place, error);
  if (is_number (spec))
    return set_number (spec, value, text, place, error);
  if (G_IS_PARAM_SPEC_ENUM (spec))
    return set_enum (spec, value, text, place, error);
  if (type == G_TYPE_BOOLEAN)
    return set_boolean (value, text, place, error);
  if (type == G_TYPE_STRV) {
    g_value_take_boxed (value, slw_key_file_split (text));
    return TRUE;
  }
  if (type == G_TYPE_BYTES)
    return set_content (value, text, place, error);
  if (type == G_TYPE_FILE) {
    set_file (value, text, place);
    return TRUE;
  }
  if (type == G_TYPE_STRING) {
    g_value_set_string (value, text);
    return TRUE;
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN,
               "plugin %s: its property %s has the type %s, which no setting can have", place->plugin, spec->name,
               g_type_name (type));
  return FALSE;
}

static int
compare_specs (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(GParamSpec *const *) a)->name, (*(GParamSpec *const *) b)->name);
}

static void
add_specs (GPtrArray *specs, GHashTable *seen, GType type)
{
  GObjectClass *klass = g_type_class_ref (type);
  guint n = 0;
  g_autofree GParamSpec **all = g_object_class_list_properties (klass, &n);

  for (guint i = 0; i < n; i++)
    if ((all[i]->flags & G_PARAM_WRITABLE) && g_hash_table_add (seen, (gpointer) all[i]->name))
      g_ptr_array_add (specs, all[i]);
  /* Not unreferenced: the type stays with its module, and so do the specs that we hand out. */
}

GPtrArray *
slw_settings_list (GArray *types)
{
  GPtrArray *specs = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < types->len; i++)
    add_specs (specs, seen, g_array_index (types, GType, i));
  g_ptr_array_sort (specs, compare_specs);
  return specs;
}

static GParamSpec *
find_spec (GPtrArray *specs, const char *name)
{
  for (guint i = 0; i < specs->len; i++) {
    GParamSpec *spec = g_ptr_array_index (specs, i);

    if (g_str_equal (spec->name, name))
      return spec;
  }
  return NULL;
}

static gboolean
refuse_key (GPtrArray *specs, const Place *place, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *all = NULL;
  const char *closest;

  for (guint i = 0; i < specs->len; i++)
    g_ptr_array_add (names, (gpointer) ((GParamSpec *) g_ptr_array_index (specs, i))->name);
  g_ptr_array_add (names, NULL);
  closest = slw_text_closest (place->key, (const char *const *) names->pdata);
  if (closest != NULL)
    return refuse (error, place, "unknown key, did you mean %s?", closest);
  if (specs->len == 0)
    return refuse (error, place, "unknown key; the plugin has no settings");
  all = g_strjoinv (", ", (char **) names->pdata);
  return refuse (error, place, "unknown key; there are %s", all);
}

gboolean
slw_settings_check (const char *plugin, GArray *types, SlwPlatform *platform, GError **error)
{
  GHashTable *settings = slw_platform_get_settings (platform, plugin);
  g_autoptr (GPtrArray) specs = slw_settings_list (types);
  g_autoptr (GList) keys = settings != NULL ? g_hash_table_get_keys (settings) : NULL;

  keys = g_list_sort (keys, (GCompareFunc) g_strcmp0);
  for (GList *l = keys; l != NULL; l = l->next) {
    const Place place = { plugin, l->data, platform };
    GParamSpec *spec = find_spec (specs, l->data);
    g_auto (GValue) value = G_VALUE_INIT;

    if (spec == NULL)
      return refuse_key (specs, &place, error);
    g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (spec));
    if (!set_value (spec, &value, g_hash_table_lookup (settings, l->data), FALSE, &place, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
collect (
    GObjectClass *klass, const char *plugin, SlwPlatform *platform, GPtrArray *names, GArray *values, GError **error)
{
  GHashTable *settings = slw_platform_get_settings (platform, plugin);
  GHashTableIter iter;
  gpointer key, text;

  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &key, &text)) {
    const Place place = { plugin, key, platform };
    GParamSpec *spec = g_object_class_find_property (klass, key);
    GValue *value;

    /* Another type of the same plugin may have it. */
    if (spec == NULL || !(spec->flags & G_PARAM_WRITABLE))
      continue;
    g_array_set_size (values, values->len + 1);
    value = &g_array_index (values, GValue, values->len - 1);
    g_value_init (value, G_PARAM_SPEC_VALUE_TYPE (spec));
    if (!set_value (spec, value, text, TRUE, &place, error))
      return FALSE;
    g_ptr_array_add (names, (gpointer) spec->name);
  }
  return TRUE;
}

GObject *
slw_settings_new_object (const char *plugin, GType type, SlwPlatform *platform, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, TRUE, sizeof (GValue));
  gboolean has_settings = platform != NULL && slw_platform_get_settings (platform, plugin) != NULL;
  GObjectClass *klass = g_type_class_ref (type);
  GObject *object = NULL;

  g_array_set_clear_func (values, (GDestroyNotify) g_value_unset);
  if (!has_settings || collect (klass, plugin, platform, names, values, error))
    object = g_object_new_with_properties (type, names->len, (const char **) names->pdata,
                                           (const GValue *) (gpointer) values->data);
  g_type_class_unref (klass);
  return object;
}
