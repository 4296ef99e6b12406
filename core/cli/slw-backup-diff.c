/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-backup-diff.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <gio/gunixoutputstream.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/backup/slw-backup-compare.h"
#include "core/backup/slw-backup-text.h"
#include "core/engine/slw-run.h"

#define LARGEST_TEXT (1024 * 1024)
#define DIGEST_SHOWN 12
#define FIRST_FD 10u /* of a program that compares */

typedef struct {
  SlwCliContext *cli;
  SlwBackupStore *store;
  const char *names[2]; /* ids */
  JsonBuilder *builder;
} Printing;

static const char *
get_change (const SlwBackupDifference *difference)
{
  if (difference->before == NULL)
    return "added";
  return difference->after == NULL ? "removed" : "changed";
}

static gboolean
has_same_content (const SlwBackupDifference *difference)
{
  const SlwBackupEntry *before = difference->before;
  const SlwBackupEntry *after = difference->after;

  return before != NULL && after != NULL && before->digest != NULL && g_strcmp0 (before->digest, after->digest) == 0;
}

static gboolean
is_secret (const SlwBackupDifference *difference)
{
  return (difference->before != NULL && difference->before->secret)
         || (difference->after != NULL && difference->after->secret);
}

char *
slw_backup_diff_dup_text (SlwBackupStore *store, const SlwBackupEntry *entry, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  if (entry == NULL || entry->digest == NULL || entry->size == 0)
    return g_strdup ("");
  if (entry->size > LARGEST_TEXT)
    return NULL;
  bytes = slw_backup_store_read_bytes (store, entry->digest, entry->size, error);
  if (bytes == NULL || !slw_backup_text_is_text (bytes))
    return NULL;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return slw_backup_text_hide (text);
}

/* Nothing is written to a disk: it may come out of an encrypted backup. */
static int
open_content (GBytes *content, GError **error)
{
  g_autoptr (GOutputStream) stream = NULL;
  gsize length;
  const char *data = g_bytes_get_data (content, &length);
  int fd = memfd_create ("slipway-diff", MFD_CLOEXEC);

  if (fd < 0) {
    int code = errno;

    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "cannot make a file in memory: %s", g_strerror (code));
    return -1;
  }
  stream = g_unix_output_stream_new (fd, FALSE);
  if (length == 0 || g_output_stream_write_all (stream, data, length, NULL, NULL, error))
    return fd;
  close (fd);
  return -1;
}

GSubprocess *
slw_backup_diff_start (const char *const *words, GBytes *const *contents, GSubprocessFlags flags, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (all, g_strdup (words[i]));
  for (guint i = 0; contents[i] != NULL; i++) {
    int fd = open_content (contents[i], error);

    if (fd < 0)
      return NULL;
    g_subprocess_launcher_take_fd (launcher, fd, (int) (FIRST_FD + i));
    g_ptr_array_add (all, g_strdup_printf ("/proc/self/fd/%u", FIRST_FD + i));
  }
  g_ptr_array_add (all, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) all->pdata, error);
}

char *
slw_backup_diff_texts (
    const char *before_label, const char *before, const char *after_label, const char *after, GError **error)
{
  const char *const words[] = { "diff", "-u", "--label", before_label, "--label", after_label, NULL };
  g_autoptr (GBytes) first = g_bytes_new (before, strlen (before));
  g_autoptr (GBytes) second = g_bytes_new (after, strlen (after));
  GBytes *const contents[] = { first, second, NULL };
  g_autoptr (GSubprocess) process = slw_backup_diff_start (words, contents, G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
  g_autofree char *output = NULL;

  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, error))
    return NULL;
  return slw_run_make_safe (output);
}

/* The unified diff; %NULL without @error when there is none to show. */
static char *
dup_diff (Printing *self, const SlwBackupDifference *difference, const char *shown, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *before_label = g_strdup_printf ("%s\t%s", shown, self->names[0]);
  g_autofree char *after_label = g_strdup_printf ("%s\t%s", shown, self->names[1]);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  char *output = NULL;

  if (is_secret (difference) || has_same_content (difference))
    return NULL;
  before = slw_backup_diff_dup_text (self->store, difference->before, &local);
  after = before != NULL ? slw_backup_diff_dup_text (self->store, difference->after, &local) : NULL;
  if (after != NULL && !g_str_equal (before, after))
    output = slw_backup_diff_texts (before_label, before, after_label, after, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return output;
}

static char *
describe (const SlwBackupEntry *entry)
{
  g_autofree char *target = slw_run_make_safe (entry != NULL ? entry->target : NULL);
  g_autofree char *owner = NULL;

  if (entry == NULL)
    return g_strdup ("not there");
  if (entry->type == 'l')
    return g_strdup_printf ("link to %s", target);
  owner = g_strdup_printf ("%s:%s", entry->user, entry->group);
  if (entry->digest == NULL)
    return g_strdup_printf ("folder, %04o %s", entry->mode, owner);
  if (entry->secret)
    return g_strdup_printf ("secret, %04o %s", entry->mode, owner);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " bytes, %04o %s, sha256 %.*s", entry->size, entry->mode, owner,
                          DIGEST_SHOWN, entry->digest);
}

static gboolean
print_one (Printing *self, const SlwBackupDifference *difference, GError **error)
{
  const SlwBackupEntry *any = difference->before != NULL ? difference->before : difference->after;
  g_autofree char *shown = slw_run_make_safe (any->path);
  g_autofree char *before = describe (difference->before);
  g_autofree char *after = describe (difference->after);
  g_autoptr (GError) local = NULL;
  g_autofree char *text = dup_diff (self, difference, shown, &local);

  if (local != NULL) {
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", shown);
    return FALSE;
  }
  if (!self->cli->json)
    g_print ("%s %s: %s | %s\n%s", get_change (difference), shown, before, after, text != NULL ? text : "");
  json_builder_begin_object (self->builder);
  slw_cli_add_string (self->builder, "path", shown);
  slw_cli_add_string (self->builder, "change", get_change (difference));
  slw_cli_add_string (self->builder, "before", before);
  slw_cli_add_string (self->builder, "after", after);
  slw_cli_add_string (self->builder, "diff", text);
  json_builder_end_object (self->builder);
  return TRUE;
}

gboolean
slw_backup_diff_print (SlwCliContext *cli,
                       SlwBackupStore *store,
                       const SlwBackupManifest *before,
                       const SlwBackupManifest *after,
                       const char *const *paths,
                       GError **error)
{
  g_autoptr (GPtrArray) differences = slw_backup_compare (before, after, paths);
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.backup-diff/1");
  Printing self = { cli, store, { before->id, after->id }, builder };

  slw_cli_add_string (builder, "server", before->server);
  slw_cli_add_string (builder, "backup", before->id);
  slw_cli_add_string (builder, "with", after->id);
  json_builder_set_member_name (builder, "differences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < differences->len; i++) {
    if (!print_one (&self, g_ptr_array_index (differences, i), error))
      return FALSE;
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    slw_cli_print_json (builder);
  else if (differences->len == 0)
    g_print ("%s: nothing differs between %s and %s\n", before->server, before->id, after->id);
  return TRUE;
}
