/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * platform.upgrade: what comes once, after the packages of all servers: the data of the platform is brought to the version of
 * its programs (_upgrade), then the servers are configured anew (_postinst). What the platform says of itself decides, never
 * the end of a task alone: a core that restarts forgets its tasks, and bm-cli ends with status 3 after a success.
 *
 * A marker on the main server is there from before the first request until all is done. It has the id of the task, so that the
 * next run follows an upgrade that still runs instead of beginning another; and it tells of a second half that is missing, of
 * which the platform itself knows nothing.
 */
#include "slw-upgrade.h"

#include "bm-api/slw-json.h"
#include "slw-core.h"
#include "slw-lag.h"
#include "slw-upgrade-rest.h"
#include "slw-verify-text.h"

#define MARKER "/var/lib/slipway/upgrade-pending"
#define MAX_LOST 2
#define POLL_SECONDS 2
#define LAST_ERRORS 4

static gboolean decide (SlwTalk *talk, GError **error);
static gboolean postinst (SlwTalk *talk);

void
slw_upgrade_show_line (SlwStepRun *run, const char *line)
{
  slw_step_run_set_progress (run, -1, line);
}

static const char *
main_name (SlwTalk *talk)
{
  return slw_server_get_name (talk->main);
}

static gboolean
act_on_main (SlwTalk *talk, SlwAction *action, SlwTalkFunc then)
{
  slw_action_set_server (action, talk->main);
  return slw_talk_act (talk, action, then);
}

static gboolean
finish (SlwTalk *talk)
{
  SlwWork *work = talk->work;

  slw_step_run_set_output (talk->run, "state", work->state);
  slw_step_run_set_output (talk->run, "software-version", work->software);
  slw_step_run_set_output (talk->run, "version", work->version_name);
  if (work->since == NULL)
    return slw_talk_done (talk, "nothing to do: it runs, and its data is of %s", work->software);
  return slw_talk_done (talk, "upgraded to %s",
                        work->software != NULL ? work->software : "the version of its packages");
}

/* The marker goes last; the moment is the end of what the log may say about an upgrade. */
static gboolean
on_unmarked (SlwTalk *talk, GError **error)
{
  g_autofree char *time = g_strstrip (g_strdup (slw_result_get_output (talk->result)));

  slw_step_run_set_output (talk->run, "finished", strlen (time) == 19 ? time : NULL);
  return finish (talk);
}

static gboolean
on_settled (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  SlwAction *action;

  if (!slw_work_is_planning (talk) && !slw_core_is_done (work)) {
    g_set_error (
        error, SLW_ERROR, SLW_ERROR_FAILED,
        "the upgrade ended, and the platform on %s is in state %s, its programs of %s and its data of %s; look "
        "at /var/log/bm/core.log there and run again",
        main_name (talk), work->state, work->software, work->database);
    return FALSE;
  }
  action = slw_action_new_script (SLW_EFFECT_MUTATE, "note that the upgrade is complete",
                                  "rm -f " MARKER " && date -u '+%Y-%m-%d %H:%M:%S'", NULL);
  return act_on_main (talk, action, on_unmarked);
}

static gboolean
settle (SlwTalk *talk, GError **error)
{
  return slw_work_is_planning (talk) ? on_settled (talk, error) : slw_core_await (talk, on_settled, error);
}

/* A failed task says little; the last errors of the log say more. */
static gboolean
on_log (SlwTalk *talk, GError **error)
{
  g_autofree char *last = slw_text_last_lines (slw_result_get_output (talk->result), LAST_ERRORS);
  g_autofree char *safe = slw_text_escape (last, -1);

  g_set_error (
      error, SLW_ERROR, SLW_ERROR_FAILED,
      "the core of %s failed: %s%s%s\nLook at /var/log/bm/core.log there, mend it and run again: the same step "
      "goes on where it stopped",
      main_name (talk), talk->task_message, *safe != '\0' ? ". The last errors in its log:\n" : "", safe);
  return FALSE;
}

static gboolean
fail_by_log (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  const char *arguments[] = { work->since != NULL ? work->since : "0000", NULL };
  SlwAction *action = slw_action_new_script (SLW_EFFECT_READ, "look for the reason in the core's log",
                                             slw_log_errors_script (), arguments);

  return act_on_main (talk, action, on_log);
}

static gboolean
count_lost (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (++work->lost <= MAX_LOST) {
    slw_step_run_add_note (talk->run, "the core forgot the task, it must have restarted; looking at what it did");
    return TRUE;
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
               "the core of %s forgot %u tasks in a row: does it restart again and again? Look at /var/log/bm/core.log",
               main_name (talk), work->lost);
  return FALSE;
}

static gboolean
on_postinst_task (SlwTalk *talk, GError **error)
{
  if (talk->task == SLW_TASK_FAILED)
    return fail_by_log (talk);
  if (talk->task == SLW_TASK_LOST)
    return count_lost (talk, error) && slw_core_await (talk, decide, error);
  return settle (talk, error);
}

static gboolean
on_postinst (SlwTalk *talk, GError **error)
{
  if (talk->answer->unknown_route) {
    slw_step_run_add_note (talk->run, "this version has no post-installation by API");
    return settle (talk, error);
  }
  if (talk->answer->good)
    return slw_talk_watch (talk, "configure the servers", on_postinst_task, error);
  slw_answer_set_error (talk->answer, "configure the servers after the upgrade", error);
  g_prefix_error (error, "API of %s: the data is upgraded, what follows is not, run again: ", main_name (talk));
  return FALSE;
}

static gboolean
postinst (SlwTalk *talk)
{
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", slw_talk_path ("system", "installation", "_postinst", NULL),
                       "configure the servers", on_postinst);

  request->flags = SLW_REQUEST_TOLERANT;
  request->assumed = g_strdup ("{\"id\":\"assumed\"}");
  return TRUE;
}

static gboolean
on_upgrade_task (SlwTalk *talk, GError **error)
{
  if (talk->task == SLW_TASK_FAILED)
    return fail_by_log (talk);
  if (talk->task == SLW_TASK_LOST)
    return count_lost (talk, error) && slw_core_await (talk, decide, error);
  return postinst (talk);
}

static gboolean on_quiet (SlwTalk *talk, GError **error);

static gboolean
look_again (SlwTalk *talk, GError **error)
{
  return slw_core_await (talk, on_quiet, error);
}

/* The request got no answer, so that there is no task to look at: what becomes of the platform tells. */
static gboolean
on_quiet (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (slw_core_is_done (work))
    return postinst (talk);
  if (slw_deadline_wait (&work->unseen, POLL_SECONDS))
    return slw_talk_wait (talk, POLL_SECONDS, "the upgrade may be running unseen", look_again);
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_TIMED_OUT,
      "the request for the upgrade got no answer, and %u s later the platform on %s is in state %s; whether an "
      "upgrade is running there is in /var/log/bm/core.log. Run again once it is not",
      slw_deadline_get_waited (&work->unseen), main_name (talk), work->state);
  return FALSE;
}

static gboolean
on_noted (SlwTalk *talk, GError **error)
{
  return slw_talk_watch (talk, "upgrade the data", on_upgrade_task, error);
}

static gboolean
note_task (SlwTalk *talk, GError **error)
{
  JsonObject *reference = slw_answer_get_object (talk->answer, error);
  const char *id = slw_json_get_string (reference, "id");
  const char *arguments[] = { slw_json_is_id (id) ? id : "", NULL };

  return reference != NULL
         && act_on_main (talk,
                         slw_action_new_script (SLW_EFFECT_MUTATE, "note which task it is",
                                                "printf '%s\\n' \"$1\" > " MARKER, arguments),
                         on_noted);
}

static gboolean
on_upgrade (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (talk->answer->good)
    return note_task (talk, error);
  if (talk->answer->down) {
    slw_step_run_add_note (talk->run,
                           "the request for the upgrade got no answer; whether it runs, the state will show");
    slw_deadline_begin (&work->unseen, talk->settings->task_timeout);
    return look_again (talk, error);
  }
  slw_answer_set_error (talk->answer, "upgrade the data", error);
  g_prefix_error (error, "API of %s: ", main_name (talk));
  return FALSE;
}

static gboolean
upgrade (SlwTalk *talk)
{
  SlwRequest *request;

  if (g_str_equal (slw_admin_settings_of_talk (talk)->upgrade_way, "bm-cli"))
    return slw_upgrade_by_cli (talk, settle);
  request = slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", slw_talk_path ("system", "installation", "_upgrade", NULL),
                           "upgrade the data", on_upgrade);
  request->flags = SLW_REQUEST_TOLERANT;
  request->assumed = g_strdup ("{\"id\":\"assumed\"}");
  return TRUE;
}

static gboolean
on_marked (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  g_free (work->since);
  work->since = g_strstrip (g_strdup (slw_result_get_output (talk->result)));
  /* planned, it is all before us */
  return slw_work_is_planning (talk) || work->needs_upgrade || !slw_core_is_done (work) ? upgrade (talk)
                                                                                        : postinst (talk);
}

static gboolean
mark (SlwTalk *talk, GError **error)
{
  SlwAction *action
      = slw_action_new_script (SLW_EFFECT_MUTATE, "note that an upgrade is under way",
                               "mkdir -p /var/lib/slipway && : > " MARKER " && date -u '+%Y-%m-%d %H:%M:%S'", NULL);

  return act_on_main (talk, action, on_marked);
}

static gboolean
begin (SlwTalk *talk, GError **error)
{
  return slw_core_is_done (talk->work) ? slw_upgrade_await_nodes (talk, mark, error)
                                       : slw_upgrade_need_upgraders (talk, mark, error);
}

/* However the earlier task ended, the state of the platform tells what is left to do. */
static gboolean
on_followed (SlwTalk *talk, GError **error)
{
  return slw_core_await (talk, begin, error);
}

static gboolean
on_marker (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *id = g_strstrip (g_strdup (slw_result_get_output (talk->result)));
  gboolean pending = slw_result_get_status (talk->result) == 0;

  if (!pending)
    return slw_core_is_done (work) ? finish (talk) : begin (talk, error);
  slw_step_run_add_note (talk->run, "an earlier upgrade stopped before its end: what is missing is done now");
  if (!slw_core_is_done (work) && slw_json_is_id (id))
    return slw_talk_follow (talk, id, "upgrade the data, begun earlier", on_followed, error);
  return begin (talk, error);
}

static gboolean
look_for_marker (SlwTalk *talk)
{
  SlwAction *action = slw_action_new_get ("look whether an earlier upgrade was interrupted", MARKER, 4096);

  slw_action_expect (action, 1);
  return act_on_main (talk, action, on_marker);
}

static gboolean
refuse_state (SlwTalk *talk, const char *why, GError **error)
{
  SlwWork *work = talk->work;

  g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "BlueMind on %s is in state %s: %s", main_name (talk), work->state,
               why);
  return FALSE;
}

/* What the platform says of itself decides what there is to do. */
static gboolean
decide (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (slw_core_is_done (work))
    return work->lost > 0 ? postinst (talk) : look_for_marker (talk);
  if (g_str_equal (work->state, SLW_STATE_NOT_INSTALLED))
    return refuse_state (talk, "it was never set up", error);
  if (g_str_equal (work->state, SLW_STATE_MAINTENANCE) && !work->needs_upgrade)
    return refuse_state (talk, "its data is up to date, and it is in maintenance; end that first", error);
  if (g_str_equal (work->state, SLW_STATE_RUNNING) || g_str_equal (work->state, SLW_STATE_UPGRADE)
      || g_str_equal (work->state, SLW_STATE_MAINTENANCE))
    return work->lost > 0 ? upgrade (talk) : look_for_marker (talk);
  return refuse_state (talk, "nothing can be upgraded in it", error);
}

static gboolean
on_equal (SlwTalk *talk, GError **error)
{
  return slw_core_await (talk, decide, error);
}

gboolean
slw_upgrade_start (SlwTalk *talk, GError **error)
{
  const char *way = slw_admin_settings_of_talk (talk)->upgrade_way;

  if (!g_str_equal (way, "api") && !g_str_equal (way, "bm-cli")) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting upgrade-way: “%s” is neither api nor bm-cli", way);
    return FALSE;
  }
  if (slw_work_get (talk, error) == NULL)
    return FALSE;
  return slw_work_is_planning (talk) ? mark (talk, error) : slw_lag_refuse (talk, on_equal, error);
}
