/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-report.h"

#include <slipway/slw-text.h>

#include "core/cli/slw-record.h"

#define CHECK_NO_BACKUP "backup.waived" /* of the finding that the gate of the backups adds */

char *
slw_report_format_seconds (gint64 usec)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.1f", (double) usec / G_USEC_PER_SEC));
}

/* Control characters are no characters of XML, not even as references; nor are the last two of the first plane. */
char *
slw_report_escape_markup (const char *text)
{
  g_autofree char *safe = slw_text_escape (text, -1);
  g_autoptr (GString) clean = g_string_new (safe);

  g_string_replace (clean, "\xef\xbf\xbe", "\xef\xbf\xbd", 0);
  g_string_replace (clean, "\xef\xbf\xbf", "\xef\xbf\xbd", 0);
  return g_markup_escape_text (clean->str, (gssize) clean->len);
}

char *
slw_report_dup_verdict (const SlwJournalOutage *outage)
{
  g_autofree char *reason = slw_record_first_line (outage->reason);

  if (outage->is_over)
    return g_steal_pointer (&reason);
  return g_strdup_printf ("%s%snot back at the end", reason, *reason != '\0' ? "; " : "");
}

gboolean
slw_report_is_verification (const SlwJournalStep *step)
{
  return step->kind != NULL && g_str_has_suffix (step->kind, ".verify");
}

gint64
slw_report_get_duration (const SlwJournalReport *report, const SlwJournalStep *step)
{
  gint64 end = step->finished;

  if (end == 0 && !slw_record_has_ended (report->run))
    end = g_get_real_time ();
  return MAX (end - step->started, 0) * (end != 0 ? 1 : 0);
}

const SlwJournalLine *
slw_report_find_waiver (const SlwJournalReport *report)
{
  for (guint i = 0; i < report->findings->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (report->findings, i);

    if (g_strcmp0 (line->check, CHECK_NO_BACKUP) == 0)
      return line;
  }
  return NULL;
}
