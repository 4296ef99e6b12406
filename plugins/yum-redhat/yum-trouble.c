/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-trouble.h"

#include <string.h>

#define LOCKED 200 /* dnf's exit status with exit_on_lock */

/* Words of librepo and curl. A file that dnf can not read is left out, the others count: that is no reason to stop. */
static const TroubleSign signs[] = {
  { "Status code: 401", TROUBLE_DENIED },
  { "Status code: 402", TROUBLE_DENIED },
  { "Status code: 403", TROUBLE_DENIED },
  { "GPG signature is not available", TROUBLE_UNSIGNED },
  { "is not signed", TROUBLE_UNSIGNED },
  { "Signing key not found", TROUBLE_WRONG_KEY },
  { "Failed to retrieve GPG key", TROUBLE_WRONG_KEY },
  { "key expired", TROUBLE_KEY_EXPIRED },
  { "gpgme_op_verify() error", TROUBLE_PORTAL },
  { "repomd.xml parser error", TROUBLE_PORTAL },
  { "Bad GPG signature", TROUBLE_FALSE_SIGNATURE },
  { "Curl error (6)", TROUBLE_NAME },
  { "Curl error (60)", TROUBLE_TLS },
  { "Curl error (77)", TROUBLE_TLS },
  { "Curl error (35)", TROUBLE_TLS },
  { "Curl error (7)", TROUBLE_CONNECT },
  { "Curl error (28)", TROUBLE_CONNECT },
  { "checksum doesn't match", TROUBLE_DAMAGED },
  { "repodata/repomd.xml.asc", TROUBLE_UNSIGNED },
  { "Curl error (37)", TROUBLE_GONE },
  { "Status code: 404", TROUBLE_GONE },
  { "Status code: 410", TROUBLE_GONE },
  { "Status code: 5", TROUBLE_SERVER_ERROR },
};

gboolean
yum_trouble_is_lock (const SlwResult *result)
{
  const char *errors = slw_result_get_errors (result);

  return slw_result_get_status (result) == LOCKED || strstr (errors, "already locked by") != NULL;
}

/* "… failed loading '/etc/yum.repos.d/x.repo', skipping." */
static char *
find_path (const char *line)
{
  const char *found = strstr (line, "'/etc/yum.repos.d/");

  return found != NULL ? g_strndup (found + 1, strcspn (found + 1, "'")) : NULL;
}

/* "Errors during downloading metadata for repository 'ID':" has the causes below it, "Error: … for repo 'ID': …" the verdict. */
static const char *
find_file (const char *line, GPtrArray *sources)
{
  const char *found = strstr (line, "for repository '");
  g_autofree char *plain = found != NULL ? g_strconcat ("repo '", found + strlen ("for repository '"), NULL) : NULL;

  return trouble_find_file (plain != NULL ? plain : line, sources);
}

static void
read_verdict (GPtrArray *troubles, const char *line, GPtrArray *sources)
{
  TroubleKind kind = trouble_classify (line, signs, G_N_ELEMENTS (signs));
  const char *file = find_file (line, sources);
  g_autofree char *path = file == NULL ? find_path (line) : NULL;
  const char *colon = strchr (line, ':');

  if (file == NULL && path == NULL && kind == TROUBLE_OTHER && !g_str_has_prefix (line, "Error: "))
    return;
  trouble_add (troubles, kind, file != NULL ? file : path, colon != NULL ? colon + 1 : line);
}

GPtrArray *
yum_trouble_parse (const char *text, GPtrArray *sources)
{
  GPtrArray *troubles = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_free);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  const char *failing = NULL; /* file of the heading that the indented lines below it belong to */

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i];

    if (g_str_has_prefix (line, "Errors during downloading metadata")) {
      failing = find_file (line, sources);
    } else if (failing != NULL && g_str_has_prefix (line, "  - ")) {
      trouble_add (troubles, trouble_classify (line, signs, G_N_ELEMENTS (signs)), failing, line + strlen ("  - "));
    } else {
      failing = NULL;
      if (g_str_has_prefix (line, "Error: ") || g_str_has_prefix (line, "Warning: failed loading"))
        read_verdict (troubles, line, sources);
    }
  }
  return troubles;
}
