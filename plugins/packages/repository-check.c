/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repository-check.h"

#include "bundle.h"
#include "policy.h"

/* Parameters: `keep-address`, `bundle` (see bundle_use()). Output: `lists`, where the server's own lists are as new as the repositories. */

SlwDirective *
repository_check_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Repository) repository = packages_dup_repository (self, error);
  g_autoptr (Rehearsal) rehearsal = NULL;
  g_autofree char *summary = NULL;
  gboolean keep;

  if (repository == NULL || !packages_keeps_address (run, &keep, error))
    return NULL;
  if (last == NULL)
    return bundle_use (self, run, rehearsal_new_action (self->family, repository, keep, NULL, NULL));
  rehearsal = rehearsal_parse (self->family, repository, last, error);
  if (rehearsal == NULL)
    return NULL;
  if (rehearsal->lists != NULL)
    slw_step_run_set_output (run, "lists", rehearsal->lists);
  if (!policy_judge_troubles (self, run, rehearsal, repository->list_path))
    summary = g_strdup_printf ("%s can't be used", repository->list_path);
  else if (bundle_get_folder (run) != NULL)
    summary = g_strdup ("not asked: the lists are those of a bundle");
  else if (repository->fingerprint != NULL)
    summary = g_strdup_printf ("reachable, signed by %s", repository->fingerprint);
  else
    summary = g_strdup ("reachable, signed by a key that the server trusts already");
  return slw_directive_done (summary);
}
