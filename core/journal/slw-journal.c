/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal.h"

G_DEFINE_INTERFACE (SlwJournal, slw_journal, G_TYPE_OBJECT)

static void
slw_journal_default_init (SlwJournalInterface *iface)
{
}

void
slw_journal_begin_run (SlwJournal *self, const SlwJournalRun *run)
{
  SLW_JOURNAL_GET_IFACE (self)->begin_run (self, run);
}

void
slw_journal_reopen_run (SlwJournal *self, const char *run)
{
  SLW_JOURNAL_GET_IFACE (self)->reopen_run (self, run);
}

void
slw_journal_add_note (SlwJournal *self, const char *run, const char *text)
{
  SLW_JOURNAL_GET_IFACE (self)->add_note (self, run, text);
}

void
slw_journal_end_run (SlwJournal *self, const char *run, const char *outcome, const char *message)
{
  SLW_JOURNAL_GET_IFACE (self)->end_run (self, run, outcome, message);
}

gint64
slw_journal_begin_step (
    SlwJournal *self, const char *run, const char *server, const char *step, const char *kind, const char *plugin)
{
  return SLW_JOURNAL_GET_IFACE (self)->begin_step (self, run, server, step, kind, plugin);
}

void
slw_journal_reopen_step (SlwJournal *self, gint64 step, const char *plugin)
{
  SLW_JOURNAL_GET_IFACE (self)->reopen_step (self, step, plugin);
}

void
slw_journal_end_step (SlwJournal *self, gint64 step, const char *outcome, const char *message)
{
  SLW_JOURNAL_GET_IFACE (self)->end_step (self, step, outcome, message);
}

gint64
slw_journal_intend (SlwJournal *self,
                    gint64 step,
                    const char *key,
                    const char *label,
                    SlwEffect effect,
                    const char *canonical,
                    const char *described)
{
  return SLW_JOURNAL_GET_IFACE (self)->intend (self, step, key, label, effect, canonical, described);
}

void
slw_journal_conclude (
    SlwJournal *self, gint64 action, int status, const char *output, gsize output_length, const char *errors)
{
  SLW_JOURNAL_GET_IFACE (self)->conclude (self, action, status, output, output_length, errors);
}

void
slw_journal_add_line (SlwJournal *self, gint64 step, const char *kind, const char *text)
{
  SLW_JOURNAL_GET_IFACE (self)->add_line (self, step, kind, text);
}

void
slw_journal_add_finding (
    SlwJournal *self, gint64 step, const char *severity, const char *check, const char *title, const char *remedy)
{
  SLW_JOURNAL_GET_IFACE (self)->add_finding (self, step, severity, check, title, remedy);
}

void
slw_journal_add_service (SlwJournal *self, const SlwJournalService *service)
{
  SLW_JOURNAL_GET_IFACE (self)->add_service (self, service);
}

void
slw_journal_set_output (SlwJournal *self, gint64 step, const char *name, const char *value)
{
  SLW_JOURNAL_GET_IFACE (self)->set_output (self, step, name, value);
}

void
slw_journal_set_facts (SlwJournal *self, const char *run, const char *server, const char *facts)
{
  SLW_JOURNAL_GET_IFACE (self)->set_facts (self, run, server, facts);
}

void
slw_journal_see_request (SlwJournal *self, gint64 request)
{
  SLW_JOURNAL_GET_IFACE (self)->see_request (self, request);
}

void
slw_journal_set_state (SlwJournal *self, const char *run, const char *server, const char *state, const char *message)
{
  SLW_JOURNAL_GET_IFACE (self)->set_state (self, run, server, state, message);
}

void
slw_journal_flush_async (SlwJournal *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SLW_JOURNAL_GET_IFACE (self)->flush_async (self, cancellable, callback, user_data);
}

gboolean
slw_journal_flush_finish (SlwJournal *self, GAsyncResult *result, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->flush_finish (self, result, error);
}

SlwJournalRun *
slw_journal_find_run (SlwJournal *self, const char *id, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->find_run (self, id, error);
}

GPtrArray *
slw_journal_list_runs (SlwJournal *self, const char *platform, guint most, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->list_runs (self, platform, most, error);
}

GPtrArray *
slw_journal_list_steps (SlwJournal *self, const char *run, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->list_steps (self, run, error);
}

GPtrArray *
slw_journal_list_actions (SlwJournal *self, gint64 step, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->list_actions (self, step, error);
}

GPtrArray *
slw_journal_list_lines (SlwJournal *self, const char *run, gint64 step, gint64 after, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->list_lines (self, run, step, after, error);
}

GPtrArray *
slw_journal_list_services (SlwJournal *self, const char *run, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->list_services (self, run, error);
}

GPtrArray *
slw_journal_list_requests (SlwJournal *self, const char *run, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->list_requests (self, run, error);
}

GPtrArray *
slw_journal_list_states (SlwJournal *self, const char *run, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->list_states (self, run, error);
}

gint64
slw_journal_add_request (SlwJournal *self, const char *run, const char *verb, const char *operator_name, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->add_request (self, run, verb, operator_name, error);
}

GHashTable *
slw_journal_get_outputs (SlwJournal *self, gint64 step, gboolean *exact, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->get_outputs (self, step, exact, error);
}

char *
slw_journal_get_facts (SlwJournal *self, const char *run, const char *server, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->get_facts (self, run, server, error);
}

gboolean
slw_journal_lock (SlwJournal *self,
                  const char *platform,
                  const char *run,
                  const char *owner,
                  gboolean steal,
                  gint64 *fence,
                  char **note,
                  GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->lock (self, platform, run, owner, steal, fence, note, error);
}

gboolean
slw_journal_unlock (SlwJournal *self, const char *platform, const char *run, GError **error)
{
  return SLW_JOURNAL_GET_IFACE (self)->unlock (self, platform, run, error);
}

void
slw_journal_run_free (SlwJournalRun *run)
{
  if (run == NULL)
    return;
  g_free (run->id);
  g_free (run->platform);
  g_free (run->pipeline);
  g_free (run->mode);
  g_free (run->ceiling);
  g_free (run->operator_name);
  g_free (run->outcome);
  g_free (run->message);
  g_free (run->notes);
  g_free (run->options);
  g_free (run);
}

void
slw_journal_step_free (SlwJournalStep *step)
{
  if (step == NULL)
    return;
  g_free (step->run);
  g_free (step->server);
  g_free (step->step);
  g_free (step->kind);
  g_free (step->plugin);
  g_free (step->outcome);
  g_free (step->message);
  g_free (step);
}

void
slw_journal_action_free (SlwJournalAction *action)
{
  if (action == NULL)
    return;
  g_free (action->key);
  g_free (action->label);
  g_free (action->effect);
  g_free (action->described);
  g_free (action->output);
  g_free (action->errors);
  g_free (action);
}

void
slw_journal_line_free (SlwJournalLine *line)
{
  if (line == NULL)
    return;
  g_free (line->kind);
  g_free (line->text);
  g_free (line->severity);
  g_free (line->check);
  g_free (line->remedy);
  g_free (line);
}

void
slw_journal_service_free (SlwJournalService *service)
{
  if (service == NULL)
    return;
  g_free (service->service);
  g_free (service->state);
  g_free (service->message);
  g_free (service);
}

void
slw_journal_request_free (SlwJournalRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->verb);
  g_free (request->operator_name);
  g_free (request);
}

void
slw_journal_state_free (SlwJournalState *state)
{
  if (state == NULL)
    return;
  g_free (state->server);
  g_free (state->state);
  g_free (state->message);
  g_free (state);
}

char *
slw_journal_new_run_id (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");

  return g_strdup_printf ("%s-%04x", time, g_random_int_range (0, 0x10000));
}
