/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>

#include "core/cli/slw-view.h"

static char *
format_usec (gint64 usec)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", seconds, (int) (usec % G_USEC_PER_SEC));
}

/* One object in one line: the topic and the payload as it is, the time in RFC 3339. */
static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, SlwView *view)
{
  g_autoptr (GVariant) with_topic = NULL;
  g_autofree char *text = NULL;
  GVariantDict dict;
  gint64 time = 0;

  g_variant_dict_init (&dict, payload);
  if (g_variant_lookup (payload, "time", "x", &time)) {
    g_autofree char *formatted = format_usec (time);

    g_variant_dict_insert (&dict, "time", "s", formatted);
  }
  g_variant_dict_insert (&dict, "schema", "s", "slipway.event/1");
  g_variant_dict_insert (&dict, "event", "s", topic);
  with_topic = g_variant_ref_sink (g_variant_dict_end (&dict));
  text = json_gvariant_serialize_data (with_topic, NULL);
  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

void
slw_view_json_init (SlwView *view)
{
  view->handler = g_signal_connect (view->run->bus, "event", G_CALLBACK (on_event), view);
}
