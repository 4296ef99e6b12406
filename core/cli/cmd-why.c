/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include <string.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-record.h"
#include "core/cli/slw-states.h"

typedef struct {
  SlwJournal *journal;
  SlwJournalRun *run;
  GPtrArray *steps;
  GPtrArray *states;
} Why;

static void
why_clear (Why *why)
{
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

/* The first of the highest rank; of what is good, the last. */
static const SlwJournalStep *
find_cause (const Why *why, const char *server)
{
  const SlwJournalStep *cause = NULL;

  for (guint i = 0; i < why->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (why->steps, i);

    if (g_strcmp0 (step->server, server) != 0)
      continue;
    if (cause == NULL || rank (step) > rank (cause) || (rank (step) == rank (cause) && rank (step) < 3))
      cause = step;
  }
  return cause;
}

/* The action that was sent last and has no outcome. */
static char *
find_open_action (const Why *why, const SlwJournalStep *step)
{
  g_autoptr (GPtrArray) actions = slw_journal_list_actions (why->journal, step->id, NULL);
  const SlwJournalAction *last
      = actions != NULL && actions->len > 0 ? g_ptr_array_index (actions, actions->len - 1) : NULL;

  return last != NULL && !last->has_outcome ? slw_record_first_line (last->label) : NULL;
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

static char *
explain (const Why *why, const SlwJournalStep *step)
{
  const SlwJournalState *left = find_state (why, step->server);
  const char *state = slw_record_get_step_state (why->run, step);
  g_autofree char *open = step->outcome == NULL ? find_open_action (why, step) : NULL;
  g_autofree char *text = step->outcome != NULL ? slw_record_first_line (step->message) : NULL;

  if (left != NULL) {
    g_autofree char *message = slw_record_first_line (left->message);

    return g_strdup_printf ("%s: %s", left->state, message);
  }
  if (open != NULL)
    return g_strdup_printf ("step “%s” is %s: %s%s", step->step, state,
                            slw_record_has_ended (why->run) ? "no outcome yet of: " : "", open);
  return g_strdup_printf ("step “%s” is %s%s%s", step->step, state, text != NULL && *text != '\0' ? ": " : "",
                          text != NULL ? text : "");
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
    slw_cli_add_string (builder, "step", cause->step);
    slw_cli_add_string (builder, "state", slw_record_get_step_state (why->run, cause));
    add_member (builder, "because", explain (why, cause));
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
    g_autofree char *because = explain (why, cause);
    g_autofree char *next = advise (why, cause);

    g_print ("%s: %s\n%s%s%s", servers[i], because, next != NULL ? "    " : "", next != NULL ? next : "",
             next != NULL ? "\n" : "");
  }
  if (servers[0] == NULL) {
    g_autofree char *next = advise (why, NULL);

    g_print ("No step began on any server.%s%s\n", next != NULL ? " " : "", next != NULL ? next : "");
  }
}

/* Those of the run, or the one that was asked for. */
static char **
list_servers (const Why *why, const char *wanted, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < why->steps->len; i++) {
    char *name = ((SlwJournalStep *) g_ptr_array_index (why->steps, i))->server;

    if ((wanted == NULL || g_str_equal (name, wanted))
        && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      g_ptr_array_add (names, name);
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
  if ((why.journal = slw_cli_open_journal (cli, &error)) == NULL
      || (why.run = slw_journal_find_run (why.journal, argc > 1 ? argv[1] : NULL, &error)) == NULL
      || (why.steps = slw_journal_list_steps (why.journal, why.run->id, &error)) == NULL
      || (why.states = slw_journal_list_states (why.journal, why.run->id, &error)) == NULL
      || (servers = list_servers (&why, argc > 2 ? argv[2] : NULL, &error)) == NULL)
    return slw_cli_fail (cli, error);
  if (cli->json)
    print_json (&why, servers);
  else
    print_text (&why, servers);
  return SLW_EXIT_OK;
}
