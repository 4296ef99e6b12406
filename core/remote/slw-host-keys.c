/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-host-keys.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/remote/slw-known-hosts.h"
#include "core/remote/slw-ssh-wire.h"

void
slw_host_keys_clear_line (SlwHostKeyLine *line)
{
  g_clear_pointer (&line->file, g_free);
  g_clear_pointer (&line->type, g_free);
  g_clear_pointer (&line->fingerprint, g_free);
  line->line = 0;
}

char *
slw_host_keys_dup_fingerprint (const guint8 *key, gsize length)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, key, length);
  g_checksum_get_digest (checksum, digest, &size);
  text = g_base64_encode (digest, size);
  text[strcspn (text, "=")] = '\0';
  return g_strconcat ("SHA256:", text, NULL);
}

char *
slw_host_keys_dup_type (const guint8 *key, gsize length)
{
  SlwSshWire wire = { key, length };
  SlwSshWire type;

  if (!slw_ssh_wire_take_string (&wire, &type) || type.length == 0)
    return NULL;
  for (gsize i = 0; i < type.length; i++)
    if (!g_ascii_isgraph (type.data[i]))
      return NULL;
  return g_strndup ((const char *) type.data, type.length);
}

static void
fill_line (SlwHostKeyLine *line, const char *file, const SlwKnownHost *entry)
{
  g_autofree guchar *key = NULL;
  gsize length;

  if (line == NULL)
    return;
  slw_host_keys_clear_line (line);
  key = g_base64_decode (entry->key, &length);
  line->file = g_strdup (file);
  line->line = entry->line;
  line->type = g_strdup (entry->type);
  line->fingerprint = slw_host_keys_dup_fingerprint (key, length);
}

/* The worst that one file says; what it says of the key itself weighs more than what it says of others. */
static SlwHostKeyState
check_file (const char *file, const char *name, const char *type, const char *key, SlwHostKeyLine *line)
{
  g_autoptr (GPtrArray) entries = slw_known_hosts_find (slw_known_hosts_load (file), name);
  const SlwKnownHost *other = NULL;
  const SlwKnownHost *same = NULL;

  for (guint i = 0; i < entries->len; i++) {
    const SlwKnownHost *entry = g_ptr_array_index (entries, i);
    gboolean equal = strcmp (entry->key, key) == 0;

    if (equal && entry->marker == SLW_KNOWN_HOST_REVOKED) {
      fill_line (line, file, entry);
      return SLW_HOST_KEY_REVOKED;
    }
    if (entry->marker != SLW_KNOWN_HOST_PLAIN)
      continue;
    if (equal) {
      same = entry;
    } else if (other == NULL || (strcmp (other->type, type) != 0 && strcmp (entry->type, type) == 0)) {
      other = entry;
    }
  }
  if (same != NULL || other != NULL)
    fill_line (line, file, same != NULL ? same : other);
  return same != NULL ? SLW_HOST_KEY_KNOWN : other != NULL ? SLW_HOST_KEY_CHANGED : SLW_HOST_KEY_NEW;
}

SlwHostKeyState
slw_host_keys_check (
    const char *const *files, const char *host, guint port, const guint8 *key, gsize length, SlwHostKeyLine *line)
{
  g_autofree char *name = slw_known_hosts_dup_name (host, port);
  g_autofree char *type = slw_host_keys_dup_type (key, length);
  g_autofree char *text = g_base64_encode (key, length);
  SlwHostKeyState worst = SLW_HOST_KEY_NEW;
  gboolean known = FALSE;

  for (gsize i = 0; files[i] != NULL; i++) {
    g_auto (SlwHostKeyLine) found = { 0 };
    SlwHostKeyState state = check_file (files[i], name, type != NULL ? type : "", text, &found);
    gboolean decides = state == SLW_HOST_KEY_REVOKED || (state == SLW_HOST_KEY_KNOWN && !known)
                       || (state == SLW_HOST_KEY_CHANGED && !known && worst == SLW_HOST_KEY_NEW);

    if (decides && line != NULL) {
      slw_host_keys_clear_line (line);
      *line = found;
      memset (&found, 0, sizeof found);
    }
    if (state == SLW_HOST_KEY_REVOKED)
      return state;
    known = known || state == SLW_HOST_KEY_KNOWN;
    worst = MAX (worst, state);
  }
  return known ? SLW_HOST_KEY_KNOWN : worst;
}

GPtrArray *
slw_host_keys_dup_types (const char *const *files, const char *host, guint port)
{
  g_autofree char *name = slw_known_hosts_dup_name (host, port);
  GPtrArray *types = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; files[i] != NULL; i++) {
    g_autoptr (GPtrArray) entries = slw_known_hosts_find (slw_known_hosts_load (files[i]), name);

    for (guint j = 0; j < entries->len; j++) {
      const SlwKnownHost *entry = g_ptr_array_index (entries, j);

      if (entry->marker == SLW_KNOWN_HOST_PLAIN
          && !g_ptr_array_find_with_equal_func (types, entry->type, g_str_equal, NULL))
        g_ptr_array_add (types, g_strdup (entry->type));
    }
  }
  return types;
}

static gboolean
set_errno_error (GError **error, const char *file, const char *what)
{
  int code = errno;

  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s: cannot %s: %s", file, what, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0) {
    ssize_t n = write (fd, text, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    text += n;
    length -= n;
  }
  return fsync (fd) == 0;
}

static gboolean
replace_file (const char *file, const GString *text, GError **error)
{
  g_autofree char *temporary = g_strconcat (file, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  gboolean good;

  if (fd < 0)
    return set_errno_error (error, temporary, "make the file");
  good = write_all (fd, text->str, text->len);
  good = close (fd) == 0 && good;
  good = good && g_rename (temporary, file) == 0;
  if (!good) {
    set_errno_error (error, file, "write");
    g_unlink (temporary);
  }
  return good;
}

/* Takes the lines out that name exactly this host and no other; lists and patterns are the operator's own. */
static gboolean
copy_without (GString *out, const char *text, const char *file, const char *name, const char *type, GError **error)
{
  g_autoptr (GPtrArray) entries = slw_known_hosts_find (slw_known_hosts_load (file), name);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint number = 1; lines[number - 1] != NULL; number++) {
    const SlwKnownHost *entry = NULL;

    for (guint i = 0; i < entries->len; i++) {
      const SlwKnownHost *candidate = g_ptr_array_index (entries, i);

      if (candidate->line == number && candidate->marker == SLW_KNOWN_HOST_PLAIN)
        entry = candidate;
    }
    if (entry != NULL && entry->names[0] != '|' && strpbrk (entry->names, "*?!,") != NULL) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "%s:%u names other hosts, too; change that line by hand", file,
                   number);
      return FALSE;
    }
    if (entry == NULL && (lines[number] != NULL || *lines[number - 1] != '\0'))
      g_string_append_printf (out, "%s\n", lines[number - 1]);
  }
  return TRUE;
}

static gboolean
may_add (SlwHostKeyState state,
         const SlwHostKeyLine *line,
         const char *name,
         const char *type,
         gboolean replace,
         GError **error)
{
  if (state == SLW_HOST_KEY_REVOKED) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "%s:%u says that this key of %s is revoked", line->file,
                 line->line, name);
    return FALSE;
  }
  if (state == SLW_HOST_KEY_CHANGED && !replace && g_strcmp0 (line->type, type) == 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "%s:%u has another key of %s (%s)", line->file, line->line, name,
                 line->fingerprint);
    return FALSE;
  }
  return TRUE;
}

gboolean
slw_host_keys_add (
    const char *file, const char *host, guint port, const guint8 *key, gsize length, gboolean replace, GError **error)
{
  const char *const files[] = { file, NULL };
  g_autofree char *name = slw_known_hosts_dup_name (host, port);
  g_autofree char *type = slw_host_keys_dup_type (key, length);
  g_autofree char *base64 = g_base64_encode (key, length);
  g_autofree char *text = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) local = NULL;
  g_auto (SlwHostKeyLine) line = { 0 };
  SlwHostKeyState state = slw_host_keys_check (files, host, port, key, length, &line);

  g_return_val_if_fail (type != NULL, FALSE);

  if (state == SLW_HOST_KEY_KNOWN)
    return TRUE;
  if (!may_add (state, &line, name, type, replace, error))
    return FALSE;
  if (!g_file_get_contents (file, &text, NULL, &local) && !g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s", local->message);
    return FALSE;
  }
  if (text != NULL && replace) {
    if (!copy_without (out, text, file, name, type, error))
      return FALSE;
  } else if (text != NULL) {
    g_string_append (out, text);
    if (out->len > 0 && out->str[out->len - 1] != '\n')
      g_string_append_c (out, '\n');
  }
  g_string_append_printf (out, "%s %s %s\n", name, type, base64);
  return replace_file (file, out, error);
}
