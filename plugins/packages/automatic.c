/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "automatic.h"

static char **
list_names (SlwStepRun *run, char **marked)
{
  g_auto (GStrv) automatic = slw_step_run_dup_param_list (run, "automatic");
  g_auto (GStrv) asked = slw_step_run_dup_param_list (run, "packages");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; automatic[i] != NULL; i++) {
    if (!packages_has_name (asked, automatic[i]) && (marked == NULL || !packages_has_name (marked, automatic[i])))
      g_strv_builder_add (names, automatic[i]);
  }
  return g_strv_builder_end (names);
}

gboolean
automatic_is_due (SlwStepRun *run)
{
  g_auto (GStrv) names = list_names (run, NULL);

  return *names != NULL;
}

SlwAction *
automatic_new_mark (const PackagesFamily *family, SlwStepRun *run, const SlwResult *marked)
{
  g_auto (GStrv) before = marked != NULL ? family->parse_automatic (slw_result_get_output (marked)) : NULL;
  g_auto (GStrv) names = list_names (run, before);

  return *names != NULL ? family->new_mark ((const char *const *) names) : NULL;
}
