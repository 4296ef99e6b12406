/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether something broke off; findings are in the transcripts check-away*, check-unequal and check-no-subscription-file. */
#include "admin-api/slw-check-servers.h"

#define SURVEY "now 2026-11-22 07:00:00\nepoch 1795331904\n"

static void
assert_broke_off (const char *of_main, const char *of_shard, gboolean expected)
{
  g_autoptr (SlwBaseline) now = slw_baseline_new ();

  slw_baseline_get_server (now, "main", TRUE)->survey = of_main != NULL ? slw_survey_parse (of_main) : NULL;
  slw_baseline_get_server (now, "shard", TRUE)->survey = of_shard != NULL ? slw_survey_parse (of_shard) : NULL;
  g_assert_cmpint (slw_check_servers_broke_off (now, "main"), ==, expected);
}

static void
test_broke_off (void)
{
  assert_broke_off (SURVEY "package bm-core 4.1.2\npackage bm-node 4.1.2\n", SURVEY "package bm-node 4.1.2\n", FALSE);
  assert_broke_off (SURVEY "package bm-core 4.1.2\n", SURVEY "package bm-node 4.1.2\nbroken 1\n", TRUE);
  assert_broke_off (SURVEY "package bm-core 4.1.2\n", SURVEY "package bm-node 4.1.3\n", TRUE);
  /* the package of the core is gone, or half there */
  assert_broke_off (SURVEY, SURVEY, TRUE);
  /* what could not be looked at says nothing */
  assert_broke_off (NULL, NULL, FALSE);
  assert_broke_off (SURVEY "package bm-core 4.1.2\n", NULL, FALSE);
  assert_broke_off (SURVEY "package bm-core 4.1.2\n", SURVEY, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check-servers/broke-off", test_broke_off);
  return g_test_run ();
}
