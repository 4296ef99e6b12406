/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include <string.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-record.h"
#include "core/cli/slw-states.h"
#include "core/cli/slw-waits.h"
#include "core/engine/slw-driver.h"

typedef struct {
  SlwJournal *journal;
  SlwJournalRun *run;
  GPtrArray *steps;
  GPtrArray *states;
  SlwWaits *waits;
} Why;

static void
why_clear (Why *why)
{
  g_clear_pointer (&why->waits, slw_waits_free);
  slw_journal_run_free (why->run);
  g_clear_pointer (&why->steps, g_ptr_array_unref);
  g_clear_pointer (&why->states, g_ptr_array_unref);
  g_clear_object (&why->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Why, why_clear)

/* What stops a server most: a failure explains what is blocked by it, what is open explains what has not begun. */
static int
rank (const SlwJournalStep *step)
{
  static const char *const ranks[] = { "done", "skipped", "ceiling", "blocked", NULL };

  if (step->outcome == NULL)
    return G_N_ELEMENTS (ranks);
  for (int i = 0; ranks[i] != NULL; i++)
    if (g_str_equal (step->outcome, ranks[i]))
      return i;
  return G_N_ELEMENTS (ranks) + 1;
}

/* Where the run ends for a server, it waits for nobody. */
static gboolean
may_wait (const SlwJournalStep *step)
{
  return step == NULL || (slw_record_is_good (step) && !g_str_equal (step->outcome, "ceiling"));
}

/* A run that was taken up again tries what was blocked before. */
static gboolean
may_begin_yet (const Why *why, const SlwJournalStep *step)
{
  return !slw_record_has_ended (why->run) && g_strcmp0 (step->outcome, "blocked") == 0;
}

/* The first of the highest rank; of what is good, the last. NULL when nothing has begun. */
static const SlwJournalStep *
find_cause (const Why *why, const char *server)
{
  const SlwJournalStep *cause = NULL;

  for (guint i = 0; i < why->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (why->steps, i);

    if (g_strcmp0 (step->server, server) != 0 || may_begin_yet (why, step))
      continue;
    if (cause == NULL || rank (step) > rank (cause) || (rank (step) == rank (cause) && rank (step) < 3))
      cause = step;
  }
  return cause;
}

/* The label of the action that was sent last, when it has no outcome. */
static char *
find_open_action (const Why *why, const SlwJournalStep *step, gboolean *only_reads)
{
  g_autoptr (GPtrArray) actions = slw_journal_list_actions (why->journal, step->id, NULL);
  const SlwJournalAction *last
      = actions != NULL && actions->len > 0 ? g_ptr_array_index (actions, actions->len - 1) : NULL;

  if (last == NULL || last->has_outcome)
    return NULL;
  *only_reads = g_strcmp0 (last->effect, "READ") == 0;
  return slw_record_first_line (last->label);
}

static char *
find_last_wait (const Why *why, const SlwJournalStep *step)
{
  g_autoptr (GPtrArray) lines = slw_journal_list_lines (why->journal, why->run->id, step->id, 0, NULL);

  for (guint i = lines != NULL ? lines->len : 0; i > 0; i--) {
    const SlwJournalLine *line = g_ptr_array_index (lines, i - 1);

    if (g_strcmp0 (line->kind, "note") == 0 && g_str_has_prefix (line->text, SLW_DRIVER_WAITS))
      return slw_record_first_line (line->text + strlen (SLW_DRIVER_WAITS));
  }
  return NULL;
}

/* How it was left when the run was aborted. */
static const SlwJournalState *
find_state (const Why *why, const char *server)
{
  for (guint i = 0; i < why->states->len; i++) {
    const SlwJournalState *state = g_ptr_array_index (why->states, i);

    if (g_strcmp0 (state->server, server) == 0)
      return state;
  }
  return NULL;
}

/* Between two questions it waits. While it asks, or when the run has ended, nobody knows whether it still does. */
static char *
explain_open (const Why *why, const SlwJournalStep *step)
{
  gboolean ended = slw_record_has_ended (why->run);
  gboolean only_reads = TRUE;
  g_autofree char *action = find_open_action (why, step, &only_reads);
  g_autofree char *wait = only_reads ? find_last_wait (why, step) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "step “%s” is %s", step->step, slw_record_get_step_state (why->run, step));
  if (action != NULL)
    g_string_append_printf (text, ": %s%s", ended ? "no outcome yet of: " : "", action);
  if (wait != NULL && action == NULL && !ended)
    g_string_append_printf (text, " and waits: %s", wait);
  else if (wait != NULL)
    g_string_append_printf (text, "; it waited last: %s", wait);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
explain_step (const Why *why, const SlwJournalStep *step)
{
  g_autofree char *text = slw_record_first_line (step->message);

  if (step->outcome == NULL)
    return explain_open (why, step);
  return g_strdup_printf ("step “%s” is %s%s%s", step->step, step->outcome, *text != '\0' ? ": " : "", text);
}

static char *
explain (const Why *why, const char *server, const SlwJournalStep *step)
{
  const SlwJournalState *left = find_state (why, server);
  char *waits = NULL;

  if (left != NULL) {
    g_autofree char *message = slw_record_first_line (left->message);

    return g_strdup_printf ("%s: %s", left->state, message);
  }
  if (may_wait (step))
    waits = slw_waits_describe (why->waits, server);
  if (waits == NULL)
    return step != NULL ? explain_step (why, step) : g_strdup ("no step of it is under way");
  return waits;
}

/* The next command to type. */
static char *
advise (const Why *why, const SlwJournalStep *step)
{
  const SlwJournalRun *run = why->run;

  if (!slw_record_has_ended (run))
    return g_strdup_printf ("slipway status -w %s", run->id);
  if (g_strcmp0 (run->outcome, "done") == 0)
    return NULL;
  if (g_strcmp0 (run->outcome, "aborted") == 0)
    return slw_states_get_exit_status (why->states) == SLW_EXIT_OK ? g_strdup_printf ("slipway run %s", run->pipeline)
                                                                   : g_strdup_printf ("slipway abort %s", run->id);
  if (step != NULL && step->outcome != NULL && rank (step) > 4)
    return g_strdup_printf ("slipway logs %s %s:%s; when it is mended: slipway resume %s", run->id, step->server,
                            step->step, run->id);
  return g_strdup_printf ("slipway resume %s", run->id);
}

static void
add_member (JsonBuilder *builder, const char *name, char *value)
{
  slw_cli_add_string (builder, name, value);
  g_free (value);
}

static void
print_json (const Why *why, char **servers)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.why/1");

  slw_record_add_run (builder, why->run);
  json_builder_set_member_name (builder, "servers");
  json_builder_begin_array (builder);
  for (gsize i = 0; servers[i] != NULL; i++) {
    const SlwJournalStep *cause = find_cause (why, servers[i]);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "server", servers[i]);
    slw_cli_add_string (builder, "step", cause != NULL ? cause->step : NULL);
    slw_cli_add_string (builder, "state", cause != NULL ? slw_record_get_step_state (why->run, cause) : NULL);
    add_member (builder, "because", explain (why, servers[i], cause));
    add_member (builder, "next", advise (why, cause));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  slw_cli_print_json (builder);
}

static void
print_text (const Why *why, char **servers)
{
  g_autofree char *message = slw_record_dup_message (why->run);

  g_print ("run %s of %s is %s%s%s\n", why->run->id, why->run->pipeline, slw_record_get_run_state (why->run),
           *message != '\0' ? ": " : "", message);
  for (gsize i = 0; servers[i] != NULL; i++) {
    const SlwJournalStep *cause = find_cause (why, servers[i]);
    g_autofree char *because = explain (why, servers[i], cause);
    g_autofree char *next = advise (why, cause);

    g_print ("%s: %s\n%s%s%s", servers[i], because, next != NULL ? "    " : "", next != NULL ? next : "",
             next != NULL ? "\n" : "");
  }
  if (servers[0] == NULL) {
    g_autofree char *next = advise (why, NULL);

    g_print ("No step began on any server.%s%s\n", next != NULL ? " " : "", next != NULL ? next : "");
  }
}

static void
add_name (GPtrArray *names, const char *wanted, const char *name)
{
  if ((wanted == NULL || g_str_equal (name, wanted))
      && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, (gpointer) name);
}

/* Those of the run on which something began, then those that wait for the others; or the one that was asked for. */
static char **
list_servers (const Why *why, const char *wanted, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  SlwSchedule *schedule = why->steps->len > 0 ? slw_waits_get_schedule (why->waits) : NULL;
  GPtrArray *nodes = schedule != NULL ? slw_schedule_get_nodes (schedule) : NULL;

  for (guint i = 0; i < why->steps->len; i++)
    add_name (names, wanted, ((SlwJournalStep *) g_ptr_array_index (why->steps, i))->server);
  for (guint i = 0; nodes != NULL && i < nodes->len; i++) {
    const SlwNode *node = g_ptr_array_index (nodes, i);

    if (node->outcome != SLW_OUTCOME_SKIPPED)
      add_name (names, wanted, slw_server_get_name (node->server));
  }
  if (wanted != NULL && names->len == 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND,
                 "run %s did nothing on a server “%s”; `slipway status -v %s` "
                 "names those of the run",
                 why->run->id, wanted, why->run->id);
    return NULL;
  }
  g_ptr_array_add (names, NULL);
  return g_strdupv ((char **) names->pdata);
}

static gboolean
read_journal (SlwCliContext *cli, Why *why, const char *run, GError **error)
{
  if ((why->journal = slw_cli_open_journal (cli, error)) == NULL
      || (why->run = slw_journal_find_run (why->journal, run, error)) == NULL
      || (why->steps = slw_journal_list_steps (why->journal, why->run->id, error)) == NULL
      || (why->states = slw_journal_list_states (why->journal, why->run->id, error)) == NULL)
    return FALSE;
  why->waits = slw_waits_new (why->run, why->steps, slw_waits_read_schedule (cli, why->run));
  return TRUE;
}

int
slw_cmd_why (SlwCliContext *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (Why) why = { NULL };
  g_auto (GStrv) servers = NULL;

  if (!slw_cli_parse (cli, NULL, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  if (argc > 3) {
    g_set_error_literal (&error, SLW_ERROR, SLW_ERROR_INVALID, "slipway why [RUN [SERVER]]");
    return slw_cli_fail (cli, error);
  }
  if (!read_journal (cli, &why, argc > 1 ? argv[1] : NULL, &error)
      || (servers = list_servers (&why, argc > 2 ? argv[2] : NULL, &error)) == NULL)
    return slw_cli_fail (cli, error);
  if (cli->json)
    print_json (&why, servers);
  else
    print_text (&why, servers);
  return SLW_EXIT_OK;
}
