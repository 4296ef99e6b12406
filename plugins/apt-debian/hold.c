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
decide (SlwStepRun *run, char **packages, const char *verb, const SlwResult *last)
{
  g_auto (GStrv) held = g_strsplit_set (slw_result_get_output (last), "\n", -1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  gboolean hold = strcmp (verb, "hold") == 0;
  g_autofree char *changed = NULL;

  g_ptr_array_add (argv, (char *) "apt-mark");
  g_ptr_array_add (argv, (char *) verb);
  for (guint i = 0; packages[i] != NULL; i++) {
    if (g_strv_contains ((const char *const *) held, packages[i]) != hold)
      g_ptr_array_add (argv, packages[i]);
  }
  g_ptr_array_add (argv, NULL);
  changed = g_strjoinv (" ", (char **) argv->pdata + 2);
  slw_step_run_set_output (run, "changed", changed);
  if (*changed == '\0')
    return slw_directive_done (hold ? "held already" : "not held");
  slw_step_run_set_stage (run, STAGE_DONE);
  return slw_directive_act (slw_action_new_exec (SLW_EFFECT_MUTATE, hold ? "hold packages" : "release packages",
                                                 (const char *const *) argv->pdata));
}

SlwDirective *
hold_next (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static const char *const showhold[] = { "apt-mark", "showhold", NULL };
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
    return slw_directive_act (slw_action_new_exec (SLW_EFFECT_READ, "look for held packages", showhold));
  case STAGE_COMPARE:
    return decide (run, packages, verb, last);
  default:
    return slw_directive_done (strcmp (verb, "hold") == 0 ? "held" : "released");
  }
}
