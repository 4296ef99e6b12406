/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * server.register, server.tag: the sequence of the administration console. An entry without tags, a task, then the tags, a
 * task: a server's address and its tags must not change in one call, and the entry is there before its task has ended, so
 * that being listed proves nothing. What an earlier run began is continued.
 */
#include "slw-work.h"

#define MAX_LOST 2

static gboolean
finish (SlwTalk *talk, const char *summary)
{
  SlwWork *work = talk->work;

  slw_step_run_set_output (talk->run, "uid", work->uid);
  return slw_talk_done (talk, "%s as %s", summary, work->uid);
}

static gboolean
fail_task (SlwTalk *talk, const char *what, GError **error)
{
  SlwWork *work = talk->work;

  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
               "the core of %s could not %s %s (%s): %s; look at /var/log/bm/core.log there and at "
               "/var/log/bm-node/node.log on %s, then start again",
               slw_server_get_name (talk->main), what, work->name, work->ip, talk->task_message, work->name);
  return FALSE;
}

/* The core restarted and forgot the task: what counts is what it lists now. */
static gboolean
look_again (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  SlwWork *work = talk->work;

  if (++work->lost > MAX_LOST) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                 "the core of %s forgot %u tasks in a row: does it restart again and again?",
                 slw_server_get_name (talk->main), work->lost);
    return FALSE;
  }
  slw_step_run_add_note (talk->run, "the core forgot the task, it must have restarted; looking at what it did");
  return slw_work_open (talk, then, error);
}

static gboolean
on_tagged_list (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (talk->answer->assumed || slw_work_is_planning (talk)
      || (work->found != NULL && slw_listed_server_is_storage (work->found)))
    return finish (talk, "registered");
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
               "the task that tags %s succeeded, but the list of servers shows no %s and %s for %s", work->name,
               SLW_TAG_IMAP, SLW_TAG_DATA, work->ip);
  return FALSE;
}

static gboolean decide (SlwTalk *talk, GError **error);

static gboolean
on_tag_task (SlwTalk *talk, GError **error)
{
  if (talk->task == SLW_TASK_FAILED)
    return fail_task (talk, "make a storage server of", error);
  if (talk->task == SLW_TASK_LOST)
    return look_again (talk, decide, error);
  return slw_work_open (talk, on_tagged_list, error);
}

static gboolean
on_tag (SlwTalk *talk, GError **error)
{
  return slw_talk_watch (talk, "tag the storage server", on_tag_task, error);
}

static gboolean
send_tags (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  g_auto (GStrv) tags = slw_server_list_add_storage_tags (work->found != NULL ? work->found->tags : NULL);
  const char *name = work->found != NULL && *work->found->name != '\0' ? work->found->name : work->name;

  slw_work_send_update (talk, name, (const char *const *) tags, "tag it as a storage server", on_tag);
  return TRUE;
}

static gboolean
on_created_list (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (work->found != NULL || slw_work_is_planning (talk))
    return send_tags (talk);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
               "the task that creates %s succeeded, but no server with the address "
               "%s is listed",
               work->name, work->ip);
  return FALSE;
}

static gboolean
on_create_task (SlwTalk *talk, GError **error)
{
  if (talk->task == SLW_TASK_FAILED)
    return fail_task (talk, "take in", error);
  if (talk->task == SLW_TASK_LOST)
    return look_again (talk, decide, error);
  return slw_work_open (talk, on_created_list, error);
}

static gboolean
on_create (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (talk->answer->good)
    return slw_talk_watch (talk, "create the server", on_create_task, error);
  slw_answer_set_error (talk->answer, "register the server", error);
  /* a ping of the node comes before everything else, and its failure has no code of its own */
  if (g_strcmp0 (talk->answer->code, "UNKNOWN") == 0)
    g_prefix_error (
        error,
        "the core of %s may not reach bm-node on %s (%s): is it running, are TCP 8021 and 8022 open, does it "
        "belong to another platform? ",
        slw_server_get_name (talk->main), work->name, work->ip);
  return FALSE;
}

static gboolean
uid_is_free (SlwWork *work, GError **error)
{
  for (guint i = 0; i < work->list->len; i++) {
    const SlwListedServer *other = g_ptr_array_index (work->list, i);
    if (!g_str_equal (other->uid, work->uid))
      continue;
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "%s is already registered, with the address %s and not %s; a change of address is done by hand",
                 work->name, *other->ip != '\0' ? other->ip : other->fqdn, work->ip);
    return FALSE;
  }
  return TRUE;
}

static gboolean
send_create (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  SlwRequest *request;

  if (!uid_is_free (work, error))
    return FALSE;
  request = slw_talk_send (talk, SLW_EFFECT_MUTATE, "PUT", slw_talk_path ("servers", "default", work->uid, NULL),
                           "register the server", on_create);
  request->body = slw_server_list_make_body (work->ip, work->fqdn, work->name, NULL);
  request->assumed = g_strdup ("{\"id\":\"assumed\"}");
  request->flags = SLW_REQUEST_TOLERANT;
  request->timeout = 180;
  return TRUE;
}

static gboolean
decide (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (work->found == NULL)
    return send_create (talk, error);
  if (slw_listed_server_is_storage (work->found))
    return finish (talk, work->lost > 0 ? "registered" : "already registered");
  slw_step_run_add_note (talk->run, "%s is listed without the tags of a storage server", work->name);
  return send_tags (talk);
}

gboolean
slw_register_start (SlwTalk *talk, GError **error)
{
  return slw_work_open (talk, decide, error);
}

static gboolean
decide_tags (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (!slw_work_need_listed (talk, error))
    return FALSE;
  if (work->found != NULL && slw_listed_server_is_storage (work->found))
    return finish (talk, "already tagged");
  return send_tags (talk);
}

gboolean
slw_register_start_tags (SlwTalk *talk, GError **error)
{
  return slw_work_open (talk, decide_tags, error);
}
