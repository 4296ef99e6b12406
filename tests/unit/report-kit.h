/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sqlite3.h>
#include <string.h>

#include "core/journal/slw-journal-report.h"
#include "tests/unit/journal-kit.h"

/* What the tests of reports share: the run of golden/report.sql, and what a report of it must look like. */

#define REPORT_KIT_RUN "20261122-031500-aaaa"

static inline void
report_kit_execute (JournalKit *kit, const char *sql)
{
  sqlite3 *db = NULL;
  char *problem = NULL;

  g_assert_cmpint (sqlite3_open (kit->path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  sqlite3_close (db);
}

static inline char *
report_kit_read (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static inline void
report_kit_set_up (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = NULL;
  g_autofree char *rows = report_kit_read ("report.sql");

  journal_kit_set_up (kit, data);
  journal = journal_kit_open (kit->path); /* makes the tables */
  report_kit_execute (kit, rows);
}

static inline SlwJournalReport *
report_kit_load (JournalKit *kit)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autoptr (GError) error = NULL;
  SlwJournalReport *report = slw_journal_report_new (journal, REPORT_KIT_RUN, &error);

  g_assert_no_error (error);
  return report;
}

/* With $SLW_UPDATE_GOLDEN the file is written anew, to be read before it is committed. */
static inline void
report_kit_assert_golden (const char *name, const char *text)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", name, NULL);
  g_autofree char *golden = NULL;

  if (g_getenv ("SLW_UPDATE_GOLDEN") != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  golden = report_kit_read (name);
  g_assert_cmpstr (text, ==, golden);
}
