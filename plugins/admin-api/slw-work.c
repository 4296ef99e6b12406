/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-work.h"

#include "bm-api/slw-json.h"

#include <string.h>

#define STATE_POLL_SECONDS 2

static void
work_free (gpointer data)
{
  SlwWork *work = data;

  g_clear_pointer (&work->list, g_ptr_array_unref);
  g_free (work->uid);
  g_free (work->domain);
  g_free (work->main_version);
  g_free (work->installation);
  g_free (work->state);
  g_free (work->software);
  g_free (work->database);
  g_free (work->version_name);
  g_free (work->seen);
  g_free (work->since);
  g_free (work->summary);
  g_clear_pointer (&work->arguments, g_ptr_array_unref);
  g_clear_pointer (&work->now, slw_baseline_free);
  g_clear_pointer (&work->before, slw_baseline_free);
  g_free (work);
}

/* As the others reach it: its full name where it has one. */
static const char *
find_fqdn (SlwServer *server, const char *ip)
{
  const SlwFacts *facts = slw_server_get_facts (server);
  const char *fqdn = facts != NULL ? slw_facts_get (facts, "host.fqdn") : NULL;

  return fqdn != NULL && strchr (fqdn, '.') != NULL ? fqdn : ip;
}

SlwWork *
slw_work_get (SlwTalk *talk, GError **error)
{
  SlwServer *server = slw_step_run_get_server (talk->run);
  SlwWork *work = talk->work;
  const char *ip;

  if (work != NULL)
    return work;
  ip = slw_server_list_find_ip (server, error);
  if (ip == NULL)
    return NULL;
  work = g_new0 (SlwWork, 1);
  work->ip = ip;
  work->fqdn = find_fqdn (server, ip);
  work->name = slw_server_get_name (server);
  talk->work = work;
  talk->free_work = work_free;
  return work;
}

gboolean
slw_work_is_planning (SlwTalk *talk)
{
  return talk->no_api || slw_step_run_is_assuming (talk->run);
}

static const char *
explain_state (const char *state)
{
  if (g_str_equal (state, "CORE_STATE_UPGRADE"))
    return "the packages were updated and the update was not finished; run it to its end first";
  if (g_str_equal (state, "CORE_STATE_NOT_INSTALLED"))
    return "it was never set up";
  if (g_str_equal (state, "CORE_STATE_MAINTENANCE"))
    return "it is in maintenance";
  if (g_str_equal (state, "CORE_STATE_STARTING"))
    return "it does not finish to start; look at /var/log/bm/core.log";
  return "it must be running";
}

static gboolean ask_state (SlwTalk *talk, GError **error);

static gboolean
on_state (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *text = slw_answer_dup_string (talk->answer, error);
  g_autofree char *state = text != NULL ? slw_text_escape (text, -1) : NULL;

  if (state == NULL) {
    g_prefix_error (error, "state of the platform: ");
    return FALSE;
  }
  if (g_str_equal (state, SLW_STATE_RUNNING))
    return slw_talk_go (talk, g_steal_pointer (&work->then));
  if (g_str_equal (state, "CORE_STATE_STARTING") && work->waited < talk->settings->api_timeout) {
    work->waited += STATE_POLL_SECONDS;
    return slw_talk_wait (talk, STATE_POLL_SECONDS, "the core starts", ask_state);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "BlueMind on %s is in state %s: %s",
               slw_server_get_name (talk->main), state, explain_state (state));
  return FALSE;
}

static gboolean
ask_state (SlwTalk *talk, GError **error)
{
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "state", NULL),
                       "ask for the state of the platform", on_state);

  request->flags = SLW_REQUEST_ANONYMOUS;
  request->assumed = g_strdup ("\"" SLW_STATE_RUNNING "\"");
  return TRUE;
}

gboolean
slw_work_await_running (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  SlwWork *work = slw_work_get (talk, error);

  if (work == NULL)
    return FALSE;
  work->then = then;
  work->waited = 0;
  return ask_state (talk, error);
}

static gboolean
on_list (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autoptr (GError) problem = NULL;

  g_clear_pointer (&work->list, g_ptr_array_unref);
  work->found = NULL;
  work->list = slw_server_list_read (talk->answer, &problem);
  if (work->list != NULL)
    work->found = slw_server_list_find (work->list, work->ip, &problem);
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  g_free (work->uid);
  work->uid
      = work->found != NULL
            ? g_strdup (work->found->uid)
            : slw_server_list_make_uid (slw_platform_get_name (slw_step_run_get_platform (talk->run)), work->name);
  return slw_talk_go (talk, g_steal_pointer (&work->then_list));
}

static gboolean
ask_list (SlwTalk *talk, GError **error)
{
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("servers", "default", "_complete", NULL),
                       "list the servers", on_list);

  request->assumed = g_strdup ("[]");
  return TRUE;
}

gboolean
slw_work_open (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  SlwWork *work = slw_work_get (talk, error);

  if (work == NULL)
    return FALSE;
  work->then_list = then;
  return slw_work_await_running (talk, ask_list, error);
}

gboolean
slw_work_need_listed (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (work->found != NULL || slw_work_is_planning (talk))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND,
               "BlueMind lists no server with the address %s; register %s first (kind server.register)", work->ip,
               work->name);
  return FALSE;
}

SlwRequest *
slw_work_send_update (SlwTalk *talk, const char *name, const char *const *tags, const char *label, SlwTalkFunc then)
{
  SlwWork *work = talk->work;
  const SlwListedServer *found = work->found;
  const char *ip = found != NULL && *found->ip != '\0' ? found->ip : work->ip;
  const char *fqdn = found != NULL && *found->fqdn != '\0' ? found->fqdn : work->fqdn;
  SlwRequest *request = slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST",
                                       slw_talk_path ("servers", "default", work->uid, NULL), label, then);

  request->body = slw_server_list_make_body (ip, fqdn, name, tags);
  request->assumed = g_strdup ("{\"id\":\"assumed\"}");
  request->timeout = 180;
  return request;
}

static gboolean
fail_domain (const char *name, GError **error)
{
  g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "BlueMind has no domain with the name or alias %s", name);
  return FALSE;
}

/* From 4.3 on the uid of a domain is a technical name, and the domain that people know is an alias of it. */
static gboolean
on_domain (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const char *name = slw_step_run_get_param (talk->run, "domain");
  JsonObject *item;
  const char *uid;

  if (!talk->answer->good && talk->answer->unknown_route) {
    work->domain = g_strdup (name);
    return slw_talk_go (talk, g_steal_pointer (&work->then));
  }
  if (!talk->answer->good && talk->answer->status != 404) {
    slw_answer_set_error (talk->answer, "find the domain", error);
    return FALSE;
  }
  if (!talk->answer->good || slw_answer_is_empty (talk->answer))
    return fail_domain (name, error);
  item = slw_answer_get_object (talk->answer, error);
  uid = slw_json_get_string (item, "uid");
  if (item == NULL || !slw_json_is_id (uid))
    return item != NULL ? fail_domain (name, error) : FALSE;
  work->domain = g_strdup (uid);
  return slw_talk_go (talk, g_steal_pointer (&work->then));
}

gboolean
slw_work_find_domain (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  SlwWork *work = talk->work;
  const char *name = slw_step_run_get_param (talk->run, "domain");
  g_autofree char *lookup = slw_talk_path ("domains", "_lookup", NULL);
  g_autofree char *assumed = NULL;
  SlwRequest *request;

  if (!slw_json_is_id (name)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.domain: “%s” is no name of a domain",
                 name != NULL ? name : "");
    return FALSE;
  }
  work->then = then;
  g_clear_pointer (&work->domain, g_free);
  assumed = g_strdup_printf ("{\"uid\":\"%s\"}", name);
  request = slw_talk_send (talk, SLW_EFFECT_READ, "GET", g_strdup_printf ("%s?name=%s", lookup, name),
                           "find the domain", on_domain);
  request->flags = SLW_REQUEST_TOLERANT;
  request->assumed = g_steal_pointer (&assumed);
  return TRUE;
}
