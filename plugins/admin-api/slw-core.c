/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-core.h"

#include "bm-api/slw-json.h"
#include "slw-version.h"

#define POLL_SECONDS 2
#define POLL_TIMEOUT 15 /* of one request */

static gboolean ask_state (SlwTalk *talk, GError **error);

gboolean
slw_core_is_done (const SlwWork *work)
{
  return g_strcmp0 (work->state, SLW_STATE_RUNNING) == 0 && !work->needs_upgrade
         && g_strcmp0 (work->software, work->database) == 0;
}

/* A state that does not end by itself. */
static gboolean
is_settled (const char *state)
{
  static const char *const passing[] = { "CORE_STATE_STARTING", "CORE_STATE_STOPPING", "CORE_STATE_UNKNOWN", NULL };

  return !g_strv_contains (passing, state);
}

/* Takes @seen. */
static gboolean
wait_on (SlwTalk *talk, char *seen, GError **error)
{
  SlwWork *work = talk->work;

  g_free (work->seen);
  work->seen = seen;
  if (slw_deadline_wait (&work->deadline, POLL_SECONDS))
    return slw_talk_wait (talk, POLL_SECONDS, work->seen, ask_state);
  if (work->may_be_away) {
    g_clear_pointer (&work->state, g_free);
    return slw_talk_go (talk, g_steal_pointer (&work->then_core));
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_TIMED_OUT,
               "after %u s (setting start-timeout) %s; look at /var/log/bm/core.log of %s, restart it (bmctl restart), "
               "and run again",
               slw_deadline_get_waited (&work->deadline), work->seen, slw_server_get_name (talk->main));
  return FALSE;
}

static void
take_text (char **field, JsonObject *object, const char *member)
{
  const char *text = slw_json_get_string (object, member);

  g_free (*field);
  *field = text != NULL ? slw_text_escape (text, -1) : NULL;
}

static gboolean
on_version (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  JsonObject *version;

  if (talk->answer->down)
    return wait_on (talk, g_strdup ("the core gives no answer"), error);
  if (!talk->answer->good) {
    slw_answer_set_error (talk->answer, "ask for the version of the platform", error);
    return FALSE;
  }
  version = slw_answer_get_object (talk->answer, error);
  if (version == NULL) {
    g_prefix_error (error, "version of the platform: ");
    return FALSE;
  }
  take_text (&work->software, version, "softwareVersion");
  take_text (&work->database, version, "databaseVersion");
  take_text (&work->version_name, version, "versionName");
  work->needs_upgrade = slw_json_get_boolean (version, "needsUpgrade");
  if (work->main_version != NULL && slw_version_compare (work->main_version, work->software) != 0)
    return wait_on (talk,
                    g_strdup_printf ("the core that runs is of %s, and the package bm-core of %s: it was not restarted",
                                     work->software != NULL ? work->software : "no known version", work->main_version),
                    error);
  return slw_talk_go (talk, g_steal_pointer (&work->then_core));
}

static gboolean
on_state (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *text = NULL;
  SlwRequest *request;

  if (!talk->answer->good)
    return wait_on (talk, g_strdup ("the core gives no answer"), error);
  text = slw_answer_dup_string (talk->answer, error);
  if (text == NULL) {
    g_prefix_error (error, "state of the platform: ");
    return FALSE;
  }
  g_free (work->state);
  work->state = slw_text_escape (text, -1);
  if (!is_settled (work->state))
    return wait_on (talk, g_strdup_printf ("the core is in state %s", work->state), error);
  if (g_str_equal (work->state, SLW_STATE_NOT_INSTALLED))
    return slw_talk_go (talk, g_steal_pointer (&work->then_core));
  request = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "version", NULL),
                           "ask for the version of the platform", on_version);
  request->flags = SLW_REQUEST_TOLERANT | SLW_REQUEST_IMPATIENT;
  request->assumed = g_strdup ("{}");
  request->timeout = POLL_TIMEOUT;
  return TRUE;
}

static gboolean
ask_state (SlwTalk *talk, GError **error)
{
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "state", NULL),
                       "ask for the state of the platform", on_state);

  request->flags = SLW_REQUEST_ANONYMOUS | SLW_REQUEST_TOLERANT | SLW_REQUEST_IMPATIENT;
  request->assumed = g_strdup ("\"" SLW_STATE_NOT_INSTALLED "\"");
  request->timeout = POLL_TIMEOUT;
  return TRUE;
}

static gboolean
begin (SlwTalk *talk, guint seconds, gboolean may_be_away, SlwTalkFunc then, GError **error)
{
  SlwWork *work = slw_work_get (talk, error);

  if (work == NULL)
    return FALSE;
  work->then_core = then;
  work->may_be_away = may_be_away;
  slw_deadline_begin (&work->deadline, seconds);
  return ask_state (talk, error);
}

gboolean
slw_core_await (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  return begin (talk, slw_admin_settings_of_talk (talk)->start_timeout, FALSE, then, error);
}

gboolean
slw_core_look (SlwTalk *talk, guint seconds, SlwTalkFunc then, GError **error)
{
  return begin (talk, seconds, TRUE, then, error);
}
