/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "start.h"

#include "services-test.h"

static void
test_nothing_named (void)
{
  g_autoptr (SlwHarness) h = new_harness ("services.start", "init=systemd\n");

  slw_harness_expect_done (h, "no service is named");
  slw_harness_expect_output (h, "services", "");
  slw_harness_expect_output (h, "failed", "");
  assert_plays (h);
}

/* A name twice, with its suffix and without, is one service. */
static void
test_twice (void)
{
  g_autoptr (SlwHarness) h = new_harness ("services.start", "init=systemd\n");
  g_autofree char *unit = make_unit ("nginx.service", "active");

  slw_harness_set_param (h, "services", "nginx nginx.service");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, SHOW);
  slw_harness_answer (h, 0, unit, NULL);
  slw_harness_expect_done (h, "already up: nginx");
  slw_harness_expect_output (h, "services", "nginx");
  slw_harness_expect_output (h, "failed", "");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/start/nothing-named", test_nothing_named);
  g_test_add_func ("/start/twice", test_twice);
  return g_test_run ();
}
