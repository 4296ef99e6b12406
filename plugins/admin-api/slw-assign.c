/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* server.assign: the domain's "mailbox storage server" is nothing but an assignment (domain, server, mail/imap). */
#include "bm-api/slw-json.h"
#include "slw-work.h"

static const char *const tags[] = { SLW_TAG_IMAP, SLW_TAG_DATA };

static gboolean ask (SlwTalk *talk, GError **error);

static gboolean
next_tag (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (++work->tag < G_N_ELEMENTS (tags))
    return ask (talk, error);
  slw_step_run_set_output (talk->run, "domain-uid", work->domain);
  return slw_talk_done (talk, "%s to %s", work->changed > 0 ? "assigned" : "already assigned", work->domain);
}

static gboolean
on_assigned (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  work->changed++;
  return next_tag (talk, error);
}

static gboolean
send_assign (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  g_autofree char *path = slw_talk_path ("servers", "default", work->domain, "assignments", work->uid, "_assign", NULL);
  g_autofree char *tag = g_uri_escape_string (tags[work->tag], NULL, FALSE);
  g_autofree char *label = g_strdup_printf ("assign it to the domain as %s", tags[work->tag]);
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", g_strdup_printf ("%s?tag=%s", path, tag), label, on_assigned);

  /* it is no task: the partitions of 4.x are made while the call waits */
  request->timeout = 300;
  return TRUE;
}

static gboolean
on_listed (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  JsonArray *uids = slw_answer_get_array (talk->answer, error);

  if (uids == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (uids); i++)
    if (g_strcmp0 (slw_json_element_string (uids, i), work->uid) == 0)
      return next_tag (talk, error);
  return send_assign (talk);
}

static gboolean
ask (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *path = slw_talk_path ("servers", "default", work->domain, "byAssignment", NULL);
  g_autofree char *tag = g_uri_escape_string (tags[work->tag], NULL, FALSE);
  g_autofree char *label = g_strdup_printf ("list the domain's %s servers", tags[work->tag]);
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", g_strdup_printf ("%s?tag=%s", path, tag), label, on_listed);

  request->assumed = g_strdup ("[]");
  return TRUE;
}

static gboolean
decide (SlwTalk *talk, GError **error)
{
  return slw_work_need_listed (talk, error) && slw_work_find_domain (talk, ask, error);
}

gboolean
slw_assign_start (SlwTalk *talk, GError **error)
{
  return slw_work_open (talk, decide, error);
}
