/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-backup-restore.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/cli/slw-pipeline-command.h"
#include "core/cli/slw-plan-document.h"

#define PIPELINE "restore"

/* One word of a list of a pipeline's, whatever is in the path. */
static void
append_word (GString *words, const char *path)
{
  g_autofree char *escaped = slw_backup_escape (path);

  if (words->str[words->len - 1] != '=')
    g_string_append_c (words, ' ');
  for (const char *c = escaped; *c != '\0'; c++) {
    if (strchr (",;$", *c) != NULL)
      g_string_append_printf (words, "%%%02X", (guint) *c);
    else
      g_string_append_c (words, *c);
  }
}

static SlwRun *
prepare (SlwCliContext *cli, const SlwBackupManifest *backup, char **paths, const char *identity, GError **error)
{
  char *argv[] = { (char *) "backups", (char *) PIPELINE, backup->server, NULL };
  g_autofree char *id = g_strconcat ("backup=", backup->id, NULL);
  g_autoptr (GString) words = g_string_new ("paths=");
  g_autofree char *key = g_strconcat ("identity=", identity, NULL);
  char *sets[] = { id, NULL, identity != NULL ? key : NULL, NULL };

  for (guint i = 0; paths[i] != NULL; i++)
    append_word (words, paths[i]);
  sets[1] = words->str;
  return slw_pipeline_command_prepare (cli, 3, argv, sets, error);
}

static gboolean
plan (SlwCliContext *cli, SlwRun *run, GError **error)
{
  SlwCliContext quiet = *cli;
  g_autoptr (SlwPlanDocument) document = slw_plan_document_new (run);
  g_autofree char *text = NULL;
  gboolean good;

  run->is_plan = TRUE;
  run->ceiling = SLW_EFFECT_READ;
  quiet.quiet = TRUE;
  good = slw_pipeline_command_execute (&quiet, run, error);
  text = slw_plan_document_to_text (document);
  if (!cli->json && !cli->json_lines)
    g_print ("%s", text);
  return good;
}

static void
print_summary (SlwCliContext *cli, SlwRun *run, const SlwBackupManifest *backup)
{
  if (cli->json) {
    g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.restore/1");

    slw_cli_add_string (builder, "run", run->id);
    slw_cli_add_string (builder, "server", backup->server);
    slw_cli_add_string (builder, "backup", backup->id);
    json_builder_set_member_name (builder, "changes");
    json_builder_add_int_value (builder, run->mutations);
    json_builder_end_object (builder);
    slw_cli_print_json (builder);
  } else if (!cli->json_lines) {
    g_print ("%s: restored from %s; %u change%s. `slipway logs %s` tells what was done.\n", backup->server, backup->id,
             run->mutations, run->mutations == 1 ? "" : "s", run->id);
  }
}

gboolean
slw_backup_restore (
    SlwCliContext *cli, const SlwBackupManifest *backup, char **paths, const char *identity, GError **error)
{
  g_autoptr (SlwRun) planned = prepare (cli, backup, paths, identity, error);
  g_autoptr (SlwRun) run = NULL;
  g_autofree char *question = g_strdup_printf ("Do this on %s?", backup->server);

  if (planned == NULL || !plan (cli, planned, error))
    return FALSE;
  if (planned->mutations == 0) {
    print_summary (cli, planned, backup);
    return TRUE;
  }
  if (!slw_cli_confirm (cli, question, error) || (run = prepare (cli, backup, paths, identity, error)) == NULL
      || !slw_pipeline_command_execute (cli, run, error))
    return FALSE;
  print_summary (cli, run, backup);
  return TRUE;
}
