/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "external.h"

#include "config-test.h"

#define NOW "1700100000\n"
#define FRESH NOW "1700096400\n"
#define STALE NOW "1700000000\n"
#define ASK "ask how old the newest full backup is"
#define MAKE "make a full backup of the platform"

static SlwHarness *
begin (const char *purpose, gboolean age, gboolean command)
{
  SlwHarness *harness = config_test_new ();

  if (age)
    slw_harness_set_setting (harness, "age-file", "/stamp");
  if (command)
    slw_harness_set_setting (harness, "command", "snapshot now");
  slw_harness_begin (harness, "backup.external", "main");
  slw_harness_set_param (harness, "purpose", purpose);
  return harness;
}

static void
expect_age (SlwHarness *harness, int status, const char *output)
{
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, ASK);
  slw_harness_answer (harness, status, output, NULL);
}

static void
test_not_configured (void)
{
  g_autoptr (SlwHarness) update = begin ("update", FALSE, FALSE);
  g_autoptr (SlwHarness) check = begin ("check", FALSE, FALSE);
  g_autoptr (SlwHarness) install = begin ("install", FALSE, FALSE);

  slw_harness_expect_done (update, "*none is configured*"); /* the core makes a refusal of the inhibitor */
  slw_harness_expect_output (update, "fresh", "no");
  slw_harness_expect_finding (update, SLW_SEVERITY_INHIBITOR, "backup.external", "*none is configured*");
  config_test_play (update);
  slw_harness_expect_done (check, "*none is configured*");
  slw_harness_expect_output (check, "fresh", "no");
  slw_harness_expect_finding (check, SLW_SEVERITY_HIGH, "backup.external", "*none is configured*");
  config_test_play (check);
  slw_harness_expect_done (install, "*none is configured*");
  slw_harness_expect_output (install, "fresh", "no");
  slw_harness_expect_note (install, "*none is configured*");
  config_test_play (install);
}

static void
test_accepted (void)
{
  g_autoptr (SlwHarness) harness = begin ("update", TRUE, TRUE);

  slw_harness_set_param (harness, "accept", "it is a test platform");
  expect_age (harness, 0, STALE);
  slw_harness_expect_done (harness, "*27.8 hours*; accepted: it is a test platform");
  slw_harness_expect_output (harness, "fresh", "no");
  slw_harness_expect_finding (harness, SLW_SEVERITY_HIGH, "backup.accepted", "*it is a test platform");
  config_test_play (harness);
}

static void
test_fresh (void)
{
  g_autoptr (SlwHarness) harness = begin ("update", TRUE, TRUE);

  expect_age (harness, 0, FRESH);
  slw_harness_expect_done (harness, "*1.0 hours old, 24 are allowed");
  slw_harness_expect_output (harness, "fresh", "yes");
  config_test_play (harness);
}

static void
test_made (void)
{
  g_autoptr (SlwHarness) harness = begin ("update", TRUE, TRUE);

  expect_age (harness, 1, NOW); /* there is none */
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, MAKE);
  expect_age (harness, 0, FRESH);
  slw_harness_expect_done (harness, "*1.0 hours*");
  slw_harness_expect_output (harness, "fresh", "yes");
  config_test_play (harness);
}

/* It ended well and made nothing. */
static void
test_not_made (void)
{
  g_autoptr (SlwHarness) harness = begin ("update", TRUE, TRUE);

  expect_age (harness, 0, STALE);
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, MAKE);
  expect_age (harness, 0, STALE);
  slw_harness_expect_done (harness, "*ended well, and yet*");
  slw_harness_expect_output (harness, "fresh", "no");
  slw_harness_expect_finding (harness, SLW_SEVERITY_INHIBITOR, "backup.external", NULL);
  config_test_play (harness);
}

/* A run that only fills caches makes none and insists on none. */
static void
test_download_only (void)
{
  g_autoptr (SlwHarness) harness = begin ("update", FALSE, TRUE);
  g_autoptr (SlwHarness) stale = begin ("update", TRUE, TRUE);

  slw_harness_set_ceiling (harness, SLW_EFFECT_CACHE);
  slw_harness_expect_done (harness, "*before the update");
  config_test_play (harness);
  slw_harness_set_ceiling (stale, SLW_EFFECT_CACHE);
  expect_age (stale, 0, STALE);
  slw_harness_expect_done (stale, "*27.8 hours*");
  slw_harness_expect_output (stale, "fresh", "no");
  slw_harness_expect_finding (stale, SLW_SEVERITY_HIGH, "backup.external", NULL);
  config_test_play (stale);
}

static void
test_plan (void)
{
  g_autoptr (SlwHarness) harness = begin ("update", FALSE, TRUE);

  slw_harness_set_ceiling (harness, SLW_EFFECT_READ);
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, MAKE);
  slw_harness_expect_done (harness, "a full backup would be made");
  config_test_play (harness);
}

static void
test_read_age (void)
{
  gint64 age = 0;

  g_assert_true (external_read_age ("100\n 40 \n", &age));
  g_assert_cmpint (age, ==, 60);
  g_assert_false (external_read_age ("", &age));
  g_assert_false (external_read_age ("100\n", &age));
  g_assert_false (external_read_age ("100\nyesterday\n", &age));
  g_assert_false (external_read_age ("100\n-5\n", &age));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/external/not-configured", test_not_configured);
  g_test_add_func ("/external/accepted", test_accepted);
  g_test_add_func ("/external/fresh", test_fresh);
  g_test_add_func ("/external/made", test_made);
  g_test_add_func ("/external/not-made", test_not_made);
  g_test_add_func ("/external/download-only", test_download_only);
  g_test_add_func ("/external/plan", test_plan);
  g_test_add_func ("/external/read-age", test_read_age);
  return g_test_run ();
}
