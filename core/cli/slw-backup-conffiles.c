/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-backup-conffiles.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/backup/slw-backup-conffile.h"
#include "core/backup/slw-backup-seal.h"
#include "core/cli/slw-backup-diff.h"
#include "core/engine/slw-run.h"

typedef struct {
  SlwCliContext *cli;
  SlwBackupStore *store;
  const char *server;
  const char *identity;
  SlwBackupManifest *live;
  GPtrArray *ids;       /* of its backups, the oldest first */
  GPtrArray *manifests; /* of the newest ones, the newest first, as far as they were needed */
  JsonBuilder *builder;
} Printing;

/* The three of a file, and what is told about it. */
typedef struct {
  char *path;
  char *beside; /* path of the new default; of what was edited, when rpm replaced the file */
  const SlwBackupEntry *edited;
  const SlwBackupEntry *fresh;
  const SlwBackupEntry *old; /* NULL: no backup has it */
  const char *backup;        /* id */
  char *vendors;             /* unified diffs; NULL: nothing to show */
  char *ours;
  gboolean overlap;
} Conffile;

static void
conffile_clear (Conffile *self)
{
  g_free (self->path);
  g_free (self->beside);
  g_free (self->vendors);
  g_free (self->ours);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Conffile, conffile_clear)

static const SlwBackupManifest *
get_manifest (Printing *self, guint number, GError **error)
{
  SlwBackupManifest *manifest;

  if (number < self->manifests->len)
    return g_ptr_array_index (self->manifests, number);
  manifest = slw_backup_load (self->store, self->server, g_ptr_array_index (self->ids, self->ids->len - 1 - number),
                              self->identity, error);
  if (manifest != NULL)
    g_ptr_array_add (self->manifests, manifest);
  return manifest;
}

/* A backup from after the upgrade has the new default as the one of the installed package; an older one has the old. */
static gboolean
find_old (Printing *self, Conffile *file, GError **error)
{
  g_autofree char *path = g_strconcat (SLW_BACKUP_CONFFILE_DEFAULT, file->path, NULL);

  for (guint i = 0; i < self->ids->len; i++) {
    const SlwBackupManifest *manifest = get_manifest (self, i, error);
    const SlwBackupEntry *entry;

    if (manifest == NULL)
      return FALSE;
    entry = slw_backup_manifest_find (manifest, path);
    if (entry == NULL || entry->type != 'f'
        || (file->fresh != NULL && g_str_equal (entry->digest, file->fresh->digest)))
      continue;
    file->old = entry;
    file->backup = manifest->id;
    return TRUE;
  }
  return TRUE;
}

/* By diff3, whose answer is 1 when both changed the same lines, or neighbours. */
static gboolean
find_overlap (Printing *self, Conffile *file, GError **error)
{
  static const char *const words[] = { "diff3", "--merge", "--text", NULL };
  const SlwBackupEntry *const entries[] = { file->edited, file->old, file->fresh };
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GSubprocess) process = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    GBytes *bytes = slw_backup_store_read_bytes (self->store, entries[i]->digest, entries[i]->size, error);

    if (bytes == NULL)
      return FALSE;
    g_ptr_array_add (contents, bytes);
  }
  g_ptr_array_set_size (contents, G_N_ELEMENTS (entries) + 1); /* NULL */
  process = slw_backup_diff_start (words, (GBytes *const *) contents->pdata, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, error);
  if (process == NULL || !g_subprocess_wait (process, NULL, error))
    return FALSE;
  file->overlap = !g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != 0;
  return TRUE;
}

static gboolean
is_secret (const Conffile *file)
{
  return (file->edited != NULL && file->edited->secret) || (file->fresh != NULL && file->fresh->secret)
         || (file->old != NULL && file->old->secret);
}

static char *
dup_diff (Printing *self,
          const char *before_label,
          const SlwBackupEntry *before,
          const char *after_label,
          const SlwBackupEntry *after,
          GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *first = slw_backup_diff_dup_text (self->store, before, &local);
  g_autofree char *second = first != NULL ? slw_backup_diff_dup_text (self->store, after, &local) : NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (second == NULL)
    return g_strdup ("(is no text)\n");
  return slw_backup_diff_texts (before_label, first, after_label, second, error);
}

static gboolean
compare (Printing *self, Conffile *file, GError **error)
{
  g_autofree char *shown = slw_run_make_safe (file->path);
  g_autofree char *old = g_strdup_printf ("%s\told default", shown);
  g_autofree char *fresh = g_strdup_printf ("%s\tnew default", shown);
  g_autofree char *ours = g_strdup_printf ("%s\there", shown);

  if (is_secret (file))
    return TRUE;
  if (file->old == NULL || file->edited == NULL || file->fresh == NULL) {
    file->ours = dup_diff (self, fresh, file->fresh, ours, file->edited, error);
    return file->ours != NULL;
  }
  file->vendors = dup_diff (self, old, file->old, fresh, file->fresh, error);
  file->ours = file->vendors != NULL ? dup_diff (self, old, file->old, ours, file->edited, error) : NULL;
  return file->ours != NULL && find_overlap (self, file, error);
}

static void
print_text (const Conffile *file)
{
  g_autofree char *path = slw_run_make_safe (file->path);
  g_autofree char *beside = slw_run_make_safe (file->beside);

  g_print ("%s, beside it %s\n", path, beside);
  if (is_secret (file))
    g_print ("  holds secrets: what differs is not shown\n");
  else if (file->vendors == NULL)
    g_print ("  %s:\n%s",
             file->fresh == NULL || file->edited == NULL
                 ? "only one of the two is there, so there is nothing to compare it with; all of it"
                 : "no backup has the old default, so only how this file differs from the new one",
             file->ours);
  else
    g_print ("  what the vendor changed since the old default (backup %s):\n%s"
             "  what was changed here since:\n%s  %s\n",
             file->backup, file->vendors, file->ours,
             file->overlap ? "both changed the same place: they have to be joined by hand"
                           : "the two do not touch each other: both can be had");
}

static void
print_json (Printing *self, const Conffile *file)
{
  g_autofree char *path = slw_run_make_safe (file->path);
  g_autofree char *beside = slw_run_make_safe (file->beside);

  json_builder_begin_object (self->builder);
  slw_cli_add_string (self->builder, "path", path);
  slw_cli_add_string (self->builder, "beside", beside);
  slw_cli_add_string (self->builder, "backup", file->backup);
  json_builder_set_member_name (self->builder, "secret");
  json_builder_add_boolean_value (self->builder, is_secret (file));
  json_builder_set_member_name (self->builder, "overlap");
  json_builder_add_boolean_value (self->builder, file->overlap);
  slw_cli_add_string (self->builder, "vendor", file->vendors);
  slw_cli_add_string (self->builder, "here", file->ours);
  json_builder_end_object (self->builder);
}

static gboolean
print_one (Printing *self, const SlwBackupEntry *entry, GError **error)
{
  g_auto (Conffile) file = { NULL };
  g_autofree char *live = NULL;

  file.beside = slw_backup_conffile_dup_path (entry->path);
  file.path = slw_backup_conffile_dup_edited (file.beside);
  live = g_strconcat (SLW_BACKUP_CONFFILE_LIVE, file.path, NULL);
  file.edited = slw_backup_manifest_find (self->live, live);
  file.fresh = entry;
  if (g_str_has_suffix (file.beside, ".rpmsave")) { /* the new one is used, and what was edited is beside it */
    file.fresh = file.edited;
    file.edited = entry;
  }
  if (!find_old (self, &file, error) || !compare (self, &file, error)) {
    g_prefix_error (error, "%s: ", file.path);
    return FALSE;
  }
  if (!self->cli->json)
    print_text (&file);
  print_json (self, &file);
  return TRUE;
}

static guint
print_all (Printing *self, GError **error)
{
  guint count = 0;

  for (guint i = 0; i < self->live->entries->len; i++) {
    const SlwBackupEntry *entry = g_ptr_array_index (self->live->entries, i);

    if (entry->type != 'f' || !g_str_has_prefix (entry->path, SLW_BACKUP_CONFFILE_NEW "/"))
      continue;
    if (!print_one (self, entry, error))
      return G_MAXUINT;
    count++;
  }
  return count;
}

gboolean
slw_backup_conffiles_print (
    SlwCliContext *cli, SlwBackupStore *store, const char *server, const char *identity, GError **error)
{
  g_autoptr (SlwBackupManifest) live = slw_backup_load (store, server, SLW_BACKUP_LIVE, identity, error);
  g_autoptr (GPtrArray) ids = slw_backup_store_list (store, server);
  g_autoptr (GPtrArray) manifests = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_backup_manifest_free);
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.conffiles/1");
  Printing self = { cli, store, server, identity, live, ids, manifests, builder };
  guint count;

  if (live == NULL)
    return FALSE;
  slw_cli_add_string (builder, "server", server);
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  count = print_all (&self, error);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (count == G_MAXUINT)
    return FALSE;
  if (cli->json)
    slw_cli_print_json (builder);
  else if (count == 0)
    g_print ("%s: no configuration file has a new default beside it\n", server);
  return TRUE;
}
