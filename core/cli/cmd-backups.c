/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/backup/slw-backup-compare.h"
#include "core/backup/slw-backup-seal.h"
#include "core/cli/slw-backup-conffiles.h"
#include "core/cli/slw-backup-diff.h"
#include "core/cli/slw-backup-restore.h"
#include "core/cli/slw-backup-verbs.h"
#include "core/cli/slw-commands.h"
#include "core/cli/slw-pipeline-command.h"
#include "core/model/slw-key-file.h"

#define PLUGIN "config-backup"

static void
options_clear (SlwBackupOptions *options)
{
  g_free (options->folder);
  g_free (options->platform);
  g_free (options->server);
  g_free (options->archive);
  g_free (options->state);
  g_free (options->defaults);
  g_free (options->backup);
  g_free (options->with);
  g_free (options->identity);
  g_strfreev (options->encrypt_to);
  g_free (options->encrypt_to_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlwBackupOptions, options_clear)

/* As the plugin does it: its setting, else the user's state folder. */
static char *
get_folder (SlwPlatform *platform)
{
  GHashTable *settings = slw_platform_get_settings (platform, PLUGIN);
  const char *folder = settings != NULL ? g_hash_table_lookup (settings, "folder") : NULL;
  const char *state = g_getenv ("XDG_STATE_HOME");

  if (folder != NULL)
    return slw_key_file_resolve_path (folder, slw_platform_get_folder (platform));
  if (state != NULL && g_path_is_absolute (state))
    return g_build_filename (state, "slipway", "backups", NULL);
  return g_build_filename (g_get_home_dir (), ".local", "state", "slipway", "backups", NULL);
}

static SlwBackupStore *
open_store (SlwCliContext *cli, SlwBackupOptions *options, SlwPlatform **platform, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *identity = NULL;
  g_autoptr (SlwBackupStore) store = NULL;

  *platform = slw_cli_load_platform (cli, error);
  if (*platform == NULL)
    return NULL;
  folder = get_folder (*platform);
  store = slw_backup_store_open (folder, slw_platform_get_name (*platform), error);
  if (store == NULL || options->identity == NULL)
    return g_steal_pointer (&store);
  identity = slw_backup_unlock (store, options->identity, error);
  if (identity == NULL)
    return NULL;
  g_free (options->identity);
  options->identity = g_steal_pointer (&identity);
  return g_steal_pointer (&store);
}

/* list */

static void
list_one (SlwCliContext *cli, JsonBuilder *builder, const SlwBackupSummary *summary)
{
  g_autofree char *time = slw_cli_format_time (summary->time * G_USEC_PER_SEC);
  g_autofree char *size = g_format_size_full (summary->bytes, G_FORMAT_SIZE_IEC_UNITS);

  if (!cli->json)
    g_print ("%-20s %-18s %7" G_GUINT64_FORMAT " entries %12s  run %s%s\n", summary->server, summary->id,
             summary->entries, size, summary->run, summary->sealed > 0 ? "  encrypted" : "");
  json_builder_begin_object (builder);
  slw_cli_add_string (builder, "server", summary->server);
  slw_cli_add_string (builder, "backup", summary->id);
  slw_cli_add_string (builder, "time", time);
  slw_cli_add_string (builder, "run", summary->run);
  json_builder_set_member_name (builder, "entries");
  json_builder_add_int_value (builder, (gint64) summary->entries);
  json_builder_set_member_name (builder, "bytes");
  json_builder_add_int_value (builder, (gint64) summary->bytes);
  json_builder_set_member_name (builder, "encrypted");
  json_builder_add_boolean_value (builder, summary->sealed > 0);
  json_builder_end_object (builder);
}

static gboolean
list_server (SlwCliContext *cli, JsonBuilder *builder, SlwBackupStore *store, const char *server, GError **error)
{
  g_autoptr (GPtrArray) ids = slw_backup_store_list (store, server);

  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (SlwBackupSummary) summary
        = slw_backup_store_load_summary (store, server, g_ptr_array_index (ids, i), error);

    if (summary == NULL)
      return FALSE;
    list_one (cli, builder, summary);
  }
  return TRUE;
}

static gboolean
list (SlwCliContext *cli, char **names, SlwBackupOptions *options, GError **error)
{
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (SlwBackupStore) store = open_store (cli, options, &platform, error);
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.backups/1");

  if (store == NULL)
    return FALSE;
  servers = slw_backup_store_list_servers (store);
  json_builder_set_member_name (builder, "backups");
  json_builder_begin_array (builder);
  for (guint i = 0; i < servers->len; i++) {
    const char *server = g_ptr_array_index (servers, i);

    if (*names != NULL && !g_strv_contains ((const char *const *) names, server))
      continue;
    if (!list_server (cli, builder, store, server, error))
      return FALSE;
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    slw_cli_print_json (builder);
  return TRUE;
}

/* show */

static void
show_entry (SlwCliContext *cli, JsonBuilder *builder, const SlwBackupEntry *entry)
{
  g_autofree char *path = slw_run_make_safe (entry->path);
  g_autofree char *target = slw_run_make_safe (entry->target);
  g_autofree char *owner
      = g_strdup_printf ("%s:%s", entry->user != NULL ? entry->user : "", entry->group != NULL ? entry->group : "");
  g_autofree char *safe_owner = slw_run_make_safe (owner);
  g_autofree char *time = slw_cli_format_time (entry->mtime * G_USEC_PER_SEC);
  g_autofree char *mode = g_strdup_printf ("%04o", entry->mode);
  const char type[] = { entry->type, '\0' };

  if (!cli->json)
    g_print ("%s %s %-22s %10" G_GUINT64_FORMAT " %s %s%s%s%s\n", type, mode, safe_owner, entry->size, time, path,
             *target != '\0' ? " -> " : "", target, entry->secret ? " [secret]" : "");
  json_builder_begin_object (builder);
  slw_cli_add_string (builder, "path", path);
  slw_cli_add_string (builder, "type", type);
  slw_cli_add_string (builder, "mode", mode);
  slw_cli_add_string (builder, "owner", safe_owner);
  slw_cli_add_string (builder, "time", time);
  slw_cli_add_string (builder, "sha256", entry->secret ? NULL : entry->digest);
  slw_cli_add_string (builder, "target", entry->target != NULL ? target : NULL);
  json_builder_set_member_name (builder, "bytes");
  json_builder_add_int_value (builder, (gint64) entry->size);
  json_builder_set_member_name (builder, "secret");
  json_builder_add_boolean_value (builder, entry->secret);
  json_builder_end_object (builder);
}

static gboolean
show (SlwCliContext *cli, const char *server, char **paths, SlwBackupOptions *options, GError **error)
{
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (SlwBackupStore) store = open_store (cli, options, &platform, error);
  g_autoptr (SlwBackupManifest) manifest = NULL;
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.backup/1");

  if (store == NULL || (manifest = slw_backup_load (store, server, options->backup, options->identity, error)) == NULL
      || !slw_backup_check_paths (manifest, paths, error))
    return FALSE;
  slw_cli_add_string (builder, "server", manifest->server);
  slw_cli_add_string (builder, "backup", manifest->id);
  slw_cli_add_string (builder, "run", manifest->run);
  json_builder_set_member_name (builder, "entries");
  json_builder_begin_array (builder);
  for (guint i = 0; i < manifest->entries->len; i++) {
    const SlwBackupEntry *entry = g_ptr_array_index (manifest->entries, i);

    if (slw_backup_is_selected (entry->path, (const char *const *) paths))
      show_entry (cli, builder, entry);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    slw_cli_print_json (builder);
  return TRUE;
}

/* diff and restore */

static gboolean
read_live (SlwCliContext *cli, const char *pipeline, const char *server, GError **error)
{
  SlwCliContext quiet = *cli;
  char *argv[] = { (char *) "backups", (char *) pipeline, (char *) server, NULL };
  g_autoptr (SlwRun) run = slw_pipeline_command_prepare (cli, 3, argv, NULL, error);

  quiet.quiet = cli->verbose == 0;
  quiet.json_lines = FALSE;
  return run != NULL && slw_pipeline_command_execute (&quiet, run, error);
}

static gboolean
diff (SlwCliContext *cli, const char *server, char **paths, SlwBackupOptions *options, GError **error)
{
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (SlwBackupStore) store = open_store (cli, options, &platform, error);
  g_autoptr (SlwBackupManifest) before = NULL;
  g_autoptr (SlwBackupManifest) after = NULL;
  const char *with = options->with != NULL ? options->with : SLW_BACKUP_LIVE;

  return store != NULL && (before = slw_backup_load (store, server, options->backup, options->identity, error)) != NULL
         && (options->with != NULL || read_live (cli, "compare", server, error))
         && (after = slw_backup_load (store, server, with, options->identity, error)) != NULL
         && slw_backup_diff_print (cli, store, before, after, (const char *const *) paths, error);
}

static gboolean
conffiles (SlwCliContext *cli, const char *server, SlwBackupOptions *options, GError **error)
{
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (SlwBackupStore) store = open_store (cli, options, &platform, error);

  return store != NULL && read_live (cli, "conffiles", server, error)
         && slw_backup_conffiles_print (cli, store, server, options->identity, error);
}

static gboolean
restore_from (SlwCliContext *cli, const char *server, char **paths, SlwBackupOptions *options, GError **error)
{
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (SlwBackupStore) store = open_store (cli, options, &platform, error);
  g_autoptr (SlwBackupManifest) backup = NULL;

  return store != NULL && (backup = slw_backup_load (store, server, options->backup, options->identity, error)) != NULL
         && slw_backup_check_paths (backup, paths, error)
         && slw_backup_restore (cli, backup, paths, options->identity, error);
}

static gboolean
restore (SlwCliContext *cli, const char *server, char **paths, SlwBackupOptions *options, GError **error)
{
  if (options->backup == NULL) {
    /* the newest is often the one that the last restoration made of what it changed */
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "from which backup? --backup ID; `slipway backups list %s` names them", server);
    return FALSE;
  }
  return restore_from (cli, server, paths, options, error);
}

static gboolean
dispatch (SlwCliContext *cli, int argc, char **argv, SlwBackupOptions *options, GError **error)
{
  const char *verb = argc > 1 ? argv[1] : "";

  if (g_str_equal (verb, "list"))
    return list (cli, argv + 2, options, error);
  if (g_str_equal (verb, "take"))
    return slw_backup_verb_take (options, error);
  if (g_str_equal (verb, "encryption"))
    return slw_backup_verb_encryption (options, error);
  if (g_str_equal (verb, "operations"))
    return slw_backup_verb_operations (options, argv + 2, error);
  if (g_str_equal (verb, "drop"))
    return slw_backup_verb_drop (options, error);
  if (argc < 3 && (g_str_equal (verb, "show") || g_str_equal (verb, "diff") || g_str_equal (verb, "restore"))) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "of which server? slipway backups %s SERVER [PATH…]", verb);
    return FALSE;
  }
  if (g_str_equal (verb, "show"))
    return show (cli, argv[2], argv + 3, options, error);
  if (g_str_equal (verb, "diff") && options->conffiles)
    return conffiles (cli, argv[2], options, error);
  if (g_str_equal (verb, "diff"))
    return diff (cli, argv[2], argv + 3, options, error);
  if (g_str_equal (verb, "restore"))
    return restore (cli, argv[2], argv + 3, options, error);
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "slipway backups list, show, diff or restore [SERVER…]");
  return FALSE;
}

int
slw_cmd_backups (SlwCliContext *cli, int argc, char **argv)
{
  g_auto (SlwBackupOptions) options = { .limit = 1024, .keep_days = 0 };
  const int inner = G_OPTION_FLAG_HIDDEN;
  const GOptionEntry entries[] = {
    { "backup", 0, 0, G_OPTION_ARG_STRING, &options.backup, "which backup, as list shows it; the newest by default",
      "ID" },
    { "with", 0, 0, G_OPTION_ARG_STRING, &options.with, "diff: with this backup instead of with the server", "ID" },
    { "conffiles", 0, 0, G_OPTION_ARG_NONE, &options.conffiles,
      "diff: configuration files that were edited against their old and their new default", NULL },
    { "identity", 0, 0, G_OPTION_ARG_FILENAME, &options.identity, "the private key (age) that opens encrypted backups",
      "FILE" },
    { "encrypt-to", 0, inner, G_OPTION_ARG_STRING_ARRAY, &options.encrypt_to, "take: encrypt to this key", "KEY" },
    { "encrypt-to-file", 0, inner, G_OPTION_ARG_FILENAME, &options.encrypt_to_file, "take: to the keys of this file",
      "FILE" },
    { "folder", 0, inner, G_OPTION_ARG_FILENAME, &options.folder, "of the store", "FOLDER" },
    { "platform-name", 0, inner, G_OPTION_ARG_STRING, &options.platform, "of the platform", "NAME" },
    { "server", 0, inner, G_OPTION_ARG_STRING, &options.server, "of which server", "NAME" },
    { "archive", 0, inner, G_OPTION_ARG_FILENAME, &options.archive, "take: from this archive", "FILE" },
    { "state", 0, inner, G_OPTION_ARG_FILENAME, &options.state, "take: with this state", "FILE" },
    { "defaults", 0, inner, G_OPTION_ARG_FILENAME, &options.defaults, "take: with these old defaults", "FILE" },
    { "limit", 0, inner, G_OPTION_ARG_INT, &options.limit, "take: no more than this", "MIB" },
    { "keep", 0, inner, G_OPTION_ARG_INT, &options.keep, "take: so many stay in any case", "N" },
    { "keep-days", 0, inner, G_OPTION_ARG_INT, &options.keep_days, "take: younger ones stay", "DAYS" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error) || !dispatch (cli, argc, argv, &options, &error))
    return slw_cli_fail (cli, error);
  return SLW_EXIT_OK;
}
