/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server is like: its tags, its domains, and what a survey on the server itself shows. */
#include "slw-health.h"

#include "bm-api/slw-json.h"

#include <stdlib.h>
#include <string.h>

#define SURVEY_TIMEOUT 240
#define PAGE_TIMEOUT 20

static gboolean
finish (SlwTalk *talk)
{
  return slw_talk_go (talk, g_steal_pointer (&((SlwWork *) talk->work)->then_health));
}

static SlwBaseline *
get_now (SlwWork *work)
{
  if (work->now == NULL)
    work->now = slw_baseline_new ();
  return work->now;
}

static gboolean
on_list (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  g_clear_pointer (&work->list, g_ptr_array_unref);
  work->list = talk->answer->good ? slw_server_list_read (talk->answer, error) : NULL;
  if (talk->answer->good && work->list == NULL)
    return FALSE;
  return finish (talk);
}

gboolean
slw_health_list (SlwTalk *talk, SlwTalkFunc then)
{
  SlwWork *work = talk->work;
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("servers", "default", "_complete", NULL),
                       "list the servers", on_list);

  request->flags = SLW_REQUEST_TOLERANT;
  request->assumed = g_strdup ("[]");
  work->then_health = then;
  return TRUE;
}

static gboolean
on_survey (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const char *name = slw_server_get_name (work->looked_at);
  SlwBaselineServer *server = slw_baseline_get_server (get_now (work), name, TRUE);

  g_clear_pointer (&server->survey, slw_survey_free);
  server->survey = slw_survey_parse (slw_result_get_output (talk->result));
  if (server->survey != NULL || slw_result_is_assumed (talk->result))
    return finish (talk);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "what %s shows of itself cannot be understood", name);
  return FALSE;
}

static gboolean
survey (SlwTalk *talk)
{
  static const char *const none[] = { NULL };
  SlwWork *work = talk->work;
  const char *const *arguments = work->arguments != NULL ? (const char *const *) work->arguments->pdata : none;
  SlwAction *action
      = slw_action_new_script (SLW_EFFECT_READ, "look at services and logs", slw_survey_script (), arguments);

  slw_action_set_server (action, work->looked_at);
  slw_action_set_timeout (action, SURVEY_TIMEOUT);
  slw_action_set_output_limit (action, 64 * 1024);
  return slw_talk_act (talk, action, on_survey);
}

static gboolean
on_assignments (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  SlwBaselineServer *server = slw_baseline_get_server (get_now (work), slw_server_get_name (work->looked_at), TRUE);
  JsonArray *list = talk->answer->good ? slw_answer_get_array (talk->answer, NULL) : NULL;
  gint64 domains = 0;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    domains += g_strcmp0 (slw_json_get_string (slw_json_element_object (list, i), "tag"), SLW_TAG_IMAP) == 0;
  server->domains = list != NULL ? domains : -1;
  return survey (talk);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The core lists tags in any order. */
static char **
sort_tags (char **tags)
{
  char **sorted = g_strdupv (tags);

  qsort (sorted, g_strv_length (sorted), sizeof (char *), compare_texts);
  return sorted;
}

gboolean
slw_health_look (SlwTalk *talk, SlwServer *server, GPtrArray *arguments, SlwTalkFunc then)
{
  SlwWork *work = talk->work;
  SlwBaselineServer *entry = slw_baseline_get_server (get_now (work), slw_server_get_name (server), TRUE);
  const SlwListedServer *listed = work->list != NULL ? slw_server_list_find_server (work->list, server) : NULL;

  work->then_health = then;
  work->looked_at = server;
  work->arguments = arguments;
  g_clear_pointer (&entry->tags, g_strfreev);
  entry->tags = listed != NULL ? sort_tags (listed->tags) : NULL;
  if (listed == NULL || !slw_listed_server_has_tag (listed, SLW_TAG_IMAP))
    return survey (talk);
  slw_talk_send (talk, SLW_EFFECT_READ, "GET",
                 slw_talk_path ("servers", "default", listed->uid, "serverAssignments", NULL),
                 "list the server's domains", on_assignments)
      ->flags
      = SLW_REQUEST_TOLERANT;
  return TRUE;
}

/* A redirection is how the web server asks for a login; to the wizard it only goes when nothing is set up. */
static gboolean
on_page (SlwTalk *talk, GError **error)
{
  int status = talk->answer->status;
  const char *location = status > 300 && status < 309 ? slw_result_get_header (talk->result, "Location") : NULL;

  get_now (talk->work)->https = talk->answer->good || (location != NULL && strstr (location, "/setup") == NULL);
  return finish (talk);
}

gboolean
slw_health_try_login_page (SlwTalk *talk, SlwTalkFunc then)
{
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", g_strdup ("/login/"), "look at the login page", on_page);

  request->flags = SLW_REQUEST_ANONYMOUS | SLW_REQUEST_TOLERANT | SLW_REQUEST_IMPATIENT;
  request->timeout = PAGE_TIMEOUT;
  ((SlwWork *) talk->work)->then_health = then;
  return TRUE;
}
