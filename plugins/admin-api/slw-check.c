/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * platform.check: is the platform fit to be updated? What it says of itself by its API, what its servers show from within,
 * and what is to be known about the way from its version. All of it is also the baseline that the verification compares with.
 * A core that does not answer stops an update, but one that repeats what broke off: that leaves such a core, and must be
 * repeatable.
 */
#include "bm-api/slw-json.h"
#include "slw-caution.h"
#include "slw-check-servers.h"
#include "slw-check-findings.h"
#include "slw-core.h"
#include "slw-health.h"
#include "slw-version.h"

static gboolean look_at_next (SlwTalk *talk, GError **error);

static SlwServer *
get_looked_at (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  GPtrArray *servers = slw_platform_get_servers (slw_step_run_get_platform (talk->run));

  return work->asked < servers->len ? g_ptr_array_index (servers, work->asked) : NULL;
}

static gboolean
finish (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  g_autofree char *text = slw_baseline_to_text (work->now);

  slw_step_run_set_output (talk->run, "baseline", text);
  if (work->state == NULL)
    return slw_talk_done (talk, "the core gives no answer");
  return slw_talk_done (talk, "%s, version %s (%s)", work->state, work->version_name, work->software);
}

/* A server whose data bases have no room for a second copy: what root may write besides does not count. */
static const char *
find_crowded (SlwWork *work)
{
  for (guint i = 0; i < work->now->servers->len; i++) {
    const SlwBaselineServer *server = g_ptr_array_index (work->now->servers, i);

    if (server->survey != NULL && server->survey->database_free < server->survey->database_used)
      return server->name;
  }
  return NULL;
}

/* The newest version is at least the one with the choice; another major one needs another subscription, and the plan shows it. */
static void
add_cautions (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  SlwCautionFacts facts = { find_crowded (work) };
  const char *target = slw_step_run_get_param (talk->run, "target");
  const char *to = target != NULL ? slw_caution_find_technical (target) : NULL;

  slw_step_run_set_output (talk->run, "crowded", facts.crowded);
  if (work->software != NULL && g_strcmp0 (target, "current") != 0)
    slw_caution_add_findings (talk->run, work->software, to != NULL ? to : SLW_VERSION_WITH_CHOICE, &facts);
}

static void
add_survey_findings (SlwTalk *talk, const SlwBaselineServer *server)
{
  const SlwSurvey *survey = server->survey;
  g_autofree char *down = NULL;
  g_autofree char *health = NULL;

  if (survey->bmctl > 0) {
    down = g_strdup_printf ("%s: bmctl status ends with status %d%s%s", server->name, survey->bmctl,
                            *survey->down != '\0' ? ": " : "", survey->down);
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_HIGH, "health.services", down, "Start it, or mend it, first.");
  }
  if (survey->elasticsearch != NULL && !g_str_equal (survey->elasticsearch, "green")) {
    health = g_strdup_printf ("%s: Elasticsearch is %s", server->name, survey->elasticsearch);
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_HIGH, "health.elasticsearch", health,
                              "The platform may refuse a target version until it is green.");
  }
}

static gboolean
on_looked (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const SlwBaselineServer *server
      = slw_baseline_get_server (work->now, slw_server_get_name (get_looked_at (talk)), FALSE);

  if (server->survey != NULL)
    add_survey_findings (talk, server);
  work->asked++;
  return look_at_next (talk, error);
}

static gboolean
look_at_next (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  SlwServer *server = get_looked_at (talk);
  const char *main_name = slw_server_get_name (talk->main);

  if (server != NULL)
    return slw_health_look (talk, server, NULL, on_looked);
  slw_check_servers (talk->run, work->now, main_name);
  if (work->state == NULL)
    slw_check_servers_away (talk->run, work->now, main_name, work->seen);
  add_cautions (talk);
  return finish (talk);
}

static gboolean
look_at_servers (SlwTalk *talk, GError **error)
{
  ((SlwWork *) talk->work)->asked = 0;
  return look_at_next (talk, error);
}

static gboolean
on_servers (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  SlwPlatform *platform = slw_step_run_get_platform (talk->run);
  const char *const *others = (const char *const *) slw_admin_settings_of_talk (talk)->other_servers;
  g_autoptr (GPtrArray) strangers = NULL;

  strangers = work->list != NULL ? slw_server_list_find_strangers (work->list, platform, others) : NULL;
  for (guint i = 0; strangers != NULL && i < strangers->len; i++) {
    g_autofree char *title = g_strdup_printf ("BlueMind lists %s, which the platform file does not have: its packages "
                                              "would stay behind",
                                              (const char *) g_ptr_array_index (strangers, i));
    slw_step_run_add_finding (
        talk->run, SLW_SEVERITY_INHIBITOR, "servers.stranger", title,
        "Add it to the platform file, or name it in [admin-api] other-servers= when somebody else "
        "updates it.");
  }
  return slw_health_try_login_page (talk, look_at_servers);
}

static gboolean
on_failed_hot_upgrades (SlwTalk *talk, GError **error)
{
  if (talk->answer->good)
    slw_check_hot_upgrades (talk->run, slw_answer_get_array (talk->answer, NULL));
  return slw_health_list (talk, on_servers);
}

static SlwRequest *
ask (SlwTalk *talk, const char *method, char *path, const char *label, SlwTalkFunc then)
{
  SlwRequest *request = slw_talk_send (talk, SLW_EFFECT_READ, method, path, label, then);

  request->flags = SLW_REQUEST_TOLERANT;
  return request;
}

static gboolean
on_jobs (SlwTalk *talk, GError **error)
{
  JsonObject *result = talk->answer->good ? slw_answer_get_object (talk->answer, NULL) : NULL;
  SlwRequest *request;

  if (result != NULL)
    slw_check_jobs (talk->run, slw_json_get_array (result, "values"));
  else
    slw_step_run_add_note (talk->run, "which jobs are running the platform does not say: %s",
                           talk->answer->good ? "no list" : talk->answer->message);
  request = ask (talk, "POST", slw_talk_path ("hot_upgrade", "list", NULL), "list the hot upgrades that failed",
                 on_failed_hot_upgrades);
  request->body = json_from_string ("{\"onlyMandatory\":true,\"statuses\":[\"FAILURE\"]}", NULL);
  return TRUE;
}

static gboolean
on_upgraders (SlwTalk *talk, GError **error)
{
  SlwRequest *request;

  if (talk->answer->good)
    slw_check_upgraders (talk->run, slw_answer_get_object (talk->answer, NULL));
  request = ask (talk, "POST", slw_talk_path ("scheduledjobs", "_searchExecution", NULL),
                 "list the jobs that are running", on_jobs);
  request->body = json_from_string ("{\"active\":true,\"from\":0,\"size\":50}", NULL);
  return TRUE;
}

static gboolean
on_subscription (SlwTalk *talk, GError **error)
{
  JsonObject *subscription = talk->answer->good ? slw_answer_get_object (talk->answer, error) : NULL;
  gint64 now = g_ascii_strtoll (((SlwWork *) talk->work)->since, NULL, 10);

  if (subscription == NULL) {
    if (!talk->answer->good)
      slw_answer_set_error (talk->answer, "ask for the subscription", error);
    g_prefix_error (error, "API of %s: ", slw_server_get_name (talk->main));
    return FALSE;
  }
  slw_check_subscription (talk->run, subscription, now, slw_admin_settings_of_talk (talk)->subscription_days);
  ask (talk, "GET", slw_talk_path ("system", "installation", "_upgrade", NULL),
       "ask whether the platform can be upgraded", on_upgraders);
  return TRUE;
}

static gboolean
on_clock (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  g_free (work->since);
  work->since = g_strdup (slw_result_get_output (talk->result));
  ask (talk, "GET", slw_talk_path ("system", "installation", "subscription", NULL), "ask for the subscription",
       on_subscription);
  return TRUE;
}

static void
set_outputs (SlwTalk *talk)
{
  SlwWork *work = talk->work;

  slw_step_run_set_output (talk->run, "state", work->state);
  slw_step_run_set_output (talk->run, "version", work->version_name);
  slw_step_run_set_output (talk->run, "software-version", work->software);
  slw_step_run_set_output (talk->run, "database-version", work->database);
  work->now = slw_baseline_new ();
  work->now->state = g_strdup (work->state);
  work->now->version = g_strdup (work->version_name);
  work->now->software = g_strdup (work->software);
  work->now->database = g_strdup (work->database);
}

static gboolean
on_core (SlwTalk *talk, GError **error)
{
  static const char *const argv[] = { "date", "+%s", NULL };
  SlwWork *work = talk->work;
  SlwAction *action;

  set_outputs (talk);
  if (work->state == NULL)
    return slw_talk_go (talk, look_at_servers);
  slw_check_state (talk->run, work->state);
  if (g_str_equal (work->state, SLW_STATE_NOT_INSTALLED))
    return slw_talk_done (talk, "BlueMind is not set up");
  action = slw_action_new_exec (SLW_EFFECT_READ, "ask for the time", argv);
  slw_action_set_server (action, talk->main);
  return slw_talk_act (talk, action, on_clock);
}

static gboolean
on_connected (SlwTalk *talk, GError **error)
{
  if (!talk->no_api)
    return slw_core_look (talk, talk->settings->api_timeout, on_core, error);
  slw_check_state (talk->run, SLW_STATE_NOT_INSTALLED);
  slw_step_run_set_output (talk->run, "state", SLW_STATE_NOT_INSTALLED);
  return slw_talk_done (talk, "BlueMind is not set up");
}

gboolean
slw_check_start (SlwTalk *talk, GError **error)
{
  if (slw_work_get (talk, error) == NULL)
    return FALSE;
  talk->may_lack = TRUE;
  return slw_talk_connect (talk, on_connected);
}
