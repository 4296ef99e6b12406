/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-redhat.h"

#include "yum-family.h"

struct _YumRedhat {
  GObject parent_instance;
  Packages packages;
};

static void yum_redhat_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    YumRedhat, yum_redhat, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, yum_redhat_step_init))

void
yum_redhat_register (GTypeModule *module)
{
  yum_redhat_register_type (module);
}

static int
yum_redhat_offer (SlwStep *step, const char *kind, SlwServer *server, char **reason)
{
  const SlwFacts *facts = slw_server_get_facts (server);
  const char *family = facts != NULL ? slw_facts_get (facts, "os.family") : NULL;
  const char *const *managers = facts != NULL ? slw_facts_get_all (facts, "package-manager") : NULL;

  if (g_strcmp0 (family, "redhat") != 0) {
    *reason = g_strdup_printf ("no Red Hat or relative of it (os.family is %s)", family != NULL ? family : "unknown");
    return SLW_OFFER_DECLINE;
  }
  if (!g_strv_contains (managers, "dnf")) {
    *reason = g_strdup (g_strv_contains (managers, "yum") ? "there is only yum 3, which can't rehearse; dnf is needed"
                                                          : "there is no dnf");
    return SLW_OFFER_DECLINE;
  }
  return 0;
}

static SlwDirective *
yum_redhat_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return packages_next (&YUM_REDHAT (step)->packages, run, last, error);
}

static void
yum_redhat_output (SlwStep *step, SlwStepRun *run, const char *line)
{
  packages_output (&YUM_REDHAT (step)->packages, run, line);
}

static void
yum_redhat_step_init (SlwStepInterface *iface)
{
  iface->offer = yum_redhat_offer;
  iface->next = yum_redhat_next;
  iface->output = yum_redhat_output;
}

static void
yum_redhat_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  packages_set_property (&YUM_REDHAT (object)->packages.settings, id, value);
}

static void
yum_redhat_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  packages_get_property (&YUM_REDHAT (object)->packages.settings, id, value);
}

static void
yum_redhat_finalize (GObject *object)
{
  packages_clear (&YUM_REDHAT (object)->packages.settings);
  G_OBJECT_CLASS (yum_redhat_parent_class)->finalize (object);
}

static void
yum_redhat_class_init (YumRedhatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = yum_redhat_set_property;
  object_class->get_property = yum_redhat_get_property;
  object_class->finalize = yum_redhat_finalize;
  packages_install_properties (object_class, "Name of the repository's file on the servers, without .repo",
                               "dnf and rpm");
}

static void
yum_redhat_class_finalize (YumRedhatClass *klass)
{
}

static void
yum_redhat_init (YumRedhat *self)
{
  self->packages.family = &yum_family;
}
