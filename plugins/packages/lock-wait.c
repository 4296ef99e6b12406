/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lock-wait.h"

#define PAUSE 2 /* seconds */

static SlwDirective *
ask (const Packages *self, LockWait *wait)
{
  wait->asked = TRUE;
  wait->slept = FALSE;
  return slw_directive_act (manager_state_new_action (self->family));
}

static SlwDirective *
wait_more (const Packages *self, LockWait *wait, const ManagerState *state, GError **error)
{
  guint limit = self->settings.lock_wait;
  g_autofree char *holder = manager_state_describe_lock (state);
  g_autofree char *reason = NULL;

  if (wait->waited + PAUSE > limit) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "%s; waited %u s for it (lock-wait in [%s])", holder,
                 wait->waited, self->family->id);
    return NULL;
  }
  wait->waited += PAUSE;
  wait->slept = TRUE;
  reason = g_strdup_printf ("%s (waited %u s of %u)", holder, wait->waited, limit);
  return slw_directive_wait (PAUSE, reason);
}

SlwDirective *
lock_wait_next (
    const Packages *self, LockWait *wait, SlwStepRun *run, const SlwResult *last, ManagerState **state, GError **error)
{
  g_autoptr (ManagerState) now = NULL;
  g_autofree char *holder = NULL;

  *state = NULL;
  if (!wait->asked || wait->slept)
    return ask (self, wait);
  now = manager_state_parse (slw_result_get_output (last), error);
  if (now == NULL)
    return NULL;
  holder = manager_state_describe_lock (now);
  if (holder != NULL && slw_step_run_get_ceiling (run) > SLW_EFFECT_READ)
    return wait_more (self, wait, now, error);
  if (holder != NULL)
    slw_step_run_add_finding (run, SLW_SEVERITY_MEDIUM, "packages.locked", holder,
                              "A run waits for it, as long as lock-wait says, before it changes anything.");
  *state = g_steal_pointer (&now);
  return NULL;
}
