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
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->content, slw_secret_unref);
  g_free (self);
}

static gboolean
check_name (const PackagesFamily *family, const char *name, GError **error)
{
  /* sources.list(5): apt ignores files with other characters in their names */
  const char *good = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

  if (g_ascii_isalnum (*name) && strspn (name, good) == strlen (name))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
               "[%s] repository=%s: letters, digits, \"_\", \"-\" and \".\" make the name of a repository's file",
               family->id, name);
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
select_key (Repository *self, const PackagesFamily *family, const RepositorySettings *settings, GError **error)
{
  g_autoptr (GPtrArray) keys = openpgp_read_keys (settings->keyring, error);
  g_autofree char *wanted = openpgp_normalize_fingerprint (settings->fingerprint);
  g_autofree char *found = NULL;

  if (keys == NULL) {
    g_prefix_error (error, "[%s] keyring: ", family->id);
    return FALSE;
  }
  found = list_fingerprints (keys);
  if (wanted == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "[%s] fingerprint: %s; the keyring holds %s: compare that with what the publisher says, and "
                 "write it here",
                 family->id, settings->fingerprint == NULL ? "it is missing" : "40 hexadecimal digits are wanted",
                 found);
    return FALSE;
  }
  for (guint i = 0; i < keys->len; i++) {
    const OpenpgpKey *key = g_ptr_array_index (keys, i);

    if (strcmp (key->fingerprint, wanted) == 0) {
      self->keyring = family->make_keyring != NULL ? family->make_keyring (key->packets) : g_bytes_ref (key->packets);
      self->fingerprint = g_steal_pointer (&wanted);
      return TRUE;
    }
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
               "[%s] keyring: it does not hold the key %s, but %s; the key may have been exchanged", family->id, wanted,
               found);
  return FALSE;
}

static gboolean
read_subscription (Repository *self, const PackagesFamily *family, const RepositorySettings *settings, GError **error)
{
  gboolean named = settings->keyring != NULL && (settings->signed_by || family->keyring_global == NULL);
  gsize length = 0;
  const char *text = slw_secret_peek (settings->subscription, &length);
  char *content = family->read_subscription (text, length, settings->allow_http, named ? REPOSITORY_KEYRING : NULL,
                                             self->addresses, error);

  if (content == NULL) {
    g_prefix_error (error, "[%s] subscription: ", family->id);
    return FALSE;
  }
  self->content = slw_secret_new (content, -1);
  memset (content, 0, strlen (content));
  g_free (content);
  return TRUE;
}

/* A path of the family, where %s is the name. */
static char *
make_path (const char *pattern, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "%s", 2);

  return g_strjoinv (name, parts);
}

Repository *
repository_new (const PackagesFamily *family, const RepositorySettings *settings, GError **error)
{
  g_autoptr (Repository) self = g_new0 (Repository, 1);
  gboolean global = !settings->signed_by && family->keyring_global != NULL;

  if (settings->subscription == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "[%s] subscription is missing: the file that gives access to the repository, for instance "
                 "subscription=file:%s%s",
                 family->id, settings->name, family->suffix);
    return NULL;
  }
  if (!check_name (family, settings->name, error))
    return NULL;
  self->addresses = g_ptr_array_new_with_free_func (g_free);
  if (!read_subscription (self, family, settings, error))
    return NULL;
  self->list_path = g_strconcat (family->folder, settings->name, family->suffix, NULL);
  if (settings->keyring != NULL) {
    if (!select_key (self, family, settings, error))
      return NULL;
    self->keyring_path = make_path (global ? family->keyring_global : family->keyring_trusted, settings->name);
  }
  return g_steal_pointer (&self);
}

SlwSecret *
repository_render (const Repository *self, const char *keyring_path)
{
  const char *path = keyring_path != NULL ? keyring_path : self->keyring_path;
  GString *text = g_string_new (slw_secret_peek (self->content, NULL));
  SlwSecret *secret;

  if (path != NULL)
    g_string_replace (text, REPOSITORY_KEYRING, path, 0);
  secret = slw_secret_new (text->str, (gssize) text->len);
  memset (text->str, 0, text->len);
  g_string_free (text, TRUE);
  return secret;
}
