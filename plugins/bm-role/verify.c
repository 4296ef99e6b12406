/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "verify.h"

#include "health.h"

/* Parameters: `packages` (name=version …, of packages.query), `wait` (seconds that services may take to come up, 120).
 * Output: `version`, the product's technical version, when `packages` tells it. */

#define PAUSE 3 /* seconds */
#define WAIT 120

typedef struct {
  guint waited;
  gboolean slept;
} Verify;

static gboolean
check_versions (SlwStepRun *run, GError **error)
{
  g_auto (GStrv) packages = slw_step_run_dup_param_list (run, "packages");
  g_autofree char *version = NULL;
  g_autofree char *skew = health_find_skew ((const char *const *) packages, &version);

  slw_step_run_set_output (run, "version", version != NULL ? version : "");
  if (skew == NULL || slw_step_run_is_assuming (run))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "the packages of BlueMind are of different versions: %s", skew);
  return FALSE;
}

static gboolean
get_limit (SlwStepRun *run, guint *limit, GError **error)
{
  const char *text = slw_step_run_get_param (run, "wait");
  guint64 seconds = WAIT;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, 86400, &seconds, NULL)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.wait=%s: a number of seconds is wanted", text);
    return FALSE;
  }
  *limit = (guint) seconds;
  return TRUE;
}

static SlwDirective *
judge (const RoleData *data, SlwStepRun *run, Verify *self, const SlwResult *last, guint limit, GError **error)
{
  g_autofree char *faults = health_find_faults (data, slw_result_get_output (last), error);

  if (faults == NULL)
    return NULL;
  if (slw_step_run_is_assuming (run))
    return slw_directive_done (NULL);
  if (*faults == '\0')
    return slw_directive_done ("services are up, ports are open");
  if (self->waited + PAUSE > limit) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "%s", faults);
    return NULL;
  }
  self->waited += PAUSE;
  self->slept = TRUE;
  return slw_directive_wait (PAUSE, faults);
}

SlwDirective *
verify_next (const RoleData *data, SlwStepRun *run, const SlwResult *last, GError **error)
{
  Verify *self = slw_step_run_get_data (run);
  guint limit = 0;

  if (!get_limit (run, &limit, error))
    return NULL;
  if (self == NULL) {
    if (!check_versions (run, error))
      return NULL;
    self = g_new0 (Verify, 1);
    self->slept = TRUE;
    slw_step_run_set_data (run, self, g_free);
  }
  if (!self->slept)
    return judge (data, run, self, last, limit, error);
  self->slept = FALSE;
  return slw_directive_act (health_new_action (data));
}
