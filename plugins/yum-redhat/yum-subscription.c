/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-subscription.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>

#include "address.h"

typedef struct {
  GString *out;
  GPtrArray *addresses;
  const char *keyring;
  gboolean allow_http;
  gboolean in_section;
  gboolean in_address; /* the lines below that begin with a space hold more addresses */
  guint number;
} Reader;

static gboolean
is_one_of (const char *name, const char *const *names)
{
  return g_strv_contains (names, name);
}

static gboolean
is_off (const char *value)
{
  static const char *const words[] = { "0", "no", "false", "off", NULL };
  g_autofree char *lower = g_ascii_strdown (value, -1);

  return is_one_of (lower, words);
}

static gboolean
read_addresses (Reader *reader, const char *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (value, " \t,", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] == '\0')
      continue;
    address_hide (words[i]);
    if (!address_check (words[i], reader->number, reader->allow_http, "yum-redhat", error))
      return FALSE;
    g_ptr_array_add (reader->addresses, g_strdup (words[i]));
  }
  return TRUE;
}

static gboolean
check_option (const Reader *reader, const char *name, const char *value, GError **error)
{
  static const char *const checks[] = { "sslverify", "gpgcheck", "repo_gpgcheck", "proxy_sslverify", NULL };
  gboolean ours = reader->keyring != NULL && strstr (name, "gpgcheck") != NULL;

  if (ours || !is_one_of (name, checks) || !is_off (value))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u: the option %s would switch off a check of dnf%s",
               reader->number, name,
               strstr (name, "gpgcheck") != NULL ? "; with keyring and fingerprint it is on" : "");
  return FALSE;
}

/* What signs the packages is said by us. */
static void
begin_section (Reader *reader, const char *line)
{
  g_string_append_printf (reader->out, "%s\n", line);
  if (reader->keyring != NULL)
    g_string_append_printf (reader->out, "gpgcheck=1\nrepo_gpgcheck=1\ngpgkey=file://%s\nmodule_hotfixes=1\n",
                            reader->keyring);
  reader->in_section = TRUE;
}

static gboolean
read_option (Reader *reader, const char *line, GError **error)
{
  static const char *const sources[] = { "baseurl", "mirrorlist", "metalink", NULL };
  static const char *const secrets[] = { "username", "password", "proxy_username", "proxy_password", NULL };
  static const char *const replaced[] = { "gpgcheck", "repo_gpgcheck", "gpgkey", "module_hotfixes", NULL };
  const char *equals = strchr (line, '=');
  g_autofree char *name = equals != NULL ? g_strndup (line, equals - line) : NULL;
  g_autofree char *value = equals != NULL ? g_strstrip (g_strdup (equals + 1)) : NULL;

  if (name == NULL || !reader->in_section) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u is neither a comment nor a part of a repository",
                 reader->number);
    return FALSE;
  }
  g_strstrip (name);
  reader->in_address = is_one_of (name, sources);
  if (is_one_of (name, secrets) && *value != '\0')
    slw_secret_hide (value);
  if (!check_option (reader, name, value, error))
    return FALSE;
  if (reader->in_address && !read_addresses (reader, value, error))
    return FALSE;
  if (reader->keyring == NULL || !is_one_of (name, replaced))
    g_string_append_printf (reader->out, "%s\n", line);
  return TRUE;
}

static gboolean
read_line (Reader *reader, const char *line, GError **error)
{
  const char *text = line + strspn (line, " \t\r");

  if (*text == '\0' || *text == '#' || *text == ';') {
    g_string_append_printf (reader->out, "%s\n", line);
    return TRUE;
  }
  if (*line == '[' && strchr (line, ']') != NULL) {
    reader->in_address = FALSE;
    begin_section (reader, line);
    return TRUE;
  }
  if (text != line && reader->in_address) {
    g_string_append_printf (reader->out, "%s\n", line);
    return read_addresses (reader, text, error);
  }
  return read_option (reader, line, error);
}

char *
yum_subscription_read (
    const char *text, gsize length, gboolean allow_http, const char *keyring, GPtrArray *addresses, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  Reader reader = { .out = out, .addresses = addresses, .keyring = keyring, .allow_http = allow_http };

  if (!address_check_text (text, length, error))
    return NULL;
  lines = g_strsplit_set (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i + 1] == NULL && *lines[i] == '\0')
      break;
    reader.number = i + 1;
    g_strchomp (lines[i]);
    if (!read_line (&reader, lines[i], error))
      return NULL;
  }
  if (addresses->len == 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "this is no subscription for dnf: it has no baseurl");
    return NULL;
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
