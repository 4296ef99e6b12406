/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config-backup.h"

#include "config-test.h"

/* Settings that cannot be are refused before anything is sent. */
static void
test_settings (void)
{
  static const char *const bad[] = { "etc/relative", "/etc/../shadow", "/etc/a'b", "/etc/.." };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (SlwHarness) harness = config_test_new ();

    slw_harness_set_setting (harness, "include", bad[i]);
    slw_harness_begin (harness, "config.backup", "main");
    slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read what is in no file");
    slw_harness_expect_failed (harness, SLW_ERROR_INVALID, "*cannot be kept*");
    config_test_play (harness);
  }
}

static void
test_unattached (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_set_setting (harness, "limit", "1");
  slw_harness_set_setting (harness, "keep", "2");
  slw_harness_begin (harness, "config.diff", "main");
  config_test_expect_capture (harness, SLW_EFFECT_READ);
  slw_harness_expect_done (harness, "what is there now was read");
  config_test_play (harness);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config-backup/settings", test_settings);
  g_test_add_func ("/config-backup/diff", test_unattached);
  return g_test_run ();
}
