/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config-test.h"

#define DEFAULTS "read the defaults of edited configuration files"

static void
expect_outputs (SlwHarness *harness)
{
  slw_harness_expect_output (harness, "backup", "20260101T000000Z");
  slw_harness_expect_output (harness, "entries", "3");
  slw_harness_expect_output (harness, "bytes", "2048");
  slw_harness_expect_output (harness, "new", "1");
}

static void
test_done (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_begin (harness, "config.backup", "main");
  config_test_expect_capture (harness, SLW_EFFECT_CACHE);
  slw_harness_expect_done (harness, "backup 20260101T000000Z, verified: 3 entries, 2*KiB; new: 1*KiB");
  expect_outputs (harness);
  config_test_play (harness);
}

/* What changes while it is read is read again; when it never stands still, that is said. */
static void
test_changing (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_begin (harness, "config.backup", "main");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read what is in no file");
  for (guint i = 0; i < 3; i++) {
    slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read the configuration");
    slw_harness_answer (harness, 1, NULL, "tar: etc/bm/usage.json: file changed as we read it\n");
  }
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, DEFAULTS);
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "store and verify it");
  slw_harness_answer (harness, 0, TAKEN, NULL);
  slw_harness_expect_done (harness, "*verified*");
  slw_harness_expect_finding (harness, SLW_SEVERITY_MEDIUM, "backup.changing", "*usage.json*");
  expect_outputs (harness);
  config_test_play (harness);
}

static void
test_not_verified (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_begin (harness, "config.backup", "main");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read what is in no file");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read the configuration");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, DEFAULTS);
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "store and verify it");
  slw_harness_answer (harness, 0, "backup 1\nentries 3\n", NULL);
  slw_harness_expect_failed (harness, SLW_ERROR_VERIFY, "*verified*");
  config_test_play (harness);
}

static void
test_plan (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_begin (harness, "config.backup", "main");
  slw_harness_set_ceiling (harness, SLW_EFFECT_READ);
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read what is in no file");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read the configuration");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, DEFAULTS);
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "store and verify it");
  slw_harness_expect_done (harness, "the configuration would be kept");
  config_test_play (harness);
}

/* A server without room for them: the backup is good, and says it. */
static void
test_no_defaults (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_begin (harness, "config.backup", "main");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read what is in no file");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read the configuration");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, DEFAULTS);
  slw_harness_answer (harness, 2, NULL, "mktemp: No space left on device");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "*backups* take *main.state");
  slw_harness_answer (harness, 0, TAKEN, NULL);
  slw_harness_expect_done (harness, "backup *");
  slw_harness_expect_note (harness, "*could not be read");
  expect_outputs (harness);
  config_test_play (harness);
}

static void
test_leftovers (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_begin (harness, "config.conffiles", "main");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, "read the configuration files with a new default beside them");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, "*backups* take *--backup live");
  slw_harness_answer (harness, 0, TAKEN, NULL);
  slw_harness_expect_done (harness, "what is beside configuration files was read");
  config_test_play (harness);
}

#define KEYS "can backups be encrypted?"

/* Whether it can be done is asked before anything is read, in a plan, too. */
static void
test_encrypted (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_set_setting (harness, "encrypt-to", "age1abc");
  slw_harness_begin (harness, "config.backup", "main");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, "*backups* encryption *--encrypt-to age1abc");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read what is in no file");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "read the configuration");
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, DEFAULTS);
  slw_harness_expect_exec (harness, SLW_EFFECT_CACHE, "*backups* take *--encrypt-to age1abc");
  slw_harness_answer (harness, 0, TAKEN "encrypted yes\n", NULL);
  slw_harness_expect_done (harness, "backup *, encrypted, verified: 3 entries*");
  expect_outputs (harness);
  config_test_play (harness);
}

static void
test_cannot_encrypt (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_set_setting (harness, "encrypt-to-file", "/keys");
  slw_harness_begin (harness, "config.backup", "main");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, KEYS);
  slw_harness_answer (harness, 4, NULL, "install the package “age”");
  slw_harness_expect_failed (harness, SLW_ERROR_FAILED, "*can backups be encrypted?*");
  config_test_play (harness);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backup/done", test_done);
  g_test_add_func ("/backup/changing", test_changing);
  g_test_add_func ("/backup/not-verified", test_not_verified);
  g_test_add_func ("/backup/plan", test_plan);
  g_test_add_func ("/backup/encrypted", test_encrypted);
  g_test_add_func ("/backup/cannot-encrypt", test_cannot_encrypt);
  g_test_add_func ("/backup/no-defaults", test_no_defaults);
  g_test_add_func ("/backup/leftovers", test_leftovers);
  return g_test_run ();
}
