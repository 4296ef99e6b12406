/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/verify.h"

#include "role-test.h"

#define UP                                                                                                \
  "unit Id=bm-node.service\nunit LoadState=loaded\nunit ActiveState=active\nunit UnitFileState=enabled\n" \
  "port 5432\nport 8022\nend 0\n"
#define DOWN                                                                                                  \
  "unit Id=bm-node.service\nunit LoadState=loaded\nunit ActiveState=activating\nunit UnitFileState=enabled\n" \
  "port 5432\nport 8022\nend 0\n"

static SlwHarness *
begin (const char *wait)
{
  SlwHarness *h = new_harness (MAILBOX_ROLE, "role.verify", GOOD_FACTS);

  if (wait != NULL)
    slw_harness_set_param (h, "wait", wait);
  return h;
}

static void
expect_health (SlwHarness *h, const char *answer)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at services and ports");
  slw_harness_answer (h, 0, answer, NULL);
}

static void
test_good (void)
{
  g_autoptr (SlwHarness) h = begin (NULL);

  slw_harness_set_param (h, "packages", "bm-node=4.1.47224 bm-conf=4.1.47224");
  expect_health (h, UP);
  slw_harness_expect_done (h, "services are up*");
  slw_harness_expect_output (h, "version", "4.1.47224");
  assert_plays (h);
}

static void
test_slow_start (void)
{
  g_autoptr (SlwHarness) h = begin (NULL);

  expect_health (h, DOWN);
  slw_harness_expect_wait (h, "the service bm-node is activating");
  expect_health (h, UP);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "version", "");
  assert_plays (h);
}

static void
test_down (void)
{
  g_autoptr (SlwHarness) h = begin ("4");

  expect_health (h, DOWN);
  slw_harness_expect_wait (h, NULL);
  expect_health (h, DOWN);
  slw_harness_expect_failed (h, SLW_ERROR_VERIFY, "the service bm-node is activating");
  slw_harness_expect_output (h, "version", "");
  assert_plays (h);
}

static void
test_skew (void)
{
  g_autoptr (SlwHarness) h = begin (NULL);

  slw_harness_set_param (h, "packages", "bm-node=4.1.47224 bm-conf=4.1.47249");
  slw_harness_expect_failed (h, SLW_ERROR_VERIFY, "*different versions: bm-node 4.1.47224, bm-conf 4.1.47249");
  slw_harness_expect_output (h, "version", "");
  assert_plays (h);
}

static void
test_bad_answers (void)
{
  g_autoptr (SlwHarness) cut = begin (NULL);
  g_autoptr (SlwHarness) wait = begin ("soon");

  expect_health (cut, "port 1\n");
  slw_harness_expect_failed (cut, SLW_ERROR_INVALID, "*cut off");
  slw_harness_expect_output (cut, "version", "");
  assert_plays (cut);
  slw_harness_expect_failed (wait, SLW_ERROR_INVALID, "Param.wait=soon*");
  assert_plays (wait);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verify/good", test_good);
  g_test_add_func ("/verify/slow-start", test_slow_start);
  g_test_add_func ("/verify/down", test_down);
  g_test_add_func ("/verify/skew", test_skew);
  g_test_add_func ("/verify/bad-answers", test_bad_answers);
  return g_test_run ();
}
