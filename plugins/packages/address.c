/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "address.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>

#define SUBSCRIPTION_MOST (64 * 1024)
#define PART_LEAST 6 /* shorter parts of an address are no secret worth the name */

gboolean
address_check_text (const char *text, gsize length, GError **error)
{
  if (length <= SUBSCRIPTION_MOST && memchr (text, '\0', length) == NULL)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "this is no subscription: %s",
               length > SUBSCRIPTION_MOST ? "it is larger than 64 KiB" : "it is binary (is it still packed?)");
  return FALSE;
}

/* Words that stand in the address of any repository; to blot them out would make all messages unreadable. */
static gboolean
is_common (const char *part)
{
  static const char *const words[]
      = { "debian",   "ubuntu",   "redhat", "packages", "stable", "release", "releases",   "latest",    "buster",
          "bullseye", "bookworm", "trixie", "bionic",   "xenial", "stretch", "repository", "InRelease", NULL };

  return strlen (part) < PART_LEAST || g_strv_contains (words, part) || strspn (part, "0123456789.") == strlen (part);
}

void
address_hide (const char *address)
{
  const char *host = strstr (address, "//");
  const char *path = strchr (host != NULL ? host + 2 : address, '/');
  g_auto (GStrv) parts = NULL;
  g_autofree char *file = NULL;

  slw_secret_hide (address);
  if (host != NULL && strchr (host, '@') != NULL) {
    g_autofree char *user = g_strndup (host + 2, strcspn (host + 2, "@"));

    slw_secret_hide (user);
  }
  if (path == NULL || is_common (path + 1))
    return;
  slw_secret_hide (path);
  /* the names of apt's lists, of dnf's folders are made of the address */
  file = g_strdelimit (g_strdup (path), "/", '_');
  slw_secret_hide (file);
  parts = g_strsplit_set (path, "/?&=", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    if (!is_common (parts[i]))
      slw_secret_hide (parts[i]);
  }
}

gboolean
address_check (const char *address, guint number, gboolean allow_http, const char *group, GError **error)
{
  static const char *const schemes[] = { "https", "file", "copy", "cdrom", NULL };
  g_autofree char *scheme = g_ascii_strdown (address, strcspn (address, ":"));

  if (strchr (address, ':') == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u: there is no address", number);
    return FALSE;
  }
  if (g_strv_contains (schemes, scheme) || (allow_http && strcmp (scheme, "http") == 0))
    return TRUE;
  if (strcmp (scheme, "http") == 0)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "line %u: the address is plain http, which shows the subscription to the network; "
                 "allow-http=true in [%s] accepts that",
                 number, group);
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u: the address is neither https nor file", number);
  return FALSE;
}
