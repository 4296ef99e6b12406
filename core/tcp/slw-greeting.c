/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/tcp/slw-greeting.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-result-private.h"

#define MOST_LENGTH 512 /* of a line of SMTP, RFC 5321 4.5.3.1.5 */

typedef struct {
  SlwAction *action;
  GSocketConnection *connection;
  char line[MOST_LENGTH];
  gsize length;
  GCancellable *patience; /* cancelled by the caller or by the deadline */
  GCancellable *caller;
  gulong cancelled_id;
  GSource *deadline;
  gboolean late;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  if (reading->caller != NULL)
    g_cancellable_disconnect (reading->caller, reading->cancelled_id);
  g_clear_object (&reading->caller);
  g_source_destroy (reading->deadline);
  g_source_unref (reading->deadline);
  g_clear_object (&reading->connection);
  g_object_unref (reading->patience);
  slw_action_unref (reading->action);
  g_free (reading);
}

SlwResult *
slw_greeting_no_answer (const SlwAction *action, int code, const char *why, GError **error)
{
  g_autofree char *safe = slw_text_escape (why, -1);
  g_autofree char *described = slw_action_describe (action);

  if (slw_action_is_expected (action, SLW_STATUS_NO_ANSWER)) {
    g_autoptr (GBytes) errors = g_bytes_new (safe, strlen (safe));

    return slw_result_new (SLW_STATUS_NO_ANSWER, NULL, errors);
  }
  g_set_error (error, SLW_ERROR, code, "%s: %s", described, safe);
  return NULL;
}

static void
return_no_answer (GTask *task, const GError *why)
{
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  SlwResult *result;

  if (g_cancellable_is_cancelled (reading->caller)) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_CANCELLED, "the connection was cancelled");
    return;
  }
  if (reading->late) {
    g_autofree char *words = g_strdup_printf ("no greeting within %u s", reading->action->timeout);

    result = slw_greeting_no_answer (reading->action, SLW_ERROR_TIMED_OUT, words, &error);
  } else {
    result = slw_greeting_no_answer (reading->action, SLW_ERROR_UNREACHABLE, why->message, &error);
  }
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) slw_result_unref);
  else
    g_task_return_error (task, error);
}

/* --- the end --- */

static void
on_goodbye (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  const char *greeting = reading->action->greeting;
  gboolean right = reading->length >= strlen (greeting) && memcmp (reading->line, greeting, strlen (greeting)) == 0;
  g_autoptr (GBytes) line = g_bytes_new (reading->line, reading->length);

  /* whether it took the goodbye says nothing */
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), async, NULL, NULL);
  g_task_return_pointer (task, slw_result_new (right ? 0 : 1, line, NULL), (GDestroyNotify) slw_result_unref);
}

static void
say_goodbye (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (reading->connection));
  const char *goodbye = reading->action->goodbye != NULL ? reading->action->goodbye : "";

  g_output_stream_write_all_async (stream, goodbye, strlen (goodbye), G_PRIORITY_DEFAULT, reading->patience, on_goodbye,
                                   g_object_ref (task));
}

/* --- the line --- */

static void read_more (GTask *task);

static void
on_read (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize came = g_input_stream_read_finish (G_INPUT_STREAM (source), async, &error);
  const char *end;

  if (came == 0 && reading->length == 0)
    g_set_error (&error, SLW_ERROR, SLW_ERROR_UNREACHABLE, "the connection was closed without a greeting");
  if (error != NULL) {
    return_no_answer (task, error);
    return;
  }
  reading->length += (gsize) came;
  end = memchr (reading->line, '\n', reading->length);
  if (end == NULL && came > 0 && reading->length < MOST_LENGTH) {
    read_more (task);
    return;
  }
  if (end != NULL)
    reading->length = (gsize) (end - reading->line);
  if (reading->length > 0 && reading->line[reading->length - 1] == '\r')
    reading->length--;
  say_goodbye (task);
}

static void
read_more (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (reading->connection));

  g_input_stream_read_async (stream, reading->line + reading->length, MOST_LENGTH - reading->length, G_PRIORITY_DEFAULT,
                             reading->patience, on_read, g_object_ref (task));
}

static void
on_connected (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  reading->connection = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), async, &error);
  if (reading->connection == NULL)
    return_no_answer (task, error);
  else
    read_more (task);
}

/* --- the beginning --- */

static gboolean
on_deadline (gpointer user_data)
{
  Reading *reading = user_data;

  reading->late = TRUE;
  g_cancellable_cancel (reading->patience);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *caller, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static Reading *
reading_new (SlwAction *action, GCancellable *cancellable)
{
  Reading *reading = g_new0 (Reading, 1);
  gint64 now = g_get_monotonic_time ();

  reading->action = slw_action_ref (action);
  reading->patience = g_cancellable_new ();
  reading->deadline = g_timeout_source_new (0);
  g_source_set_ready_time (reading->deadline,
                           action->timeout > 0 ? now + (gint64) action->timeout * G_USEC_PER_SEC : -1);
  g_source_set_callback (reading->deadline, on_deadline, reading, NULL);
  g_source_attach (reading->deadline, g_main_context_get_thread_default ());
  if (cancellable != NULL) {
    reading->caller = g_object_ref (cancellable);
    reading->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                                   g_object_ref (reading->patience), g_object_unref);
  }
  return reading;
}

void
slw_greeting_read_async (
    SlwAction *action, const char *address, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Reading *reading = reading_new (action, cancellable);

  g_task_set_source_tag (task, slw_greeting_read_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, reading, reading_free);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, address, (guint16) action->port, reading->patience, on_connected,
                                         g_steal_pointer (&task));
}

SlwResult *
slw_greeting_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
