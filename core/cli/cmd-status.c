/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-record.h"

#define POLL_MSEC 500

typedef struct {
  SlwCliContext *cli;
  SlwJournal *journal;
  SlwJournalRun *run;
  GPtrArray *steps;
  GMainLoop *loop; /* of -w */
  guint lines;     /* on the terminal, to be drawn over */
  GError *error;
} Status;

static void
status_clear (Status *status)
{
  slw_journal_run_free (status->run);
  g_clear_pointer (&status->steps, g_ptr_array_unref);
  g_clear_pointer (&status->loop, g_main_loop_unref);
  g_clear_object (&status->journal);
  g_clear_error (&status->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Status, status_clear)

static gboolean
load (Status *status, const char *id, GError **error)
{
  g_autoptr (SlwJournalRun) run = slw_journal_find_run (status->journal, id, error);
  g_autoptr (GPtrArray) steps = run != NULL ? slw_journal_list_steps (status->journal, run->id, error) : NULL;

  if (steps == NULL)
    return FALSE;
  slw_journal_run_free (status->run);
  g_clear_pointer (&status->steps, g_ptr_array_unref);
  status->run = g_steal_pointer (&run);
  status->steps = g_steal_pointer (&steps);
  return TRUE;
}

static gboolean
is_running (const Status *status, const SlwJournalStep *step)
{
  return step->outcome == NULL && !slw_record_has_ended (status->run);
}

static gboolean
is_well (const Status *status, const SlwJournalStep *step)
{
  return slw_record_is_good (step) || is_running (status, step);
}

/* The one line of a server: its latest step, but one that went wrong rather than what was blocked by it. */
static gboolean
is_better (const Status *status, const SlwJournalStep *step, const SlwJournalStep *other)
{
  gboolean other_blocked = g_strcmp0 (other->outcome, "blocked") == 0;

  return is_well (status, other) || (!is_well (status, step) && other_blocked);
}

static GPtrArray *
pick_steps (const Status *status)
{
  GPtrArray *picked = g_ptr_array_new ();

  for (guint i = 0; i < status->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (status->steps, i);
    guint at = 0;

    while (at < picked->len
           && g_strcmp0 (((const SlwJournalStep *) g_ptr_array_index (picked, at))->server, step->server) != 0)
      at++;
    if (status->cli->verbose > 0 || at == picked->len)
      g_ptr_array_add (picked, (gpointer) step);
    else if (is_better (status, step, g_ptr_array_index (picked, at)))
      picked->pdata[at] = (gpointer) step;
  }
  return picked;
}

/* What a step does now, or what came of it. */
static char *
explain_step (const Status *status, const SlwJournalStep *step)
{
  g_autoptr (GPtrArray) actions = NULL;
  const SlwJournalAction *last;

  if (step->outcome != NULL)
    return slw_record_first_line (step->message);
  actions = slw_journal_list_actions (status->journal, step->id, NULL);
  if (actions == NULL || actions->len == 0)
    return g_strdup ("");
  last = g_ptr_array_index (actions, actions->len - 1);
  if (last->has_outcome)
    return g_strdup ("");

  g_autofree char *label = slw_record_first_line (last->label);
  return g_strdup_printf ("%s%s", slw_record_has_ended (status->run) ? "no outcome yet of: " : "", label);
}

static void
append_head (const Status *status, GString *out)
{
  const SlwJournalRun *run = status->run;
  g_autofree char *started = slw_cli_format_time (run->started);
  g_autofree char *took = run->abandoned ? g_strdup ("") : slw_record_format_took (run->started, run->finished);
  g_autofree char *platform = slw_record_first_line (run->platform);
  g_autofree char *message = slw_record_dup_message (run);

  g_string_append_printf (out, "run %s: %s %s on platform %s, by %s, %s\n%s%s%s", run->id, run->mode, run->pipeline,
                          platform, run->operator_name, started, slw_record_get_run_state (run),
                          *took != '\0' ? ", " : "", took);
  g_string_append_printf (out, "%s%s\n", *message != '\0' ? ": " : "", message);
}

static void
append_steps (const Status *status, GString *out)
{
  g_autoptr (GPtrArray) steps = pick_steps (status);

  if (steps->len > 0)
    g_string_append_printf (out, "\n%-14s %-16s %-12s %6s  %s\n", "SERVER", "STEP", "STATE", "TOOK", "WHAT");
  for (guint i = 0; i < steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);
    const char *state = slw_record_get_step_state (status->run, step);
    g_autofree char *took
        = g_str_equal (state, "interrupted") ? g_strdup ("") : slw_record_format_took (step->started, step->finished);
    g_autofree char *what = explain_step (status, step);
    g_autofree char *line = g_strdup_printf ("%-14s %-16s %-12s %6s  %s", step->server != NULL ? step->server : "",
                                             step->step, state, took, what);

    g_string_append_printf (out, "%s\n", g_strchomp (line));
  }
}

static void
append_counts (const Status *status, GString *out)
{
  guint done = 0, running = 0, bad = 0;

  for (guint i = 0; i < status->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (status->steps, i);

    running += is_running (status, step);
    bad += !is_well (status, step);
    done += slw_record_is_good (step);
  }
  if (status->steps->len > 0)
    g_string_append_printf (out, "\n%u step%s done, %u running, %u not done. ", done, done == 1 ? "" : "s", running,
                            bad);
  g_string_append_printf (out, "`slipway logs %s%s` tells more.\n", slw_record_has_ended (status->run) ? "" : "-f ",
                          status->run->id);
}

static void
add_step (const Status *status, JsonBuilder *builder, const SlwJournalStep *step)
{
  g_autofree char *what = explain_step (status, step);

  slw_cli_add_string (builder, "server", step->server);
  slw_cli_add_string (builder, "step", step->step);
  slw_cli_add_string (builder, "kind", step->kind);
  slw_cli_add_string (builder, "plugin", step->plugin);
  slw_cli_add_string (builder, "state", slw_record_get_step_state (status->run, step));
  slw_cli_add_string (builder, "message", step->message);
  slw_cli_add_string (builder, "action", step->outcome == NULL && *what != '\0' ? what : NULL);
  slw_record_add_time (builder, "started", step->started);
  slw_record_add_time (builder, "finished", step->finished);
}

static void
print_json (const Status *status)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.status/1");

  slw_record_add_run (builder, status->run);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < status->steps->len; i++) {
    json_builder_begin_object (builder);
    add_step (status, builder, g_ptr_array_index (status->steps, i));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

static guint
count_lines (const char *text)
{
  guint lines = 0;

  for (const char *p = text; *p != '\0'; p++)
    lines += *p == '\n';
  return lines;
}

/* Lines cut to the width of the terminal: a wrapped one would count for two when the cursor goes back. */
static char *
fit (const char *text, guint width)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_utf8_strlen (lines[i], -1) > (glong) width) {
      char *cut = g_utf8_substring (lines[i], 0, width);

      g_free (lines[i]);
      lines[i] = cut;
    }
  return g_strjoinv ("\n", lines);
}

static char *
make_text (const Status *status)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_head (status, out);
  append_steps (status, out);
  append_counts (status, out);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Whether a text of so many lines can be drawn over: on a terminal that is tall enough. */
static gboolean
can_redraw (const Status *status, guint lines, struct winsize *size)
{
  return slw_cli_use_color (status->cli, STDOUT_FILENO) && ioctl (STDOUT_FILENO, TIOCGWINSZ, size) == 0
         && size->ws_col > 0 && lines < size->ws_row;
}

/* Over what was shown before, on a terminal; else below it, and only when something changed but the clock. */
static void
print_text (Status *status, gboolean changed)
{
  g_autofree char *text = make_text (status);
  struct winsize size = { 0 };

  if (can_redraw (status, MAX (count_lines (text), status->lines), &size)) {
    g_autofree char *fitting = fit (text, size.ws_col);

    if (status->lines > 0)
      g_print ("\033[%uA\033[J", status->lines);
    g_print ("%s", fitting);
    status->lines = count_lines (fitting);
  } else if (changed) {
    g_print ("%s", text);
    status->lines = 0;
  }
  fflush (stdout);
}

static gboolean
has_changed (const Status *status, const SlwJournalRun *run, GPtrArray *steps)
{
  if (g_strcmp0 (run->outcome, status->run->outcome) != 0 || run->abandoned != status->run->abandoned
      || steps->len != status->steps->len)
    return TRUE;
  for (guint i = 0; i < steps->len; i++) {
    const SlwJournalStep *now = g_ptr_array_index (steps, i);
    const SlwJournalStep *before = g_ptr_array_index (status->steps, i);

    if (g_strcmp0 (now->outcome, before->outcome) != 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
on_poll (gpointer data)
{
  Status *status = data;
  g_autoptr (SlwJournalRun) before = g_steal_pointer (&status->run);
  g_autoptr (GPtrArray) steps_before = g_steal_pointer (&status->steps);

  if (!load (status, before->id, &status->error)) {
    g_main_loop_quit (status->loop);
    return G_SOURCE_REMOVE;
  }
  if (!status->cli->json)
    print_text (status, has_changed (status, before, steps_before));
  if (!slw_record_has_ended (status->run))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (status->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
watch (Status *status, GError **error)
{
  if (slw_record_has_ended (status->run))
    return TRUE;
  status->loop = g_main_loop_new (NULL, FALSE);
  g_timeout_add (POLL_MSEC, on_poll, status);
  g_main_loop_run (status->loop);
  if (status->error != NULL)
    g_propagate_error (error, g_steal_pointer (&status->error));
  return status->run != NULL;
}

static gboolean
open_status (Status *status, int argc, char **argv, GError **error)
{
  if (argc > 2) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "slipway status [-w] [RUN]; without RUN it is the newest");
    return FALSE;
  }
  if (status->cli->json_lines) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "status has no events; --json prints it as one document, `slipway logs -f --json-lines RUN` follows");
    return FALSE;
  }
  status->journal = slw_cli_open_journal (status->cli, error);
  return status->journal != NULL && load (status, argv[1], error);
}

int
slw_cmd_status (SlwCliContext *cli, int argc, char **argv)
{
  gboolean watching = FALSE;
  const GOptionEntry entries[] = {
    { "watch", 'w', 0, G_OPTION_ARG_NONE, &watching, "Go on until the run ends", NULL },
    { NULL },
  };
  g_auto (Status) status = { .cli = cli };
  g_autoptr (GError) error = NULL;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error) || !open_status (&status, argc, argv, &error))
    return slw_cli_fail (cli, error);
  if (!cli->json)
    print_text (&status, TRUE);
  if (watching && !watch (&status, &error))
    return slw_cli_fail (cli, error);
  if (cli->json)
    print_json (&status);
  return SLW_EXIT_OK;
}
