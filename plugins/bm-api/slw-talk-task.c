/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-json.h"
#include "slw-talk.h"

/*
 * Waiting for a task of the core. What counts is `state` alone: the counters lag one message behind, so that a task ends
 * with progress below steps, and the text may be null. Tasks do not outlive the core: where it restarts, the task is lost.
 */

#define POLL_SECONDS 1

static gboolean on_status (SlwTalk *talk, GError **error);

static gboolean
poll_task (SlwTalk *talk, GError **error)
{
  SlwRequest *request = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("tasks", talk->task_id, NULL),
                                       "look at the task", on_status);

  request->flags = SLW_REQUEST_TOLERANT | SLW_REQUEST_IMPATIENT;
  return TRUE;
}

static gboolean
end_task (SlwTalk *talk, SlwTaskState state, const char *message)
{
  g_autofree char *safe = slw_text_escape (message != NULL ? message : "", -1);

  talk->task = state;
  g_free (talk->task_message);
  talk->task_message = g_steal_pointer (&safe);
  return slw_talk_go (talk, g_steal_pointer (&talk->task_then));
}

static gboolean
keep_waiting (SlwTalk *talk, double percent, const char *text, GError **error)
{
  g_autofree char *reason = NULL;

  if (!slw_deadline_wait (&talk->task_deadline, POLL_SECONDS)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT,
                 "task “%s” of %s has not ended after %u s (%s); it may still be running there: look at "
                 "/var/log/bm/core.log, or raise task-timeout and start again",
                 talk->task_label, slw_server_get_name (talk->main), slw_deadline_get_waited (&talk->task_deadline),
                 text);
    return FALSE;
  }
  reason = percent < 0 ? g_strdup_printf ("task: %s", talk->task_label)
                       : g_strdup_printf ("task %.0f %%: %s", percent, talk->task_label);
  slw_step_run_set_progress (talk->run, percent, text);
  return slw_talk_wait (talk, POLL_SECONDS, reason, poll_task);
}

static double
measure (JsonObject *status)
{
  double steps = slw_json_get_number (status, "steps");
  double progress = slw_json_get_number (status, "progress");

  return steps > 0 && progress >= 0 ? MIN (100.0 * progress / steps, 100.0) : -1;
}

static gboolean
read_status (SlwTalk *talk, JsonObject *status, GError **error)
{
  const char *state = slw_json_get_string (status, "state");
  const char *text = slw_json_get_string (status, "lastLogEntry");
  g_autofree char *shown = NULL;

  if (g_strcmp0 (state, "Success") == 0)
    return end_task (talk, SLW_TASK_SUCCESS, text);
  if (g_strcmp0 (state, "InError") == 0)
    return end_task (talk, SLW_TASK_FAILED, text != NULL && *text != '\0' ? text : "no reason given");
  if (g_strcmp0 (state, "InProgress") == 0 || g_strcmp0 (state, "NotStarted") == 0) {
    shown = g_strdup_printf ("%s%s%s", talk->task_label, text != NULL && *text != '\0' ? ": " : "",
                             text != NULL ? text : "");
    return keep_waiting (talk, measure (status), shown, error);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "task “%s”: its state is none that is known", talk->task_label);
  return FALSE;
}

static gboolean
on_status (SlwTalk *talk, GError **error)
{
  JsonObject *status;

  if (talk->answer->good) {
    status = slw_answer_get_object (talk->answer, error);
    if (status != NULL)
      return read_status (talk, status, error);
    g_prefix_error (error, "task “%s”: ", talk->task_label);
    return FALSE;
  }
  if (talk->answer->down)
    return keep_waiting (talk, -1, "the API gives no answer", error);
  if (talk->answer->status == 404)
    return end_task (talk, SLW_TASK_LOST, "the core does not know the task any more");
  slw_answer_set_error (talk->answer, talk->task_label, error);
  return FALSE;
}

gboolean
slw_talk_follow (SlwTalk *talk, const char *id, const char *label, SlwTalkFunc then, GError **error)
{
  g_free (talk->task_id);
  g_free (talk->task_label);
  talk->task_id = g_strdup (id);
  talk->task_label = g_strdup (label);
  talk->task_then = then;
  slw_deadline_begin (&talk->task_deadline, talk->settings->task_timeout);
  return poll_task (talk, error);
}

gboolean
slw_talk_watch (SlwTalk *talk, const char *label, SlwTalkFunc then, GError **error)
{
  JsonObject *reference;
  const char *id;

  talk->task_then = then;
  if (talk->answer->assumed)
    return end_task (talk, SLW_TASK_SUCCESS, "assumed");
  reference = slw_answer_get_object (talk->answer, error);
  if (reference == NULL)
    return FALSE;
  id = slw_json_get_string (reference, "id");
  if (!slw_json_is_id (id)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s: the answer names no task", label);
    return FALSE;
  }
  return slw_talk_follow (talk, id, label, then, error);
}
