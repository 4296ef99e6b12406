/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-report.h"

#include <slipway/slw-error.h>

#include "report-kit.h"

#define SECOND G_USEC_PER_SEC

static void
assert_package (const SlwJournalReport *report, guint index, const char *name, const char *before, const char *after)
{
  const SlwJournalPackage *package = g_ptr_array_index (report->packages, index);

  g_assert_cmpstr (package->server, ==, "main");
  g_assert_cmpstr (package->name, ==, name);
  g_assert_cmpstr (package->before, ==, before);
  g_assert_cmpstr (package->after, ==, after);
}

/* What was planned and done, with what was there before; not what was merely there. */
static void
test_packages (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);

  g_assert_cmpuint (report->packages->len, ==, 4);
  assert_package (report, 0, "bm-core", "5.1.9", "5.2.0");
  assert_package (report, 1, "bm-full", "5.1.9", "5.2.0");
  assert_package (report, 2, "bm-new", NULL, "1");
  assert_package (report, 3, "bm-old", "5.0", NULL);
}

/* A plan that was not carried out changed nothing. */
static void
test_not_carried_out (JournalKit *kit, gconstpointer data)
{
  report_kit_execute (kit, "UPDATE steps SET outcome = 'failed' WHERE step = 'upgrade'");
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);

  g_assert_cmpuint (report->packages->len, ==, 0);
}

static void
test_downtime (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  const SlwJournalWatch *https = g_ptr_array_index (report->watches, 0);
  const SlwJournalWatch *smtp = g_ptr_array_index (report->watches, 1);
  const SlwJournalOutage *last = g_ptr_array_index (smtp->outages, 0);

  g_assert_cmpuint (report->watches->len, ==, 2);
  g_assert_cmpstr (https->server, ==, "main");
  g_assert_cmpuint (https->outages->len, ==, 2);
  g_assert_cmpint (https->away, ==, 60 * SECOND + SECOND / 2);
  g_assert_cmpint (https->until - https->from, ==, 595 * SECOND);
  /* not back: it counts to the end of the watch */
  g_assert_cmpuint (smtp->outages->len, ==, 1);
  g_assert_false (last->is_over);
  g_assert_cmpint (smtp->away, ==, 500 * SECOND);
  /* from 60 to 600, in which both were away for some time */
  g_assert_cmpint (report->away, ==, 540 * SECOND);
  g_assert_cmpuint (report->unmeasured->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (report->unmeasured, 0), ==, "shard imap");
}

/* The controller was killed: what is on record is counted, and no more. */
static void
test_interrupted (JournalKit *kit, gconstpointer data)
{
  report_kit_execute (kit, "DELETE FROM services WHERE state = 'unwatched'");
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  const SlwJournalWatch *smtp = g_ptr_array_index (report->watches, 1);

  g_assert_cmpint (smtp->away, ==, 0);
  g_assert_cmpuint (smtp->outages->len, ==, 1);
}

/* It was away when one process ended, and answered the next one when that began to watch. */
static void
test_watched_again (JournalKit *kit, gconstpointer data)
{
  report_kit_execute (kit, "UPDATE services SET state = 'watched' WHERE service = 'smtp' AND state = 'unwatched'");
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  const SlwJournalWatch *smtp = g_ptr_array_index (report->watches, 1);
  const SlwJournalOutage *outage = g_ptr_array_index (smtp->outages, 0);

  g_assert_cmpuint (smtp->outages->len, ==, 1);
  g_assert_true (outage->is_over);
  g_assert_cmpint (smtp->away, ==, 500 * SECOND);
}

/* A clock that was set back makes no negative time. */
static void
test_clock (JournalKit *kit, gconstpointer data)
{
  report_kit_execute (kit, "UPDATE services SET time = 1 WHERE state = 'up'");
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);

  g_assert_cmpint (((SlwJournalWatch *) g_ptr_array_index (report->watches, 0))->away, ==, 0);
  g_assert_cmpint (report->away, >=, 0);
}

static void
test_findings (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournalReport) report = report_kit_load (kit);
  const SlwJournalLine *first = g_ptr_array_index (report->findings, 0);

  g_assert_cmpuint (report->findings->len, ==, 3);
  g_assert_cmpstr (first->severity, ==, "medium");
  g_assert_cmpstr (slw_journal_report_find_step (report, first->step)->step, ==, "plan");
  g_assert_null (slw_journal_report_find_step (report, 4711));
}

static void
test_no_run (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;

  g_assert_null (slw_journal_report_new (journal, "1999", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
}

#define ADD(name, func) \
  g_test_add ("/journal-report/" name, JournalKit, NULL, report_kit_set_up, func, journal_kit_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("packages", test_packages);
  ADD ("not-carried-out", test_not_carried_out);
  ADD ("downtime", test_downtime);
  ADD ("interrupted", test_interrupted);
  ADD ("watched-again", test_watched_again);
  ADD ("clock", test_clock);
  ADD ("findings", test_findings);
  ADD ("no-run", test_no_run);
  return g_test_run ();
}
