/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "download.h"

#include "apt-test.h"

static SlwHarness *
begin (const char *state)
{
  SlwHarness *h = new_bare_harness ("packages.download");

  slw_harness_set_param (h, "plan", "postfix=3.7");
  slw_harness_set_param (h, "debconf", "postfix postfix/mailname string a.b");
  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  expect_state (h, state);
  return h;
}

static void
test_download (void)
{
  g_autoptr (SlwHarness) h = begin (NO_LOCKS);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "simulate");
  slw_harness_answer (h, 0, "Inst postfix (3.7 Debian [amd64])\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "apt-mark showauto");
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "*--download-only postfix=3.7");
  slw_harness_answer (h, 0, "dlstatus:1:50.0:Retrieving file 1 of 2\n", NULL);
  slw_harness_expect_progress (h, 50, "Retrieving file 1 of 2");
  slw_harness_expect_done (h, "1 packages fetched");
  assert_plays (h);
}

static void
test_interrupted (void)
{
  g_autoptr (SlwHarness) h = begin ("A half configured\nX end 0\n");

  slw_harness_expect_failed (h, SLW_ERROR_REFUSED, "dpkg was interrupted*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/download/download", test_download);
  g_test_add_func ("/download/interrupted", test_interrupted);
  return g_test_run ();
}
