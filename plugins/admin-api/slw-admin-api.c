/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-caution.h"
#include "slw-upgrade.h"
#include "slw-work.h"

#define SLW_TYPE_ADMIN_API (slw_admin_api_get_type ())
G_DECLARE_FINAL_TYPE (SlwAdminApi, slw_admin_api, SLW, ADMIN_API, GObject)

/**
 * SlwAdminApi:
 *
 * The provider of all kinds that talk to BlueMind's API about servers and the platform as a whole.
 */
struct _SlwAdminApi {
  GObject parent_instance;
  SlwAdminSettings settings;
};

static void slw_admin_api_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (SlwAdminApi,
                                slw_admin_api,
                                G_TYPE_OBJECT,
                                0,
                                G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, slw_admin_api_step_init))

static const struct {
  const char *kind;
  SlwTalkFunc start;
} kinds[] = {
  { "platform.state", slw_state_start },     { "platform.verify", slw_verify_start },
  { "server.register", slw_register_start }, { "server.tag", slw_register_start_tags },
  { "server.assign", slw_assign_start },     { "server.rename", slw_rename_start },
  { "platform.check", slw_check_start },     { "platform.caution", slw_caution_start },
  { "platform.prepare", slw_prepare_start }, { "platform.upgrade", slw_upgrade_start },
};

static SlwTalkFunc
find_start (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind))
      return kinds[i].start;
  return NULL;
}

static SlwDirective *
slw_admin_api_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  SlwAdminApi *self = SLW_ADMIN_API (step);
  SlwTalk *talk = slw_talk_of_run (run, &self->settings.talk, find_start (slw_step_run_get_kind (run)), error);

  return talk != NULL ? slw_talk_next (talk, last, error) : NULL;
}

/* What bm-cli prints while it upgrades the platform. */
static void
slw_admin_api_output (SlwStep *step, SlwStepRun *run, const char *line)
{
  if (g_str_equal (slw_step_run_get_kind (run), "platform.upgrade"))
    slw_upgrade_show_line (run, line);
}

static void
slw_admin_api_step_init (SlwStepInterface *iface)
{
  iface->next = slw_admin_api_next;
  iface->output = slw_admin_api_output;
}

static void
slw_admin_api_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (!slw_admin_settings_set (&SLW_ADMIN_API (object)->settings, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
slw_admin_api_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (!slw_admin_settings_get (&SLW_ADMIN_API (object)->settings, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
slw_admin_api_finalize (GObject *object)
{
  slw_admin_settings_clear (&SLW_ADMIN_API (object)->settings);
  G_OBJECT_CLASS (slw_admin_api_parent_class)->finalize (object);
}

static void
slw_admin_api_class_init (SlwAdminApiClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = slw_admin_api_set_property;
  object_class->get_property = slw_admin_api_get_property;
  object_class->finalize = slw_admin_api_finalize;
  slw_admin_settings_install (object_class);
}

static void
slw_admin_api_class_finalize (SlwAdminApiClass *klass)
{
}

static void
slw_admin_api_init (SlwAdminApi *self)
{
}

static void
register_types (GTypeModule *module)
{
  slw_admin_api_register_type (module);
}

static const SlwProvide provides[] = {
  { "platform.state", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "platform.caution", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "platform.check", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "platform.prepare", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "platform.upgrade", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "platform.verify", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "server.register", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "server.tag", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "server.assign", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { "server.rename", slw_admin_api_get_type, SLW_RANK_PRIMARY },
  { NULL },
};

SLW_PLUGIN_DEFINE ("admin-api", "0.1.0", .register_types = register_types, .provides = provides);
