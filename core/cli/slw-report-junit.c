/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-record.h"
#include "core/cli/slw-report.h"

/* The form that Jenkins, GitLab and their like read: testsuites, testsuite, testcase with failure, error or skipped. */

typedef struct {
  guint tests;
  guint failures;
  guint errors;
  guint skipped;
  gint64 took;
} Counts;

static void
append_attribute (GString *out, const char *name, const char *value)
{
  g_autofree char *safe = slw_report_escape_markup (value);

  g_string_append_printf (out, " %s=\"%s\"", name, safe);
}

static void
append_content (GString *out, const char *text)
{
  g_autofree char *safe = slw_report_escape_markup (text);

  g_string_append (out, safe);
}

static void
append_seconds (GString *out, const char *name, gint64 usec)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  append_attribute (out, name, g_ascii_formatd (buffer, sizeof buffer, "%.3f", (double) usec / G_USEC_PER_SEC));
}

/* What a step that is not done counts as; NULL: it is. One that goes on is skipped so far. */
static const char *
get_element (const SlwJournalReport *report, const SlwJournalStep *step)
{
  const char *state = slw_record_get_step_state (report->run, step);

  if (g_str_equal (state, "done"))
    return NULL;
  if (g_str_equal (state, "failed"))
    return "failure";
  if (g_str_equal (state, "unreachable") || g_str_equal (state, "interrupted"))
    return "error";
  return "skipped";
}

static void
count (const SlwJournalReport *report, const SlwJournalStep *step, Counts *counts)
{
  const char *element = get_element (report, step);

  counts->tests++;
  counts->failures += g_strcmp0 (element, "failure") == 0;
  counts->errors += g_strcmp0 (element, "error") == 0;
  counts->skipped += g_strcmp0 (element, "skipped") == 0;
  counts->took += slw_report_get_duration (report, step);
}

static void
append_counts (GString *out, const Counts *counts)
{
  g_string_append_printf (out, " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"", counts->tests,
                          counts->failures, counts->errors, counts->skipped);
  append_seconds (out, "time", counts->took);
}

static void
append_outcome (const SlwJournalReport *report, GString *out, const SlwJournalStep *step)
{
  const char *element = get_element (report, step);
  const char *state = slw_record_get_step_state (report->run, step);
  g_autofree char *message = slw_record_first_line (step->message);

  if (element == NULL)
    return;
  g_string_append_printf (out, "      <%s", element);
  append_attribute (out, "message", *message != '\0' ? message : state);
  if (g_str_equal (element, "skipped")) {
    g_string_append (out, "/>\n");
    return;
  }
  append_attribute (out, "type", state);
  g_string_append (out, ">");
  append_content (out, step->message);
  g_string_append_printf (out, "</%s>\n", element);
}

static void
append_findings (const SlwJournalReport *report, GString *out, const SlwJournalStep *step)
{
  gboolean any = FALSE;

  for (guint i = 0; i < report->findings->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (report->findings, i);

    if (line->step != step->id)
      continue;
    g_string_append (out, any ? "" : "      <system-out>");
    any = TRUE;
    append_content (out, line->severity);
    g_string_append (out, line->severity != NULL ? ": " : "");
    append_content (out, line->text);
    g_string_append (out, line->remedy != NULL && *line->remedy != '\0' ? "; " : "");
    append_content (out, line->remedy);
    g_string_append_c (out, '\n');
  }
  g_string_append (out, any ? "</system-out>\n" : "");
}

static void
append_case (const SlwJournalReport *report, GString *out, const SlwJournalStep *step)
{
  const char *server = step->server != NULL ? step->server : "";
  g_autofree char *name = g_strdup_printf ("%s:%s", server, step->step);

  g_string_append (out, "    <testcase");
  append_attribute (out, "classname", server);
  append_attribute (out, "name", name);
  append_seconds (out, "time", slw_report_get_duration (report, step));
  g_string_append (out, ">\n");
  append_outcome (report, out, step);
  append_findings (report, out, step);
  g_string_append (out, "    </testcase>\n");
}

/* The downtime of its services. */
static void
append_properties (const SlwJournalReport *report, GString *out, const char *server)
{
  gboolean any = FALSE;

  for (guint i = 0; i < report->watches->len; i++) {
    const SlwJournalWatch *watch = g_ptr_array_index (report->watches, i);
    g_autofree char *name = g_strdup_printf ("downtime.%s.seconds", watch->service);

    if (g_strcmp0 (watch->server, server) != 0)
      continue;
    g_string_append (out, any ? "" : "    <properties>\n");
    any = TRUE;
    g_string_append (out, "      <property");
    append_attribute (out, "name", name);
    append_seconds (out, "value", watch->away);
    g_string_append (out, "/>\n");
  }
  g_string_append (out, any ? "    </properties>\n" : "");
}

static void
append_suite (const SlwJournalReport *report, GString *out, const char *server)
{
  Counts counts = { 0 };
  g_autofree char *started = slw_cli_format_time (report->run->started);

  for (guint i = 0; i < report->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (report->steps, i);

    if (g_strcmp0 (step->server, server) == 0)
      count (report, step, &counts);
  }
  g_strdelimit (started, "Z", '\0'); /* the schema has a time without a zone */
  g_string_append (out, "  <testsuite");
  append_attribute (out, "name", server != NULL ? server : "");
  append_counts (out, &counts);
  append_attribute (out, "timestamp", started);
  g_string_append (out, ">\n");
  append_properties (report, out, server);
  for (guint i = 0; i < report->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (report->steps, i);

    if (g_strcmp0 (step->server, server) == 0)
      append_case (report, out, step);
  }
  g_string_append (out, "  </testsuite>\n");
}

/* In the order in which they come first. */
static GPtrArray *
list_servers (const SlwJournalReport *report)
{
  GPtrArray *servers = g_ptr_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < report->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (report->steps, i);

    if (g_hash_table_add (known, step->server != NULL ? step->server : (char *) ""))
      g_ptr_array_add (servers, step->server);
  }
  return servers;
}

char *
slw_report_to_junit (const SlwJournalReport *report)
{
  GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
  g_autofree char *name = g_strdup_printf ("slipway %s %s", report->run->pipeline, report->run->id);
  g_autoptr (GPtrArray) servers = list_servers (report);
  Counts counts = { 0 };

  for (guint i = 0; i < report->steps->len; i++)
    count (report, g_ptr_array_index (report->steps, i), &counts);
  append_attribute (out, "name", name);
  append_counts (out, &counts);
  g_string_append (out, ">\n");
  for (guint i = 0; i < servers->len; i++)
    append_suite (report, out, g_ptr_array_index (servers, i));
  g_string_append (out, "</testsuites>\n");
  return g_string_free (out, FALSE);
}
