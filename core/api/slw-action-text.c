/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* An action as text: for people, and as the canonical form that its key is the digest of. */

#include "core/api/slw-action-private.h"

#include <slipway/slw-text.h>

#include <string.h>

static gboolean
is_script (const SlwAction *action)
{
  char **argv = action->argv;

  return g_strv_length (argv) >= 4 && g_str_equal (argv[0], "sh") && g_str_equal (argv[1], "-c");
}

static char *
describe_command (const SlwAction *action)
{
  g_autofree char *arguments = NULL;

  if (!is_script (action))
    return slw_text_shell_quote ((const char *const *) action->argv);
  /* the text of a script is long and is in the plugin's source; its label says what it is for */
  arguments = slw_text_shell_quote ((const char *const *) action->argv + 4);
  return g_strdup_printf ("script: %s%s%s", action->label, *arguments != '\0' ? ": " : "", arguments);
}

static char *
describe_exec (const SlwAction *action)
{
  g_autofree char *command = describe_command (action);
  g_autofree char *path = action->file != NULL ? g_file_get_parse_name (action->file) : NULL;

  return g_strdup_printf ("%s%s%s%s", action->on_controller ? "on the controller: " : "", command,
                          path != NULL ? " > " : "", path != NULL ? path : "");
}

static char *
describe_plain (const SlwAction *action)
{
  switch (action->type) {
  case SLW_ACTION_EXEC:
    return describe_exec (action);
  case SLW_ACTION_PUT:
    return g_strdup_printf ("write %s (mode %04o)", action->path, action->mode);
  case SLW_ACTION_GET:
    return g_strdup_printf ("read %s", action->path);
  case SLW_ACTION_HTTP:
    return g_strdup_printf ("%s %s", action->method, action->url);
  case SLW_ACTION_CONNECT:
    return g_strdup_printf ("connect to port %u, “%s” is expected", action->port, action->greeting);
  }
  g_return_val_if_reached (NULL);
}

char *
slw_action_describe (const SlwAction *action)
{
  g_autofree char *plain = describe_plain (action);
  g_autofree char *safe = slw_text_escape (plain, -1);
  g_autofree char *clean = slw_redact (safe);
  g_autoptr (GString) line = g_string_new (clean);

  g_string_replace (line, "\n", "\\n", 0);
  g_string_replace (line, "\t", "\\t", 0);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
append_digest (GString *out, const char *what, GBytes *content)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);

  g_string_append_printf (out, "%s sha256:%s\n", what, digest);
}

/* With its length, so that a newline in a word cannot pretend to be the next word. */
static void
append_word (GString *out, const char *what, const char *word)
{
  g_string_append_printf (out, "%s %" G_GSIZE_FORMAT " %s\n", what, strlen (word), word);
}

static void
append_headers (GString *out, const SlwAction *action)
{
  for (guint i = 0; action->headers != NULL && i < action->headers->len; i++) {
    const SlwActionHeader *header = g_ptr_array_index (action->headers, i);

    /* a token differs from session to session and does not make another action */
    g_string_append_printf (out, "header %s: %s\n", header->name, header->secret != NULL ? "[secret]" : header->value);
  }
}

char *
slw_action_to_canonical (const SlwAction *action)
{
  static const char *types[] = { "exec", "put", "get", "http", "connect" };
  GString *out = g_string_new (NULL);
  g_autoptr (GBytes) content = slw_action_dup_content (action);
  g_autofree char *text = NULL;

  g_string_append_printf (out, "%s %s\n", types[action->type], slw_effect_to_string (action->effect));
  if (action->on_controller)
    g_string_append (out, "on the controller\n");
  for (guint i = 0; action->argv != NULL && action->argv[i] != NULL; i++)
    append_word (out, "argv", action->argv[i]);
  for (guint i = 0; action->env != NULL && i < action->env->len; i++)
    append_word (out, "env", g_ptr_array_index (action->env, i));
  if (action->path != NULL)
    g_string_append_printf (out, "path %s %04o %s\n", action->path, action->mode, action->owner ? action->owner : "");
  if (action->file != NULL)
    g_string_append_printf (out, "file %s\n", g_file_peek_path (action->file));
  if (action->url != NULL)
    g_string_append_printf (out, "url %s %s\n", action->method, action->url);
  if (action->greeting != NULL)
    g_string_append_printf (out, "port %u %s\n", action->port, action->greeting);
  append_headers (out, action);
  if (content != NULL)
    append_digest (out, "content", content);
  text = g_string_free (out, FALSE);
  return slw_redact (text);
}
