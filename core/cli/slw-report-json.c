/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-record.h"
#include "core/cli/slw-states.h"
#include "core/cli/slw-report.h"

static void
add_seconds (JsonBuilder *builder, const char *name, gint64 usec)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, (double) usec / G_USEC_PER_SEC);
}

static void
begin_list (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
}

static void
add_outages (JsonBuilder *builder, const SlwJournalWatch *watch)
{
  begin_list (builder, "outages");
  for (guint i = 0; i < watch->outages->len; i++) {
    const SlwJournalOutage *outage = g_ptr_array_index (watch->outages, i);

    json_builder_begin_object (builder);
    slw_record_add_time (builder, "from", outage->from);
    slw_record_add_time (builder, "until", outage->is_over ? outage->until : 0);
    add_seconds (builder, "seconds", outage->until - outage->from);
    slw_cli_add_string (builder, "reason", outage->reason);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_downtime (JsonBuilder *builder, const SlwJournalReport *report)
{
  add_seconds (builder, "downtime", report->away);
  begin_list (builder, "services");
  for (guint i = 0; i < report->watches->len; i++) {
    const SlwJournalWatch *watch = g_ptr_array_index (report->watches, i);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "server", watch->server);
    slw_cli_add_string (builder, "service", watch->service);
    slw_record_add_time (builder, "watched-from", watch->from);
    slw_record_add_time (builder, "watched-until", watch->until);
    add_seconds (builder, "downtime", watch->away);
    add_outages (builder, watch);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  begin_list (builder, "unmeasured");
  for (guint i = 0; i < report->unmeasured->len; i++) {
    g_auto (GStrv) words = g_strsplit (g_ptr_array_index (report->unmeasured, i), " ", 2);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "server", words[0]);
    slw_cli_add_string (builder, "service", words[1]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_steps (JsonBuilder *builder, const SlwJournalReport *report)
{
  begin_list (builder, "steps");
  for (guint i = 0; i < report->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (report->steps, i);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "server", step->server);
    slw_cli_add_string (builder, "step", step->step);
    slw_cli_add_string (builder, "kind", step->kind);
    slw_cli_add_string (builder, "plugin", step->plugin);
    slw_cli_add_string (builder, "state", slw_record_get_step_state (report->run, step));
    slw_cli_add_string (builder, "message", step->message);
    slw_record_add_time (builder, "started", step->started);
    slw_record_add_time (builder, "finished", step->finished);
    add_seconds (builder, "seconds", slw_report_get_duration (report, step));
    json_builder_set_member_name (builder, "verification");
    json_builder_add_boolean_value (builder, slw_report_is_verification (step));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_packages (JsonBuilder *builder, const SlwJournalReport *report)
{
  begin_list (builder, "packages");
  for (guint i = 0; i < report->packages->len; i++) {
    const SlwJournalPackage *package = g_ptr_array_index (report->packages, i);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "server", package->server);
    slw_cli_add_string (builder, "name", package->name);
    slw_cli_add_string (builder, "before", package->before);
    slw_cli_add_string (builder, "after", package->after);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_findings (JsonBuilder *builder, const SlwJournalReport *report)
{
  begin_list (builder, "findings");
  for (guint i = 0; i < report->findings->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (report->findings, i);
    const SlwJournalStep *step = slw_journal_report_find_step (report, line->step);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "server", step != NULL ? step->server : NULL);
    slw_cli_add_string (builder, "step", step != NULL ? step->step : NULL);
    slw_record_add_time (builder, "time", line->time);
    slw_cli_add_string (builder, "severity", line->severity);
    slw_cli_add_string (builder, "check", line->check);
    slw_cli_add_string (builder, "title", line->text);
    slw_cli_add_string (builder, "remedy", line->remedy);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

JsonBuilder *
slw_report_to_json (const SlwJournalReport *report)
{
  JsonBuilder *builder = slw_cli_begin_document ("slipway.report/1");
  const SlwJournalLine *waiver = slw_report_find_waiver (report);

  slw_record_add_run (builder, report->run);
  slw_cli_add_string (builder, "without-backup", waiver != NULL ? waiver->text : NULL);
  slw_cli_add_string (builder, "notes", report->run->notes);
  slw_states_add (report, builder);
  add_downtime (builder, report);
  add_steps (builder, report);
  add_packages (builder, report);
  add_findings (builder, report);
  json_builder_end_object (builder);
  return builder;
}
