/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-fold.h"

#include <slipway/slw-error.h>

#include "core/api/slw-action-private.h"
#include "tests/unit/journal-kit.h"

static gint64
begin_step (SlwJournal *journal, const char *name)
{
  return slw_journal_begin_step (journal, "r", "one", name, "zoo.good", "zoo");
}

static SlwFold *
fold (JournalKit *kit, SlwJournal *journal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournal) reader = NULL;
  SlwFold *result;

  journal_kit_flush_well (journal);
  reader = journal_kit_open (kit->path);
  result = slw_fold_new (reader, "r", &error);
  g_assert_no_error (error);
  return result;
}

static void
test_steps (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autofree char *large = g_strnfill (100000, 'x');
  SlwJournalService service = { .time = 1, .service = (char *) "https", .state = (char *) "watched" };
  g_autoptr (SlwFold) folded = NULL;
  const SlwFoldStep *step;
  gint64 id;

  journal_kit_begin_run (journal, "r");
  id = begin_step (journal, "done");
  slw_journal_set_output (journal, id, "names", "a b");
  slw_journal_conclude (journal, slw_journal_intend (journal, id, "k", "l", SLW_EFFECT_MUTATE, "c", "d"), 0, "", 0, "");
  slw_journal_conclude (journal, slw_journal_intend (journal, id, "k2", "l", SLW_EFFECT_CACHE, "c", "d"), 0, "", 0, "");
  slw_journal_end_step (journal, id, "done", "well");
  slw_journal_end_step (journal, begin_step (journal, "failed"), "failed", "badly");
  begin_step (journal, "open");
  id = begin_step (journal, "cut"); /* its output is not what it was */
  slw_journal_set_output (journal, id, "names", large);
  slw_journal_end_step (journal, id, "done", "");
  service.step = begin_step (journal, "watch");
  slw_journal_add_service (journal, &service);
  slw_journal_end_step (journal, service.step, "done", "");
  folded = fold (kit, journal);

  step = slw_fold_find_step (folded, "one", "done");
  g_assert_true (step->is_done);
  g_assert_cmpuint (step->mutations, ==, 1);
  g_assert_true (step->has_jobs);
  g_assert_cmpstr (g_hash_table_lookup (step->outputs, "names"), ==, "a b");
  g_assert_cmpstr (step->row->message, ==, "well");
  g_assert_false (slw_fold_find_step (folded, "one", "failed")->has_jobs);
  g_assert_false (slw_fold_find_step (folded, "one", "failed")->is_done);
  g_assert_false (slw_fold_find_step (folded, "one", "open")->is_done);
  g_assert_false (slw_fold_find_step (folded, "one", "cut")->is_done);
  g_assert_false (slw_fold_find_step (folded, "one", "watch")->is_done);
  g_assert_null (slw_fold_find_step (folded, "two", "done"));
  g_assert_null (slw_fold_find_step (folded, "one", "never"));
}

/* Those of one key come in the order in which they were sent, each once. */
static void
test_actions (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (SlwFold) folded = NULL;
  const SlwJournalAction *action;
  gint64 step;

  journal_kit_begin_run (journal, "r");
  step = begin_step (journal, "open");
  slw_journal_conclude (journal, slw_journal_intend (journal, step, "k", "l", SLW_EFFECT_MUTATE, "c", "d"), 7, "", 0,
                        "");
  slw_journal_conclude (journal, slw_journal_intend (journal, step, "r", "l", SLW_EFFECT_READ, "c", "d"), 0, "", 0, "");
  slw_journal_intend (journal, step, "k", "l", SLW_EFFECT_MUTATE, "c", "d");
  folded = fold (kit, journal);
  action = slw_fold_take_action (folded, "k");
  g_assert_true (action->has_outcome);
  g_assert_cmpint (action->status, ==, 7);
  action = slw_fold_take_action (folded, "k");
  g_assert_false (action->has_outcome);
  g_assert_null (slw_fold_take_action (folded, "k"));
  g_assert_null (slw_fold_take_action (folded, "r"));
}

/* What a step failed of is told from what it did before that. */
static void
test_may_answer (JournalKit *kit, gconstpointer data)
{
  static const char *const argv[] = { "try", NULL };
  static const struct {
    const char *outcome;
    int last;
    gboolean http;
    gboolean may;
    gboolean cache;
  } cases[] = {
    { "failed", 1, FALSE, FALSE },       { "failed", 0, FALSE, TRUE },
    { "failed", 200, FALSE, FALSE },     /* dnf is locked */
    { "failed", 0, FALSE, FALSE, TRUE }, /* apt-get update, when a repository does not answer */
    { "done", 0, FALSE, TRUE, TRUE },    { "failed", 204, TRUE, TRUE },
    { "failed", 404, TRUE, FALSE },      { "done", 1, FALSE, TRUE },
    { "unreachable", 1, FALSE, FALSE },  { NULL, 1, FALSE, TRUE },
    { "failed", 7, FALSE, FALSE }, /* not expected */
  };
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (SlwAction) command = slw_action_new_exec (SLW_EFFECT_MUTATE, "try", argv);
  g_autoptr (SlwAction) fetch = slw_action_new_exec (SLW_EFFECT_CACHE, "try", argv);
  g_autoptr (SlwAction) request = slw_action_new_http (SLW_EFFECT_MUTATE, "try", "POST", "https://127.0.0.1/");
  g_autoptr (SlwFold) folded = NULL;

  slw_action_expect (command, 1);
  slw_action_expect (command, 3);
  slw_action_expect (command, 200);
  slw_action_expect (request, 404);
  journal_kit_begin_run (journal, "r");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *first = g_strdup_printf ("first%" G_GSIZE_FORMAT, i);
    g_autofree char *last = g_strdup_printf ("last%" G_GSIZE_FORMAT, i);
    gint64 step = begin_step (journal, first);

    slw_journal_conclude (journal, slw_journal_intend (journal, step, first, "l", SLW_EFFECT_MUTATE, "c", "d"), 3, "",
                          0, "");
    slw_journal_conclude (journal, slw_journal_intend (journal, step, last, "l", SLW_EFFECT_CACHE, "c", "d"),
                          cases[i].last, "", 0, "");
    slw_journal_conclude (journal, slw_journal_intend (journal, step, "look", "l", SLW_EFFECT_READ, "c", "d"), 1, "", 0,
                          "");
    if (cases[i].outcome != NULL)
      slw_journal_end_step (journal, step, cases[i].outcome, "");
  }
  folded = fold (kit, journal);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *first = g_strdup_printf ("first%" G_GSIZE_FORMAT, i);
    g_autofree char *last = g_strdup_printf ("last%" G_GSIZE_FORMAT, i);
    const SlwAction *action = cases[i].cache ? fetch : cases[i].http ? request : command;

    g_assert_true (slw_fold_may_answer (folded, slw_fold_take_action (folded, first), command));
    g_assert_cmpint (slw_fold_may_answer (folded, slw_fold_take_action (folded, last), action), ==, cases[i].may);
  }
}

/* The file may be gone: what takes it in removes it. */
static void
test_answer_in_a_file (JournalKit *kit, gconstpointer data)
{
  static const char *const argv[] = { "tar", NULL };
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/archive");
  g_autoptr (SlwAction) fetch = slw_action_new_exec (SLW_EFFECT_CACHE, "fetch", argv);
  g_autoptr (SlwAction) change = slw_action_new_exec (SLW_EFFECT_MUTATE, "change", argv);
  g_autoptr (SlwAction) put = slw_action_new_put_file (SLW_EFFECT_CACHE, "put", "/archive", file, 0600);
  const SlwAction *actions[] = { fetch, change, put };
  const gboolean may[] = { FALSE, TRUE, TRUE };
  g_autoptr (SlwFold) folded = NULL;
  gint64 step;

  slw_action_set_output_file (fetch, file, 1);
  slw_action_set_output_file (change, file, 1);
  journal_kit_begin_run (journal, "r");
  step = begin_step (journal, "s");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    slw_journal_conclude (journal,
                          slw_journal_intend (journal, step, actions[i]->label, "l", actions[i]->effect, "c", "d"), 0,
                          "", 0, "");
  folded = fold (kit, journal);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_assert_cmpint (slw_fold_may_answer (folded, slw_fold_take_action (folded, actions[i]->label), actions[i]), ==,
                     may[i]);
}

/* Of what is under way, without what the step's other actions printed. */
static void
test_lines (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (SlwFold) folded = NULL;
  const SlwJournalAction *ended;
  const SlwJournalAction *open;
  gint64 step;
  gint64 id;

  journal_kit_begin_run (journal, "r");
  step = begin_step (journal, "s");
  id = slw_journal_intend (journal, step, "ended", "l", SLW_EFFECT_MUTATE, "c", "d");
  slw_journal_add_line (journal, step, "output", "of the one before");
  slw_journal_conclude (journal, id, 0, "", 0, "");
  for (gint64 now = g_get_real_time (); now == g_get_real_time ();)
    ; /* a tick of the clock */
  slw_journal_intend (journal, step, "open", "l", SLW_EFFECT_MUTATE, "c", "d");
  slw_journal_add_line (journal, step, "output", "first");
  slw_journal_add_line (journal, step, "note", "no line of it");
  slw_journal_add_line (journal, step, "stderr", "second");
  slw_journal_add_line (journal, step, "output", "third");
  folded = fold (kit, journal);
  ended = slw_fold_take_action (folded, "ended");
  open = slw_fold_take_action (folded, "open");
  g_assert_cmpuint (slw_fold_count_lines (folded, ended, FALSE), ==, 0);
  g_assert_cmpuint (slw_fold_count_lines (folded, open, FALSE), ==, 2);
  g_assert_cmpuint (slw_fold_count_lines (folded, open, TRUE), ==, 1);
}

static void
test_unknown (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwFold) folded = slw_fold_new (journal, "nothing", &error);

  g_assert_no_error (error);
  g_assert_null (slw_fold_find_step (folded, "one", "done"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/fold/steps", JournalKit, NULL, journal_kit_set_up, test_steps, journal_kit_tear_down);
  g_test_add ("/fold/actions", JournalKit, NULL, journal_kit_set_up, test_actions, journal_kit_tear_down);
  g_test_add ("/fold/may-answer", JournalKit, NULL, journal_kit_set_up, test_may_answer, journal_kit_tear_down);
  g_test_add ("/fold/lines", JournalKit, NULL, journal_kit_set_up, test_lines, journal_kit_tear_down);
  g_test_add ("/fold/answer-in-a-file", JournalKit, NULL, journal_kit_set_up, test_answer_in_a_file,
              journal_kit_tear_down);
  g_test_add ("/fold/unknown", JournalKit, NULL, journal_kit_set_up, test_unknown, journal_kit_tear_down);
  return g_test_run ();
}
