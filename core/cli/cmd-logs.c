/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <stdio.h>
#include <string.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-record.h"
#include "core/journal/slw-journal-log.h"

#define POLL_MSEC 300

typedef struct {
  SlwCliContext *cli;
  SlwJournal *journal;
  SlwJournalRun *run;
  char *server;
  char *step;
  SlwJournalLog *log;
  GMainLoop *loop;      /* of -f */
  JsonBuilder *builder; /* of --json: the entries */
  GError *error;
} Logs;

static void
logs_clear (Logs *logs)
{
  slw_journal_run_free (logs->run);
  g_clear_pointer (&logs->log, slw_journal_log_free);
  g_clear_pointer (&logs->loop, g_main_loop_unref);
  g_clear_object (&logs->journal);
  g_clear_object (&logs->builder);
  g_clear_error (&logs->error);
  g_free (logs->server);
  g_free (logs->step);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Logs, logs_clear)

static gboolean
is_print (const SlwJournalEntry *entry)
{
  return entry->kind == SLW_JOURNAL_ENTRY_OUTPUT || entry->kind == SLW_JOURNAL_ENTRY_STDERR;
}

/* What READ actions answered is long and changed nothing: it is shown when it went wrong, or on request. */
static gboolean
is_shown (const Logs *logs, const SlwJournalEntry *entry)
{
  gboolean good = entry->status == 0 || (entry->status >= 200 && entry->status < 300);

  return !is_print (entry) || logs->cli->verbose > 0 || !good || g_strcmp0 (entry->effect, "READ") != 0;
}

static const char *
get_mark (const SlwJournalEntry *entry)
{
  switch (entry->kind) {
  case SLW_JOURNAL_ENTRY_ACTION:
    return entry->effect;
  case SLW_JOURNAL_ENTRY_OUTPUT:
    return "|";
  case SLW_JOURNAL_ENTRY_STDERR:
    return "!";
  case SLW_JOURNAL_ENTRY_OUTCOME:
    return "=";
  case SLW_JOURNAL_ENTRY_FINISHED:
    return "ended";
  default:
    return slw_journal_log_get_kind_name (entry->kind);
  }
}

static char *
make_text (const SlwJournalEntry *entry)
{
  g_autofree char *text = slw_text_escape (entry->text, -1);
  g_autofree char *took = slw_record_format_took (entry->time - entry->took, entry->time);

  g_strchomp (text);
  if (entry->kind == SLW_JOURNAL_ENTRY_OUTCOME)
    return g_strdup_printf ("%d %s (%s)", entry->status, text, took);
  if (entry->kind == SLW_JOURNAL_ENTRY_FINISHED)
    return g_strdup_printf ("%s (%s)", text, took);
  return g_steal_pointer (&text);
}

/* Every line of a text has its mark, so that no output can pass for an entry. */
static void
print_text (const SlwJournalEntry *entry)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (entry->time / G_USEC_PER_SEC);
  g_autofree char *clock = g_date_time_format (time, "%H:%M:%S");
  g_autofree char *text = make_text (entry);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_print ("%s %-12s %-14s %s %s\n", clock, entry->server != NULL ? entry->server : "", entry->step,
             i == 0 || is_print (entry) ? get_mark (entry) : "  ", lines[i]);
}

static void
add_members (JsonBuilder *builder, const SlwJournalEntry *entry)
{
  slw_record_add_time (builder, "time", entry->time);
  slw_cli_add_string (builder, "server", entry->server);
  slw_cli_add_string (builder, "step", entry->step);
  slw_cli_add_string (builder, "kind", slw_journal_log_get_kind_name (entry->kind));
  if (entry->effect != NULL)
    slw_cli_add_string (builder, "effect", entry->effect);
  if (entry->kind == SLW_JOURNAL_ENTRY_OUTCOME) {
    json_builder_set_member_name (builder, "status");
    json_builder_add_int_value (builder, entry->status);
  }
  if (entry->kind == SLW_JOURNAL_ENTRY_OUTCOME || entry->kind == SLW_JOURNAL_ENTRY_FINISHED) {
    json_builder_set_member_name (builder, "seconds");
    json_builder_add_double_value (builder, (double) entry->took / G_USEC_PER_SEC);
  }
  slw_cli_add_string (builder, "text", entry->text);
}

static void
print_json_line (const SlwJournalEntry *entry)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.log-entry/1");
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  add_members (builder, entry);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

static void
show (Logs *logs, const SlwJournalEntry *entry)
{
  if (logs->builder != NULL) {
    json_builder_begin_object (logs->builder);
    add_members (logs->builder, entry);
    json_builder_end_object (logs->builder);
  } else if (logs->cli->json_lines) {
    print_json_line (entry);
  } else if (is_shown (logs, entry)) {
    print_text (entry);
  }
}

static gboolean
show_new (Logs *logs)
{
  g_autoptr (GPtrArray) entries = slw_journal_log_read (logs->log, &logs->error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    show (logs, g_ptr_array_index (entries, i));
  fflush (stdout);
  return entries != NULL;
}

/* The run is read before its entries: when it had ended, nothing is missing then. */
static gboolean
refresh (Logs *logs)
{
  SlwJournalRun *run = slw_journal_find_run (logs->journal, logs->run->id, &logs->error);

  if (run == NULL)
    return FALSE;
  slw_journal_run_free (logs->run);
  logs->run = run;
  return show_new (logs);
}

static gboolean
on_poll (gpointer data)
{
  Logs *logs = data;

  if (refresh (logs) && !slw_record_has_ended (logs->run))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (logs->loop);
  return G_SOURCE_REMOVE;
}

static void
follow (Logs *logs)
{
  if (slw_record_has_ended (logs->run))
    return;
  logs->loop = g_main_loop_new (NULL, FALSE);
  g_timeout_add (POLL_MSEC, on_poll, logs);
  g_main_loop_run (logs->loop);
}

static void
print_head (const Logs *logs)
{
  const SlwJournalRun *run = logs->run;
  g_autofree char *started = slw_cli_format_time (run->started);
  g_autofree char *platform = slw_record_first_line (run->platform);

  if (!logs->cli->json_lines && logs->builder == NULL)
    g_print ("run %s: %s %s on platform %s, by %s, %s\n", run->id, run->mode, run->pipeline, platform,
             run->operator_name, started);
}

static void
print_document (Logs *logs)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.logs/1");

  json_builder_end_array (logs->builder);
  slw_record_add_run (builder, logs->run);
  json_builder_set_member_name (builder, "entries");
  json_builder_add_value (builder, json_builder_get_root (logs->builder));
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

static void
print_end (Logs *logs)
{
  const SlwJournalRun *run = logs->run;
  g_autofree char *message = slw_record_first_line (run->message);

  if (logs->builder != NULL) {
    print_document (logs);
  } else if (!logs->cli->json_lines) {
    g_print ("run %s: %s%s%s\n", run->id, slw_record_get_run_state (run), *message != '\0' ? ": " : "", message);
  }
}

/* `SERVER` or `SERVER:STEP`; a name that the run does not have is a slip, unless the run may still come to it. */
static gboolean
select_steps (Logs *logs, const char *selection, GError **error)
{
  const char *colon = selection != NULL ? strchr (selection, ':') : NULL;
  g_autoptr (GPtrArray) steps = NULL;

  if (selection == NULL)
    return TRUE;
  logs->server = colon != NULL ? g_strndup (selection, (gsize) (colon - selection)) : g_strdup (selection);
  logs->step = colon != NULL ? g_strdup (colon + 1) : NULL;
  steps = slw_journal_list_steps (logs->journal, logs->run->id, error);
  if (steps == NULL)
    return FALSE;
  for (guint i = 0; i < steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);

    if (g_strcmp0 (step->server, logs->server) == 0 && (logs->step == NULL || g_strcmp0 (step->step, logs->step) == 0))
      return TRUE;
  }
  if (!slw_record_has_ended (logs->run))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND,
               "run %s did nothing on “%s”; `slipway status -v %s` lists its steps", logs->run->id, selection,
               logs->run->id);
  return FALSE;
}

static gboolean
open_logs (Logs *logs, int argc, char **argv, GError **error)
{
  if (argc < 2 || argc > 3) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "which run? slipway logs [-f] RUN [SERVER[:STEP]]; `slipway history` lists the runs");
    return FALSE;
  }
  logs->journal = slw_cli_open_journal (logs->cli, error);
  if (logs->journal == NULL)
    return FALSE;
  logs->run = slw_journal_find_run (logs->journal, argv[1], error);
  if (logs->run == NULL || !select_steps (logs, argv[2], error))
    return FALSE;
  logs->log = slw_journal_log_new (logs->journal, logs->run->id, logs->server, logs->step);
  return TRUE;
}

int
slw_cmd_logs (SlwCliContext *cli, int argc, char **argv)
{
  gboolean following = FALSE;
  const GOptionEntry entries[] = {
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &following, "Go on while the run does", NULL },
    { NULL },
  };
  g_auto (Logs) logs = { .cli = cli };
  g_autoptr (GError) error = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error) || !open_logs (&logs, argc, argv, &error))
    return slw_cli_fail (cli, error);
  if (cli->json) {
    logs.builder = json_builder_new ();
    json_builder_begin_array (logs.builder);
  }
  print_head (&logs);
  if (show_new (&logs) && following)
    follow (&logs);
  if (logs.error != NULL)
    return slw_cli_fail (cli, logs.error);
  print_end (&logs);
  return SLW_EXIT_OK;
}
