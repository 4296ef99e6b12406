/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "role.h"

#include <string.h>

#include "describe.h"
#include "prepare.h"
#include "verify.h"

enum { PROP_0, PROP_VERSION, PROP_ALLOW_SYSTEM, PROP_MIN_MEMORY, PROP_PACKAGES, PROP_EXTRA_PACKAGES };

void
role_install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (
      klass, PROP_VERSION,
      g_param_spec_string (
          "version", NULL,
          "Public version that is to be installed, for instance 4.9: the operating system is checked against it; "
          "without it, against all versions",
          NULL, flags));
  g_object_class_install_property (
      klass, PROP_ALLOW_SYSTEM,
      g_param_spec_boolean ("allow-system", NULL, "Go on with an operating system that the product is not made for",
                            FALSE, flags));
  g_object_class_install_property (klass, PROP_MIN_MEMORY,
                                   g_param_spec_uint ("min-memory-mib", NULL,
                                                      "Memory below which nothing is installed, in MiB", 0, G_MAXUINT,
                                                      6000, flags));
  g_object_class_install_property (
      klass, PROP_PACKAGES,
      g_param_spec_boxed ("packages", NULL, "Packages to install instead of the role's own", G_TYPE_STRV, flags));
  g_object_class_install_property (klass, PROP_EXTRA_PACKAGES,
                                   g_param_spec_boxed ("extra-packages", NULL,
                                                       "Packages to install as well, for instance bm-mapi", G_TYPE_STRV,
                                                       flags));
}

void
role_set_property (RoleSettings *settings, guint id, const GValue *value)
{
  switch (id) {
  case PROP_VERSION:
    g_free (settings->version);
    settings->version = g_value_dup_string (value);
    break;
  case PROP_ALLOW_SYSTEM:
    settings->allow_system = g_value_get_boolean (value);
    break;
  case PROP_MIN_MEMORY:
    settings->min_memory = g_value_get_uint (value);
    break;
  case PROP_PACKAGES:
    g_strfreev (settings->packages);
    settings->packages = g_value_dup_boxed (value);
    break;
  default:
    g_strfreev (settings->extra_packages);
    settings->extra_packages = g_value_dup_boxed (value);
  }
}

void
role_get_property (const RoleSettings *settings, guint id, GValue *value)
{
  switch (id) {
  case PROP_VERSION:
    g_value_set_string (value, settings->version);
    break;
  case PROP_ALLOW_SYSTEM:
    g_value_set_boolean (value, settings->allow_system);
    break;
  case PROP_MIN_MEMORY:
    g_value_set_uint (value, settings->min_memory);
    break;
  case PROP_PACKAGES:
    g_value_set_boxed (value, settings->packages);
    break;
  default:
    g_value_set_boxed (value, settings->extra_packages);
  }
}

void
role_clear (RoleSettings *settings)
{
  g_free (settings->version);
  g_strfreev (settings->packages);
  g_strfreev (settings->extra_packages);
}

int
role_offer (const RoleData *data, SlwServer *server, char **reason)
{
  const SlwFacts *facts = slw_server_get_facts (server);
  const char *family = facts != NULL ? slw_facts_get (facts, "os.family") : NULL;

  if (!slw_server_has_role (server, data->name)) {
    *reason = g_strdup_printf ("the server has not the role %s", data->name);
    return SLW_OFFER_DECLINE;
  }
  if (g_strcmp0 (family, "debian") != 0 && g_strcmp0 (family, "redhat") != 0) {
    *reason = g_strdup_printf ("BlueMind has no packages for this system (os.family is %s)",
                               family != NULL ? family : "unknown");
    return SLW_OFFER_DECLINE;
  }
  return 0;
}

SlwDirective *
role_next (const RoleData *data, const RoleSettings *settings, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const char *kind = slw_step_run_get_kind (run);

  if (strcmp (kind, "role.describe") == 0)
    return describe_next (data, settings, run);
  if (strcmp (kind, "role.prepare") == 0)
    return prepare_next (data, settings, run, last, error);
  if (strcmp (kind, "role.verify") == 0)
    return verify_next (data, run, last, error);
  g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "the role %s does not provide %s", data->name, kind);
  return NULL;
}
