/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "wanted-set.h"

PreparedSet *
wanted_set_new (SlwStepRun *run, GError **error)
{
  g_auto (GStrv) plan = slw_step_run_dup_param_list (run, "plan");
  g_auto (GStrv) remove = slw_step_run_dup_param_list (run, "remove");
  g_auto (GStrv) files = slw_step_run_dup_param_list (run, "files");

  if (slw_step_run_get_param (run, "plan") == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "Param.plan is missing: it is the output packages of a packages.plan step");
    return NULL;
  }
  return prepared_set_new (g_get_real_time () / G_USEC_PER_SEC, (const char *const *) plan,
                           (const char *const *) remove, (const char *const *) files);
}

gboolean
wanted_set_is_empty (const PreparedSet *self)
{
  return *self->plan == NULL && *self->remove == NULL;
}

SlwAction *
wanted_set_read (const char *label)
{
  static const char *const argv[] = { "sh", "-c", "test ! -e \"$1\" || cat -- \"$1\"", "sh", PREPARED_SET_PATH, NULL };

  return slw_action_new_exec (SLW_EFFECT_READ, label, argv);
}
