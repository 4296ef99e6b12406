/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The live table: one line per server, redrawn in place at most ten times a second. A terminal that takes nothing (stopped
 * with Ctrl-S, a dead link) costs frames, never the engine: a frame is dropped when the terminal is not ready for it. */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/cli/slw-view.h"

#define FRAME_MSEC 100

typedef struct {
  const char *name;
  char *step;
  char *text;
  const char *mark; /* one letter of state with its colour */
  double percent;
  gint64 started;
  gboolean ended;
  gboolean bad; /* failed or blocked */
} Row;

typedef struct {
  GPtrArray *rows; /* Row */
  GSource *timer;
  guint drawn;    /* lines of the table on the terminal now */
  GString *above; /* findings and failures, printed above the table */
} Table;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->step);
  g_free (row->text);
  g_free (row);
}

static guint
get_width (void)
{
  struct winsize size = { 0 };

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
    return 80;
  return size.ws_col;
}

/* Cuts @text to @width characters; one more would wrap and break the table. */
static char *
fit (const char *text, guint width)
{
  const char *newline = strchr (text, '\n');
  g_autofree char *line = newline != NULL ? g_strndup (text, newline - text) : g_strdup (text);

  g_strdelimit (line, "\t", ' ');
  if (g_utf8_strlen (line, -1) <= (glong) width)
    return g_steal_pointer (&line);
  return g_utf8_substring (line, 0, width);
}

static void
draw_row (GString *out, const Row *row, guint width)
{
  g_autofree char *percent
      = row->percent >= 0 && !row->ended ? g_strdup_printf ("%3.0f%%", row->percent) : g_strdup ("");
  gint64 seconds = row->started > 0 ? (g_get_monotonic_time () - row->started) / G_USEC_PER_SEC : 0;
  g_autofree char *elapsed = row->ended || row->started == 0
                                 ? g_strdup ("")
                                 : g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
  g_autofree char *head
      = g_strdup_printf ("%-12.12s %-14.14s %4s %6s ", row->name, row->step ? row->step : "", percent, elapsed);
  g_autofree char *text = fit (row->text != NULL ? row->text : "", width - 4 - MIN ((guint) strlen (head), width - 5));

  g_string_append_printf (out, "%s %s%s\033[K\n", row->mark, head, text);
}

static gboolean
write_frame (const char *data, gsize length)
{
  struct pollfd terminal = { .fd = STDOUT_FILENO, .events = POLLOUT };

  while (length > 0) {
    gssize written;

    if (poll (&terminal, 1, 0) != 1)
      return FALSE;
    written = write (STDOUT_FILENO, data, MIN (length, 512));
    if (written < 0 && errno != EINTR)
      return FALSE;
    data += MAX (written, 0);
    length -= MAX (written, 0);
  }
  return TRUE;
}

static void
draw (Table *table)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint width = get_width ();

  if (table->drawn > 0)
    g_string_append_printf (out, "\033[%uA", table->drawn);
  if (table->above->len > 0)
    g_string_append_printf (out, "\033[J%s", table->above->str);
  for (guint i = 0; i < table->rows->len; i++)
    draw_row (out, g_ptr_array_index (table->rows, i), width);
  if (!write_frame (out->str, out->len))
    return;
  g_string_truncate (table->above, 0);
  table->drawn = table->rows->len;
}

static gboolean
on_frame (gpointer user_data)
{
  draw (user_data);
  return G_SOURCE_CONTINUE;
}

static Row *
find_row (Table *table, const char *server)
{
  for (guint i = 0; i < table->rows->len; i++) {
    Row *row = g_ptr_array_index (table->rows, i);

    if (g_str_equal (row->name, server))
      return row;
  }
  return NULL;
}

static void
set_text (Row *row, const char *text)
{
  if (*text == '\0')
    return;
  g_free (row->text);
  row->text = g_strdup (text);
}

static void
begin_step (Row *row, GVariant *payload)
{
  g_free (row->step);
  row->step = g_strdup (slw_view_lookup (payload, "step"));
  g_clear_pointer (&row->text, g_free);
  row->mark = "\033[36m▸\033[0m";
  row->percent = -1;
  row->started = g_get_monotonic_time ();
  row->ended = FALSE;
}

/* Says why a server goes no further, unless it is where something failed. */
static void
block_row (Row *row, GVariant *payload)
{
  if (row->bad)
    return;
  row->bad = TRUE;
  row->ended = TRUE;
  row->mark = "\033[33m–\033[0m";
  g_free (row->step);
  row->step = g_strdup (slw_view_lookup (payload, "step"));
  set_text (row, slw_view_lookup (payload, "message"));
}

static void
end_step (Table *table, Row *row, GVariant *payload)
{
  const char *outcome = slw_view_lookup (payload, "outcome");
  gboolean good = g_str_equal (outcome, "done") || g_str_equal (outcome, "ceiling");

  if (g_str_equal (outcome, "blocked")) {
    block_row (row, payload);
    return;
  }
  row->ended = TRUE;
  row->bad = !good;
  row->mark = good ? "\033[32m✓\033[0m" : "\033[31m✗\033[0m";
  set_text (row, slw_view_lookup (payload, "message"));
  if (!good)
    g_string_append_printf (table->above, "\033[31m%s: %s %s\033[0m\033[K\n%s\033[K\n", row->name, row->step, outcome,
                            slw_view_lookup (payload, "message"));
}

static void
add_finding (Table *table, Row *row, GVariant *payload)
{
  const char *severity = slw_view_lookup (payload, "severity");
  const char *remedy = slw_view_lookup (payload, "remedy");

  if (g_str_equal (severity, "info"))
    return;
  g_string_append_printf (table->above, "\033[33m%s: %s:\033[0m %s%s%s\033[K\n", row->name, severity,
                          slw_view_lookup (payload, "title"), *remedy != '\0' ? "; " : "", remedy);
}

static void
add_service (Table *table, const Row *row, GVariant *payload)
{
  const char *state = slw_view_lookup (payload, "state");
  const char *message = slw_view_lookup (payload, "message");

  if (g_str_equal (state, "down") || g_str_equal (state, "up"))
    g_string_append_printf (table->above, "%s: %s is %s%s%s\033[K\n", row->name, slw_view_lookup (payload, "service"),
                            state, *message != '\0' ? ": " : "", message);
}

static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, SlwView *view)
{
  Table *table = view->data;
  Row *row = find_row (table, slw_view_lookup (payload, "server"));

  if (row == NULL)
    return;
  if (g_str_equal (topic, SLW_TOPIC_SERVER_STATE)) {
    set_text (row, slw_view_lookup (payload, "state"));
  } else if (g_str_equal (topic, SLW_TOPIC_STEP_STARTED)) {
    begin_step (row, payload);
  } else if (g_str_equal (topic, SLW_TOPIC_STEP_FINISHED)) {
    end_step (table, row, payload);
  } else if (g_str_equal (topic, SLW_TOPIC_STEP_PROGRESS)) {
    g_variant_lookup (payload, "percent", "d", &row->percent);
    set_text (row, slw_view_lookup (payload, "text"));
  } else if (g_str_equal (topic, SLW_TOPIC_ACTION_STARTED)) {
    set_text (row, slw_view_lookup (payload, "label"));
  } else if (g_str_equal (topic, SLW_TOPIC_STEP_FINDING)) {
    add_finding (table, row, payload);
  } else if (g_str_equal (topic, SLW_TOPIC_SERVICE_STATE)) {
    add_service (table, row, payload);
  }
}

static void
free_table (SlwView *view)
{
  Table *table = view->data;

  draw (table);
  g_source_destroy (table->timer);
  g_source_unref (table->timer);
  g_ptr_array_unref (table->rows);
  g_string_free (table->above, TRUE);
  g_free (table);
}

void
slw_view_table_init (SlwView *view)
{
  Table *table = g_new0 (Table, 1);

  table->rows = g_ptr_array_new_with_free_func (row_free);
  table->above = g_string_new (NULL);
  for (guint i = 0; i < view->run->servers->len; i++) {
    Row *row = g_new0 (Row, 1);

    row->name = slw_server_get_name (g_ptr_array_index (view->run->servers, i));
    row->mark = " ";
    row->percent = -1;
    g_ptr_array_add (table->rows, row);
  }
  table->timer = g_timeout_source_new (FRAME_MSEC);
  g_source_set_callback (table->timer, on_frame, table, NULL);
  g_source_attach (table->timer, NULL);
  view->data = table;
  view->free_data = free_table;
  view->handler = g_signal_connect (view->run->bus, "event", G_CALLBACK (on_event), view);
}
