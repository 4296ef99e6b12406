/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-trouble.h"

#include <string.h>

#define SOURCES_FOLDER "/etc/apt/sources.list"

/* apt's words in the C locale: apt-pkg/acquire-item.cc, acquire-worker.cc, sourcelist.cc, methods/{gpgv,connect,http}.cc */
static const TroubleSign signs[] = {
  { "Malformed ", TROUBLE_BROKEN_FILE },
  { "is not known on line", TROUBLE_BROKEN_FILE },
  { "Conflicting values set for option", TROUBLE_CONFLICT },
  { "  401  ", TROUBLE_DENIED },
  { "  402  ", TROUBLE_DENIED },
  { "  403  ", TROUBLE_DENIED },
  { "NO_PUBKEY", TROUBLE_WRONG_KEY },
  { "Missing key ", TROUBLE_WRONG_KEY },
  { "EXPKEYSIG", TROUBLE_KEY_EXPIRED },
  { "KEYEXPIRED", TROUBLE_KEY_EXPIRED },
  { "REVKEYSIG", TROUBLE_KEY_EXPIRED },
  { "BADSIG", TROUBLE_BAD_SIGNATURE },
  { "signatures were invalid", TROUBLE_BAD_SIGNATURE },
  { "is expired (invalid since", TROUBLE_EXPIRED },
  { "is not valid yet", TROUBLE_NOT_YET_VALID },
  { "Could not resolve", TROUBLE_NAME },
  { "Temporary failure resolving", TROUBLE_NAME },
  { "Something wicked happened resolving", TROUBLE_NAME },
  { "Certificate verification failed", TROUBLE_TLS },
  { "Could not handshake", TROUBLE_TLS },
  { "Could not connect", TROUBLE_CONNECT },
  { "Unable to connect", TROUBLE_CONNECT },
  { "Cannot initiate the connection", TROUBLE_CONNECT },
  { "onnection timed out", TROUBLE_CONNECT },
  { "Connection failed", TROUBLE_CONNECT },
  { "NOSPLIT", TROUBLE_PORTAL },
  { "Hash Sum mismatch", TROUBLE_DAMAGED },
  { "unexpected size", TROUBLE_DAMAGED },
  { "  404  ", TROUBLE_GONE },
  { "  410  ", TROUBLE_GONE },
  { "File not found", TROUBLE_GONE },
  { "  500  ", TROUBLE_SERVER_ERROR },
  { "  502  ", TROUBLE_SERVER_ERROR },
  { "  503  ", TROUBLE_SERVER_ERROR },
  { "  504  ", TROUBLE_SERVER_ERROR },
  { "does not have a Release file", TROUBLE_GONE },
  { "no longer has a Release file", TROUBLE_GONE },
  { "is not signed", TROUBLE_UNSIGNED },
  { "no longer signed", TROUBLE_UNSIGNED },
};

gboolean
apt_trouble_is_lock (const char *text)
{
  return strstr (text, "Could not get lock") != NULL
         || strstr (text, "Unable to acquire the dpkg frontend lock") != NULL
         || strstr (text, "Unable to lock ") != NULL || strstr (text, "is another process using it?") != NULL
         || strstr (text, " lock was locked by another process") != NULL; /* dpkg's own: lib/dpkg/file.c */
}

/* "… in list file /etc/apt/sources.list.d/x.list (Suite)" */
static char *
find_path (const char *line)
{
  const char *found = strstr (line, SOURCES_FOLDER);

  return found != NULL ? g_strndup (found, strcspn (found, " :'\"")) : NULL;
}

static TroubleKind
classify (const char *line)
{
  return trouble_classify (line, signs, G_N_ELEMENTS (signs));
}

static gboolean
is_summary (const char *line)
{
  return strstr (line, "Some index files failed to download") != NULL
         || strstr (line, "list of sources could not be read") != NULL;
}

/* A line of apt-get's last words. A warning counts only when it is known to mean that a repository is of no use. */
static void
read_verdict (GPtrArray *troubles, const char *line, GPtrArray *sources)
{
  TroubleKind kind = classify (line);
  const char *file = trouble_find_file (line, sources);
  g_autofree char *path = file == NULL ? find_path (line) : NULL;

  if (is_summary (line) || (*line == 'W' && (kind == TROUBLE_OTHER || file == NULL)))
    return;
  trouble_add (troubles, kind, file != NULL ? file : path, line + strlen ("E: "));
}

GPtrArray *
apt_trouble_parse (const char *text, GPtrArray *sources)
{
  GPtrArray *troubles = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_free);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  const char *failing = NULL; /* file of the Err: line that the indented ones below it belong to */

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i];

    if (g_str_has_prefix (line, "Err:")) {
      failing = trouble_find_file (line, sources);
    } else if (failing != NULL && g_str_has_prefix (line, "  ")) {
      if (classify (line) != TROUBLE_OTHER)
        trouble_add (troubles, classify (line), failing, line);
    } else {
      failing = NULL;
      if (g_str_has_prefix (line, "E: ") || g_str_has_prefix (line, "W: "))
        read_verdict (troubles, line, sources);
    }
  }
  return troubles;
}
