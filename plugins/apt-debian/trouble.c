/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trouble.h"

#include <string.h>

#include <slipway/slw-text.h>

#define DETAIL_MOST 500
#define TROUBLES_MOST 500
#define SOURCES_FOLDER "/etc/apt/sources.list"

/* apt's words in the C locale: apt-pkg/acquire-item.cc, acquire-worker.cc, sourcelist.cc, methods/{gpgv,connect,http}.cc */
static const struct {
  const char *words;
  TroubleKind kind;
} signs[] = {
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

static const struct {
  const char *title;
  const char *remedy;
} texts[] = {
  [TROUBLE_BROKEN_FILE] = { "apt can't read this file, and so uses no repository at all", "correct the file" },
  [TROUBLE_CONFLICT]
  = { "another file names the same repository with another key", "remove the repository from the other file" },
  [TROUBLE_DENIED]
  = { "the repository refuses access", "check that the subscription is valid and that this is its newest file" },
  [TROUBLE_WRONG_KEY] = { "the repository is signed with another key than the one of the keyring",
                          "get the key from its publisher and compare its fingerprint" },
  [TROUBLE_KEY_EXPIRED] = { "the key that the repository is signed with has expired or was revoked",
                            "get the new key from its publisher and compare its fingerprint" },
  [TROUBLE_BAD_SIGNATURE] = { "the signature of the repository is false: what came is not what was signed",
                              "do not go on; something between here and the publisher changes the files" },
  [TROUBLE_EXPIRED] = { "the repository has expired: its index is older than its publisher allows",
                        "check the clock of the server, then ask the publisher" },
  [TROUBLE_NOT_YET_VALID] = { "the index of the repository is from the future", "check the clock of the server" },
  [TROUBLE_NAME] = { "the name of the repository's host does not resolve", "check the server's DNS" },
  [TROUBLE_TLS] = { "the certificate of the repository's host is not trusted",
                    "install the certificate authority on the server (update-ca-certificates), or check who answers" },
  [TROUBLE_CONNECT] = { "the repository's host does not answer", "check the firewall and the proxy of the server" },
  [TROUBLE_PORTAL]
  = { "what answers is no repository, but a web page", "check the proxy: the network may ask for a login" },
  [TROUBLE_DAMAGED]
  = { "the files of the repository do not fit its index", "try again later; a mirror may be in between" },
  [TROUBLE_GONE] = { "there is no repository at this address", "check that this is the newest file" },
  [TROUBLE_SERVER_ERROR] = { "the repository's host reports an error of its own", "try again later" },
  [TROUBLE_UNSIGNED]
  = { "the repository is not signed", "use a repository that is; unsigned packages are never installed" },
  [TROUBLE_OTHER] = { "apt can't use it", "run apt-get update on the server" },
};

TroubleSource *
trouble_source_new (const char *file, const char *address)
{
  TroubleSource *source = g_new0 (TroubleSource, 1);
  const char *host = strstr (address, "//");
  gsize authority = host != NULL ? strcspn (host + 2, "/") : 0;
  const char *at = host != NULL ? memchr (host + 2, '@', authority) : NULL;

  source->file = g_strdup (file);
  source->address
      = at != NULL ? g_strdup_printf ("%.*s%s", (int) (host + 2 - address), address, at + 1) : g_strdup (address);
  while (g_str_has_suffix (source->address, "/"))
    source->address[strlen (source->address) - 1] = '\0';
  return source;
}

void
trouble_source_free (TroubleSource *source)
{
  g_free (source->file);
  g_free (source->address);
  g_free (source);
}

void
trouble_free (Trouble *trouble)
{
  g_free (trouble->file);
  g_free (trouble->detail);
  g_free (trouble);
}

const char *
trouble_get_title (TroubleKind kind)
{
  return texts[kind].title;
}

const char *
trouble_get_remedy (TroubleKind kind)
{
  return texts[kind].remedy;
}

gboolean
trouble_is_lock (const char *text)
{
  return strstr (text, "Could not get lock") != NULL
         || strstr (text, "Unable to acquire the dpkg frontend lock") != NULL
         || strstr (text, "Unable to lock ") != NULL || strstr (text, "is another process using it?") != NULL;
}

/* The file whose address stands in @line; of several the one with the longest address. */
static const char *
find_file (const char *line, GPtrArray *sources)
{
  const TroubleSource *best = NULL;

  for (guint i = 0; i < sources->len; i++) {
    const TroubleSource *source = g_ptr_array_index (sources, i);
    const char *found = *source->address != '\0' ? strstr (line, source->address) : NULL;

    if (found == NULL || strchr ("/ ':\"", found[strlen (source->address)]) == NULL)
      continue;
    if (best == NULL || strlen (source->address) > strlen (best->address))
      best = source;
  }
  return best != NULL ? best->file : NULL;
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
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++) {
    if (strstr (line, signs[i].words) != NULL)
      return signs[i].kind;
  }
  return TROUBLE_OTHER;
}

static void
add (GPtrArray *troubles, TroubleKind kind, const char *file, const char *line)
{
  Trouble *trouble = NULL;

  for (guint i = 0; i < troubles->len && trouble == NULL; i++) {
    Trouble *known = g_ptr_array_index (troubles, i);

    if (g_strcmp0 (known->file, file) == 0)
      trouble = known;
  }
  if (trouble == NULL && troubles->len >= TROUBLES_MOST)
    return;
  if (trouble == NULL) {
    trouble = g_new0 (Trouble, 1);
    trouble->kind = TROUBLE_OTHER + 1;
    trouble->file = g_strdup (file);
    g_ptr_array_add (troubles, trouble);
  }
  if (kind >= trouble->kind)
    return;
  trouble->kind = kind;
  g_free (trouble->detail);
  line += strspn (line, " ");
  trouble->detail = slw_text_escape (line, MIN (strlen (line), DETAIL_MOST));
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
  const char *file = find_file (line, sources);
  g_autofree char *path = file == NULL ? find_path (line) : NULL;

  if (is_summary (line) || (*line == 'W' && (kind == TROUBLE_OTHER || file == NULL)))
    return;
  add (troubles, kind, file != NULL ? file : path, line + strlen ("E: "));
}

GPtrArray *
trouble_parse_update (const char *text, GPtrArray *sources)
{
  GPtrArray *troubles = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_free);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  const char *failing = NULL; /* file of the Err: line that the indented ones below it belong to */

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i];

    if (g_str_has_prefix (line, "Err:")) {
      failing = find_file (line, sources);
    } else if (failing != NULL && g_str_has_prefix (line, "  ")) {
      if (classify (line) != TROUBLE_OTHER)
        add (troubles, classify (line), failing, line);
    } else {
      failing = NULL;
      if (g_str_has_prefix (line, "E: ") || g_str_has_prefix (line, "W: "))
        read_verdict (troubles, line, sources);
    }
  }
  return troubles;
}
