/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trouble.h"

#include <string.h>

#include <slipway/slw-text.h>

#define DETAIL_MOST 500
#define TROUBLES_MOST 500

static const struct {
  const char *title;
  const char *remedy;
} texts[] = {
  [TROUBLE_BROKEN_FILE] = { "this file can't be read, and so no repository is used at all", "correct the file" },
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
  [TROUBLE_FALSE_SIGNATURE]
  = { "the signature of the repository does not fit: it was signed with another key than the one "
      "of the keyring, or changed since",
      "get the key from its publisher and compare its fingerprint; if it is the same, do not go on" },
  [TROUBLE_EXPIRED] = { "the repository has expired: its index is older than its publisher allows",
                        "check the clock of the server, then ask the publisher" },
  [TROUBLE_NOT_YET_VALID] = { "the index of the repository is from the future", "check the clock of the server" },
  [TROUBLE_NAME] = { "the name of the repository's host does not resolve", "check the server's DNS" },
  [TROUBLE_TLS] = { "the certificate of the repository's host is not trusted",
                    "install the certificate authority on the server (%s), or check who answers" },
  [TROUBLE_CONNECT] = { "the repository's host does not answer", "check the firewall and the proxy of the server" },
  [TROUBLE_PORTAL]
  = { "what answers is no repository, but a web page", "check the proxy: the network may ask for a login" },
  [TROUBLE_DAMAGED]
  = { "the files of the repository do not fit its index", "try again later; a mirror may be in between" },
  [TROUBLE_GONE] = { "there is no repository at this address", "check that this is the newest file" },
  [TROUBLE_SERVER_ERROR] = { "the repository's host reports an error of its own", "try again later" },
  [TROUBLE_UNSIGNED]
  = { "the repository is not signed", "use a repository that is; unsigned packages are never installed" },
  [TROUBLE_OTHER] = { "it can't be used", "run %s on the server" },
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

char *
trouble_make_remedy (TroubleKind kind, const PackagesFamily *family)
{
  GString *remedy = g_string_new (texts[kind].remedy);

  g_string_replace (remedy, "%s", kind == TROUBLE_TLS ? family->certificates : family->refresh, 0);
  return g_string_free (remedy, FALSE);
}

TroubleKind
trouble_classify (const char *line, const TroubleSign *signs, guint count)
{
  for (guint i = 0; i < count; i++) {
    if (strstr (line, signs[i].words) != NULL)
      return signs[i].kind;
  }
  return TROUBLE_OTHER;
}

/* The file whose address stands in @line; of several the one with the longest address. */
const char *
trouble_find_file (const char *line, GPtrArray *sources)
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

void
trouble_add (GPtrArray *troubles, TroubleKind kind, const char *file, const char *line)
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
