/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a server shows of itself, the baseline made of it, which target was chosen, and which checks failed. */

#include "fuzz.h"

#include "plugins/admin-api/slw-baseline.h"
#include "plugins/admin-api/slw-check-status.h"
#include "plugins/admin-api/slw-target.h"
#include "plugins/admin-api/slw-version.h"

/* Every survey goes into a baseline and comes back as it was. */
static void
try_survey (const char *text)
{
  g_autoptr (SlwSurvey) survey = slw_survey_parse (text);
  g_autoptr (SlwBaseline) baseline = slw_baseline_new ();
  g_autoptr (SlwBaseline) back = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (survey == NULL)
    return;
  slw_baseline_get_server (baseline, "main", TRUE)->survey = g_steal_pointer (&survey);
  first = slw_baseline_to_text (baseline);
  back = slw_baseline_parse (first, NULL);
  g_assert_nonnull (back);
  second = slw_baseline_to_text (back);
  g_assert_true (g_utf8_validate (second, -1, NULL));
}

static void
try_baseline (const char *text)
{
  g_autoptr (SlwBaseline) baseline = slw_baseline_parse (text, NULL);
  g_autofree char *written = baseline != NULL ? slw_baseline_to_text (baseline) : NULL;

  for (guint i = 0; baseline != NULL && i < baseline->servers->len; i++) {
    const SlwBaselineServer *server = g_ptr_array_index (baseline->servers, i);
    gboolean may_pass = FALSE;
    g_autoptr (GPtrArray) worse = slw_baseline_compare (server, server, &may_pass);
    g_assert_false (may_pass);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (SlwTarget) target = slw_target_parse (text);
  g_autofree char *failed = slw_check_status_explain (text);

  try_survey (text);
  try_baseline (text);
  g_assert_true (failed == NULL || g_utf8_validate (failed, -1, NULL));
  g_assert_true (slw_version_compare (text, text) == 0);
  if (target != NULL)
    slw_target_is_chosen (target, "latest", NULL);
  return 0;
}
