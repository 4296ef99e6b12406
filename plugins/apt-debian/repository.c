/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repository.h"

#include <string.h>

#include <slipway/slw-error.h>

#include "openpgp.h"

void
repository_free (Repository *self)
{
  g_free (self->list_path);
  g_free (self->keyring_path);
  g_free (self->fingerprint);
  g_clear_pointer (&self->keyring, g_bytes_unref);
  g_clear_pointer (&self->subscription, subscription_free);
  g_free (self);
}

static gboolean
check_name (const char *name, GError **error)
{
  /* sources.list(5): apt ignores files with other characters in their names */
  const char *good = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

  if (g_ascii_isalnum (*name) && strspn (name, good) == strlen (name))
    return TRUE;
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_INVALID,
      "[apt-debian] repository=%s: letters, digits, \"_\", \"-\" and \".\" make the name of a repository's file", name);
  return FALSE;
}

static char *
list_fingerprints (GPtrArray *keys)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < keys->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", ((OpenpgpKey *) g_ptr_array_index (keys, i))->fingerprint);
  return g_string_free (out, FALSE);
}

/* Only the key that the operator named is taken, whatever else the keyring holds: every key of it would be trusted. */
static gboolean
select_key (Repository *self, const RepositorySettings *settings, GError **error)
{
  g_autoptr (GPtrArray) keys = openpgp_read_keys (settings->keyring, error);
  g_autofree char *wanted = openpgp_normalize_fingerprint (settings->fingerprint);
  g_autofree char *found = NULL;

  if (keys == NULL) {
    g_prefix_error (error, "[apt-debian] keyring: ");
    return FALSE;
  }
  found = list_fingerprints (keys);
  if (wanted == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "[apt-debian] fingerprint: %s; the keyring holds %s: compare that with what the publisher says, and "
                 "write it here",
                 settings->fingerprint == NULL ? "it is missing" : "40 hexadecimal digits are wanted", found);
    return FALSE;
  }
  for (guint i = 0; i < keys->len; i++) {
    const OpenpgpKey *key = g_ptr_array_index (keys, i);

    if (strcmp (key->fingerprint, wanted) == 0) {
      self->keyring = g_bytes_ref (key->packets);
      self->fingerprint = g_steal_pointer (&wanted);
      return TRUE;
    }
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
               "[apt-debian] keyring: it does not hold the key %s, but %s; the key may have been exchanged", wanted,
               found);
  return FALSE;
}

Repository *
repository_new (const RepositorySettings *settings, GError **error)
{
  g_autoptr (Repository) self = g_new0 (Repository, 1);
  const char *text;
  gsize length = 0;

  if (settings->subscription == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "[apt-debian] subscription is missing: the file that gives access to the repository, for instance "
                 "subscription=file:%s.list",
                 settings->name);
    return NULL;
  }
  if (!check_name (settings->name, error))
    return NULL;
  text = slw_secret_peek (settings->subscription, &length);
  self->subscription = subscription_parse (text, length, settings->allow_http, error);
  if (self->subscription == NULL) {
    g_prefix_error (error, "[apt-debian] subscription: ");
    return NULL;
  }
  self->list_path = g_strdup_printf ("/etc/apt/sources.list.d/%s.list", settings->name);
  self->signed_by = settings->signed_by;
  if (settings->keyring != NULL) {
    if (!select_key (self, settings, error))
      return NULL;
    self->keyring_path = g_strdup_printf (self->signed_by ? "/usr/share/keyrings/slipway-%s.gpg"
                                                          : "/etc/apt/trusted.gpg.d/slipway-%s.gpg",
                                          settings->name);
  }
  return g_steal_pointer (&self);
}

SlwSecret *
repository_render (const Repository *self, const char *keyring_path)
{
  g_autofree char *text = NULL;
  SlwSecret *secret;

  if (keyring_path == NULL)
    keyring_path = self->keyring_path;
  text = subscription_render (self->subscription, self->keyring != NULL && self->signed_by ? keyring_path : NULL);
  secret = slw_secret_new (text, -1);
  memset (text, 0, strlen (text));
  return secret;
}
