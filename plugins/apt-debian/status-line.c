/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "status-line.h"

#include <string.h>

static const char *const prefixes[] = { "dlstatus:", "pmstatus:", "pmerror:", "pmconffile:" };

void
status_line_free (StatusLine *self)
{
  g_free (self->package);
  g_free (self->text);
  g_free (self);
}

static const char *
find_status (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    const char *found = strstr (line, prefixes[i]);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* A file's name is shown where dpkg did not get as far as a package's. */
static char *
strip_folder (const char *package)
{
  const char *slash = strrchr (package, '/');

  return g_strdup (slash != NULL ? slash + 1 : package);
}

/* "pmstatus:NAME[:ARCH]:PERCENT:TEXT", "dlstatus:NUMBER:PERCENT:TEXT" */
StatusLine *
status_line_parse (const char *line)
{
  const char *status = find_status (line);
  g_auto (GStrv) fields = NULL;
  StatusLine *self;

  if (status == NULL)
    return NULL;
  fields = g_strsplit (status, ":", 4);
  if (g_strv_length (fields) == 4 && !g_ascii_isdigit (*fields[2])) {
    g_autofree char *rest = g_steal_pointer (&fields[3]);
    g_auto (GStrv) more = g_strsplit (rest, ":", 2);

    if (more[0] == NULL || more[1] == NULL)
      return NULL;
    g_free (fields[2]);
    fields[2] = g_strdup (more[0]);
    fields[3] = g_strdup (more[1]);
  }
  if (g_strv_length (fields) < 4 || !g_ascii_isdigit (*fields[2]))
    return NULL;
  self = g_new0 (StatusLine, 1);
  self->percent = MIN (g_ascii_strtod (fields[2], NULL), 100);
  self->is_download = g_str_has_prefix (status, "dlstatus:");
  self->is_error = g_str_has_prefix (status, "pmerror:");
  self->package = self->is_download ? NULL : strip_folder (fields[1]);
  self->text = g_strchomp (g_strdup (fields[3]));
  return self;
}

char *
status_line_strip (const char *text)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *status = find_status (lines[i]);

    if (status == lines[i])
      continue;
    g_string_append_len (out, lines[i], status != NULL ? status - lines[i] : (gssize) strlen (lines[i]));
    if (lines[i + 1] != NULL)
      g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}
