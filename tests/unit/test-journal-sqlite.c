/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal.h"

#include <sqlite3.h>
#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>

#include "journal-kit.h"

/* Every writer, read back by another connection. */
static void
test_all (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) writer = journal_kit_open (kit->path);
  g_autoptr (SlwJournal) reader = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  journal_kit_begin_run (writer, "r1");
  gint64 step = slw_journal_begin_step (writer, "r1", "shard", "packages", "packages.install", "apt-debian");
  gint64 action = slw_journal_intend (writer, step, "k1", "install", SLW_EFFECT_MUTATE, "canon", "apt-get install x");
  slw_journal_conclude (writer, action, 100, "out\033", 4, "err");
  gint64 open = slw_journal_intend (writer, step, "k2", "look", SLW_EFFECT_READ, "canon2", "dpkg -l");
  slw_journal_set_output (writer, step, "packages", "a");
  slw_journal_set_output (writer, step, "packages", "a b");
  slw_journal_set_facts (writer, "r1", "shard", "os=debian");
  slw_journal_end_step (writer, step, "failed", "it broke");
  slw_journal_end_run (writer, "r1", "failed", "1 server failed");
  g_assert_cmpint (open, >, action);

  g_autoptr (GPtrArray) before = slw_journal_list_runs (reader, NULL, 0, &error);
  g_assert_cmpuint (before->len, ==, 0);
  journal_kit_flush_well (writer);

  g_autoptr (SlwJournalRun) run = slw_journal_find_run (reader, "r1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (run->platform, ==, "mail");
  g_assert_cmpstr (run->pipeline, ==, "install");
  g_assert_cmpstr (run->mode, ==, "run");
  g_assert_cmpstr (run->ceiling, ==, "DESTROY");
  g_assert_cmpstr (run->operator_name, ==, "ada@desk");
  g_assert_cmpstr (run->outcome, ==, "failed");
  g_assert_cmpstr (run->message, ==, "1 server failed");
  g_assert_cmpint (run->finished, >=, run->started);
  g_assert_cmpint (ABS (g_get_real_time () - run->started), <, 60 * G_USEC_PER_SEC);

  g_autoptr (GPtrArray) steps = slw_journal_list_steps (reader, "r1", &error);
  g_assert_cmpuint (steps->len, ==, 1);
  const SlwJournalStep *s = steps->pdata[0];
  g_assert_cmpint (s->id, ==, step);
  g_assert_cmpstr (s->server, ==, "shard");
  g_assert_cmpstr (s->step, ==, "packages");
  g_assert_cmpstr (s->kind, ==, "packages.install");
  g_assert_cmpstr (s->plugin, ==, "apt-debian");
  g_assert_cmpstr (s->outcome, ==, "failed");
  g_assert_cmpstr (s->message, ==, "it broke");

  g_autoptr (GPtrArray) actions = slw_journal_list_actions (reader, step, &error);
  g_assert_cmpuint (actions->len, ==, 2);
  const SlwJournalAction *a = actions->pdata[0];
  g_assert_cmpint (a->id, ==, action);
  g_assert_cmpint (a->step, ==, step);
  g_assert_cmpstr (a->key, ==, "k1");
  g_assert_cmpstr (a->label, ==, "install");
  g_assert_cmpstr (a->effect, ==, "MUTATE");
  g_assert_cmpstr (a->described, ==, "apt-get install x");
  g_assert_true (a->has_outcome);
  g_assert_cmpint (a->status, ==, 100);
  g_assert_cmpstr (a->output, ==, "out\\x1b");
  g_assert_false (a->output_is_exact);
  g_assert_cmpstr (a->errors, ==, "err");
  const SlwJournalAction *b = actions->pdata[1];
  g_assert_false (b->has_outcome);
  g_assert_null (b->output);
  g_assert_cmpint (b->finished, ==, 0);

  g_autoptr (GHashTable) outputs = slw_journal_get_outputs (reader, step, NULL, &error);
  g_assert_cmpuint (g_hash_table_size (outputs), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (outputs, "packages"), ==, "a b");
  g_autofree char *facts = slw_journal_get_facts (reader, "r1", "shard", &error);
  g_assert_cmpstr (facts, ==, "os=debian");
}

static void
on_flush (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (slw_journal_flush_finish (SLW_JOURNAL (source), result, NULL));
  *(guint *) user_data += 1;
}

/* Fifty callers that each write and flush in one turn share one transaction. */
/* A step that was only in the way of others begins when it is taken up; one that was under way has begun before. */
static void
test_reopen (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;
  gint64 ids[2];
  gint64 between;

  journal_kit_begin_run (journal, "r1");
  for (int i = 0; i < 2; i++) {
    ids[i] = slw_journal_begin_step (journal, "r1", "main", i == 0 ? "a" : "b", "k", "x");
    slw_journal_end_step (journal, ids[i], i == 0 ? "blocked" : "failed", "why");
  }
  between = g_get_real_time ();
  for (int i = 0; i < 2; i++)
    slw_journal_reopen_step (journal, ids[i], "y");
  journal_kit_flush_well (journal);

  g_autoptr (GPtrArray) steps = slw_journal_list_steps (journal, "r1", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);

    g_assert_null (step->outcome);
    g_assert_cmpstr (step->plugin, ==, "y");
    g_assert_cmpint (step->started >= between, ==, g_str_equal (step->step, "a"));
  }
}

static void
test_one_commit (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  sqlite3 *watch = NULL;
  guint done = 0, seen = 0;
  g_autoptr (GError) error = NULL;

  journal_kit_begin_run (journal, "r1");
  journal_kit_flush_well (journal);
  g_assert_cmpint (sqlite3_open (kit->path, &watch), ==, SQLITE_OK);
  for (guint i = 0; i < 50; i++) {
    slw_journal_begin_step (journal, "r1", "s", "p", "k", "x");
    slw_journal_flush_async (journal, NULL, on_flush, &done);
  }
  while (done < 50) {
    g_autoptr (GPtrArray) steps = NULL;

    g_main_context_iteration (NULL, TRUE);
    steps = slw_journal_list_steps (journal, "r1", &error);
    g_assert_no_error (error);
    g_assert_true (steps->len == 0 || steps->len == 50);
    seen = MAX (seen, steps->len);
  }
  g_assert_cmpuint (seen, ==, 50);
  sqlite3_close (watch);
}

/* Nothing asks for it, and it is on the disk all the same after a turn. */
static void
test_without_flush (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  journal_kit_begin_run (journal, "r1");
  g_main_context_iteration (NULL, TRUE);
  g_autoptr (SlwJournalRun) run = slw_journal_find_run (journal, "r1", &error);
  g_assert_no_error (error);
  g_assert_null (run->outcome);
  g_assert_false (run->abandoned);
  journal_kit_begin_run (journal, "r2");
  g_clear_object (&journal); /* without a turn */

  journal = journal_kit_open (kit->path);
  g_autoptr (SlwJournalRun) second = slw_journal_find_run (journal, "r2", &error);
  g_assert_no_error (error);
}

/* Lines of output wait for each other, for a moment; anything else, or a flush, takes them along. */
static void
test_lines_wait (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  guint most = 0;

  journal_kit_begin_run (journal, "r1");
  gint64 step = slw_journal_begin_step (journal, "r1", "main", "s", "k", "x");
  journal_kit_flush_well (journal);
  gint64 start = g_get_monotonic_time ();
  for (guint i = 0; i < 5; i++) {
    g_autoptr (GPtrArray) lines = NULL;

    slw_journal_add_line (journal, step, "output", "a line");
    g_main_context_iteration (NULL, FALSE);
    lines = slw_journal_list_lines (journal, "r1", 0, 0, NULL);
    most = MAX (most, lines->len);
  }
  if (g_get_monotonic_time () - start < 90 * G_TIME_SPAN_MILLISECOND)
    g_assert_cmpuint (most, ==, 0);
  g_main_context_iteration (NULL, TRUE);
  g_autoptr (GPtrArray) lines = slw_journal_list_lines (journal, "r1", 0, 0, NULL);
  g_assert_cmpuint (lines->len, ==, 5);
}

/* A server that prints without end fills neither the memory nor the disk. */
static void
test_endless_output (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autofree char *text = g_strnfill (1023, 'x');
  gsize bytes = 0;

  journal_kit_begin_run (journal, "r1");
  gint64 step = slw_journal_begin_step (journal, "r1", "main", "s", "k", "x");
  for (guint i = 0; i < 5000; i++)
    slw_journal_add_line (journal, step, i % 2 == 0 ? "output" : "stderr", text);
  slw_journal_add_line (journal, step, "note", "still told");
  journal_kit_flush_well (journal);

  g_autoptr (GPtrArray) lines = slw_journal_list_lines (journal, "r1", step, 0, NULL);
  for (guint i = 0; i < lines->len; i++)
    bytes += strlen (((SlwJournalLine *) lines->pdata[i])->text);
  g_assert_cmpuint (lines->len, ==, 1024 + 2);
  g_assert_cmpuint (bytes, <, 1024 * 1024 + 1024);
  g_assert_cmpstr (((SlwJournalLine *) lines->pdata[1024])->kind, ==, "dropped");
  g_assert_cmpstr (((SlwJournalLine *) lines->pdata[1025])->text, ==, "still told");
}

static void
assert_not_in_folder (const char *folder, const char *needle)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint files = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;

    g_assert_true (g_file_get_contents (path, &content, &length, NULL));
    g_assert_null (memmem (content, length, needle, strlen (needle)));
    files++;
  }
  g_assert_cmpuint (files, >=, 2); /* the log of changes is still there */
}

/* In every text of every writer; then the bytes of the files are searched, while they are open. */
static void
test_secret (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwSecret) secret = slw_secret_new ("pl4nted/secret", -1);
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autofree char *folder = g_path_get_dirname (kit->path);
  char *text = (char *) "before pl4nted/secret after";
  const SlwJournalRun run = {
    .id = (char *) "r1", .platform = text, .pipeline = text, .mode = text, .ceiling = text, .operator_name = text
  };

  slw_journal_begin_run (journal, &run);
  gint64 step = slw_journal_begin_step (journal, "r1", text, text, text, text);
  gint64 action = slw_journal_intend (journal, step, text, text, SLW_EFFECT_READ, text, text);
  slw_journal_conclude (journal, action, 0, text, strlen (text), text);
  slw_journal_add_line (journal, step, text, text);
  slw_journal_set_output (journal, step, text, text);
  slw_journal_set_facts (journal, "r1", text, text);
  slw_journal_end_step (journal, step, text, text);
  slw_journal_end_run (journal, "r1", text, text);
  g_assert_true (slw_journal_lock (journal, text, "r1", text, FALSE, NULL, NULL, NULL));
  journal_kit_flush_well (journal);
  assert_not_in_folder (folder, "pl4nted");

  g_autoptr (GPtrArray) runs = slw_journal_list_runs (journal, text, 0, NULL);
  g_assert_cmpuint (runs->len, ==, 1);
  g_assert_cmpstr (((SlwJournalRun *) runs->pdata[0])->message, ==, "before [secret] after");
  g_autofree char *facts = slw_journal_get_facts (journal, "r1", text, NULL);
  g_assert_cmpstr (facts, ==, "before [secret] after");
  g_assert_true (slw_journal_unlock (journal, text, "r1", NULL));
}

static void
test_speed (JournalKit *kit, gconstpointer data)
{
  enum { ACTIONS = 10000, BATCH = 50 };
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autofree char *output = g_strnfill (500, 'o');

  journal_kit_begin_run (journal, "r1");
  gint64 step = slw_journal_begin_step (journal, "r1", "main", "s", "k", "x");
  gint64 start = g_get_monotonic_time ();
  for (guint n = 0; n < ACTIONS; n += BATCH) {
    gint64 ids[BATCH];

    for (guint i = 0; i < BATCH; i++)
      ids[i] = slw_journal_intend (journal, step, "0123456789abcdef", "install packages", SLW_EFFECT_MUTATE, "c", "d");
    journal_kit_flush_well (journal);
    for (guint i = 0; i < BATCH; i++)
      slw_journal_conclude (journal, ids[i], 0, output, 500, "");
    journal_kit_flush_well (journal);
  }
  double each = (double) (g_get_monotonic_time () - start) / ACTIONS;
  g_test_minimized_result (each, "%.0f microseconds per action (intent and outcome, %d at a time)", each, BATCH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal-sqlite/all", JournalKit, NULL, journal_kit_set_up, test_all, journal_kit_tear_down);
  g_test_add ("/journal-sqlite/reopen", JournalKit, NULL, journal_kit_set_up, test_reopen, journal_kit_tear_down);
  g_test_add ("/journal-sqlite/one-commit", JournalKit, NULL, journal_kit_set_up, test_one_commit,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite/without-flush", JournalKit, NULL, journal_kit_set_up, test_without_flush,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite/lines-wait", JournalKit, NULL, journal_kit_set_up, test_lines_wait,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite/endless-output", JournalKit, NULL, journal_kit_set_up, test_endless_output,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite/secret", JournalKit, NULL, journal_kit_set_up, test_secret, journal_kit_tear_down);
  g_test_add ("/journal-sqlite/speed", JournalKit, NULL, journal_kit_set_up, test_speed, journal_kit_tear_down);
  return g_test_run ();
}
