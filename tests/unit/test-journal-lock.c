/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-lock.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <slipway/slw-error.h>

#include "core/journal/slw-journal-schema.h"
#include "journal-kit.h"

static void
change (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  sqlite3_close (db);
}

static gint64
lock_well (SlwJournal *journal, const char *platform, const char *run, char **note)
{
  g_autoptr (GError) error = NULL;
  gint64 fence = 0;
  gboolean good = slw_journal_lock (journal, platform, run, "ada@desk", FALSE, &fence, note, &error);

  g_assert_no_error (error);
  g_assert_true (good);
  return fence;
}

static void
assert_locked (SlwJournal *journal, const char *platform, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (slw_journal_lock (journal, platform, "later", "bob@lap", FALSE, NULL, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_two_runs (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) one = journal_kit_open (kit->path);
  g_autoptr (SlwJournal) two = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  gint64 first = lock_well (one, "mail", "r1", &note);
  g_assert_null (note);
  assert_locked (two, "mail", "locked by run r1 of ada@desk");
  g_assert_cmpint (lock_well (two, "other", "r2", NULL), >, 0);
  g_assert_true (slw_journal_unlock (one, "mail", "r1", &error));
  g_assert_no_error (error);
  g_assert_cmpint (lock_well (two, "mail", "r2", NULL), >, first);
  g_assert_false (slw_journal_unlock (one, "mail", "r1", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
}

/* A real process that ends with the lock in its hands. */
static void
test_dead_owner (JournalKit *kit, gconstpointer data)
{
  g_autofree char *note = NULL;
  int status = 0;
  pid_t child = fork ();

  if (child == 0) {
    SlwJournal *journal = slw_journal_sqlite_new (kit->path, NULL);
    _exit (slw_journal_lock (journal, "mail", "r1", "ada@desk", FALSE, NULL, NULL, NULL) ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);

  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_assert_cmpint (lock_well (journal, "mail", "r2", &note), ==, 2);
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (note, "run r1 of ada@desk was taken over"));
}

/* Ended, but still to be waited for by its parent: as dead as can be. */
static void
test_zombie_owner (JournalKit *kit, gconstpointer data)
{
  g_autofree char *note = NULL;
  siginfo_t info;
  pid_t child = fork ();

  if (child == 0) {
    SlwJournal *journal = slw_journal_sqlite_new (kit->path, NULL);
    _exit (slw_journal_lock (journal, "mail", "r1", "ada@desk", FALSE, NULL, NULL, NULL) ? 0 : 1);
  }
  g_assert_cmpint (waitid (P_PID, (id_t) child, &info, WEXITED | WNOWAIT), ==, 0);

  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_assert_cmpint (lock_well (journal, "mail", "r2", &note), ==, 2);
  g_assert_nonnull (note);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

static void
test_same_number_again (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autofree char *note = NULL;
  g_autofree char *after_boot = NULL;

  lock_well (journal, "mail", "r1", NULL);
  change (kit->path, "UPDATE locks SET birth = birth - 1"); /* another process had our number before */
  lock_well (journal, "mail", "r2", &note);
  g_assert_nonnull (note);
  change (kit->path, "UPDATE locks SET boot = 'before the reboot'");
  lock_well (journal, "mail", "r3", &after_boot);
  g_assert_nonnull (after_boot);
}

static void
test_other_host (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  lock_well (journal, "mail", "r1", NULL);
  change (kit->path, "UPDATE locks SET host = 'elsewhere', pid = 999999999, taken = 1");
  assert_locked (journal, "mail", "on elsewhere");
}

/* It slept, another took its lock: nothing of it is recorded any more, so it does nothing more. */
static void
test_sleeper (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) sleeper = journal_kit_open (kit->path);
  g_autoptr (SlwJournal) other = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  lock_well (sleeper, "mail", "r1", NULL);
  journal_kit_begin_run (sleeper, "r1");
  journal_kit_flush_well (sleeper);
  change (kit->path, "UPDATE locks SET birth = birth - 1");
  lock_well (other, "mail", "r2", NULL);

  slw_journal_begin_step (sleeper, "r1", "main", "packages", "packages.install", "apt");
  g_assert_false (journal_kit_flush (sleeper, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "taken it over"));
  g_clear_error (&error);
  g_assert_false (slw_journal_unlock (sleeper, "mail", "r1", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  g_clear_error (&error);

  journal_kit_begin_run (other, "r2");
  journal_kit_flush_well (other);
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (other, "r1", &error);
  g_assert_cmpuint (steps->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal-lock/two-runs", JournalKit, NULL, journal_kit_set_up, test_two_runs, journal_kit_tear_down);
  g_test_add ("/journal-lock/dead-owner", JournalKit, NULL, journal_kit_set_up, test_dead_owner, journal_kit_tear_down);
  g_test_add ("/journal-lock/zombie-owner", JournalKit, NULL, journal_kit_set_up, test_zombie_owner,
              journal_kit_tear_down);
  g_test_add ("/journal-lock/same-number-again", JournalKit, NULL, journal_kit_set_up, test_same_number_again,
              journal_kit_tear_down);
  g_test_add ("/journal-lock/other-host", JournalKit, NULL, journal_kit_set_up, test_other_host, journal_kit_tear_down);
  g_test_add ("/journal-lock/sleeper", JournalKit, NULL, journal_kit_set_up, test_sleeper, journal_kit_tear_down);
  return g_test_run ();
}
