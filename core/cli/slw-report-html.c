/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-record.h"
#include "core/cli/slw-report.h"

/* No script and nothing from elsewhere: the policy in its head forbids both, should a text ever get through. */
static const char head[]
    = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";

static const char style[]
    = "<style>\nbody { font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #222 }\n"
      "table { border-collapse: collapse; width: 100% }\nth, td { text-align: left; padding: .2em .8em .2em 0;"
      " border-bottom: 1px solid #ddd; vertical-align: top; overflow-wrap: anywhere }\n"
      "td.number { text-align: right; white-space: nowrap }\n.bar { position: relative; background: #cfe8cf;"
      " height: 1em; min-width: 12em }\n.bar i { position: absolute; top: 0; bottom: 0; background: #c0392b;"
      " min-width: 2px }\n.failed, .unreachable, .interrupted, .high, .inhibitor { color: #c0392b }\n"
      ".blocked, .ceiling, .medium { color: #8a6d00 }\npre { white-space: pre-wrap; margin: 0; font: inherit }\n"
      "@media print { body { margin: 0 } }\n</style>\n";

static void
append_cell (GString *out, const char *class_name, const char *text)
{
  g_autofree char *safe = slw_report_escape_markup (text);
  g_autofree char *safe_class = slw_report_escape_markup (class_name);

  if (class_name != NULL)
    g_string_append_printf (out, "<td class=\"%s\">%s</td>", safe_class, safe);
  else
    g_string_append_printf (out, "<td>%s</td>", safe);
}

static void
append_seconds (GString *out, gint64 usec)
{
  g_autofree char *seconds = slw_report_format_seconds (usec);
  g_autofree char *text = g_strdup_printf ("%s s", seconds);

  append_cell (out, "number", text);
}

static void
append_time (GString *out, gint64 usec)
{
  g_autofree char *text = slw_cli_format_time (usec);

  append_cell (out, NULL, text);
}

static void
begin_table (GString *out, const char *title, const char *const *columns)
{
  g_string_append_printf (out, "<h2>%s</h2>\n<table>\n<tr>", title);
  for (guint i = 0; columns[i] != NULL; i++)
    g_string_append_printf (out, "<th>%s</th>", columns[i]);
  g_string_append (out, "</tr>\n");
}

static void
append_paragraph (GString *out, const char *before, const char *text)
{
  g_autofree char *safe = slw_report_escape_markup (text);

  g_string_append_printf (out, "<p>%s%s</p>\n", before, safe);
}

static void
append_head (const SlwJournalReport *report, GString *out)
{
  const SlwJournalRun *run = report->run;
  const SlwJournalLine *waiver = slw_report_find_waiver (report);
  const char *state = slw_record_get_run_state (run);
  g_autofree char *title = g_strdup_printf ("%s of platform %s", run->pipeline, run->platform);
  g_autofree char *safe = slw_report_escape_markup (title);
  g_autofree char *started = slw_cli_format_time (run->started);
  g_autofree char *took = run->abandoned ? g_strdup ("?") : slw_record_format_took (run->started, run->finished);
  g_autofree char *facts
      = g_strdup_printf ("run %s (%s), by %s, %s, took %s", run->id, run->mode, run->operator_name, started, took);
  g_autofree char *verdict = slw_report_escape_markup (state);
  g_autofree char *message = slw_report_escape_markup (run->message);
  g_autofree char *notes = slw_report_escape_markup (run->notes);

  g_string_append_printf (out, "%s<title>%s</title>\n%s</head>\n<body>\n<h1>%s</h1>\n", head, safe, style, safe);
  append_paragraph (out, "", facts);
  g_string_append_printf (out, "<p><strong class=\"%s\">%s</strong></p>\n<pre>%s</pre>\n", verdict, verdict, message);
  if (run->notes != NULL)
    g_string_append_printf (out, "<pre>%s</pre>\n", notes);
  if (waiver != NULL)
    append_paragraph (out, "<strong>Without a backup:</strong> ", waiver->text);
}

/* Where on the line from the first look to the last the service was away, in percent. */
static void
append_bar (GString *out, const SlwJournalWatch *watch)
{
  double whole = (double) MAX (watch->until - watch->from, 1);

  g_string_append (out, "<td><div class=\"bar\">");
  for (guint i = 0; i < watch->outages->len; i++) {
    const SlwJournalOutage *outage = g_ptr_array_index (watch->outages, i);
    char left[G_ASCII_DTOSTR_BUF_SIZE];
    char width[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd (left, sizeof left, "%.2f", 100.0 * (double) (outage->from - watch->from) / whole);
    g_ascii_formatd (width, sizeof width, "%.2f", 100.0 * (double) (outage->until - outage->from) / whole);
    g_string_append_printf (out, "<i style=\"left: %s%%; width: %s%%\"></i>", left, width);
  }
  g_string_append (out, "</div></td>");
}

static void
append_watches (const SlwJournalReport *report, GString *out)
{
  static const char *const columns[] = { "Server", "Service", "Away", "Meanwhile", NULL };

  begin_table (out, "Downtime", columns);
  for (guint i = 0; i < report->watches->len; i++) {
    const SlwJournalWatch *watch = g_ptr_array_index (report->watches, i);

    g_string_append (out, "<tr>");
    append_cell (out, NULL, watch->server);
    append_cell (out, NULL, watch->service);
    append_seconds (out, watch->away);
    append_bar (out, watch);
    g_string_append (out, "</tr>\n");
  }
  for (guint i = 0; i < report->unmeasured->len; i++) {
    g_auto (GStrv) words = g_strsplit (g_ptr_array_index (report->unmeasured, i), " ", 2);

    g_string_append (out, "<tr>");
    append_cell (out, NULL, words[0]);
    append_cell (out, NULL, words[1]);
    append_cell (out, "number", "not measured");
    append_cell (out, NULL, "it did not answer before");
    g_string_append (out, "</tr>\n");
  }
  g_string_append (out, "</table>\n");
}

static void
append_outages (const SlwJournalReport *report, GString *out)
{
  static const char *const columns[] = { "Server", "Service", "From", "Until", "Away", "Why", NULL };

  if (report->away == 0)
    return;
  begin_table (out, "When services were away", columns);
  for (guint i = 0; i < report->watches->len; i++) {
    const SlwJournalWatch *watch = g_ptr_array_index (report->watches, i);

    for (guint j = 0; j < watch->outages->len; j++) {
      const SlwJournalOutage *outage = g_ptr_array_index (watch->outages, j);
      g_autofree char *why = slw_report_dup_verdict (outage);

      g_string_append (out, "<tr>");
      append_cell (out, NULL, watch->server);
      append_cell (out, NULL, watch->service);
      append_time (out, outage->from);
      append_time (out, outage->until);
      append_seconds (out, outage->until - outage->from);
      append_cell (out, NULL, why);
      g_string_append (out, "</tr>\n");
    }
  }
  g_string_append (out, "</table>\n");
}

static void
append_downtime (const SlwJournalReport *report, GString *out)
{
  g_autofree char *away = slw_report_format_seconds (report->away);

  if (report->watches->len == 0 && report->unmeasured->len == 0) {
    g_string_append (out, "<h2>Downtime</h2>\n<p>Not measured.</p>\n");
    return;
  }
  append_watches (report, out);
  g_string_append_printf (out, "<p><strong>%s s</strong> in which some service was away.</p>\n", away);
  append_outages (report, out);
}

static void
append_steps (const SlwJournalReport *report, GString *out, const char *title, gboolean verifications)
{
  static const char *const columns[] = { "Server", "Step", "State", "Started", "Took", "What", NULL };

  begin_table (out, title, columns);
  for (guint i = 0; i < report->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (report->steps, i);
    const char *state = slw_record_get_step_state (report->run, step);

    if (verifications && !slw_report_is_verification (step))
      continue;
    g_string_append (out, "<tr>");
    append_cell (out, NULL, step->server);
    append_cell (out, NULL, step->step);
    append_cell (out, state, state);
    append_time (out, step->started);
    append_seconds (out, slw_report_get_duration (report, step));
    append_cell (out, NULL, step->message);
    g_string_append (out, "</tr>\n");
  }
  g_string_append (out, "</table>\n");
}

static void
append_packages (const SlwJournalReport *report, GString *out)
{
  static const char *const columns[] = { "Server", "Package", "Before", "After", NULL };

  if (report->packages->len == 0)
    return;
  begin_table (out, "Packages", columns);
  for (guint i = 0; i < report->packages->len; i++) {
    const SlwJournalPackage *package = g_ptr_array_index (report->packages, i);

    g_string_append (out, "<tr>");
    append_cell (out, NULL, package->server);
    append_cell (out, NULL, package->name);
    append_cell (out, NULL, package->before != NULL ? package->before : "(none)");
    append_cell (out, NULL, package->after != NULL ? package->after : "(removed)");
    g_string_append (out, "</tr>\n");
  }
  g_string_append (out, "</table>\n");
}

static void
append_findings (const SlwJournalReport *report, GString *out)
{
  static const char *const columns[] = { "Server", "Step", "Severity", "What was found", "What to do", NULL };

  if (report->findings->len == 0)
    return;
  begin_table (out, "Findings", columns);
  for (guint i = 0; i < report->findings->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (report->findings, i);
    const SlwJournalStep *step = slw_journal_report_find_step (report, line->step);

    g_string_append (out, "<tr>");
    append_cell (out, NULL, step != NULL ? step->server : "");
    append_cell (out, NULL, step != NULL ? step->step : "");
    append_cell (out, line->severity, line->severity);
    append_cell (out, NULL, line->text);
    append_cell (out, NULL, line->remedy);
    g_string_append (out, "</tr>\n");
  }
  g_string_append (out, "</table>\n");
}

char *
slw_report_to_html (const SlwJournalReport *report)
{
  GString *out = g_string_new (NULL);

  append_head (report, out);
  append_downtime (report, out);
  append_steps (report, out, "Steps", FALSE);
  append_packages (report, out);
  append_findings (report, out);
  append_steps (report, out, "Verification", TRUE);
  g_string_append (out, "</body>\n</html>\n");
  return g_string_free (out, FALSE);
}
