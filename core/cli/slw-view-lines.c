/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <string.h>

#include "core/cli/slw-view.h"

/* Server and step in columns, then what happened; lines that follow in a text are indented. */
static void
print_line (GVariant *payload, const char *what, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%H:%M:%S");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  printf ("%s %-12s %-14s %s", clock, slw_view_lookup (payload, "server"), slw_view_lookup (payload, "step"), what);
  printf ("%s%s\n", *text != '\0' ? " " : "", *text != '\0' ? lines[0] : "");
  for (guint i = 1; *text != '\0' && lines[i] != NULL; i++)
    printf ("         %s\n", lines[i]);
  fflush (stdout);
}

static void
print_finding (GVariant *payload)
{
  const char *remedy = slw_view_lookup (payload, "remedy");
  g_autofree char *text
      = g_strdup_printf ("%s%s%s", slw_view_lookup (payload, "title"), *remedy != '\0' ? "; " : "", remedy);

  print_line (payload, slw_view_lookup (payload, "severity"), text);
}

static void
print_run_started (GVariant *payload)
{
  printf ("run %s: %s pipeline %s on platform %s\n", slw_view_lookup (payload, "run"),
          g_str_equal (slw_view_lookup (payload, "mode"), "plan") ? "planning" : "running",
          slw_view_lookup (payload, "pipeline"), slw_view_lookup (payload, "platform"));
  fflush (stdout);
}

/* What was blocked follows from a failure that was printed; there may be hundreds. */
static void
print_finished (SlwView *view, GVariant *payload)
{
  g_autofree char *text = NULL;
  double seconds = 0;

  if (view->cli->verbose == 0 && g_str_equal (slw_view_lookup (payload, "outcome"), "blocked"))
    return;
  g_variant_lookup (payload, "seconds", "d", &seconds);
  text = g_strdup_printf ("%s (%.1f s)", slw_view_lookup (payload, "message"), seconds);
  print_line (payload, slw_view_lookup (payload, "outcome"), text);
}

static void
print_action (SlwView *view, GVariant *payload)
{
  const char *effect = slw_view_lookup (payload, "effect");

  if (view->cli->verbose > 0)
    print_line (payload, effect, slw_view_lookup (payload, "describe"));
  else if (!g_str_equal (effect, "READ"))
    print_line (payload, effect, slw_view_lookup (payload, "label"));
}

/* What an earlier process has done is one line for all of it. */
static gboolean
is_old (SlwView *view, GVariant *payload)
{
  gboolean restored = FALSE;

  g_variant_lookup (payload, "restored", "b", &restored);
  return restored && view->cli->verbose == 0;
}

/* That it is watched from now on was said by the step. */
static void
print_service (GVariant *payload)
{
  const char *state = slw_view_lookup (payload, "state");
  const char *message = slw_view_lookup (payload, "message");
  g_autofree char *text
      = g_strdup_printf ("%s%s%s", slw_view_lookup (payload, "service"), *message != '\0' ? ": " : "", message);

  if (g_str_equal (state, "down") || g_str_equal (state, "up"))
    print_line (payload, state, text);
}

static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, SlwView *view)
{
  if (is_old (view, payload))
    return;
  if (g_str_equal (topic, SLW_TOPIC_RUN_STARTED))
    print_run_started (payload);
  else if (g_str_equal (topic, SLW_TOPIC_SERVER_STATE) && !g_str_equal (slw_view_lookup (payload, "state"), "failed"))
    print_line (payload, slw_view_lookup (payload, "state"), "");
  else if (g_str_equal (topic, SLW_TOPIC_STEP_STARTED))
    print_line (payload, "started", slw_view_lookup (payload, "plugin"));
  else if (g_str_equal (topic, SLW_TOPIC_STEP_FINISHED))
    print_finished (view, payload);
  else if (g_str_equal (topic, SLW_TOPIC_STEP_NOTE))
    print_line (payload, "note", slw_view_lookup (payload, "text"));
  else if (g_str_equal (topic, SLW_TOPIC_STEP_FINDING))
    print_finding (payload);
  else if (g_str_equal (topic, SLW_TOPIC_SERVICE_STATE))
    print_service (payload);
  else if (g_str_equal (topic, SLW_TOPIC_ACTION_STARTED))
    print_action (view, payload);
  else if (g_str_equal (topic, SLW_TOPIC_ACTION_OUTPUT) && view->cli->verbose > 1)
    print_line (payload, "|", slw_view_lookup (payload, "line"));
}

void
slw_view_lines_init (SlwView *view)
{
  view->handler = g_signal_connect (view->run->bus, "event", G_CALLBACK (on_event), view);
}
