/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/journal/slw-journal.h"

G_BEGIN_DECLS

/**
 * SlwJournalOutage:
 * @from: when the first question that failed was asked, in microseconds since 1970
 * @until: when the first right answer came; the end of the watch when there was none
 * @is_over: whether there was one
 * @reason: what was wrong
 *
 * A time in which users would have noticed that a service is away.
 */
typedef struct {
  gint64 from;
  gint64 until;
  gboolean is_over;
  char *reason;
} SlwJournalOutage;

/**
 * SlwJournalWatch:
 * @server: name of a server
 * @service: name of its service
 * @from: since when it was watched, in microseconds since 1970
 * @until: how long; the last time that is on record when the run was interrupted
 * @outages: (element-type SlwJournalOutage): oldest first
 * @away: how long it was away, in microseconds
 *
 * What was seen of a service in a run.
 */
typedef struct {
  char *server;
  char *service;
  gint64 from;
  gint64 until;
  GPtrArray *outages;
  gint64 away;
} SlwJournalWatch;

/**
 * SlwJournalPackage:
 * @server: name of a server
 * @name: name of a package
 * @before: (nullable): its version before the run, as far as the run looked
 * @after: (nullable): its version after it, %NULL when it was removed
 *
 * A package that was changed.
 */
typedef struct {
  char *server;
  char *name;
  char *before;
  char *after;
} SlwJournalPackage;

/**
 * SlwJournalReport:
 * @run: the run
 * @steps: (element-type SlwJournalStep): its steps, in their order
 * @findings: (element-type SlwJournalLine): what was found, oldest first
 * @watches: (element-type SlwJournalWatch): the services that were watched
 * @unmeasured: (element-type utf8): `SERVER SERVICE` of those that did not answer when they were asked first
 * @packages: (element-type SlwJournalPackage): what became of packages, by server and name
 * @states: (element-type SlwJournalState): how the run left its servers when it was aborted
 * @away: for how long any of the services was away, in microseconds: where two were at the same time, that counts once
 *
 * All that a report tells of a run, from the journal alone.
 */
typedef struct {
  SlwJournalRun *run;
  GPtrArray *steps;
  GPtrArray *findings;
  GPtrArray *watches;
  GPtrArray *unmeasured;
  GPtrArray *packages;
  GPtrArray *states;
  gint64 away;
  /*< private >*/
  GHashTable *by_name; /* "server\nname" -> SlwJournalPackage */
} SlwJournalReport;

/**
 * slw_journal_report_new:
 * @journal: a journal
 * @id: (nullable): id of a run, or how it begins; %NULL for the newest
 * @error: return location
 *
 * Returns: (transfer full): what is known of it, or %NULL
 */
SlwJournalReport *slw_journal_report_new (SlwJournal *journal, const char *id, GError **error);

/**
 * slw_journal_report_free:
 * @self: (nullable): a report
 */
void slw_journal_report_free (SlwJournalReport *self);

/**
 * slw_journal_report_find_step:
 * @self: a report
 * @id: id of a step
 *
 * Returns: (transfer none) (nullable): the step
 */
const SlwJournalStep *slw_journal_report_find_step (const SlwJournalReport *self, gint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJournalReport, slw_journal_report_free)

G_END_DECLS
