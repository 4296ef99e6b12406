/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-facts-reader.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "core/api/slw-facts-private.h"
#include "core/api/slw-server-private.h"

#define FACTS_LIMIT (256 * 1024) /* bytes; a real answer has a few KiB */
#define FACTS_TIMEOUT 60         /* seconds */

static void
on_answer (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SlwServer *server = g_task_get_task_data (task);
  g_autoptr (SlwFacts) facts = NULL;
  GError *error = NULL;
  g_autoptr (SlwResult) result = slw_dispatcher_send_finish (SLW_DISPATCHER (source), async, &error);

  if (result != NULL)
    facts = slw_facts_parse (slw_result_get_output (result), slw_result_get_output_length (result), &error);
  if (facts == NULL) {
    g_prefix_error (&error, result != NULL ? "the answer to the question for its facts cannot be used: " : "");
    g_task_return_error (task, error);
    return;
  }
  slw_server_set_facts (server, facts);
  g_task_return_pointer (task, g_strdup (slw_result_get_output (result)), g_free);
}

void
slw_facts_reader_read_async (SlwDispatcher *dispatcher,
                             SlwServer *server,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (dispatcher, cancellable, callback, user_data);
  g_autoptr (SlwAction) action
      = slw_action_new_script (SLW_EFFECT_READ, "read the facts of the server", slw_facts_script (), NULL);

  g_task_set_source_tag (task, slw_facts_reader_read_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (server), g_object_unref);
  slw_action_set_output_limit (action, FACTS_LIMIT);
  slw_action_set_timeout (action, FACTS_TIMEOUT);
  slw_dispatcher_send_async (dispatcher, action, server, NULL, NULL, NULL, cancellable, on_answer,
                             g_steal_pointer (&task));
}

gboolean
slw_facts_reader_read_finish (GAsyncResult *result, char **text, GError **error)
{
  g_autofree char *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer == NULL)
    return FALSE;
  if (text != NULL)
    *text = g_steal_pointer (&answer);
  return TRUE;
}
