/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <slipway/slw-error.h>

#include "journal-kit.h"

/* A journal that is cut off, locked, full, or written by several processes. */

static gint64
write_intent (SlwJournal *journal, const char *run)
{
  journal_kit_begin_run (journal, run);
  gint64 step = slw_journal_begin_step (journal, run, "main", "packages", "packages.install", "apt");
  slw_journal_intend (journal, step, "k", "install", SLW_EFFECT_MUTATE, "c", "apt-get install");
  return step;
}

/* The process goes without closing anything: what was flushed is there, what was not is not. */
static void
test_crash (JournalKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int status = 0;
  pid_t child = fork ();

  if (child == 0) {
    SlwJournal *journal = slw_journal_sqlite_new (kit->path, NULL);
    write_intent (journal, "r1");
    gboolean good = journal_kit_flush (journal, NULL);
    journal_kit_begin_run (journal, "r2");
    _exit (good ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);

  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GPtrArray) runs = slw_journal_list_runs (journal, NULL, 0, &error);
  g_assert_cmpuint (runs->len, ==, 1);
  g_assert_null (((SlwJournalRun *) runs->pdata[0])->outcome);
  g_assert_true (((SlwJournalRun *) runs->pdata[0])->abandoned);
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (journal, "r1", &error);
  g_assert_cmpuint (steps->len, ==, 1);
  g_autoptr (GPtrArray) actions = slw_journal_list_actions (journal, ((SlwJournalStep *) steps->pdata[0])->id, &error);
  g_assert_cmpuint (actions->len, ==, 1);
  g_assert_false (((SlwJournalAction *) actions->pdata[0])->has_outcome);
}

/* Of a child, on its way out. */
static gboolean
explain (GError *error)
{
  if (error != NULL)
    g_printerr ("# %s\n", error->message);
  return error == NULL;
}

/* Four processes that start at once on a file that is not there yet, and write all the time. */
static void
test_processes (JournalKit *kit, gconstpointer data)
{
  enum { PROCESSES = 4, ROUNDS = 40, ACTIONS = 5 };
  pid_t children[PROCESSES];
  int go[2];
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (pipe (go), ==, 0);
  for (guint p = 0; p < PROCESSES; p++) {
    children[p] = fork ();
    if (children[p] == 0) {
      char byte;
      gboolean good = close (go[1]) == 0 && read (go[0], &byte, 1) == 0;
      SlwJournal *journal = slw_journal_sqlite_new (kit->path, &error);
      g_autofree char *run = g_strdup_printf ("run-%u", p);

      good = explain (error) && good;
      if (good)
        journal_kit_begin_run (journal, run);
      for (guint i = 0; good && i < ROUNDS; i++) {
        gint64 step = slw_journal_begin_step (journal, run, "main", "s", "k", "x");
        for (guint n = 0; n < ACTIONS; n++)
          slw_journal_conclude (journal, slw_journal_intend (journal, step, "k", "l", SLW_EFFECT_READ, "c", "d"), 0, "",
                                0, "");
        good = journal_kit_flush (journal, &error);
      }
      _exit (explain (error) && good ? 0 : 1);
    }
  }
  close (go[0]);
  close (go[1]);
  for (guint p = 0; p < PROCESSES; p++) {
    int status = 0;
    g_assert_cmpint (waitpid (children[p], &status, 0), ==, children[p]);
    g_assert_cmpint (status, ==, 0);
  }

  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  for (guint p = 0; p < PROCESSES; p++) {
    g_autofree char *run = g_strdup_printf ("run-%u", p);
    g_autoptr (GPtrArray) steps = slw_journal_list_steps (journal, run, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (steps->len, ==, ROUNDS);
    for (guint i = 0; i < ROUNDS; i++) {
      g_autoptr (GPtrArray) actions
          = slw_journal_list_actions (journal, ((SlwJournalStep *) steps->pdata[i])->id, &error);
      g_assert_cmpuint (actions->len, ==, ACTIONS);
      g_assert_cmpstr (((SlwJournalStep *) steps->pdata[i])->run, ==, run);
      g_assert_true (((SlwJournalAction *) actions->pdata[0])->has_outcome);
    }
  }
}

/* As far as it goes, until a flush fails. Returns how many runs were flushed. */
static guint
fill (SlwJournal *journal, GError **error)
{
  g_autofree char *text = g_strnfill (8000, 'x');

  for (guint n = 0; n < 10000; n++) {
    g_autofree char *id = g_strdup_printf ("run-%04u", n);
    const SlwJournalRun run = { .id = id, .platform = text };

    slw_journal_begin_run (journal, &run);
    if (!journal_kit_flush (journal, error))
      return n;
  }
  return 10000;
}

/* The flush fails, all later ones fail, and when there is space again nothing is missing. */
static void
fail_and_recover (SlwJournal *journal, void (*make_space) (gpointer), gpointer data)
{
  g_autoptr (GError) error = NULL;
  guint flushed = fill (journal, &error);

  g_assert_cmpuint (flushed, >, 0);
  g_assert_cmpuint (flushed, <, 10000);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_test_message ("%u flushed, then: %s", flushed, error->message);
  for (guint i = 0; i < 3; i++) {
    g_clear_error (&error);
    journal_kit_begin_run (journal, i == 0 ? "late-0" : i == 1 ? "late-1" : "late-2");
    g_assert_false (journal_kit_flush (journal, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  }
  g_clear_error (&error);
  make_space (data);
  journal_kit_flush_well (journal);

  g_autoptr (GPtrArray) runs = slw_journal_list_runs (journal, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, flushed + 1 + 3);
}

static void
lift_limit (gpointer data)
{
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, data), ==, 0);
}

static void
test_file_limit (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  struct rlimit before, limit;

  (void) sigaction (SIGXFSZ, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 256 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  fail_and_recover (journal, lift_limit, &before);
}

static void
enlarge (gpointer data)
{
  g_assert_cmpint (mount (NULL, data, NULL, MS_REMOUNT, "size=32m"), ==, 0);
}

/* In a process of its own, for its mounts; its assertions end it with a signal. */
static void
test_disk_full (JournalKit *kit, gconstpointer data)
{
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed ();
    return;
  }
  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("full", kit->folder, "tmpfs", 0, "size=256k") != 0) {
    g_printerr ("# no mounts here: %s\n", g_strerror (errno));
    return;
  }

  SlwJournal *journal = journal_kit_open (kit->path);
  fail_and_recover (journal, enlarge, kit->folder);
  g_object_unref (journal);
  g_assert_cmpint (umount (kit->folder), ==, 0);
}

static gboolean
let_go (gpointer db)
{
  g_assert_cmpint (sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  return G_SOURCE_REMOVE;
}

static gboolean
count_turn (gpointer data)
{
  *(guint *) data += 1;
  return G_SOURCE_CONTINUE;
}

/* Another process writes for half a second: it is waited for, and the loop turns meanwhile. */
static void
test_locked_shortly (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  sqlite3 *other = NULL;
  guint turns = 0;

  journal_kit_begin_run (journal, "r1");
  gint64 step = slw_journal_begin_step (journal, "r1", "main", "s", "k", "x");
  journal_kit_flush_well (journal);
  g_assert_cmpint (sqlite3_open (kit->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  guint ticker = g_timeout_add (10, count_turn, &turns);
  g_timeout_add (500, let_go, other);
  slw_journal_add_line (journal, step, "note", "text");
  journal_kit_flush_well (journal);
  g_source_remove (ticker);
  g_assert_cmpuint (turns, >, 20);
  sqlite3_close (other);
}

/* Locked for longer than it waits: the flush fails after 10 s, and works when the other is gone. Ids that were handed out
 * without a writer's number are as good as others. */
static void
test_locked_long (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_cmpint (sqlite3_open (kit->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  gint64 step = write_intent (journal, "r1");
  g_assert_false (journal_kit_flush (journal, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "another process"));
  g_assert_cmpint (g_get_monotonic_time () - start, >, 9 * G_USEC_PER_SEC);
  g_clear_error (&error);

  let_go (other);
  sqlite3_close (other);
  slw_journal_end_step (journal, step, "done", "");
  journal_kit_flush_well (journal);
  g_autoptr (GPtrArray) actions = slw_journal_list_actions (journal, step, &error);
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (journal, "r1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (actions->len, ==, 1);
  g_assert_cmpstr (((SlwJournalStep *) steps->pdata[0])->outcome, ==, "done");
}

/* A write that can never be made is not dropped to let the others through: the run stops there. */
static void
test_impossible (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  journal_kit_begin_run (journal, "r1");
  slw_journal_add_line (journal, 12345, "note", "of no step");
  for (guint i = 0; i < 2; i++) {
    g_assert_false (journal_kit_flush (journal, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
    g_assert_nonnull (strstr (error->message, "writing a line"));
    g_clear_error (&error);
  }
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "the last 2 entries are lost*");
  g_clear_object (&journal);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal-sqlite-trouble/crash", JournalKit, NULL, journal_kit_set_up, test_crash, journal_kit_tear_down);
  g_test_add ("/journal-sqlite-trouble/processes", JournalKit, NULL, journal_kit_set_up, test_processes,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite-trouble/file-limit", JournalKit, NULL, journal_kit_set_up, test_file_limit,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite-trouble/disk-full", JournalKit, NULL, journal_kit_set_up, test_disk_full,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite-trouble/locked-shortly", JournalKit, NULL, journal_kit_set_up, test_locked_shortly,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite-trouble/locked-long", JournalKit, NULL, journal_kit_set_up, test_locked_long,
              journal_kit_tear_down);
  g_test_add ("/journal-sqlite-trouble/impossible", JournalKit, NULL, journal_kit_set_up, test_impossible,
              journal_kit_tear_down);
  return g_test_run ();
}
