/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* server.rename: the wizard gives a storage server a generated name; only the name may be changed, with all else as it is. */
#include "slw-work.h"

static gboolean
finish (SlwTalk *talk)
{
  SlwWork *work = talk->work;

  return slw_talk_done (talk, "named %s", work->name);
}

static gboolean
on_list_after (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (slw_work_is_planning (talk) || (work->found != NULL && g_str_equal (work->found->name, work->name)))
    return finish (talk);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the server with the address %s is still not named %s: %s", work->ip,
               work->name, talk->task_message);
  return FALSE;
}

static gboolean
on_task (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (talk->task != SLW_TASK_FAILED)
    return slw_work_open (talk, on_list_after, error);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the core could not name the server %s: %s", work->name,
               talk->task_message);
  return FALSE;
}

static gboolean
on_update (SlwTalk *talk, GError **error)
{
  return slw_talk_watch (talk, "name the server", on_task, error);
}

static gboolean
decide (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (!slw_work_need_listed (talk, error))
    return FALSE;
  if (work->found == NULL || g_str_equal (work->found->name, work->name))
    return finish (talk);
  slw_step_run_add_note (talk->run, "%s was named %s", work->name, work->found->name);
  slw_work_send_update (talk, work->name, (const char *const *) work->found->tags, "name the server", on_update);
  return TRUE;
}

gboolean
slw_rename_start (SlwTalk *talk, GError **error)
{
  return slw_work_open (talk, decide, error);
}
