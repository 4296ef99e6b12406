/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* platform.state: what the platform says of itself, as outputs. */
#include "bm-api/slw-json.h"
#include "slw-work.h"

static void
set_output (SlwTalk *talk, JsonObject *version, const char *member, const char *name)
{
  const char *text = slw_json_get_string (version, member);
  g_autofree char *safe = text != NULL ? slw_text_escape (text, -1) : NULL;

  slw_step_run_set_output (talk->run, name, safe);
}

static gboolean
on_version (SlwTalk *talk, GError **error)
{
  JsonObject *version = slw_answer_get_object (talk->answer, error);

  if (version == NULL) {
    g_prefix_error (error, "version of the platform: ");
    return FALSE;
  }
  set_output (talk, version, "softwareVersion", "version");
  set_output (talk, version, "versionName", "version-name");
  set_output (talk, version, "databaseVersion", "database-version");
  slw_step_run_set_output (talk->run, "needs-upgrade", slw_json_get_boolean (version, "needsUpgrade") ? "yes" : "no");
  return slw_talk_done (talk, "%s, %s", slw_step_run_get_output (talk->run, "state"),
                        slw_step_run_get_output (talk->run, "version") != NULL
                            ? slw_step_run_get_output (talk->run, "version")
                            : "version not known");
}

static gboolean
finish_without_version (SlwTalk *talk, const char *state)
{
  slw_step_run_set_output (talk->run, "state", state);
  slw_step_run_set_output (talk->run, "needs-upgrade", "no");
  return slw_talk_done (talk, "%s", state);
}

static gboolean
on_state (SlwTalk *talk, GError **error)
{
  g_autofree char *text = slw_answer_dup_string (talk->answer, error);
  g_autofree char *state = text != NULL ? slw_text_escape (text, -1) : NULL;
  SlwRequest *request;

  if (state == NULL) {
    g_prefix_error (error, "state of the platform: ");
    return FALSE;
  }
  if (g_str_equal (state, "CORE_STATE_NOT_INSTALLED"))
    return finish_without_version (talk, state);
  slw_step_run_set_output (talk->run, "state", state);
  request = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "version", NULL),
                           "ask for the version of the platform", on_version);
  request->assumed = g_strdup ("{}");
  return TRUE;
}

static gboolean
ask_state (SlwTalk *talk, GError **error)
{
  SlwRequest *request;

  if (talk->no_api)
    return finish_without_version (talk, "CORE_STATE_NOT_INSTALLED");
  request = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "state", NULL),
                           "ask for the state of the platform", on_state);
  request->flags = SLW_REQUEST_ANONYMOUS;
  return TRUE;
}

gboolean
slw_state_start (SlwTalk *talk, GError **error)
{
  talk->may_lack = TRUE;
  return slw_talk_connect (talk, ask_state);
}
