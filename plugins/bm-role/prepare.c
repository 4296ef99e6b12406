/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prepare.h"

#include "operating-system.h"
#include "prerequisites.h"

/* No parameters. Output: `installed`, yes or no. */

static gboolean
check_version (const char *version, GError **error)
{
  guint major, minor;

  if (version == NULL || operating_system_parse_version (version, &major, &minor))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
               "version=%s: a public version of BlueMind is wanted, for instance 4.9", version);
  return FALSE;
}

SlwDirective *
prepare_next (
    const RoleData *data, const RoleSettings *settings, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Probe) probe = NULL;

  if (!check_version (settings->version, error))
    return NULL;
  if (last == NULL)
    return slw_directive_act (probe_new_action ());
  probe = probe_parse (slw_result_get_output (last), error);
  if (probe == NULL)
    return NULL;
  prerequisites_check (data, settings, run, probe, g_get_real_time () / G_USEC_PER_SEC);
  slw_step_run_set_output (run, "installed", probe->installed ? "yes" : "no");
  return slw_directive_done (probe->installed ? "BlueMind is there already" : "checked");
}
