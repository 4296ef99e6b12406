/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "download-only-upgrade.h"

#include <string.h>

#include "apply.h"
#include "prefetch.h"

struct _DownloadOnlyUpgrade {
  GObject parent_instance;
  guint keep_days;
};

enum { PROP_0, PROP_KEEP_DAYS };

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

guint
download_only_upgrade_get_keep_days (DownloadOnlyUpgrade *self)
{
  return self->keep_days;
}

static SlwDirective *
download_only_upgrade_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  DownloadOnlyUpgrade *self = DOWNLOAD_ONLY_UPGRADE (step);

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
  if (id == PROP_KEEP_DAYS)
    DOWNLOAD_ONLY_UPGRADE (object)->keep_days = g_value_get_uint (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
download_only_upgrade_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_KEEP_DAYS)
    g_value_set_uint (value, DOWNLOAD_ONLY_UPGRADE (object)->keep_days);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
download_only_upgrade_class_init (DownloadOnlyUpgradeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = download_only_upgrade_set_property;
  object_class->get_property = download_only_upgrade_get_property;
  g_object_class_install_property (
      object_class, PROP_KEEP_DAYS,
      g_param_spec_uint ("keep-days", NULL, "Days after which packages that were fetched ahead are not used any more",
                         1, 365, 30, G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));
}

static void
download_only_upgrade_class_finalize (DownloadOnlyUpgradeClass *klass)
{
}

static void
download_only_upgrade_init (DownloadOnlyUpgrade *self)
{
}
