/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * platform.verify with a baseline: what is worse than before the change fails the step, what was bad before does not. What may
 * still be starting is looked at again, as long as verify-wait says.
 */
#include "slw-compare.h"

#include "slw-core.h"
#include "slw-health.h"
#include "slw-version.h"

#define POLL_SECONDS 5

static gboolean look (SlwTalk *talk, GError **error);

gboolean
slw_compare_read (SlwTalk *talk, GError **error)
{
  SlwWork *work = slw_work_get (talk, error);
  const char *text = slw_step_run_get_param (talk->run, "baseline");

  if (work == NULL)
    return FALSE;
  if (text == NULL || *text == '\0')
    return TRUE;
  work->before = slw_baseline_parse (text, error);
  return work->before != NULL;
}

const char *
slw_compare_get_since (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  const char *since = slw_step_run_get_param (talk->run, "since");
  const SlwBaselineServer *main_server
      = work->before != NULL ? slw_baseline_get_server (work->before, slw_server_get_name (talk->main), FALSE) : NULL;

  if (since != NULL && *since != '\0')
    return since;
  return main_server != NULL && main_server->survey != NULL ? main_server->survey->now : NULL;
}

static const char *
get_name (SlwTalk *talk)
{
  return slw_server_get_name (slw_step_run_get_server (talk->run));
}

static gboolean
is_main (SlwTalk *talk)
{
  return slw_step_run_get_server (talk->run) == talk->main;
}

/* What went wrong while everything was restarted is worth a look, and no failure. */
static void
add_findings (SlwTalk *talk, const SlwBaselineServer *after)
{
  for (guint i = 0; after->survey != NULL && i < after->survey->logs->len; i++) {
    const SlwSurveyLog *log = g_ptr_array_index (after->survey->logs, i);
    g_autofree char *title = NULL;

    if (log->before == 0)
      continue;
    title = g_strdup_printf ("%s has %" G_GUINT64_FORMAT " errors of the time of the update, the last: %s", log->file,
                             log->before, log->last_before != NULL ? log->last_before : "?");
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_MEDIUM, "verify.log", title,
                              "Look whether they are of restarts only.");
  }
}

static GPtrArray *
compare (SlwTalk *talk, const SlwBaselineServer *before, const SlwBaselineServer *after, gboolean *may_pass)
{
  SlwWork *work = talk->work;
  GPtrArray *worse = slw_baseline_compare (before, after, may_pass);

  if (is_main (talk) && work->before->https && !work->now->https) {
    g_ptr_array_add (worse, g_strdup ("the login page is not there any more"));
    *may_pass = TRUE;
  }
  return worse;
}

static gboolean
fail (SlwTalk *talk, GPtrArray *worse, GError **error)
{
  g_autofree char *all = NULL;

  g_ptr_array_add (worse, NULL);
  all = g_strjoinv ("; ", (char **) worse->pdata);
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "%s is worse than before: %s", get_name (talk), all);
  return FALSE;
}

static gboolean
on_looked (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const SlwBaselineServer *before = slw_baseline_get_server (work->before, get_name (talk), FALSE);
  const SlwBaselineServer *after = slw_baseline_get_server (work->now, get_name (talk), FALSE);
  gboolean may_pass = FALSE;
  g_autoptr (GPtrArray) worse = NULL;

  g_clear_pointer (&work->arguments, g_ptr_array_unref);
  worse = compare (talk, before, after, &may_pass);
  if (may_pass && slw_deadline_wait (&work->deadline, POLL_SECONDS))
    return slw_talk_wait (talk, POLL_SECONDS, g_ptr_array_index (worse, 0), look);
  add_findings (talk, after);
  if (worse->len > 0)
    return fail (talk, worse, error);
  return slw_talk_done (talk, "%s, and nothing is worse than before", work->summary);
}

static gboolean
look_at_server (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const SlwBaselineServer *before = slw_baseline_get_server (work->before, get_name (talk), FALSE);
  const char *since = is_main (talk) ? slw_step_run_get_param (talk->run, "since") : NULL;

  work->arguments = before->survey != NULL ? slw_baseline_make_arguments (before, since) : NULL;
  return slw_health_look (talk, slw_step_run_get_server (talk->run), work->arguments, on_looked);
}

static gboolean
on_listed (SlwTalk *talk, GError **error)
{
  return is_main (talk) ? slw_health_try_login_page (talk, look_at_server) : look_at_server (talk, error);
}

static gboolean
look (SlwTalk *talk, GError **error)
{
  return slw_health_list (talk, on_listed);
}

/* Version 5 has no IMAP server on each storage server any more. */
static void
forget_imap (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  const char *now = work->software != NULL ? work->software : work->main_version;

  if (work->before->software == NULL || now == NULL || slw_version_compare (work->before->software, "5.0.0") >= 0
      || slw_version_compare (now, "5.0.0") < 0)
    return;
  if (slw_baseline_forget_imap (slw_baseline_get_server (work->before, get_name (talk), FALSE)))
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_INFO, "verify.imap",
                              "version 5 replaces the IMAP server: its greeting is not compared",
                              "Try it with a client.");
}

gboolean
slw_compare_start (SlwTalk *talk, const char *summary)
{
  SlwWork *work = talk->work;

  if (slw_baseline_get_server (work->before, get_name (talk), FALSE) == NULL) {
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_INFO, "verify.baseline",
                              "the baseline says nothing of this server", NULL);
    return slw_talk_done (talk, "%s", summary);
  }
  forget_imap (talk);
  g_free (work->summary);
  work->summary = g_strdup (summary);
  slw_deadline_begin (&work->deadline, slw_admin_settings_of_talk (talk)->verify_wait);
  return slw_talk_go (talk, look);
}

static gboolean
on_core (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (work->state == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "the platform is not running: %s", work->seen);
  else if (!slw_core_is_done (work))
    g_set_error (
        error, SLW_ERROR, SLW_ERROR_VERIFY,
        "the platform is in state %s, its programs of %s and its data of %s: the update is not finished; run it "
        "again",
        work->state, work->software, work->database);
  else if (slw_version_compare (work->software, work->before->software) < 0)
    g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "the platform went back from version %s to %s",
                 work->before->software, work->software);
  else
    return slw_talk_go (talk, g_steal_pointer (&work->then));
  return FALSE;
}

gboolean
slw_compare_core (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  ((SlwWork *) talk->work)->then = then;
  return slw_core_look (talk, slw_admin_settings_of_talk (talk)->verify_wait, on_core, error);
}
