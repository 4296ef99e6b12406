/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "operations.h"

#include <slipway/slw-error.h>

#include <string.h>

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_free (operation->path);
  g_free (operation->owner);
  g_free (operation->source);
  g_free (operation->target);
  g_free (operation->attributes);
  g_free (operation);
}

static gboolean
read_mode (const char *text, guint *mode)
{
  *mode = 0;
  for (const char *c = text; *c != '\0'; c++) {
    if (*c < '0' || *c > '7' || *mode > 0777)
      return FALSE;
    *mode = *mode * 8 + (guint) (*c - '0');
  }
  return *text != '\0';
}

static char *
read_path (const char *word)
{
  g_autofree char *path = g_uri_unescape_string (word, NULL);

  return path != NULL && *path == '/' ? g_steal_pointer (&path) : NULL;
}

static gboolean
read_words (Operation *operation, char **words, const char *staging)
{
  guint count = g_strv_length (words);

  operation->path = read_path (words[count - 1]);
  if (operation->path == NULL)
    return FALSE;
  if (g_str_equal (words[0], "extra") && count == 2) {
    operation->type = OPERATION_EXTRA;
    return TRUE;
  }
  if (g_str_equal (words[0], "link") && count == 3) {
    operation->type = OPERATION_LINK;
    operation->target = g_uri_unescape_string (words[1], NULL);
    return operation->target != NULL && *operation->target != '\0';
  }
  if (g_str_equal (words[0], "attributes") && count == 3) {
    operation->type = OPERATION_ATTRIBUTES;
    operation->attributes = g_str_equal (words[1], "-") ? g_strdup ("") : g_uri_unescape_string (words[1], NULL);
    return operation->attributes != NULL;
  }
  operation->type = g_str_equal (words[0], "folder") ? OPERATION_FOLDER : OPERATION_FILE;
  if (count != (operation->type == OPERATION_FOLDER ? 4 : 5) || !read_mode (words[1], &operation->mode))
    return FALSE;
  operation->owner = g_uri_unescape_string (words[2], NULL);
  if (operation->type == OPERATION_FILE) {
    if (!g_str_equal (words[0], "file") || staging == NULL || strspn (words[3], "0123456789") != strlen (words[3]))
      return FALSE;
    operation->source = g_build_filename (staging, words[3], NULL);
  }
  return operation->owner != NULL;
}

static gboolean
add_line (GPtrArray *operations, const char *line, const char *staging)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  Operation *operation = g_new0 (Operation, 1);

  g_ptr_array_add (operations, operation);
  return g_strv_length (words) >= 2 && read_words (operation, words, staging);
}

GPtrArray *
operations_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (operation_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *staging = NULL;
  guint i;

  for (i = 0; lines[i] != NULL && !g_str_equal (lines[i], "end"); i++) {
    if (i == 0 && g_str_has_prefix (lines[i], "staging ")) {
      staging = read_path (lines[i] + strlen ("staging "));
    } else if (!add_line (operations, lines[i], staging)) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "line %u of what is to be restored makes no sense", i + 1);
      return NULL;
    }
  }
  if (lines[i] != NULL)
    return g_steal_pointer (&operations);
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "what is to be restored is cut off");
  return NULL;
}
