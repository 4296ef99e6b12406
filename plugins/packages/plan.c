/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan.h"

#include <string.h>

#include "bundle.h"
#include "lock-wait.h"
#include "policy.h"
#include "refresh.h"

/* Parameters: `packages` (what is to be there), `refuse` (what must not come in), `mode` (`install`, the default, or
 * `upgrade`: those of `packages` that are there, or all when there are none), `keep-address`, `lists` (output of an earlier
 * step of this run that looked for newer lists: while they are these, nobody is asked once more), `settled` (output of
 * packages.refresh: the server is not looked at once more).
 * Outputs: `packages` and `remove` (name=version …), `automatic` (those of them that nobody asked for by name until now: new ones
 * and ones that came for others), `count`, `download-bytes`, `unpacked-bytes`, `settled`. */

enum { STAGE_LOCKS, STAGE_REHEARSAL, STAGE_AUTOMATIC };

typedef struct {
  LockWait wait;
  gboolean settled;
  Simulation *simulation;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *self = data;

  g_clear_pointer (&self->simulation, simulation_free);
  g_free (self);
}

static gboolean
get_options (const Packages *self, SlwStepRun *run, char **wanted, PackagesOptions *options, GError **error)
{
  const char *mode = slw_step_run_get_param (run, "mode");

  options->recommends = self->settings.recommends;
  if (g_strcmp0 (mode, "upgrade") == 0)
    options->choice = *wanted != NULL ? PACKAGES_CHOOSE_NEWER : PACKAGES_CHOOSE_ALL_NEWER;
  if (mode == NULL || options->choice != PACKAGES_CHOOSE_NEW || strcmp (mode, "install") == 0)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.mode=%s: install or upgrade is wanted", mode);
  return FALSE;
}

/* Where the platform file names no repository, those that the server has are taken. */
static gboolean
get_repository (const Packages *self, Repository **repository, GError **error)
{
  *repository = NULL;
  if (self->settings.subscription == NULL)
    return TRUE;
  *repository = packages_dup_repository (self, error);
  return *repository != NULL;
}

/* @cached: the lists that the server has are those that the repositories have. */
static SlwDirective *
rehearse (const Packages *self, SlwStepRun *run, const Repository *repository, gboolean cached, GError **error)
{
  PackagesOptions options = { .cached = cached };
  g_auto (GStrv) wanted = slw_step_run_dup_param_list (run, "packages");
  g_auto (GStrv) refused = packages_dup_refused (self, run);
  g_auto (GStrv) arguments = NULL;
  g_auto (GStrv) packages = NULL;
  gboolean keep;

  if (!get_options (self, run, wanted, &options, error) || !packages_keeps_address (run, &keep, error))
    return NULL;
  if (*wanted == NULL && options.choice == PACKAGES_CHOOSE_NEW) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.packages is empty: there is nothing to install");
    return NULL;
  }
  arguments = self->family->get_solve_arguments (&options);
  packages = self->family->get_packages ((const char *const *) wanted, (const char *const *) refused);
  slw_step_run_set_stage (run, STAGE_REHEARSAL);
  return bundle_use (self, run,
                     rehearsal_new_action (self->family, repository, keep, (const char *const *) arguments,
                                           (const char *const *) packages));
}

static void
report_interrupted (const Packages *self, SlwStepRun *run)
{
  g_autofree char *title = g_strdup_printf ("%s was interrupted", self->family->database);
  g_autofree char *remedy = g_strdup_printf ("The run finishes that first; by hand: %s", self->family->repair);

  slw_step_run_add_finding (run, SLW_SEVERITY_MEDIUM, "packages.interrupted", title, remedy);
}

/* A lock that is held for too long is better found now than when the servers have begun to change. */
static SlwDirective *
wait_for_locks (
    const Packages *self, SlwStepRun *run, const Repository *repository, const SlwResult *last, GError **error)
{
  Plan *plan = slw_step_run_get_data (run);
  g_autoptr (ManagerState) state = NULL;
  SlwDirective *directive = lock_wait_next (self, &plan->wait, run, last, &state, error);

  if (state == NULL)
    return directive;
  if (state->interrupted)
    report_interrupted (self, run);
  plan->settled = manager_state_is_settled (state);
  return rehearse (self, run, repository, refresh_is_known (run, state), error);
}

/* Each look costs time, and the step before this one has just looked. */
static SlwDirective *
begin (const Packages *self, SlwStepRun *run, const Repository *repository, const SlwResult *last, GError **error)
{
  const char *lists = slw_step_run_get_param (run, "lists");
  Plan *plan = slw_step_run_get_data (run);

  if (plan == NULL) {
    plan = g_new0 (Plan, 1);
    plan->settled = packages_is_settled (run);
    slw_step_run_set_data (run, plan, plan_free);
  }
  if (!plan->settled)
    return wait_for_locks (self, run, repository, last, error);
  return rehearse (self, run, repository, lists != NULL && *lists != '\0', error);
}

static void
set_number (SlwStepRun *run, const char *name, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  slw_step_run_set_output (run, name, text);
}

static SlwDirective *
end (const Simulation *simulation)
{
  g_autofree char *size = g_format_size (simulation_sum_download (simulation));
  g_autofree char *summary = g_strdup_printf ("%u packages, %s to fetch", simulation->install->len, size);

  return slw_directive_done (simulation_is_empty (simulation) ? "nothing to do: all is there" : summary);
}

static SlwDirective *
report (const Packages *self, SlwStepRun *run, const Simulation *simulation, const char *const *held)
{
  g_autofree char *install = simulation_format_install (simulation);
  g_autofree char *remove = simulation_format_remove (simulation);
  const Plan *plan = slw_step_run_get_data (run);

  policy_judge_plan (self, run, simulation, held);
  slw_step_run_set_output (run, "packages", install);
  slw_step_run_set_output (run, "remove", remove);
  set_number (run, "count", simulation->install->len);
  set_number (run, "download-bytes", simulation_sum_download (simulation));
  set_number (run, "unpacked-bytes", simulation_sum_unpacked (simulation));
  if (plan->settled)
    slw_step_run_set_output (run, "settled", "yes");
  if (simulation->install->len == 0)
    return end (simulation);
  slw_step_run_set_stage (run, STAGE_AUTOMATIC);
  return slw_directive_act (self->family->new_automatic ());
}

/* Known from before the first change: afterwards all that was named on a command line counts as asked for. */
static SlwDirective *
end_automatic (const Packages *self, SlwStepRun *run, const SlwResult *last)
{
  const Plan *plan = slw_step_run_get_data (run);
  g_auto (GStrv) marked = self->family->parse_automatic (slw_result_get_output (last));
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < plan->simulation->install->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (plan->simulation->install, i);

    if (package->old_version == NULL || packages_has_name (marked, package->name))
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", package->name);
  }
  slw_step_run_set_output (run, "automatic", names->str);
  return end (plan->simulation);
}

static SlwDirective *
finish (const Packages *self, SlwStepRun *run, const Repository *repository, const SlwResult *last, GError **error)
{
  Plan *plan = slw_step_run_get_data (run);
  g_autoptr (Rehearsal) rehearsal = rehearsal_parse (self->family, repository, last, error);

  if (rehearsal == NULL)
    return NULL;
  if (!policy_judge_troubles (self, run, rehearsal, repository != NULL ? repository->list_path : NULL))
    return slw_directive_done ("no plan: a repository can't be used");
  if (rehearsal->simulation == NULL) {
    g_autofree char *summary = g_strdup_printf ("no plan: %s finds no solution", self->family->manager);

    policy_judge_failure (self, run, rehearsal->simulate_errors != NULL ? rehearsal->simulate_errors : "",
                          (const char *const *) rehearsal->held);
    return slw_directive_done (summary);
  }
  plan->simulation = g_steal_pointer (&rehearsal->simulation);
  return report (self, run, plan->simulation, (const char *const *) rehearsal->held);
}

SlwDirective *
plan_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Repository) repository = NULL;

  if (slw_step_run_get_stage (run) == STAGE_AUTOMATIC)
    return end_automatic (self, run, last);
  if (!get_repository (self, &repository, error))
    return NULL;
  if (slw_step_run_get_stage (run) == STAGE_LOCKS)
    return begin (self, run, repository, last, error);
  return finish (self, run, repository, last, error);
}
