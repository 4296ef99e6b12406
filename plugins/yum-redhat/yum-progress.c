/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-progress.h"

#include <string.h>

/* "3/8" becomes 37.5 */
static gboolean
parse_count (const char *text, double *percent)
{
  guint64 done = 0, all = 0;
  const char *slash = strchr (text, '/');
  g_autofree char *first = slash != NULL ? g_strndup (text, slash - text) : NULL;

  if (slash == NULL || !g_ascii_string_to_unsigned (first, 10, 0, G_MAXINT32, &done, NULL)
      || !g_ascii_string_to_unsigned (slash + 1, 10, 1, G_MAXINT32, &all, NULL) || done > all)
    return FALSE;
  *percent = 100.0 * (double) done / (double) all;
  return TRUE;
}

/* "(3/8): bm-core-4.1.47249-0.noarch.rpm   1.2 MB/s |  26 kB     00:00" */
static gboolean
parse_download (const char *line, PackagesProgress *progress)
{
  const char *end = strstr (line, "): ");
  g_autofree char *count = end != NULL ? g_strndup (line + 1, end - line - 1) : NULL;

  if (end == NULL || !parse_count (count, &progress->percent))
    return FALSE;
  progress->is_download = TRUE;
  progress->text = g_strndup (end + 3, strcspn (end + 3, " "));
  return TRUE;
}

/* "  Upgrading        : bm-core-4.1.47249-0.noarch             2/8 "; what is verified at the end is done already */
static gboolean
parse_deed (const char *line, PackagesProgress *progress)
{
  g_autofree char *text = g_strstrip (g_strdup (line));
  char *colon = strstr (text, ": ");
  char *count = strrchr (text, ' ');

  if (colon == NULL || count == NULL || count < colon || g_str_has_prefix (text, "Verifying")
      || !parse_count (count + 1, &progress->percent))
    return FALSE;
  *count = '\0';
  *colon = '\0';
  g_strchomp (text);
  progress->is_download = FALSE;
  progress->text = g_strdup_printf ("%s %s", text, g_strstrip (colon + 2));
  return TRUE;
}

gboolean
yum_progress_parse (const char *line, PackagesProgress *progress)
{
  if (*line == '(')
    return parse_download (line, progress);
  return *line == ' ' && parse_deed (line, progress);
}
