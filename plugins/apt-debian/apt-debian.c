/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-debian.h"

#include <string.h>

#include "apt-family.h"

struct _AptDebian {
  GObject parent_instance;
  Packages packages;
};

enum { PROP_SIGNED_BY = PACKAGES_PROP_LAST };

static void apt_debian_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    AptDebian, apt_debian, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, apt_debian_step_init))

void
apt_debian_register (GTypeModule *module)
{
  apt_debian_register_type (module);
}

static int
apt_debian_offer (SlwStep *step, const char *kind, SlwServer *server, char **reason)
{
  const SlwFacts *facts = slw_server_get_facts (server);
  const char *family = facts != NULL ? slw_facts_get (facts, "os.family") : NULL;

  if (g_strcmp0 (family, "debian") != 0) {
    *reason = g_strdup_printf ("no Debian or descendant of it (os.family is %s)", family != NULL ? family : "unknown");
    return SLW_OFFER_DECLINE;
  }
  if (!g_strv_contains (slw_facts_get_all (facts, "package-manager"), "apt-get")) {
    *reason = g_strdup ("there is no apt-get");
    return SLW_OFFER_DECLINE;
  }
  return 0;
}

static SlwDirective *
apt_debian_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return packages_next (&APT_DEBIAN (step)->packages, run, last, error);
}

static void
apt_debian_output (SlwStep *step, SlwStepRun *run, const char *line)
{
  packages_output (&APT_DEBIAN (step)->packages, run, line);
}

static void
apt_debian_step_init (SlwStepInterface *iface)
{
  iface->offer = apt_debian_offer;
  iface->next = apt_debian_next;
  iface->output = apt_debian_output;
}

static void
apt_debian_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PackagesSettings *settings = &APT_DEBIAN (object)->packages.settings;

  if (id == PROP_SIGNED_BY)
    settings->signed_by = g_value_get_boolean (value);
  else
    packages_set_property (settings, id, value);
}

static void
apt_debian_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const PackagesSettings *settings = &APT_DEBIAN (object)->packages.settings;

  if (id == PROP_SIGNED_BY)
    g_value_set_boolean (value, settings->signed_by);
  else
    packages_get_property (settings, id, value);
}

static void
apt_debian_finalize (GObject *object)
{
  packages_clear (&APT_DEBIAN (object)->packages.settings);
  G_OBJECT_CLASS (apt_debian_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *klass)
{
  packages_install_properties (klass, "Name of the repository's file on the servers, without .list", "apt and dpkg");
  g_object_class_install_property (
      klass, PROP_SIGNED_BY,
      g_param_spec_boolean ("signed-by", NULL,
                            "Trust the key for this repository only, by signed-by in its file; "
                            "false leaves the file byte for byte and trusts the key for all repositories",
                            TRUE, G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));
}

static void
apt_debian_class_init (AptDebianClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = apt_debian_set_property;
  object_class->get_property = apt_debian_get_property;
  object_class->finalize = apt_debian_finalize;
  install_properties (object_class);
}

static void
apt_debian_class_finalize (AptDebianClass *klass)
{
}

static void
apt_debian_init (AptDebian *self)
{
  self->packages.family = &apt_family;
}
