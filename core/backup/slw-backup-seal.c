/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-seal.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/backup/slw-backup-bundle.h"

#define BLOCK (64 * 1024)

typedef enum { MEMBER_MANIFEST, MEMBER_SECRETS, MEMBER_STATE, MEMBER_ARCHIVE, MEMBER_DEFAULTS, MEMBERS } Member;

static const char *const member_names[MEMBERS]
    = { "manifest", "secrets", "state", "archive.tar.gz", "defaults.tar.gz" };

static gboolean
fail (GError **error, const char *path, const char *what)
{
  int code = errno;

  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "cannot %s %s: %s", what, path, g_strerror (code));
  return FALSE;
}

/* Sealing */

static char *
write_text (SlwBackupStore *store, const char *server, const char *suffix, const char *text, GError **error)
{
  g_autofree char *path = slw_backup_store_dup_path (store, "staging", server, suffix);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, error) ? g_steal_pointer (&path)
                                                                                          : NULL;
}

/* An open file without a name, so that nothing of it is left whatever happens; -1 with @error. */
static int
make_bundle (SlwBackupStore *store, SlwBackupMember *members, GError **error)
{
  g_autofree char *path = slw_backup_store_dup_path (store, "staging", "bundle-XXXXXX", "");
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0) {
    fail (error, path, "make");
    return -1;
  }
  g_unlink (path);
  if (slw_backup_bundle_write (fd, members, MEMBERS, error) && lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  if (error != NULL && *error == NULL)
    fail (error, path, "rewind");
  close (fd);
  return -1;
}

static int
bundle_up (SlwBackupStore *store, const SlwBackupTaking *taking, const SlwBackupManifest *manifest, GError **error)
{
  g_autofree char *text = slw_backup_manifest_to_text (manifest);
  g_autofree char *secrets = taking->secrets != NULL ? g_strjoinv ("\n", (char **) taking->secrets) : g_strdup ("");
  SlwBackupMember members[MEMBERS] = { { NULL } };
  int fd = -1;

  for (guint i = 0; i < MEMBERS; i++)
    members[i].name = member_names[i];
  members[MEMBER_STATE].path = g_strdup (taking->state != NULL ? taking->state : "/nonexistent");
  members[MEMBER_ARCHIVE].path = g_strdup (taking->archive);
  members[MEMBER_DEFAULTS].path = g_strdup (taking->defaults != NULL ? taking->defaults : "/nonexistent");
  members[MEMBER_MANIFEST].path = write_text (store, manifest->server, "%manifest", text, error);
  if (members[MEMBER_MANIFEST].path != NULL
      && (members[MEMBER_SECRETS].path = write_text (store, manifest->server, "%secrets", secrets, error)) != NULL)
    fd = make_bundle (store, members, error);
  for (guint i = 0; i < MEMBERS; i++) {
    if (members[i].path != NULL && (i == MEMBER_MANIFEST || i == MEMBER_SECRETS))
      g_unlink (members[i].path);
    g_free (members[i].path);
  }
  return fd;
}

/* From the disk, not from the memory of who wrote it. */
static char *
hash_file (const char *path, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *buffer = g_malloc (BLOCK);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  gssize n;

  if (fd < 0) {
    fail (error, path, "read");
    return NULL;
  }
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  while ((n = read (fd, buffer, BLOCK)) > 0)
    g_checksum_update (checksum, (const guchar *) buffer, n);
  if (n < 0)
    fail (error, path, "read");
  close (fd);
  return n == 0 ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

static gboolean
check_file (const char *path, const char *digest, GError **error)
{
  g_autofree char *found = hash_file (path, error);

  if (found == NULL)
    return FALSE;
  if (g_str_equal (found, digest))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "%s is not what was written", path);
  return FALSE;
}

static gboolean
encrypt (const char *path, int bundle, const SlwBackupTaking *taking, SlwBackupSummary *summary, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream
      = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL, error);

  if (stream == NULL) {
    close (bundle);
    return FALSE;
  }
  if (slw_backup_age_encrypt (taking->recipients, bundle, G_OUTPUT_STREAM (stream), &summary->sealed, &summary->digest,
                              error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
  return FALSE;
}

SlwBackupSummary *
slw_backup_seal (SlwBackupStore *store,
                 const SlwBackupTaking *taking,
                 const SlwBackupManifest *manifest,
                 GError **error)
{
  g_autofree char *path = slw_backup_store_dup_backup_path (store, manifest->server, manifest->id, ".age");
  g_autoptr (SlwBackupSummary) summary = g_new0 (SlwBackupSummary, 1);
  int bundle;

  *summary = (SlwBackupSummary){ .id = g_strdup (manifest->id),
                                 .run = g_strdup (manifest->run),
                                 .server = g_strdup (manifest->server),
                                 .time = manifest->time,
                                 .entries = manifest->entries->len,
                                 .bytes = slw_backup_manifest_get_bytes (manifest) };
  if (!slw_backup_store_make_server (store, manifest->server, error)
      || (bundle = bundle_up (store, taking, manifest, error)) < 0 || !encrypt (path, bundle, taking, summary, error)
      || !slw_backup_store_sync (store, error) || !check_file (path, summary->digest, error)
      || !slw_backup_store_write_summary (store, summary, error)) {
    g_unlink (path);
    return NULL;
  }
  return g_steal_pointer (&summary);
}

/* Opening */

static gboolean
decrypt (SlwBackupStore *store, const SlwBackupSummary *summary, const char *identity, const char *to, GError **error)
{
  g_autofree char *path = slw_backup_store_dup_backup_path (store, summary->server, summary->id, ".age");
  g_autoptr (GFile) file = g_file_new_for_path (to);
  g_autoptr (GFileOutputStream) stream = NULL;
  int fd;

  if (!check_file (path, summary->digest, error))
    return FALSE;
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  fd = stream != NULL ? g_open (path, O_RDONLY | O_CLOEXEC, 0) : -1;
  if (fd < 0)
    return stream != NULL ? fail (error, path, "read") : FALSE;
  return slw_backup_age_decrypt (identity, fd, G_OUTPUT_STREAM (stream), error)
         && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
}

/* The same work as when it was made, with the same outcome. */
static gboolean
take_again (SlwBackupStore *opened, const SlwBackupSummary *summary, const SlwBackupMember *members, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autofree char *lines = NULL;
  g_auto (GStrv) secrets = NULL;
  g_autoptr (SlwBackupManifest) manifest = NULL;
  SlwBackupTaking taking = { .server = summary->server, .run = summary->run, .id = summary->id, .time = summary->time };
  SlwBackupTaken taken = { NULL };

  if (!g_file_get_contents (members[MEMBER_MANIFEST].path, &text, NULL, error)
      || !g_file_get_contents (members[MEMBER_SECRETS].path, &lines, NULL, error))
    return FALSE;
  secrets = g_strsplit (lines, "\n", -1);
  taking.archive = members[MEMBER_ARCHIVE].path;
  taking.state = g_file_test (members[MEMBER_STATE].path, G_FILE_TEST_EXISTS) ? members[MEMBER_STATE].path : NULL;
  taking.defaults
      = g_file_test (members[MEMBER_DEFAULTS].path, G_FILE_TEST_EXISTS) ? members[MEMBER_DEFAULTS].path : NULL;
  taking.limit = summary->bytes;
  taking.secrets = (const char *const *) secrets;
  if (!slw_backup_take (opened, &taking, &taken, error))
    return FALSE;
  manifest = taken.manifest;
  again = slw_backup_manifest_to_text (manifest);
  if (g_str_equal (again, text))
    return TRUE;
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_VERIFY, "what is in it is not what its manifest says");
  return FALSE;
}

static gboolean
open_into (SlwBackupStore *store,
           SlwBackupStore *opened,
           const SlwBackupSummary *summary,
           const char *identity,
           GError **error)
{
  g_autofree char *bundle = slw_backup_store_dup_path (opened, "staging", "bundle", "");
  SlwBackupMember members[MEMBERS];
  gboolean good;

  for (guint i = 0; i < MEMBERS; i++)
    members[i]
        = (SlwBackupMember){ member_names[i], slw_backup_store_dup_path (opened, "staging", member_names[i], "") };
  good = decrypt (store, summary, identity, bundle, error) && slw_backup_bundle_read (bundle, members, MEMBERS, error)
         && take_again (opened, summary, members, error);
  g_unlink (bundle);
  for (guint i = 0; i < MEMBERS; i++) {
    g_unlink (members[i].path);
    g_free (members[i].path);
  }
  return good;
}

gboolean
slw_backup_unseal (SlwBackupStore *store, const char *server, const char *id, const char *identity, GError **error)
{
  g_autoptr (SlwBackupSummary) summary = slw_backup_store_load_summary (store, server, id, error);
  SlwBackupStore *opened;

  if (summary == NULL)
    return FALSE;
  if (summary->sealed == 0)
    return TRUE;
  if (identity == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "backup %s of %s is encrypted; --identity FILE names the private key that opens it", summary->id,
                 server);
    return FALSE;
  }
  opened = slw_backup_store_get_opened (store, error);
  if (opened != NULL && open_into (store, opened, summary, identity, error))
    return TRUE;
  g_prefix_error (error, "backup %s of %s: ", summary->id, server);
  return FALSE;
}

SlwBackupManifest *
slw_backup_load (SlwBackupStore *store, const char *server, const char *id, const char *identity, GError **error)
{
  return slw_backup_unseal (store, server, id, identity, error) ? slw_backup_store_load (store, server, id, error)
                                                                : NULL;
}

char *
slw_backup_unlock (SlwBackupStore *store, const char *identity, GError **error)
{
  SlwBackupStore *opened;
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileOutputStream) stream = NULL;
  int fd;

  if (!slw_backup_age_is_locked (identity))
    return g_canonicalize_filename (identity, NULL);
  opened = slw_backup_store_get_opened (store, error);
  if (opened == NULL)
    return NULL;
  path = slw_backup_store_dup_path (opened, "staging", "identity", "");
  file = g_file_new_for_path (path);
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  fd = stream != NULL ? g_open (identity, O_RDONLY | O_CLOEXEC, 0) : -1;
  if (fd < 0) {
    if (stream != NULL)
      fail (error, identity, "read");
    return NULL;
  }
  if (slw_backup_age_decrypt (NULL, fd, G_OUTPUT_STREAM (stream), error)
      && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error))
    return g_steal_pointer (&path);
  g_prefix_error (error, "%s: ", identity);
  return NULL;
}
