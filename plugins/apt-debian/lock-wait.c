/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lock-wait.h"

#define PAUSE 2 /* seconds */

static SlwDirective *
ask (LockWait *wait)
{
  wait->asked = TRUE;
  wait->slept = FALSE;
  return slw_directive_act (dpkg_state_new_action ());
}

static SlwDirective *
wait_more (LockWait *wait, const DpkgState *state, guint limit, GError **error)
{
  g_autofree char *holder = dpkg_state_describe_lock (state);
  g_autofree char *reason = NULL;

  if (wait->waited + PAUSE > limit) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "%s; waited %u s for it (lock-wait in [apt-debian])", holder,
                 wait->waited);
    return NULL;
  }
  wait->waited += PAUSE;
  wait->slept = TRUE;
  reason = g_strdup_printf ("%s (waited %u s of %u)", holder, wait->waited, limit);
  return slw_directive_wait (PAUSE, reason);
}

SlwDirective *
lock_wait_next (LockWait *wait, SlwStepRun *run, const SlwResult *last, guint limit, DpkgState **state, GError **error)
{
  g_autoptr (DpkgState) now = NULL;
  g_autofree char *holder = NULL;

  *state = NULL;
  if (!wait->asked || wait->slept)
    return ask (wait);
  now = dpkg_state_parse (slw_result_get_output (last), error);
  if (now == NULL)
    return NULL;
  holder = dpkg_state_describe_lock (now);
  if (holder != NULL && slw_step_run_get_ceiling (run) > SLW_EFFECT_READ)
    return wait_more (wait, now, limit, error);
  if (holder != NULL)
    slw_step_run_add_note (run, "%s; the run would wait for it", holder);
  *state = g_steal_pointer (&now);
  return NULL;
}
