/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-record.h"

#include <slipway/slw-text.h>

#include <string.h>

const char *
slw_record_get_run_state (const SlwJournalRun *run)
{
  if (run->outcome != NULL)
    return run->outcome;
  return run->abandoned ? "interrupted" : "running";
}

const char *
slw_record_get_step_state (const SlwJournalRun *run, const SlwJournalStep *step)
{
  if (step->outcome != NULL)
    return step->outcome;
  return slw_record_has_ended (run) ? "interrupted" : "running";
}

gboolean
slw_record_has_ended (const SlwJournalRun *run)
{
  return run->outcome != NULL || run->abandoned;
}

gboolean
slw_record_is_good (const SlwJournalStep *step)
{
  static const char *const good[] = { "done", "skipped", "ceiling", NULL };

  return step != NULL && step->outcome != NULL && g_strv_contains (good, step->outcome);
}

char *
slw_record_format_took (gint64 started, gint64 finished)
{
  gint64 usec = MAX ((finished != 0 ? finished : g_get_real_time ()) - started, 0);
  int seconds = (int) (usec / G_USEC_PER_SEC);

  if (seconds < 10)
    return g_strdup_printf ("%.1fs", (double) usec / G_USEC_PER_SEC);
  if (seconds < 60)
    return g_strdup_printf ("%ds", seconds);
  if (seconds < 3600)
    return g_strdup_printf ("%dm%02ds", seconds / 60, seconds % 60);
  return g_strdup_printf ("%dh%02dm", seconds / 3600, seconds / 60 % 60);
}

/* The journal holds escaped text only; but it is a file, and others may have written to it. */
char *
slw_record_first_line (const char *text)
{
  const char *end = text != NULL ? strchr (text, '\n') : NULL;
  char *line = slw_text_escape (text, end != NULL ? end - text : -1);

  return g_strdelimit (line, "\t", ' ');
}

char *
slw_record_dup_message (const SlwJournalRun *run)
{
  g_autofree char *path = run->abandoned ? slw_cli_dup_crash_note (run->id) : NULL;
  g_autofree char *crash = NULL;

  if (path != NULL && g_file_get_contents (path, &crash, NULL, NULL))
    return slw_record_first_line (crash);
  return slw_record_first_line (run->message);
}

void
slw_record_add_time (JsonBuilder *builder, const char *name, gint64 usec)
{
  g_autoptr (GDateTime) time = usec != 0 ? g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC) : NULL;
  g_autofree char *seconds = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : NULL;
  g_autofree char *whole
      = seconds != NULL ? g_strdup_printf ("%s.%06dZ", seconds, (int) (usec % G_USEC_PER_SEC)) : NULL;

  slw_cli_add_string (builder, name, whole);
}

void
slw_record_add_run (JsonBuilder *builder, const SlwJournalRun *run)
{
  g_autofree char *message = slw_record_dup_message (run);

  slw_cli_add_string (builder, "run", run->id);
  slw_cli_add_string (builder, "platform", run->platform);
  slw_cli_add_string (builder, "pipeline", run->pipeline);
  slw_cli_add_string (builder, "mode", run->mode);
  slw_cli_add_string (builder, "ceiling", run->ceiling);
  slw_cli_add_string (builder, "operator", run->operator_name);
  slw_cli_add_string (builder, "state", slw_record_get_run_state (run));
  slw_cli_add_string (builder, "message", *message != '\0' && run->abandoned ? message : run->message);
  slw_record_add_time (builder, "started", run->started);
  slw_record_add_time (builder, "finished", run->finished);
}
