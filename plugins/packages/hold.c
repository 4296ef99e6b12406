/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hold.h"

#include <string.h>

/* Parameters: `packages`, `state` (`hold`, the default, or `unhold`). Output: `changed`, the packages whose state was. */

enum { STAGE_START, STAGE_COMPARE, STAGE_DONE };

static gboolean
get_verb (SlwStepRun *run, const char **verb, GError **error)
{
  const char *state = slw_step_run_get_param (run, "state");

  *verb = state != NULL ? state : "hold";
  if (strcmp (*verb, "hold") == 0 || strcmp (*verb, "unhold") == 0)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.state=%s: hold or unhold is wanted", state);
  return FALSE;
}

static SlwDirective *
decide (const Packages *self, SlwStepRun *run, char **packages, const char *verb, const SlwResult *last)
{
  g_auto (GStrv) held = self->family->parse_held (slw_result_get_output (last));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gboolean hold = strcmp (verb, "hold") == 0;
  g_autofree char *changed = NULL;

  for (guint i = 0; packages[i] != NULL; i++) {
    if (g_strv_contains ((const char *const *) held, packages[i]) != hold)
      g_ptr_array_add (names, packages[i]);
  }
  g_ptr_array_add (names, NULL);
  changed = g_strjoinv (" ", (char **) names->pdata);
  slw_step_run_set_output (run, "changed", changed);
  if (*changed == '\0')
    return slw_directive_done (hold ? "held already" : "not held");
  slw_step_run_set_stage (run, STAGE_DONE);
  return slw_directive_act (self->family->new_hold (hold, (const char *const *) names->pdata));
}

SlwDirective *
hold_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_auto (GStrv) packages = slw_step_run_dup_param_list (run, "packages");
  const char *verb = NULL;

  if (!get_verb (run, &verb, error))
    return NULL;
  if (*packages == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.packages is empty: there is nothing to %s", verb);
    return NULL;
  }
  switch (slw_step_run_get_stage (run)) {
  case STAGE_START:
    slw_step_run_set_stage (run, STAGE_COMPARE);
    return slw_directive_act (self->family->new_held ());
  case STAGE_COMPARE:
    return decide (self, run, packages, verb, last);
  default:
    return slw_directive_done (strcmp (verb, "hold") == 0 ? "held" : "released");
  }
}
