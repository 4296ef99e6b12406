/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-debian.h"

#include <string.h>

#include "download.h"
#include "hold.h"
#include "install.h"
#include "plan.h"
#include "query.h"
#include "refresh.h"
#include "repository-add.h"
#include "repository-check.h"
#include "upgrade.h"

struct _AptDebian {
  GObject parent_instance;
  AptSettings settings;
};

enum {
  PROP_0,
  PROP_REPOSITORY,
  PROP_SUBSCRIPTION,
  PROP_KEYRING,
  PROP_FINGERPRINT,
  PROP_SIGNED_BY,
  PROP_ALLOW_HTTP,
  PROP_ALLOW_REMOVE,
  PROP_REFUSE,
  PROP_RECOMMENDS,
  PROP_LOCK_WAIT,
  PROP_TIMEOUT,
};

static const struct {
  const char *kind;
  SlwDirective *(*next) (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error);
  void (*output) (SlwStepRun *run, const char *line);
} kinds[] = {
  { "packages.refresh", refresh_next, NULL },
  { "packages.plan", plan_next, NULL },
  { "packages.download", download_next, download_output },
  { "packages.install", install_next, install_output },
  { "packages.upgrade", upgrade_next, install_output },
  { "packages.hold", hold_next, NULL },
  { "packages.query", query_next, NULL },
  { "repository.add", repository_add_next, NULL },
  { "repository.check", repository_check_next, NULL },
};

static void apt_debian_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    AptDebian, apt_debian, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, apt_debian_step_init))

void
apt_debian_register (GTypeModule *module)
{
  apt_debian_register_type (module);
}

const AptSettings *
apt_debian_get_settings (AptDebian *self)
{
  return &self->settings;
}

Repository *
apt_debian_dup_repository (AptDebian *self, GError **error)
{
  const RepositorySettings settings = {
    .name = self->settings.repository,
    .subscription = self->settings.subscription,
    .keyring = self->settings.keyring,
    .fingerprint = self->settings.fingerprint,
    .signed_by = self->settings.signed_by,
    .allow_http = self->settings.allow_http,
  };

  return repository_new (&settings, error);
}

char **
apt_debian_dup_refused (AptDebian *self, SlwStepRun *run)
{
  g_auto (GStrv) of_step = slw_step_run_dup_param_list (run, "refuse");
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (guint i = 0; of_step[i] != NULL; i++)
    g_strv_builder_add (all, of_step[i]);
  for (guint i = 0; self->settings.refuse != NULL && self->settings.refuse[i] != NULL; i++) {
    if (!g_strv_contains ((const char *const *) of_step, self->settings.refuse[i]))
      g_strv_builder_add (all, self->settings.refuse[i]);
  }
  return g_strv_builder_end (all);
}

gboolean
apt_debian_keeps_address (SlwStepRun *run, gboolean *keep, GError **error)
{
  const char *text = slw_step_run_get_param (run, "keep-address");

  *keep = g_strcmp0 (text, "yes") == 0;
  if (*keep || text == NULL || strcmp (text, "no") == 0)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.keep-address=%s: yes or no is wanted", text);
  return FALSE;
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
  const char *kind = slw_step_run_get_kind (run);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i].kind, kind) == 0)
      return kinds[i].next (APT_DEBIAN (step), run, last, error);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "apt-debian does not provide %s", kind);
  return NULL;
}

static void
apt_debian_output (SlwStep *step, SlwStepRun *run, const char *line)
{
  const char *kind = slw_step_run_get_kind (run);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i].kind, kind) == 0 && kinds[i].output != NULL)
      kinds[i].output (run, line);
  }
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
  AptSettings *settings = &APT_DEBIAN (object)->settings;

  switch (id) {
  case PROP_REPOSITORY:
    g_free (settings->repository);
    settings->repository = g_value_dup_string (value);
    break;
  case PROP_SUBSCRIPTION:
    g_clear_pointer (&settings->subscription, slw_secret_unref);
    settings->subscription = g_value_dup_boxed (value);
    break;
  case PROP_KEYRING:
    g_clear_pointer (&settings->keyring, g_bytes_unref);
    settings->keyring = g_value_dup_boxed (value);
    break;
  case PROP_FINGERPRINT:
    g_free (settings->fingerprint);
    settings->fingerprint = g_value_dup_string (value);
    break;
  case PROP_SIGNED_BY:
    settings->signed_by = g_value_get_boolean (value);
    break;
  case PROP_ALLOW_HTTP:
    settings->allow_http = g_value_get_boolean (value);
    break;
  case PROP_ALLOW_REMOVE:
    g_strfreev (settings->allow_remove);
    settings->allow_remove = g_value_dup_boxed (value);
    break;
  case PROP_REFUSE:
    g_strfreev (settings->refuse);
    settings->refuse = g_value_dup_boxed (value);
    break;
  case PROP_RECOMMENDS:
    settings->recommends = g_value_get_boolean (value);
    break;
  case PROP_LOCK_WAIT:
    settings->lock_wait = g_value_get_uint (value);
    break;
  case PROP_TIMEOUT:
    settings->timeout = g_value_get_uint (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
apt_debian_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const AptSettings *settings = &APT_DEBIAN (object)->settings;

  switch (id) {
  case PROP_REPOSITORY:
    g_value_set_string (value, settings->repository);
    break;
  case PROP_SUBSCRIPTION:
    g_value_set_boxed (value, settings->subscription);
    break;
  case PROP_KEYRING:
    g_value_set_boxed (value, settings->keyring);
    break;
  case PROP_FINGERPRINT:
    g_value_set_string (value, settings->fingerprint);
    break;
  case PROP_SIGNED_BY:
    g_value_set_boolean (value, settings->signed_by);
    break;
  case PROP_ALLOW_HTTP:
    g_value_set_boolean (value, settings->allow_http);
    break;
  case PROP_ALLOW_REMOVE:
    g_value_set_boxed (value, settings->allow_remove);
    break;
  case PROP_REFUSE:
    g_value_set_boxed (value, settings->refuse);
    break;
  case PROP_RECOMMENDS:
    g_value_set_boolean (value, settings->recommends);
    break;
  case PROP_LOCK_WAIT:
    g_value_set_uint (value, settings->lock_wait);
    break;
  case PROP_TIMEOUT:
    g_value_set_uint (value, settings->timeout);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
apt_debian_finalize (GObject *object)
{
  AptSettings *settings = &APT_DEBIAN (object)->settings;

  g_free (settings->repository);
  g_clear_pointer (&settings->subscription, slw_secret_unref);
  g_clear_pointer (&settings->keyring, g_bytes_unref);
  g_free (settings->fingerprint);
  g_strfreev (settings->allow_remove);
  g_strfreev (settings->refuse);
  G_OBJECT_CLASS (apt_debian_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (klass, PROP_REPOSITORY,
                                   g_param_spec_string ("repository", NULL,
                                                        "Name of the repository's file on the servers, without .list",
                                                        "bm", flags));
  g_object_class_install_property (klass, PROP_SUBSCRIPTION,
                                   g_param_spec_boxed ("subscription", NULL,
                                                       "The file that gives access to the repository; a secret",
                                                       SLW_TYPE_SECRET, flags));
  g_object_class_install_property (klass, PROP_KEYRING,
                                   g_param_spec_boxed ("keyring", NULL,
                                                       "File with the repository's public key, armoured or binary",
                                                       G_TYPE_BYTES, flags));
  g_object_class_install_property (
      klass, PROP_FINGERPRINT,
      g_param_spec_string ("fingerprint", NULL,
                           "Fingerprint of that key, 40 hexadecimal digits; no other key is trusted", NULL, flags));
  g_object_class_install_property (
      klass, PROP_SIGNED_BY,
      g_param_spec_boolean ("signed-by", NULL,
                            "Trust the key for this repository only, by signed-by in its file; "
                            "false leaves the file byte for byte and trusts the key for all repositories",
                            TRUE, flags));
  g_object_class_install_property (
      klass, PROP_ALLOW_HTTP,
      g_param_spec_boolean ("allow-http", NULL,
                            "Accept a repository without TLS, which shows the subscription to the network", FALSE,
                            flags));
  g_object_class_install_property (klass, PROP_ALLOW_REMOVE,
                                   g_param_spec_boxed ("allow-remove", NULL,
                                                       "Installed packages that may be removed to make room for others",
                                                       G_TYPE_STRV, flags));
  g_object_class_install_property (
      klass, PROP_REFUSE,
      g_param_spec_boxed ("refuse", NULL, "Packages that must not come in, besides those that the roles name",
                          G_TYPE_STRV, flags));
  g_object_class_install_property (
      klass, PROP_RECOMMENDS,
      g_param_spec_boolean ("recommends", NULL, "Install recommended packages, too, as the product's guide does", TRUE,
                            flags));
  g_object_class_install_property (
      klass, PROP_LOCK_WAIT,
      g_param_spec_uint ("lock-wait", NULL, "Seconds to wait for other users of apt and dpkg", 0, 86400, 600, flags));
  g_object_class_install_property (
      klass, PROP_TIMEOUT,
      g_param_spec_uint ("timeout", NULL, "Seconds that an installation may take, 0: no limit", 0, 86400, 3600, flags));
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
}
