/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-store.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (64 * 1024)
#define OPENED "slipway-opened-"

struct _SlwBackupStore {
  char *folder;
  int lock;               /* -1: not held */
  SlwBackupStore *opened; /* encrypted ones; NULL: none was opened */
  char *temporary;        /* folder that goes with us */
  int hold;               /* its lock; -1: there is none */
};

static gboolean
fail (GError **error, const char *path, const char *what)
{
  int code = errno;

  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "cannot %s %s: %s", what, path, g_strerror (code));
  return FALSE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  return g_mkdir_with_parents (path, 0700) == 0 || fail (error, path, "make the folder");
}

/* The name of a server or a platform becomes one of a file. */
static char *
make_name (const char *name)
{
  GString *out = g_string_new (NULL);

  for (const guchar *c = (const guchar *) name; *c != '\0'; c++) {
    if (g_ascii_isalnum (*c) || *c == '-' || *c == '_' || (*c == '.' && out->len > 0))
      g_string_append_c (out, *c);
    else
      g_string_append_printf (out, "%%%02X", *c);
  }
  return g_string_free (out, FALSE);
}

SlwBackupStore *
slw_backup_store_open (const char *folder, const char *platform, GError **error)
{
  static const char *const parts[] = { "objects", "servers", "staging" };
  g_autoptr (SlwBackupStore) self = g_new0 (SlwBackupStore, 1);
  g_autofree char *name = make_name (platform);

  self->folder = g_build_filename (folder, "platforms", name, NULL);
  self->lock = -1;
  self->hold = -1;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *path = g_build_filename (self->folder, parts[i], NULL);

    if (!make_folder (path, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", "--", path, NULL);

  if (process == NULL || !g_subprocess_wait_check (process, NULL, NULL))
    g_warning ("%s has what was encrypted, and cannot be removed; remove it", path);
}

void
slw_backup_store_free (SlwBackupStore *self)
{
  slw_backup_store_unlock (self);
  g_clear_pointer (&self->opened, slw_backup_store_free);
  if (self->temporary != NULL)
    remove_tree (self->temporary);
  if (self->hold >= 0)
    close (self->hold);
  g_free (self->temporary);
  g_free (self->folder);
  g_free (self);
}

/* Of who was killed: nobody holds its lock. */
static void
remove_stale (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    int fd = g_str_has_prefix (name, OPENED) ? g_open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0) : -1;
    struct stat data;

    if (fd < 0)
      continue;
    if (fstat (fd, &data) == 0 && data.st_uid == geteuid () && flock (fd, LOCK_EX | LOCK_NB) == 0)
      remove_tree (path);
    close (fd);
  }
}

SlwBackupStore *
slw_backup_store_get_opened (SlwBackupStore *self, GError **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  const char *const folders[] = { runtime != NULL ? runtime : "", "/dev/shm", self->folder };
  g_autofree char *path = NULL;

  if (self->opened != NULL)
    return self->opened;
  for (guint i = 0; path == NULL && i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *template = g_build_filename (folders[i], OPENED "XXXXXX", NULL);

    remove_stale (folders[i]);
    if (g_path_is_absolute (template) && g_mkdtemp_full (template, 0700) != NULL)
      path = g_steal_pointer (&template);
  }
  if (path == NULL) {
    fail (error, self->folder, "make a folder in");
    return NULL;
  }
  self->opened = slw_backup_store_open (path, "opened", error);
  if (self->opened == NULL) {
    remove_tree (path);
    return NULL;
  }
  self->opened->hold = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  flock (self->opened->hold, LOCK_SH | LOCK_NB);
  self->opened->temporary = g_steal_pointer (&path);
  return self->opened;
}

const char *
slw_backup_store_get_folder (SlwBackupStore *self)
{
  return self->folder;
}

gboolean
slw_backup_store_lock (SlwBackupStore *self, gboolean exclusive, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "lock", NULL);
  int rc;

  slw_backup_store_unlock (self);
  self->lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0)
    return fail (error, path, "open");
  do
    rc = flock (self->lock, exclusive ? LOCK_EX : LOCK_SH);
  while (rc != 0 && errno == EINTR);
  if (rc == 0)
    return TRUE;
  fail (error, path, "lock");
  slw_backup_store_unlock (self);
  return FALSE;
}

void
slw_backup_store_unlock (SlwBackupStore *self)
{
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
}

char *
slw_backup_store_dup_path (SlwBackupStore *self, const char *folder, const char *name, const char *suffix)
{
  g_autofree char *fit = make_name (name);
  g_autofree char *base = g_strconcat (fit, suffix, NULL);

  return g_build_filename (self->folder, folder, base, NULL);
}

static char *
get_object_path (SlwBackupStore *self, const char *digest)
{
  char folder[3] = { digest[0], digest[1], '\0' };

  return g_build_filename (self->folder, "objects", folder, digest + 2, NULL);
}

/* Objects */

/* The temporary name becomes the name when the stream is closed, which a replacing stream of GIO does. */
GOutputStream *
slw_backup_store_add (SlwBackupStore *self, const char *digest, GError **error)
{
  g_autofree char *path = get_object_path (self, digest);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GConverter) compressor = NULL;
  g_autoptr (GError) local = NULL;

  if (!make_folder (folder, error))
    return NULL;
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL, &local);
  if (stream == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "cannot write %s: %s", path, local->message);
    return NULL;
  }
  compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  return g_converter_output_stream_new (G_OUTPUT_STREAM (stream), compressor);
}

GInputStream *
slw_backup_store_read (SlwBackupStore *self, const char *digest, GError **error)
{
  g_autofree char *opened = self->opened != NULL ? get_object_path (self->opened, digest) : NULL;
  gboolean is_open = opened != NULL && g_file_test (opened, G_FILE_TEST_EXISTS);
  g_autofree char *path = is_open ? g_steal_pointer (&opened) : get_object_path (self, digest);
  g_autoptr (GInputStream) base = NULL;
  g_autoptr (GConverter) decompressor = NULL;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);

  if (fd < 0) {
    fail (error, path, "read");
    return NULL;
  }
  /* what is read next shall come from the disk and not from the memory of who wrote it */
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  base = g_unix_input_stream_new (fd, TRUE);
  decompressor = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  return g_converter_input_stream_new (base, decompressor);
}

static gboolean
check_stream (GInputStream *stream, const char *digest, guint64 size, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *buffer = g_malloc (BLOCK);
  guint64 sum = 0;
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, BLOCK, NULL, error)) > 0) {
    sum += (guint64) n;
    if (sum > size)
      break;
    g_checksum_update (checksum, (const guchar *) buffer, n);
  }
  if (n < 0)
    return FALSE;
  if (sum == size && g_str_equal (g_checksum_get_string (checksum), digest))
    return TRUE;
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_VERIFY, "its content is not what its name says");
  return FALSE;
}

gboolean
slw_backup_store_check (SlwBackupStore *self, const char *digest, guint64 size, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GInputStream) stream = slw_backup_store_read (self, digest, &local);

  if (stream != NULL && check_stream (stream, digest, size, &local))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "object %s of %s: %s", digest, self->folder, local->message);
  return FALSE;
}

GBytes *
slw_backup_store_read_bytes (SlwBackupStore *self, const char *digest, guint64 size, GError **error)
{
  g_autoptr (GInputStream) stream = slw_backup_store_read (self, digest, error);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *found = NULL;

  if (stream == NULL || g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_bytes_get_size (bytes) == size && g_str_equal (found, digest))
    return g_steal_pointer (&bytes);
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "object %s of %s: its content is not what its name says", digest,
               self->folder);
  return NULL;
}

/* Staging */

void
slw_backup_store_drop (SlwBackupStore *self, const char *server)
{
  g_autofree char *folder = slw_backup_store_dup_path (self, "staging", server, "");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
}

static gboolean
stage_one (SlwBackupStore *self, const char *folder, guint number, const SlwBackupEntry *entry, GError **error)
{
  g_autofree char *base = g_strdup_printf ("%u", number);
  g_autofree char *path = g_build_filename (folder, base, NULL);
  g_autoptr (GBytes) bytes = slw_backup_store_read_bytes (self, entry->digest, entry->size, error);
  gsize length;
  const char *data;

  if (bytes == NULL) {
    g_prefix_error (error, "%s: ", entry->path);
    return FALSE;
  }
  data = g_bytes_get_data (bytes, &length);
  return g_file_set_contents_full (path, data != NULL ? data : "", (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600,
                                   error);
}

char *
slw_backup_store_stage (SlwBackupStore *self, const char *server, GPtrArray *contents, GError **error)
{
  g_autofree char *folder = slw_backup_store_dup_path (self, "staging", server, "");

  slw_backup_store_drop (self, server);
  if (!make_folder (folder, error))
    return NULL;
  for (guint i = 0; i < contents->len; i++) {
    if (!stage_one (self, folder, i, g_ptr_array_index (contents, i), error))
      return NULL;
  }
  return g_steal_pointer (&folder);
}

/* Manifests */

char *
slw_backup_store_dup_backup_path (SlwBackupStore *self, const char *server, const char *id, const char *suffix)
{
  g_autofree char *folder = slw_backup_store_dup_path (self, "servers", server, "");
  g_autofree char *name = make_name (id);
  g_autofree char *base = g_strconcat (name, suffix, NULL);

  return g_build_filename (folder, base, NULL);
}

static char *
get_manifest_path (SlwBackupStore *self, const char *server, const char *id)
{
  return slw_backup_store_dup_backup_path (self, server, id, SLW_BACKUP_MANIFEST);
}

gboolean
slw_backup_store_has (SlwBackupStore *self, const char *server, const char *id, const char *suffix)
{
  g_autofree char *path = slw_backup_store_dup_backup_path (self, server, id, suffix);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
slw_backup_store_remove (SlwBackupStore *self, const char *server, const char *id, const char *suffix, GError **error)
{
  g_autofree char *path = slw_backup_store_dup_backup_path (self, server, id, suffix);

  return g_unlink (path) == 0 || errno == ENOENT || fail (error, path, "remove");
}

gboolean
slw_backup_store_make_server (SlwBackupStore *self, const char *server, GError **error)
{
  g_autofree char *folder = slw_backup_store_dup_path (self, "servers", server, "");

  return make_folder (folder, error);
}

gboolean
slw_backup_store_sync (SlwBackupStore *self, GError **error)
{
  int fd = g_open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && syncfs (fd) == 0;

  if (!good)
    fail (error, self->folder, "write to the disk");
  if (fd >= 0)
    close (fd);
  return good;
}

static SlwBackupManifest *
load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  gsize length = 0;
  SlwBackupManifest *manifest = NULL;

  if (g_file_get_contents (path, &text, &length, &local))
    manifest = slw_backup_manifest_parse (text, length, &local);
  if (manifest != NULL)
    return manifest;
  g_set_error (error, SLW_ERROR,
               g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? SLW_ERROR_NOT_FOUND : SLW_ERROR_INVALID,
               "%s: %s", path, local->message);
  return NULL;
}

char *
slw_backup_store_new_id (SlwBackupStore *self, const char *server, gint64 time)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (time);
  g_autofree char *text = g_date_time_format (when, "%Y%m%dT%H%M%SZ");

  for (guint i = 1; i < 1000; i++) {
    g_autofree char *id = i == 1 ? g_strdup (text) : g_strdup_printf ("%s-%03u", text, i);

    if (!slw_backup_store_has (self, server, id, SLW_BACKUP_MANIFEST)
        && !slw_backup_store_has (self, server, id, SLW_BACKUP_AGE))
      return g_steal_pointer (&id);
  }
  return g_steal_pointer (&text);
}

gboolean
slw_backup_store_write_manifest (SlwBackupStore *self, const SlwBackupManifest *manifest, GError **error)
{
  g_autofree char *path = get_manifest_path (self, manifest->server, manifest->id);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = slw_backup_manifest_to_text (manifest);
  g_autofree char *again = NULL;
  g_autoptr (SlwBackupManifest) written = NULL;
  g_autoptr (GError) local = NULL;

  if (!make_folder (folder, error) || !slw_backup_store_sync (self, error))
    return FALSE;
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &local)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "cannot write %s: %s", path, local->message);
    return FALSE;
  }
  written = load (path, error);
  again = written != NULL ? slw_backup_manifest_to_text (written) : NULL;
  if (again == NULL)
    return FALSE;
  if (g_str_equal (again, text)) /* an encrypted one of that id, that is, of LIVE, is an old one */
    return slw_backup_store_remove (self, manifest->server, manifest->id, SLW_BACKUP_SEALED, error)
           && slw_backup_store_remove (self, manifest->server, manifest->id, SLW_BACKUP_AGE, error);
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "%s is not what was written", path);
  return FALSE;
}

gboolean
slw_backup_store_write_summary (SlwBackupStore *self, const SlwBackupSummary *summary, GError **error)
{
  g_autofree char *path = slw_backup_store_dup_backup_path (self, summary->server, summary->id, SLW_BACKUP_SEALED);
  g_autofree char *text = slw_backup_summary_to_text (summary);
  g_autofree char *again = NULL;

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 error)
      || !g_file_get_contents (path, &again, NULL, error))
    return FALSE;
  if (g_str_equal (again, text))
    return slw_backup_store_remove (self, summary->server, summary->id, SLW_BACKUP_MANIFEST, error);
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "%s is not what was written", path);
  return FALSE;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_folder (const char *path, const char *suffix)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    if (*name != '.' && g_str_has_suffix (name, suffix))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (suffix)));
  }
  g_ptr_array_sort (names, compare_texts);
  return names;
}

GPtrArray *
slw_backup_store_list (SlwBackupStore *self, const char *server)
{
  g_autofree char *folder = slw_backup_store_dup_path (self, "servers", server, "");
  GPtrArray *ids = list_folder (folder, SLW_BACKUP_MANIFEST);

  g_ptr_array_extend_and_steal (ids, list_folder (folder, SLW_BACKUP_SEALED));
  g_ptr_array_sort (ids, compare_texts);
  for (guint i = ids->len; i > 0; i--) {
    if (g_str_equal (g_ptr_array_index (ids, i - 1), SLW_BACKUP_LIVE))
      g_ptr_array_remove_index (ids, i - 1);
  }
  return ids;
}

GPtrArray *
slw_backup_store_list_servers (SlwBackupStore *self)
{
  g_autofree char *folder = g_build_filename (self->folder, "servers", NULL);
  g_autoptr (GPtrArray) names = list_folder (folder, "");
  GPtrArray *servers = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++) {
    char *server = g_uri_unescape_string (g_ptr_array_index (names, i), NULL);

    if (server != NULL)
      g_ptr_array_add (servers, server);
  }
  return servers;
}

/* @id itself, or the newest; %NULL with @error. */
static char *
dup_id (SlwBackupStore *self, const char *server, const char *id, GError **error)
{
  g_autoptr (GPtrArray) ids = id == NULL ? slw_backup_store_list (self, server) : NULL;

  if (id != NULL || ids->len > 0)
    return g_strdup (id != NULL ? id : g_ptr_array_index (ids, ids->len - 1));
  g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "there is no backup of server %s in %s", server, self->folder);
  return NULL;
}

SlwBackupManifest *
slw_backup_store_load (SlwBackupStore *self, const char *server, const char *id, GError **error)
{
  g_autofree char *which = dup_id (self, server, id, error);
  gboolean is_open = which != NULL && self->opened != NULL
                     && slw_backup_store_has (self->opened, server, which, SLW_BACKUP_MANIFEST);
  g_autofree char *path = which != NULL ? get_manifest_path (is_open ? self->opened : self, server, which) : NULL;

  return path != NULL ? load (path, error) : NULL;
}

static SlwBackupSummary *
load_sealed (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  SlwBackupSummary *summary = NULL;

  if (g_file_get_contents (path, &text, &length, error))
    summary = slw_backup_summary_parse (text, length, error);
  if (summary == NULL)
    g_prefix_error (error, "%s: ", path);
  return summary;
}

SlwBackupSummary *
slw_backup_store_load_summary (SlwBackupStore *self, const char *server, const char *id, GError **error)
{
  g_autofree char *which = dup_id (self, server, id, error);
  g_autoptr (SlwBackupManifest) manifest = NULL;
  SlwBackupSummary *summary;

  if (which == NULL)
    return NULL;
  if (slw_backup_store_has (self, server, which, SLW_BACKUP_SEALED)) {
    g_autofree char *path = slw_backup_store_dup_backup_path (self, server, which, SLW_BACKUP_SEALED);

    return load_sealed (path, error);
  }
  manifest = slw_backup_store_load (self, server, which, error);
  if (manifest == NULL)
    return NULL;
  summary = g_new0 (SlwBackupSummary, 1);
  *summary = (SlwBackupSummary){ g_strdup (manifest->id),     g_strdup (manifest->run),
                                 g_strdup (manifest->server), manifest->time,
                                 manifest->entries->len,      slw_backup_manifest_get_bytes (manifest) };
  return summary;
}
