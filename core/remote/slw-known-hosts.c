/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-known-hosts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A file that is larger is not one of keys. */
#define LARGEST_FILE (64 * 1024 * 1024)

struct _SlwKnownHosts {
  char *text;        /* the entries point into it */
  GArray *entries;   /* SlwKnownHost */
  GHashTable *plain; /* name -> GArray of guint, entries that say just that name */
  GArray *patterns;  /* guint, entries with hashed names, wildcards or negations */
  struct stat stat;
};

static char *
next_word (char **cursor)
{
  char *start = *cursor + strspn (*cursor, " \t");
  char *end = start + strcspn (start, " \t");

  if (start == end)
    return NULL;
  *cursor = *end != '\0' ? end + 1 : end;
  *end = '\0';
  return start;
}

static gboolean
parse_marker (char **cursor, SlwKnownHostMarker *marker)
{
  const char *word;

  *marker = SLW_KNOWN_HOST_PLAIN;
  if (**cursor != '@')
    return TRUE;
  word = next_word (cursor);
  if (strcmp (word, "@revoked") == 0) {
    *marker = SLW_KNOWN_HOST_REVOKED;
  } else if (strcmp (word, "@cert-authority") == 0) {
    *marker = SLW_KNOWN_HOST_AUTHORITY;
  } else {
    return FALSE;
  }
  return TRUE;
}

/* The lines of SSH 1 have numbers where the type stands now. */
static gboolean
parse_line (char *line, SlwKnownHost *entry)
{
  line += strspn (line, " \t");
  if (*line == '\0' || *line == '#' || !parse_marker (&line, &entry->marker))
    return FALSE;
  entry->names = next_word (&line);
  entry->type = entry->names != NULL ? next_word (&line) : NULL;
  entry->key = entry->type != NULL ? next_word (&line) : NULL;
  return entry->key != NULL && !g_ascii_isdigit (entry->type[0]);
}

static void
index_entry (SlwKnownHosts *self, guint number)
{
  const SlwKnownHost *entry = &g_array_index (self->entries, SlwKnownHost, number);
  g_auto (GStrv) names = NULL;

  if (strpbrk (entry->names, "|*?!") != NULL) {
    g_array_append_val (self->patterns, number);
    return;
  }
  names = g_strsplit (entry->names, ",", -1);
  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *name = g_ascii_strdown (names[i], -1);
    GArray *numbers = g_hash_table_lookup (self->plain, name);

    if (numbers == NULL) {
      numbers = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->plain, g_steal_pointer (&name), numbers);
    }
    g_array_append_val (numbers, number);
  }
}

SlwKnownHosts *
slw_known_hosts_parse (char *text)
{
  SlwKnownHosts *self = g_new0 (SlwKnownHosts, 1);
  guint number = 0;

  self->text = text;
  self->entries = g_array_new (FALSE, TRUE, sizeof (SlwKnownHost));
  self->plain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->patterns = g_array_new (FALSE, FALSE, sizeof (guint));
  for (char *line = text, *next; line != NULL; line = next) {
    SlwKnownHost entry = { .line = ++number };

    next = strchr (line, '\n');
    if (next != NULL)
      *next++ = '\0';
    g_strchomp (line);
    if (!parse_line (line, &entry))
      continue;
    g_array_append_val (self->entries, entry);
    index_entry (self, self->entries->len - 1);
  }
  return self;
}

void
slw_known_hosts_unref (SlwKnownHosts *self)
{
  g_free (self->text);
  g_array_unref (self->entries);
  g_array_unref (self->patterns);
  g_hash_table_unref (self->plain);
  g_free (self);
}

static gboolean
same_file (const struct stat *a, const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size
         && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

SlwKnownHosts *
slw_known_hosts_load (const char *path)
{
  static GHashTable *loaded; /* path -> SlwKnownHosts */
  SlwKnownHosts *self;
  struct stat now;
  char *text;

  if (loaded == NULL)
    loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) slw_known_hosts_unref);
  if (stat (path, &now) < 0 || !S_ISREG (now.st_mode) || now.st_size > LARGEST_FILE) {
    g_hash_table_remove (loaded, path);
    return NULL;
  }
  self = g_hash_table_lookup (loaded, path);
  if (self != NULL && same_file (&self->stat, &now))
    return self;
  if (!g_file_get_contents (path, &text, NULL, NULL)) {
    g_hash_table_remove (loaded, path);
    return NULL;
  }
  self = slw_known_hosts_parse (text);
  self->stat = now;
  g_hash_table_replace (loaded, g_strdup (path), self);
  return self;
}

char *
slw_known_hosts_dup_name (const char *host, guint port)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  return port == 22 ? g_steal_pointer (&lower) : g_strdup_printf ("[%s]:%u", lower, port);
}

/* `|1|salt|hash`: base64 of 20 bytes each, hash = HMAC-SHA1 (salt, name) */
static gboolean
matches_hash (const char *hashed, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (hashed, "|", -1);
  g_autofree guchar *salt = NULL;
  g_autofree guchar *hash = NULL;
  g_autoptr (GHmac) hmac = NULL;
  guint8 digest[20];
  gsize salt_length;
  gsize hash_length;
  gsize length = sizeof digest;

  if (g_strv_length (parts) != 4 || strcmp (parts[1], "1") != 0)
    return FALSE;
  salt = g_base64_decode (parts[2], &salt_length);
  hash = g_base64_decode (parts[3], &hash_length);
  if (hash_length != sizeof digest)
    return FALSE;
  hmac = g_hmac_new (G_CHECKSUM_SHA1, salt, salt_length);
  g_hmac_update (hmac, (const guchar *) name, -1);
  g_hmac_get_digest (hmac, digest, &length);
  return memcmp (digest, hash, sizeof digest) == 0;
}

static gboolean
matches_patterns (const char *list, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (list, -1);
  g_auto (GStrv) patterns = g_strsplit (lower, ",", -1);
  gboolean matches = FALSE;

  for (gsize i = 0; patterns[i] != NULL; i++) {
    gboolean negated = patterns[i][0] == '!';

    /* GLib's matcher takes UTF-8 only. */
    if (!g_utf8_validate (patterns[i], -1, NULL) || !g_pattern_match_simple (patterns[i] + negated, name))
      continue;
    if (negated)
      return FALSE;
    matches = TRUE;
  }
  return matches;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const SlwKnownHost *first = *(const SlwKnownHost *const *) a;
  const SlwKnownHost *second = *(const SlwKnownHost *const *) b;

  return (first->line > second->line) - (first->line < second->line);
}

GPtrArray *
slw_known_hosts_find (SlwKnownHosts *self, const char *name)
{
  GPtrArray *found = g_ptr_array_new ();
  GArray *numbers;

  if (self == NULL)
    return found;
  numbers = g_hash_table_lookup (self->plain, name);
  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    g_ptr_array_add (found, &g_array_index (self->entries, SlwKnownHost, g_array_index (numbers, guint, i)));
  for (guint i = 0; i < self->patterns->len; i++) {
    SlwKnownHost *entry = &g_array_index (self->entries, SlwKnownHost, g_array_index (self->patterns, guint, i));

    if (entry->names[0] == '|' ? matches_hash (entry->names, name) : matches_patterns (entry->names, name))
      g_ptr_array_add (found, entry);
  }
  g_ptr_array_sort (found, compare_lines);
  return found;
}
