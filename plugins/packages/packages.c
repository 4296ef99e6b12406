/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "packages.h"

#include <string.h>

#include "bundle.h"
#include "collect.h"
#include "hold.h"
#include "leftovers.h"
#include "pass-on.h"
#include "plan.h"
#include "query.h"
#include "refresh.h"
#include "repository-add.h"
#include "repository-check.h"
#include "transaction.h"
#include "unbundle.h"

typedef SlwDirective *(*Next) (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

static const struct {
  const char *kind;
  Next next;
} kinds[] = {
  { "packages.refresh", refresh_next },
  { "packages.plan", plan_next },
  { "packages.bundle", bundle_next },
  { "packages.unbundle", unbundle_next },
  { "packages.collect", collect_next },
  { "packages.pass-on", pass_on_next },
  { "packages.hold", hold_next },
  { "packages.leftovers", leftovers_next },
  { "packages.query", query_next },
  { "repository.add", repository_add_next },
  { "repository.check", repository_check_next },
};

SlwDirective *
packages_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const char *kind = slw_step_run_get_kind (run);
  const TransactionKind *transaction = transaction_kind_find (kind);

  if (transaction != NULL)
    return transaction_next (transaction, self, run, last, error);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i].kind, kind) == 0)
      return kinds[i].next (self, run, last, error);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "%s does not provide %s", self->family->id, kind);
  return NULL;
}

void
packages_output (const Packages *self, SlwStepRun *run, const char *line)
{
  const TransactionKind *transaction = transaction_kind_find (slw_step_run_get_kind (run));

  if (transaction != NULL)
    transaction_kind_show_progress (transaction, self->family, run, line);
}

Repository *
packages_dup_repository (const Packages *self, GError **error)
{
  const PackagesSettings *settings = &self->settings;
  const RepositorySettings wanted = {
    .name = settings->repository,
    .subscription = settings->subscription,
    .keyring = settings->keyring,
    .fingerprint = settings->fingerprint,
    .signed_by = settings->signed_by,
    .allow_http = settings->allow_http,
  };

  return repository_new (self->family, &wanted, error);
}

char **
packages_dup_refused (const Packages *self, SlwStepRun *run)
{
  g_auto (GStrv) of_step = slw_step_run_dup_param_list (run, "refuse");
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  char **own = self->settings.refuse;

  for (guint i = 0; of_step[i] != NULL; i++)
    g_strv_builder_add (all, of_step[i]);
  for (guint i = 0; own != NULL && own[i] != NULL; i++) {
    if (!g_strv_contains ((const char *const *) of_step, own[i]))
      g_strv_builder_add (all, own[i]);
  }
  return g_strv_builder_end (all);
}

gboolean
packages_keeps_address (SlwStepRun *run, gboolean *keep, GError **error)
{
  const char *text = slw_step_run_get_param (run, "keep-address");

  *keep = g_strcmp0 (text, "yes") == 0;
  if (*keep || text == NULL || strcmp (text, "no") == 0)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.keep-address=%s: yes or no is wanted", text);
  return FALSE;
}

gboolean
packages_has_name (char **names, const char *name)
{
  g_autofree char *bare = g_strndup (name, strcspn (name, ":"));

  return g_strv_contains ((const char *const *) names, name) || g_strv_contains ((const char *const *) names, bare);
}

gboolean
packages_is_settled (SlwStepRun *run)
{
  return g_strcmp0 (slw_step_run_get_param (run, "settled"), "yes") == 0;
}

void
packages_set_property (PackagesSettings *settings, guint id, const GValue *value)
{
  switch (id) {
  case PACKAGES_PROP_REPOSITORY:
    g_free (settings->repository);
    settings->repository = g_value_dup_string (value);
    break;
  case PACKAGES_PROP_SUBSCRIPTION:
    g_clear_pointer (&settings->subscription, slw_secret_unref);
    settings->subscription = g_value_dup_boxed (value);
    break;
  case PACKAGES_PROP_KEYRING:
    g_clear_pointer (&settings->keyring, g_bytes_unref);
    settings->keyring = g_value_dup_boxed (value);
    break;
  case PACKAGES_PROP_FINGERPRINT:
    g_free (settings->fingerprint);
    settings->fingerprint = g_value_dup_string (value);
    break;
  case PACKAGES_PROP_ALLOW_HTTP:
    settings->allow_http = g_value_get_boolean (value);
    break;
  case PACKAGES_PROP_ALLOW_REMOVE:
    g_strfreev (settings->allow_remove);
    settings->allow_remove = g_value_dup_boxed (value);
    break;
  case PACKAGES_PROP_REFUSE:
    g_strfreev (settings->refuse);
    settings->refuse = g_value_dup_boxed (value);
    break;
  case PACKAGES_PROP_RECOMMENDS:
    settings->recommends = g_value_get_boolean (value);
    break;
  case PACKAGES_PROP_LOCK_WAIT:
    settings->lock_wait = g_value_get_uint (value);
    break;
  default:
    settings->timeout = g_value_get_uint (value);
  }
}

void
packages_get_property (const PackagesSettings *settings, guint id, GValue *value)
{
  switch (id) {
  case PACKAGES_PROP_REPOSITORY:
    g_value_set_string (value, settings->repository);
    break;
  case PACKAGES_PROP_SUBSCRIPTION:
    g_value_set_boxed (value, settings->subscription);
    break;
  case PACKAGES_PROP_KEYRING:
    g_value_set_boxed (value, settings->keyring);
    break;
  case PACKAGES_PROP_FINGERPRINT:
    g_value_set_string (value, settings->fingerprint);
    break;
  case PACKAGES_PROP_ALLOW_HTTP:
    g_value_set_boolean (value, settings->allow_http);
    break;
  case PACKAGES_PROP_ALLOW_REMOVE:
    g_value_set_boxed (value, settings->allow_remove);
    break;
  case PACKAGES_PROP_REFUSE:
    g_value_set_boxed (value, settings->refuse);
    break;
  case PACKAGES_PROP_RECOMMENDS:
    g_value_set_boolean (value, settings->recommends);
    break;
  case PACKAGES_PROP_LOCK_WAIT:
    g_value_set_uint (value, settings->lock_wait);
    break;
  default:
    g_value_set_uint (value, settings->timeout);
  }
}

void
packages_clear (PackagesSettings *settings)
{
  g_free (settings->repository);
  g_clear_pointer (&settings->subscription, slw_secret_unref);
  g_clear_pointer (&settings->keyring, g_bytes_unref);
  g_free (settings->fingerprint);
  g_strfreev (settings->allow_remove);
  g_strfreev (settings->refuse);
}

static void
install (GObjectClass *klass, guint id, GParamSpec *spec)
{
  g_object_class_install_property (klass, id, spec);
}

void
packages_install_properties (GObjectClass *klass, const char *repository_blurb, const char *users)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_NAME;
  g_autofree char *locks = g_strdup_printf ("Seconds to wait for other users of %s", users);

  install (klass, PACKAGES_PROP_REPOSITORY, g_param_spec_string ("repository", NULL, repository_blurb, "bm", flags));
  install (klass, PACKAGES_PROP_SUBSCRIPTION,
           g_param_spec_boxed ("subscription", NULL, "The file that gives access to the repository; a secret",
                               SLW_TYPE_SECRET, flags));
  install (klass, PACKAGES_PROP_KEYRING,
           g_param_spec_boxed ("keyring", NULL, "File with the repository's public key, armoured or binary",
                               G_TYPE_BYTES, flags));
  install (klass, PACKAGES_PROP_FINGERPRINT,
           g_param_spec_string ("fingerprint", NULL,
                                "Fingerprint of that key, 40 hexadecimal digits; no other key is trusted", NULL,
                                flags));
  install (klass, PACKAGES_PROP_ALLOW_HTTP,
           g_param_spec_boolean ("allow-http", NULL,
                                 "Accept a repository without TLS, which shows the subscription to the network", FALSE,
                                 flags));
  install (klass, PACKAGES_PROP_ALLOW_REMOVE,
           g_param_spec_boxed ("allow-remove", NULL, "Installed packages that may be removed to make room for others",
                               G_TYPE_STRV, flags));
  install (klass, PACKAGES_PROP_REFUSE,
           g_param_spec_boxed ("refuse", NULL, "Packages that must not come in, besides those that the roles name",
                               G_TYPE_STRV, flags));
  install (klass, PACKAGES_PROP_RECOMMENDS,
           g_param_spec_boolean ("recommends", NULL, "Install recommended packages, too, as the product's guide does",
                                 TRUE, flags));
  install (klass, PACKAGES_PROP_LOCK_WAIT, g_param_spec_uint ("lock-wait", NULL, locks, 0, 86400, 600, flags));
  install (
      klass, PACKAGES_PROP_TIMEOUT,
      g_param_spec_uint ("timeout", NULL, "Seconds that an installation may take, 0: no limit", 0, 86400, 3600, flags));
}
