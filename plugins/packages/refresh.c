/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "refresh.h"

#include "bundle.h"
#include "lock-wait.h"
#include "trouble.h"

/* Parameter: `lists`, the output of repository.check. Outputs: `lists`, where the family has it and all repositories answered;
 * `settled`, yes when no lock was held and nothing was interrupted. */

enum { STAGE_LOCKS, STAGE_UPDATE, STAGE_LISTS };

typedef struct {
  LockWait wait;
  gboolean has_lists;
} Refresh;

gboolean
refresh_is_known (SlwStepRun *run, const ManagerState *state)
{
  return state->lists != NULL && g_strcmp0 (slw_step_run_get_param (run, "lists"), state->lists) == 0;
}

static SlwDirective *
finish (SlwStepRun *run, const ManagerState *state, const char *summary)
{
  if (state->lists != NULL)
    slw_step_run_set_output (run, "lists", state->lists);
  return slw_directive_done (summary);
}

static SlwDirective *
start_update (const Packages *self, SlwStepRun *run)
{
  slw_step_run_set_stage (run, STAGE_UPDATE);
  return bundle_use (self, run, self->family->new_refresh (bundle_get_folder (run)));
}

static SlwDirective *
wait_for_locks (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  Refresh *refresh = slw_step_run_get_data (run);
  g_autoptr (ManagerState) state = NULL;
  SlwDirective *directive;

  if (refresh == NULL) {
    refresh = g_new0 (Refresh, 1);
    slw_step_run_set_data (run, refresh, g_free);
  }
  directive = lock_wait_next (self, &refresh->wait, run, last, &state, error);
  if (state == NULL)
    return directive;
  if (manager_state_is_settled (state))
    slw_step_run_set_output (run, "settled", "yes");
  if (refresh_is_known (run, state))
    return finish (run, state, "package lists are up to date already");
  refresh->has_lists = state->lists != NULL;
  return start_update (self, run);
}

/* Whose repository fails is known by the rehearsal; here only our own is told apart. */
static GPtrArray *
list_sources (const Packages *self)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_source_free);
  g_autoptr (Repository) repository = packages_dup_repository (self, NULL);
  GPtrArray *addresses = repository != NULL ? repository->addresses : NULL;

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    g_ptr_array_add (sources, trouble_source_new (repository->list_path, g_ptr_array_index (addresses, i)));
  return g_steal_pointer (&sources);
}

static gboolean
judge (const Packages *self, SlwStepRun *run, GPtrArray *troubles, GPtrArray *sources, GError **error)
{
  for (guint i = 0; i < troubles->len; i++) {
    const Trouble *trouble = g_ptr_array_index (troubles, i);
    const char *file = trouble->file != NULL ? trouble->file : self->family->refresh;

    g_autofree char *remedy = trouble_make_remedy (trouble->kind, self->family);

    if (trouble->file != NULL && sources->len > 0) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s: %s (%s): %s", file, trouble_get_title (trouble->kind),
                   trouble->detail, remedy);
      return FALSE;
    }
    g_autofree char *title = g_strdup_printf ("%s: %s (%s)", file, trouble_get_title (trouble->kind), trouble->detail);
    slw_step_run_add_finding (run, SLW_SEVERITY_HIGH, "repository.other", title, remedy);
  }
  return TRUE;
}

static SlwDirective *
end_update (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  Refresh *refresh = slw_step_run_get_data (run);
  g_autoptr (GPtrArray) sources = list_sources (self);
  g_autofree char *text = g_strconcat (slw_result_get_output (last), "\n", slw_result_get_errors (last), NULL);
  g_autoptr (GPtrArray) troubles = self->family->parse_refresh (text, sources);

  if (slw_result_get_status (last) != 0 && self->family->is_lock (last)) {
    refresh->wait.asked = FALSE;
    slw_step_run_set_stage (run, STAGE_LOCKS);
    return wait_for_locks (self, run, NULL, error);
  }
  if (!judge (self, run, troubles, sources, error))
    return NULL;
  if (slw_result_is_assumed (last))
    return slw_directive_done (NULL);
  if (!refresh->has_lists || troubles->len > 0 || slw_result_get_status (last) != 0)
    return slw_directive_done ("package lists are up to date");
  slw_step_run_set_stage (run, STAGE_LISTS);
  return slw_directive_act (manager_state_new_action (self->family));
}

static SlwDirective *
end_lists (SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (ManagerState) state = manager_state_parse (slw_result_get_output (last), error);

  return state != NULL ? finish (run, state, "package lists are up to date") : NULL;
}

SlwDirective *
refresh_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  switch (slw_step_run_get_stage (run)) {
  case STAGE_LOCKS:
    return wait_for_locks (self, run, last, error);
  case STAGE_UPDATE:
    return end_update (self, run, last, error);
  default:
    return end_lists (run, last, error);
  }
}
