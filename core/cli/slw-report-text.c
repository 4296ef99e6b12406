/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-record.h"
#include "core/cli/slw-states.h"
#include "core/cli/slw-report.h"

static void
append_line (GString *out, char *line)
{
  g_string_append_printf (out, "%s\n", g_strchomp (line));
  g_free (line);
}

static const char *
get_server (const SlwJournalReport *report, gint64 step, const char **name)
{
  const SlwJournalStep *found = slw_journal_report_find_step (report, step);

  *name = found != NULL ? found->step : "";
  return found != NULL && found->server != NULL ? found->server : "";
}

static void
append_head (const SlwJournalReport *report, GString *out)
{
  const SlwJournalRun *run = report->run;
  const SlwJournalLine *waiver = slw_report_find_waiver (report);
  g_autofree char *started = slw_cli_format_time (run->started);
  g_autofree char *took = run->abandoned ? g_strdup ("") : slw_record_format_took (run->started, run->finished);
  g_autofree char *platform = slw_record_first_line (run->platform);
  g_autofree char *message = slw_record_first_line (run->message);
  g_autofree char *why = waiver != NULL ? slw_record_first_line (waiver->text) : NULL;

  g_string_append_printf (out, "run %s: %s %s on platform %s, by %s, %s\n%s%s%s%s%s\n", run->id, run->mode,
                          run->pipeline, platform, run->operator_name, started, slw_record_get_run_state (run),
                          *took != '\0' ? ", " : "", took, *message != '\0' ? ": " : "", message);
  if (why != NULL)
    g_string_append_printf (out, "without a backup: %s\n", why);
  if (run->notes != NULL)
    g_string_append_printf (out, "%s\n", run->notes);
}

static void
append_outage (GString *out, const SlwJournalOutage *outage)
{
  g_autofree char *from = slw_cli_format_time (outage->from);
  g_autofree char *until = slw_cli_format_time (outage->until);
  g_autofree char *seconds = slw_report_format_seconds (outage->until - outage->from);
  g_autofree char *why = slw_report_dup_verdict (outage);

  append_line (out, g_strdup_printf ("    %-20s  %-20s  %7s s  %s", from, until, seconds, why));
}

static void
append_downtime (const SlwJournalReport *report, GString *out)
{
  g_autofree char *away = slw_report_format_seconds (report->away);

  if (report->watches->len == 0 && report->unmeasured->len == 0) {
    g_string_append (out, "\nDowntime: not measured\n");
    return;
  }
  g_string_append_printf (out, "\nDowntime: %s s in which some service was away\n", away);
  for (guint i = 0; i < report->watches->len; i++) {
    const SlwJournalWatch *watch = g_ptr_array_index (report->watches, i);
    g_autofree char *seconds = slw_report_format_seconds (watch->away);

    g_string_append_printf (out, "  %-14s %-8s %s s\n", watch->server, watch->service, seconds);
    for (guint j = 0; j < watch->outages->len; j++)
      append_outage (out, g_ptr_array_index (watch->outages, j));
  }
  for (guint i = 0; i < report->unmeasured->len; i++) {
    g_auto (GStrv) words = g_strsplit (g_ptr_array_index (report->unmeasured, i), " ", 2);

    g_string_append_printf (out, "  %-14s %-8s not measured: it did not answer before\n", words[0], words[1]);
  }
}

static void
append_step (const SlwJournalReport *report, GString *out, const SlwJournalStep *step)
{
  g_autofree char *started = slw_cli_format_time (step->started);
  g_autofree char *seconds = slw_report_format_seconds (slw_report_get_duration (report, step));
  g_autofree char *message = slw_record_first_line (step->message);

  append_line (out,
               g_strdup_printf ("  %-14s %-16s %-12s %-20s  %7s s  %s", step->server != NULL ? step->server : "",
                                step->step, slw_record_get_step_state (report->run, step), started, seconds, message));
}

static void
append_steps (const SlwJournalReport *report, GString *out, const char *title, gboolean verifications)
{
  gboolean any = FALSE;

  for (guint i = 0; i < report->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (report->steps, i);

    if (verifications && !slw_report_is_verification (step))
      continue;
    if (!any)
      g_string_append_printf (out, "\n%s\n", title);
    any = TRUE;
    append_step (report, out, step);
  }
}

static void
append_packages (const SlwJournalReport *report, GString *out)
{
  if (report->packages->len > 0)
    g_string_append (out, "\nPackages\n");
  for (guint i = 0; i < report->packages->len; i++) {
    const SlwJournalPackage *package = g_ptr_array_index (report->packages, i);

    append_line (out, g_strdup_printf ("  %-14s %-32s %s -> %s", package->server, package->name,
                                       package->before != NULL ? package->before : "(none)",
                                       package->after != NULL ? package->after : "(removed)"));
  }
}

static void
append_findings (const SlwJournalReport *report, GString *out)
{
  if (report->findings->len > 0)
    g_string_append (out, "\nFindings\n");
  for (guint i = 0; i < report->findings->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (report->findings, i);
    g_autofree char *title = slw_record_first_line (line->text);
    g_autofree char *remedy = slw_record_first_line (line->remedy);
    const char *step;
    const char *server = get_server (report, line->step, &step);

    append_line (out,
                 g_strdup_printf ("  %-14s %-16s %s%s%s", server, step, line->severity != NULL ? line->severity : "",
                                  line->severity != NULL ? ": " : "", title));
    if (*remedy != '\0')
      append_line (out, g_strdup_printf ("  %-14s %-16s   %s", "", "", remedy));
  }
}

static void
append_states (const SlwJournalReport *report, GString *out)
{
  if (report->states->len > 0)
    g_string_append (out, "\nServers, after the abort\n");
  slw_states_append (report, out);
}

char *
slw_report_to_text (const SlwJournalReport *report)
{
  GString *out = g_string_new (NULL);

  append_head (report, out);
  append_states (report, out);
  append_downtime (report, out);
  append_steps (report, out, "Steps", FALSE);
  append_packages (report, out);
  append_findings (report, out);
  append_steps (report, out, "Verification", TRUE);
  return g_string_free (out, FALSE);
}
