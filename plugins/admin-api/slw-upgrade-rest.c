/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes before the upgrade, and the way by bm-cli. */
#include "slw-upgrade-rest.h"

#include "bm-api/slw-json.h"
#include "slw-version.h"

#define POLL_SECONDS 2
#define PING_TIMEOUT 30

static gboolean ping (SlwTalk *talk, GError **error);

static const SlwListedServer *
get_pinged (const SlwWork *work)
{
  return work->asked < work->list->len ? g_ptr_array_index (work->list, work->asked) : NULL;
}

static const char *
get_contact (const SlwListedServer *server)
{
  return *server->ip != '\0' ? server->ip : server->fqdn;
}

static gboolean
on_ping (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const SlwListedServer *server = get_pinged (work);
  g_autofree char *reason = NULL;

  if (talk->answer->good || talk->answer->unknown_route) {
    work->asked++;
    return ping (talk, error);
  }
  reason = g_strdup_printf ("the core does not reach bm-node of %s (%s)", server->name, get_contact (server));
  if (slw_deadline_wait (&work->deadline, POLL_SECONDS))
    return slw_talk_wait (talk, POLL_SECONDS, reason, ping);
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_REFUSED,
      "%s: %s; the upgrade works through it, so it was not started. Is bm-node running there, and TCP 8022 open "
      "from %s?",
      reason, talk->answer->message, slw_server_get_name (talk->main));
  return FALSE;
}

static gboolean
ping (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const SlwListedServer *server = get_pinged (work);
  SlwRequest *request;

  if (server == NULL)
    return slw_talk_go (talk, g_steal_pointer (&work->then));
  request = slw_talk_send (talk, SLW_EFFECT_READ, "POST",
                           slw_talk_path ("system", "installation", get_contact (server), "ping", NULL),
                           "ping the server's node", on_ping);
  request->flags = SLW_REQUEST_TOLERANT;
  request->timeout = PING_TIMEOUT;
  return TRUE;
}

static gboolean
on_list (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  g_clear_pointer (&work->list, g_ptr_array_unref);
  work->list = slw_server_list_read (talk->answer, error);
  work->asked = 0;
  slw_deadline_begin (&work->deadline, slw_admin_settings_of_talk (talk)->start_timeout);
  return work->list != NULL && ping (talk, error);
}

gboolean
slw_upgrade_await_nodes (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  SlwWork *work = talk->work;

  work->then = then;
  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("servers", "default", "_complete", NULL),
                 "list the servers", on_list);
  return TRUE;
}

static gboolean
on_upgraders (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  JsonObject *status = slw_answer_get_object (talk->answer, error);
  const char *state = slw_json_get_string (status, "state");
  const char *message = slw_json_get_string (status, "message");
  g_autofree char *safe = slw_text_escape (message != NULL ? message : "", -1);

  if (status == NULL) {
    g_prefix_error (error, "can the platform be upgraded: ");
    return FALSE;
  }
  if (g_strcmp0 (state, "UPGRADERS_NOT_AVAILABLE") == 0)
    g_set_error (
        error, SLW_ERROR, SLW_ERROR_REFUSED,
        "the platform cannot be upgraded: %.200s; the package bm-core-upgraders of the subscription is missing "
        "on %s",
        safe, slw_server_get_name (talk->main));
  else if (g_strcmp0 (state, "UPGRADERS_NOT_RUNNABLE") == 0)
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "the platform cannot be upgraded: %.200s; give it a subscription that is valid and run again", safe);
  else
    return slw_upgrade_await_nodes (talk, g_steal_pointer (&work->then), error);
  return FALSE;
}

gboolean
slw_upgrade_need_upgraders (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  SlwWork *work = talk->work;

  work->then = then;
  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "_upgrade", NULL),
                 "ask whether the platform can be upgraded", on_upgraders);
  return TRUE;
}

/* What its status means is not written anywhere: the state of the platform, which is looked at next, decides. */
static gboolean
on_cli (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  int status = slw_result_get_status (talk->result);
  const char *text = slw_result_get_errors (talk->result);
  gboolean good = status == 0 || (status == 3 && strstr (text, "Upgrade Complete: Success") != NULL);
  g_autofree char *last = slw_text_last_lines (*text != '\0' ? text : slw_result_get_output (talk->result), 3);
  g_autofree char *safe = slw_text_escape (last, -1);
  g_autofree char *title = g_strdup_printf ("bm-cli ended with status %d: %.600s", status, safe);

  if (!good)
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_MEDIUM, "upgrade.cli", title, "Look at /var/log/bm-cli/cli.log.");
  return slw_talk_go (talk, g_steal_pointer (&work->then));
}

gboolean
slw_upgrade_by_cli (SlwTalk *talk, SlwTalkFunc then)
{
  SlwWork *work = talk->work;
  gboolean old = work->software != NULL && slw_version_compare (work->software, SLW_VERSION_WITH_CHOICE) < 0;
  const char *argv[] = { "bm-cli", "setup", old ? "update" : "upgrade", NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_MUTATE, "upgrade the platform by bm-cli", argv);

  work->then = then;
  slw_action_set_server (action, talk->main);
  slw_action_set_timeout (action, talk->settings->task_timeout);
  /* whatever it says; a shell's own, of a command that is not there, are another matter */
  for (int status = 1; status < 126; status++)
    slw_action_expect (action, status);
  return slw_talk_act (talk, action, on_cli);
}
