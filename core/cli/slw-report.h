/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"
#include "core/journal/slw-journal-report.h"

G_BEGIN_DECLS

/* What a run is told as, for `report`. Texts come from a journal, that is from servers: each form escapes them itself. */

/**
 * slw_report_to_text:
 * @report: a report
 *
 * Returns: (transfer full): for people, in columns
 */
char *slw_report_to_text (const SlwJournalReport *report);

/**
 * slw_report_to_json:
 * @report: a report
 *
 * Returns: (transfer full): a document of the schema `slipway.report/1`
 */
JsonBuilder *slw_report_to_json (const SlwJournalReport *report);

/**
 * slw_report_to_junit:
 * @report: a report
 *
 * Returns: (transfer full): XML as test runners write it: a suite per server, a case per step
 */
char *slw_report_to_junit (const SlwJournalReport *report);

/**
 * slw_report_to_html:
 * @report: a report
 *
 * Returns: (transfer full): a page that needs no other file, and has no script
 */
char *slw_report_to_html (const SlwJournalReport *report);

/**
 * slw_report_format_seconds:
 * @usec: a time, in microseconds
 *
 * Returns: (transfer full): in seconds, to the tenth, with a point in every locale
 */
char *slw_report_format_seconds (gint64 usec);

/**
 * slw_report_escape_markup:
 * @text: (nullable): any text
 *
 * Returns: (transfer full): @text, fit for XML 1.0 and HTML, as content and within quotes
 */
char *slw_report_escape_markup (const char *text);

/**
 * slw_report_dup_verdict:
 * @outage: an outage
 *
 * Returns: (transfer full): why, in one safe line; it says so when it was not over at the end
 */
char *slw_report_dup_verdict (const SlwJournalOutage *outage);

/**
 * slw_report_is_verification:
 * @step: a step
 *
 * Returns: whether its purpose is to see that all is well
 */
gboolean slw_report_is_verification (const SlwJournalStep *step);

/**
 * slw_report_get_duration:
 * @report: a report
 * @step: a step of it
 *
 * Returns: how long it took, in microseconds; 0 when its end is not known
 */
gint64 slw_report_get_duration (const SlwJournalReport *report, const SlwJournalStep *step);

/**
 * slw_report_find_waiver:
 * @report: a report
 *
 * Returns: (transfer none) (nullable): the finding that says why something was changed without a backup
 */
const SlwJournalLine *slw_report_find_waiver (const SlwJournalReport *report);

G_END_DECLS
