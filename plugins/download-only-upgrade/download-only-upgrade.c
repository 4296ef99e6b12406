/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "download-only-upgrade.h"

#include <string.h>

#include "apply.h"
#include "prefetch.h"
#include "way.h"

struct _DownloadOnlyUpgrade {
  GObject parent_instance;
  DownloadSettings settings;
};

enum { PROP_0, PROP_KEEP_DAYS, PROP_RATE, PROP_SHARE };

static void download_only_upgrade_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (DownloadOnlyUpgrade,
                                download_only_upgrade,
                                G_TYPE_OBJECT,
                                0,
                                G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, download_only_upgrade_step_init))

void
download_only_upgrade_register (GTypeModule *module)
{
  download_only_upgrade_register_type (module);
}

const DownloadSettings *
download_only_upgrade_get_settings (DownloadOnlyUpgrade *self)
{
  return &self->settings;
}

static SlwDirective *
download_only_upgrade_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  DownloadOnlyUpgrade *self = DOWNLOAD_ONLY_UPGRADE (step);

  if (strcmp (slw_step_run_get_kind (run), "upgrade.way") == 0)
    return way_next (self, run, last, error);
  if (strcmp (slw_step_run_get_kind (run), "upgrade.prefetch") == 0)
    return prefetch_next (self, run, last, error);
  return apply_next (self, run, last, error);
}

static void
download_only_upgrade_step_init (SlwStepInterface *iface)
{
  iface->next = download_only_upgrade_next;
}

static void
download_only_upgrade_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DownloadSettings *settings = &DOWNLOAD_ONLY_UPGRADE (object)->settings;

  switch (id) {
  case PROP_KEEP_DAYS:
    settings->keep_days = g_value_get_uint (value);
    break;
  case PROP_RATE:
    g_free (settings->rate);
    settings->rate = g_value_dup_string (value);
    break;
  default:
    g_free (settings->share);
    settings->share = g_value_dup_string (value);
  }
}

static void
download_only_upgrade_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const DownloadSettings *settings = &DOWNLOAD_ONLY_UPGRADE (object)->settings;

  switch (id) {
  case PROP_KEEP_DAYS:
    g_value_set_uint (value, settings->keep_days);
    break;
  case PROP_RATE:
    g_value_set_string (value, settings->rate);
    break;
  default:
    g_value_set_string (value, settings->share);
  }
}

static void
download_only_upgrade_finalize (GObject *object)
{
  DownloadSettings *settings = &DOWNLOAD_ONLY_UPGRADE (object)->settings;

  g_free (settings->rate);
  g_free (settings->share);
  G_OBJECT_CLASS (download_only_upgrade_parent_class)->finalize (object);
}

static void
download_only_upgrade_class_init (DownloadOnlyUpgradeClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = download_only_upgrade_set_property;
  object_class->get_property = download_only_upgrade_get_property;
  object_class->finalize = download_only_upgrade_finalize;
  g_object_class_install_property (
      object_class, PROP_KEEP_DAYS,
      g_param_spec_uint ("keep-days", NULL, "Days after which packages that were fetched ahead are not used any more",
                         1, 365, 30, flags));
  g_object_class_install_property (
      object_class, PROP_RATE,
      g_param_spec_string ("rate", NULL,
                           "The most that each server fetches in a second, such as 500K or 2M; no: no limit", "no",
                           flags));
  g_object_class_install_property (
      object_class, PROP_SHARE,
      g_param_spec_string (
          "share", NULL,
          "Whether packages are fetched by one server and passed on to others of its kind: yes, no, or "
          "auto, which means: where there is a rate",
          "auto", flags));
}

static void
download_only_upgrade_class_finalize (DownloadOnlyUpgradeClass *klass)
{
}

static void
download_only_upgrade_init (DownloadOnlyUpgrade *self)
{
}
