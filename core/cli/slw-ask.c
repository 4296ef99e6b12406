/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-ask.h"

#include <slipway/slw-error.h>

#include "core/cli/slw-record.h"
#include "core/engine/slw-requests.h"

#define POLL_MSEC 200
#define PATIENCE (10 * G_USEC_PER_SEC) /* for the process of the run to hear of it */

typedef struct {
  SlwCliContext *cli;
  SlwJournal *journal;
  SlwJournalRun *run;
  const char *verb;
  gint64 request;
  gint64 asked; /* by the monotonic clock */
  gboolean seen;
  gboolean late;
  char *shown; /* what is waited for */
  GMainLoop *loop;
  GError *error;
} Ask;

gboolean
slw_ask_was_aborted (SlwJournal *journal, const char *run)
{
  g_autoptr (GPtrArray) requests = slw_journal_list_requests (journal, run, NULL);

  for (guint i = 0; requests != NULL && i < requests->len; i++) {
    const SlwJournalRequest *request = g_ptr_array_index (requests, i);

    if (request->seen != 0 && g_strcmp0 (request->verb, SLW_REQUEST_ABORT) == 0)
      return TRUE;
  }
  return FALSE;
}

/* --- which run --- */

static gboolean
is_under_way (const SlwJournalRun *run)
{
  return g_strcmp0 (run->mode, "run") == 0 && !slw_record_has_ended (run);
}

static SlwJournalRun *
find_under_way (SlwCliContext *cli, SlwJournal *journal, GError **error)
{
  g_autoptr (SlwPlatform) platform = slw_cli_load_platform (cli, error);
  const char *name = platform != NULL ? slw_platform_get_name (platform) : NULL;
  g_autoptr (GPtrArray) runs = name != NULL ? slw_journal_list_runs (journal, name, 0, error) : NULL;

  /* the lock of the platform sees to it that there is one at most */
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    if (is_under_way (g_ptr_array_index (runs, i)))
      return g_ptr_array_steal_index (runs, i);
  if (runs != NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND,
                 "no run of platform %s is under way; `slipway history` lists those that were", name);
  return NULL;
}

SlwJournalRun *
slw_ask_find_run (SlwCliContext *cli, SlwJournal *journal, const char *id, GError **error)
{
  g_autoptr (SlwJournalRun) run
      = id != NULL ? slw_journal_find_run (journal, id, error) : find_under_way (cli, journal, error);

  if (run != NULL && g_strcmp0 (run->mode, "run") != 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s is a plan, which changes nothing; Ctrl-C ends it", run->id);
    return NULL;
  }
  return g_steal_pointer (&run);
}

/* --- asking --- */

/* Which steps are under way. */
static char *
describe_work (Ask *ask)
{
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (ask->journal, ask->run->id, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);

    if (step->outcome == NULL)
      g_string_append_printf (text, "%sstep “%s” on %s", text->len > 0 ? ", " : "", step->step, step->server);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_work (Ask *ask)
{
  g_autofree char *work = describe_work (ask);

  if (*work == '\0' || g_strcmp0 (work, ask->shown) == 0)
    return;
  if (!ask->cli->quiet)
    g_printerr ("slipway: waiting for %s\n", work);
  g_free (ask->shown);
  ask->shown = g_steal_pointer (&work);
}

static gboolean
was_seen (Ask *ask)
{
  g_autoptr (GPtrArray) requests = slw_journal_list_requests (ask->journal, ask->run->id, NULL);

  for (guint i = 0; requests != NULL && i < requests->len; i++) {
    const SlwJournalRequest *request = g_ptr_array_index (requests, i);

    if (request->id == ask->request)
      return request->seen != 0;
  }
  return FALSE;
}

static void
check_seen (Ask *ask)
{
  ask->seen = ask->seen || was_seen (ask);
  if (ask->seen) {
    show_work (ask);
  } else if (!ask->late && g_get_monotonic_time () - ask->asked > PATIENCE) {
    ask->late = TRUE;
    g_printerr ("slipway: the process of run %s has not heard of it for 10 s; the request stands, and Ctrl-C ends only "
                "this command\n",
                ask->run->id);
  }
}

static gboolean
on_poll (gpointer data)
{
  Ask *ask = data;
  SlwJournalRun *now = slw_journal_find_run (ask->journal, ask->run->id, &ask->error);

  if (now != NULL) {
    slw_journal_run_free (ask->run);
    ask->run = now;
  }
  if (now != NULL && !slw_record_has_ended (now)) {
    check_seen (ask);
    return G_SOURCE_CONTINUE;
  }
  if (now != NULL && now->abandoned)
    g_set_error (&ask->error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "the process of run %s is gone; `slipway resume %s` goes on, `slipway abort %s` ends it", now->id,
                 now->id, now->id);
  g_main_loop_quit (ask->loop);
  return G_SOURCE_REMOVE;
}

static void
wait (Ask *ask)
{
  g_printerr ("slipway: run %s is asked to %s\n", ask->run->id, ask->verb);
  ask->asked = g_get_monotonic_time ();
  ask->loop = g_main_loop_new (NULL, FALSE);
  g_timeout_add (POLL_MSEC, on_poll, ask);
  g_main_loop_run (ask->loop);
  g_main_loop_unref (ask->loop);
  g_free (ask->shown);
}

gboolean
slw_ask_run (SlwCliContext *cli, SlwJournal *journal, SlwJournalRun **run, const char *verb, GError **error)
{
  g_autofree char *by = slw_run_dup_operator ();
  Ask ask = { .cli = cli, .journal = journal, .run = *run, .verb = verb };

  ask.request = slw_journal_add_request (journal, ask.run->id, verb, by, error);
  if (ask.request == 0)
    return FALSE;
  wait (&ask);
  *run = ask.run;
  if (ask.error == NULL)
    return TRUE;
  g_propagate_error (error, ask.error);
  return FALSE;
}
