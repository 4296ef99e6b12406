/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-backup-verbs.h"
#include "core/cli/slw-commands.h"
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
  g_free (options->backup);
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
open_store (SlwCliContext *cli, SlwPlatform **platform, GError **error)
{
  g_autofree char *folder = NULL;

  *platform = slw_cli_load_platform (cli, error);
  if (*platform == NULL)
    return NULL;
  folder = get_folder (*platform);
  return slw_backup_store_open (folder, slw_platform_get_name (*platform), error);
}

/* list */

static void
list_one (SlwCliContext *cli, JsonBuilder *builder, const SlwBackupManifest *manifest)
{
  g_autofree char *time = slw_cli_format_time (manifest->time * G_USEC_PER_SEC);
  g_autofree char *size = g_format_size_full (slw_backup_manifest_get_bytes (manifest), G_FORMAT_SIZE_IEC_UNITS);

  if (!cli->json)
    g_print ("%-20s %-18s %7u entries %12s  run %s%s\n", manifest->server, manifest->id, manifest->entries->len, size,
             manifest->run, manifest->sealed != NULL ? ", sealed" : "");
  json_builder_begin_object (builder);
  slw_cli_add_string (builder, "server", manifest->server);
  slw_cli_add_string (builder, "backup", manifest->id);
  slw_cli_add_string (builder, "time", time);
  slw_cli_add_string (builder, "run", manifest->run);
  slw_cli_add_string (builder, "sealed", manifest->sealed);
  json_builder_set_member_name (builder, "entries");
  json_builder_add_int_value (builder, manifest->entries->len);
  json_builder_set_member_name (builder, "bytes");
  json_builder_add_int_value (builder, (gint64) slw_backup_manifest_get_bytes (manifest));
  json_builder_end_object (builder);
}

static gboolean
list_server (SlwCliContext *cli, JsonBuilder *builder, SlwBackupStore *store, const char *server, GError **error)
{
  g_autoptr (GPtrArray) ids = slw_backup_store_list (store, server);

  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (SlwBackupManifest) manifest = slw_backup_store_load (store, server, g_ptr_array_index (ids, i), error);

    if (manifest == NULL)
      return FALSE;
    list_one (cli, builder, manifest);
  }
  return TRUE;
}

static gboolean
list (SlwCliContext *cli, char **names, GError **error)
{
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (SlwBackupStore) store = open_store (cli, &platform, error);
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

static gboolean
dispatch (SlwCliContext *cli, int argc, char **argv, const SlwBackupOptions *options, GError **error)
{
  const char *verb = argc > 1 ? argv[1] : "";

  if (g_str_equal (verb, "list"))
    return list (cli, argv + 2, error);
  if (g_str_equal (verb, "take"))
    return slw_backup_verb_take (options, error);
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
    { "folder", 0, inner, G_OPTION_ARG_FILENAME, &options.folder, "of the store", "FOLDER" },
    { "platform-name", 0, inner, G_OPTION_ARG_STRING, &options.platform, "of the platform", "NAME" },
    { "server", 0, inner, G_OPTION_ARG_STRING, &options.server, "of which server", "NAME" },
    { "archive", 0, inner, G_OPTION_ARG_FILENAME, &options.archive, "take: from this archive", "FILE" },
    { "state", 0, inner, G_OPTION_ARG_FILENAME, &options.state, "take: with this state", "FILE" },
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
