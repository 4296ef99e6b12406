/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "subscription.h"

#include <string.h>

#include <slipway/slw-error.h>

#include "address.h"

/* One line: as it is, or (type set) a `deb` line cut into its fields. */
typedef struct {
  char *text;
  char *type;
  char *options; /* NULL: none */
  char *rest;    /* address, suite, components, and whatever ends the line */
} Line;

struct _Subscription {
  GPtrArray *lines;
  GPtrArray *addresses;
};

static void
line_free (Line *line)
{
  g_free (line->text);
  g_free (line->type);
  g_free (line->options);
  g_free (line->rest);
  g_free (line);
}

void
subscription_free (Subscription *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_free (self);
}

static gboolean
check_options (const char *options, guint number, GError **error)
{
  static const char *const forbidden[]
      = { "trusted",           "allow-insecure", "allow-weak", "allow-downgrade-to-insecure",
          "check-valid-until", "check-date",     NULL };
  g_auto (GStrv) words = g_strsplit_set (options, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *name = g_ascii_strdown (words[i], strcspn (words[i], "=+-"));
    g_autofree char *whole = g_ascii_strdown (words[i], strcspn (words[i], "="));

    if (g_strv_contains (forbidden, name) || g_strv_contains (forbidden, whole)) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u: the option %s would switch off a check of apt",
                   number, whole);
      return FALSE;
    }
  }
  return TRUE;
}

/* "deb [options] address suite components": fills @line, leaves its type NULL for a comment or an empty line. */
static gboolean
parse_line (Line *line, guint number, gboolean allow_http, char **address, GError **error)
{
  const char *p = line->text + strspn (line->text, " \t\r");
  gsize type = strcspn (p, " \t\r");
  const char *rest = p + type + strspn (p + type, " \t");

  if (*p == '\0' || *p == '#')
    return TRUE;
  if (!(type == 3 && strncmp (p, "deb", 3) == 0) && !(type == 7 && strncmp (p, "deb-src", 7) == 0)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u is neither a comment nor a deb line", number);
    return FALSE;
  }
  if (*rest == '[') {
    const char *end = strchr (rest, ']');

    if (end == NULL) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u: its [ has no ]", number);
      return FALSE;
    }
    line->options = g_strstrip (g_strndup (rest + 1, end - rest - 1));
    rest = end + 1 + strspn (end + 1, " \t");
    if (!check_options (line->options, number, error))
      return FALSE;
  }
  *address = g_strndup (rest, strcspn (rest, " \t\r"));
  if (!address_check (*address, number, allow_http, "apt-debian", error))
    return FALSE;
  if (*g_strchug (line->rest = g_strdup (rest + strlen (*address))) == '\0') {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u: no suite follows the address", number);
    return FALSE;
  }
  g_free (line->rest);
  line->rest = g_strdup (rest);
  line->type = g_strndup (p, type);
  return TRUE;
}

static gboolean
add_line (Subscription *self, const char *text, gboolean allow_http, GError **error)
{
  Line *line = g_new0 (Line, 1);
  g_autofree char *address = NULL;
  gboolean good;

  line->text = g_strdup (text);
  g_ptr_array_add (self->lines, line);
  good = parse_line (line, self->lines->len, allow_http, &address, error);
  if (address != NULL && *address != '\0')
    address_hide (address);
  if (good && line->type != NULL)
    g_ptr_array_add (self->addresses, g_steal_pointer (&address));
  return good;
}

Subscription *
subscription_parse (const char *text, gsize length, gboolean allow_http, GError **error)
{
  g_autoptr (Subscription) self = g_new0 (Subscription, 1);
  g_auto (GStrv) lines = NULL;

  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  self->addresses = g_ptr_array_new_with_free_func (g_free);
  if (!address_check_text (text, length, error))
    return NULL;
  lines = g_strsplit_set (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (!add_line (self, lines[i], allow_http, error))
      return NULL;
  }
  if (self->addresses->len == 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "this is no subscription for apt: it has no deb line");
    return NULL;
  }
  return g_steal_pointer (&self);
}

GPtrArray *
subscription_get_addresses (Subscription *self)
{
  return self->addresses;
}

static void
append_deb_line (GString *out, const Line *line, const char *keyring)
{
  g_auto (GStrv) options = g_strsplit_set (line->options != NULL ? line->options : "", " \t", -1);

  g_string_append_printf (out, "%s [", line->type);
  for (guint i = 0; options[i] != NULL; i++) {
    if (*options[i] != '\0' && g_ascii_strncasecmp (options[i], "signed-by", strlen ("signed-by")) != 0)
      g_string_append_printf (out, "%s ", options[i]);
  }
  g_string_append_printf (out, "signed-by=%s] %s", keyring, line->rest);
}

char *
subscription_render (Subscription *self, const char *keyring)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++) {
    const Line *line = g_ptr_array_index (self->lines, i);

    if (i > 0)
      g_string_append_c (out, '\n');
    if (line->type == NULL || keyring == NULL)
      g_string_append (out, line->text);
    else
      append_deb_line (out, line, keyring);
  }
  /* the secret's reader took the newline at the end; sources.list(5) wants it */
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
