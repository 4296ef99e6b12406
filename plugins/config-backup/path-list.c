/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "path-list.h"

#include <slipway/slw-error.h>

#include <string.h>

static const char default_list[] =
#include "paths.list.inc"
    ;

typedef struct {
  GStrvBuilder *patterns;
  GStrvBuilder *excludes;
  GStrvBuilder *secrets;
} Building;

void
path_list_free (PathList *self)
{
  g_strfreev (self->patterns);
  g_strfreev (self->excludes);
  g_strfreev (self->secrets);
  g_free (self);
}

const char *
path_list_get_default (void)
{
  return default_list;
}

/* It becomes a line of what a shell reads. */
static gboolean
check_pattern (const char *pattern, gboolean absolute, GError **error)
{
  if ((!absolute || *pattern == '/') && strpbrk (pattern, "\n\t '\"\\") == NULL && strstr (pattern, "/../") == NULL
      && !g_str_has_suffix (pattern, "/.."))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
               "“%s” cannot be kept: a path begins with /, and has no “..”, no blank, quote or backslash", pattern);
  return FALSE;
}

static gboolean
add_all (GStrvBuilder *builder, const char *const *patterns, GError **error)
{
  for (guint i = 0; patterns != NULL && patterns[i] != NULL; i++) {
    if (!check_pattern (patterns[i], TRUE, error))
      return FALSE;
    g_strv_builder_add (builder, patterns[i]);
  }
  return TRUE;
}

static gboolean
add_line (Building *building, const char *line, const char *const *roles, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  gboolean secret = g_str_equal (words[0], "secret");

  if (words[0] == NULL || words[1] == NULL || *words[0] == '\0') {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "“%s” is no line of a list of paths: WORD PATTERN", line);
    return FALSE;
  }
  if (!check_pattern (words[1], !secret, error))
    return FALSE;
  if (secret)
    g_strv_builder_add (building->secrets, words[1]);
  else if (g_str_equal (words[0], "exclude"))
    g_strv_builder_add (building->excludes, words[1]);
  else if (g_str_equal (words[0], "all") || g_strv_contains (roles, words[0]))
    g_strv_builder_add (building->patterns, words[1]);
  return TRUE;
}

PathList *
path_list_new (
    const char *text, const char *const *roles, const char *const *include, const char *const *exclude, GError **error)
{
  g_autoptr (GStrvBuilder) patterns = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) excludes = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) secrets = g_strv_builder_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Building building = { patterns, excludes, secrets };
  PathList *self;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_strstrip (lines[i]);
    if (*lines[i] != '\0' && *lines[i] != '#' && !add_line (&building, lines[i], roles, error))
      return NULL;
  }
  if (!add_all (patterns, include, error) || !add_all (excludes, exclude, error))
    return NULL;
  self = g_new0 (PathList, 1);
  self->patterns = g_strv_builder_end (patterns);
  self->excludes = g_strv_builder_end (excludes);
  self->secrets = g_strv_builder_end (secrets);
  return self;
}
