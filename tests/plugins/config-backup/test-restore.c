/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "restore.h"

#include "config-test.h"

#define COMPARE "compare it with the backup"
#define DROP "remove what was unpacked for it"
#define LISTED                                                                                           \
  "staging /store/s\nfolder 0750 root:bm /etc/d\nfile 0640 root:bm 0 /etc/d/f\nlink ../x /etc/l\nextra " \
  "/etc/new\nend\n"

static SlwHarness *
begin_on (const char *facts)
{
  SlwHarness *harness = config_test_new_on (facts);

  slw_harness_begin (harness, "config.restore", "main");
  slw_harness_set_param (harness, "backup", "20260101T000000Z");
  config_test_expect_capture (harness, SLW_EFFECT_READ);
  return harness;
}

static SlwHarness *
begin (void)
{
  return begin_on ("os.id=debian");
}

static void
expect_compare (SlwHarness *harness, const char *listed)
{
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, COMPARE);
  slw_harness_answer (harness, 0, listed, NULL);
}

static void
expect_changes (SlwHarness *harness)
{
  slw_harness_expect_exec (harness, SLW_EFFECT_MUTATE, "restore a folder");
  slw_harness_expect_put (harness, SLW_EFFECT_MUTATE, "/etc/d/f", NULL, 0640);
  slw_harness_expect_exec (harness, SLW_EFFECT_MUTATE, "restore a link");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, DROP);
}

static void
test_restored (void)
{
  g_autoptr (SlwHarness) harness = begin ();

  expect_compare (harness, LISTED);
  expect_changes (harness);
  config_test_expect_capture (harness, SLW_EFFECT_READ);
  expect_compare (harness, "staging /store/s\nextra /etc/new\nend\n");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, DROP);
  slw_harness_expect_done (harness, "3 entries restored, and read back");
  slw_harness_expect_output (harness, "restored", "3");
  slw_harness_expect_note (harness, "*left alone: /etc/new");
  config_test_play (harness);
}

/* Something on the server writes it again. */
static void
test_not_as_it_was (void)
{
  g_autoptr (SlwHarness) harness = begin ();

  expect_compare (harness, LISTED);
  expect_changes (harness);
  config_test_expect_capture (harness, SLW_EFFECT_READ);
  expect_compare (harness, LISTED);
  slw_harness_expect_failed (harness, SLW_ERROR_VERIFY, "*3 entries*slipway backups diff main*");
  config_test_play (harness);
}

static void
test_nothing (void)
{
  g_autoptr (SlwHarness) harness = begin ();

  expect_compare (harness, "staging /store/s\nend\n");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, DROP);
  slw_harness_expect_done (harness, "all is as it was in the backup");
  slw_harness_expect_output (harness, "restored", "0");
  config_test_play (harness);
}

static void
test_plan (void)
{
  g_autoptr (SlwHarness) harness = begin ();

  slw_harness_set_ceiling (harness, SLW_EFFECT_READ);
  expect_compare (harness, LISTED);
  expect_changes (harness);
  slw_harness_expect_done (harness, "3 entries restored");
  slw_harness_expect_output (harness, "restored", "3");
  config_test_play (harness);
}

static void
test_many (void)
{
  g_autoptr (SlwHarness) harness = begin ();
  g_autoptr (GString) listed = g_string_new ("staging /store/s\n");

  for (guint i = 0; i < 1200; i++)
    g_string_append_printf (listed, "link a /etc/%04u\n", i);
  g_string_append (listed, "end\n");
  expect_compare (harness, listed->str);
  for (guint i = 0; i < 1200; i++) {
    if (i > 0 && i % 500 == 0)
      slw_harness_expect_wait (harness, "there is more to restore");
    slw_harness_expect_exec (harness, SLW_EFFECT_MUTATE, "restore a link");
  }
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, DROP);
  config_test_expect_capture (harness, SLW_EFFECT_READ);
  expect_compare (harness, "staging /store/s\nend\n");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, DROP);
  slw_harness_expect_done (harness, "1200 entries restored, and read back");
  slw_harness_expect_output (harness, "restored", "1200");
  config_test_play (harness);
}

static void
test_no_backup (void)
{
  g_autoptr (SlwHarness) harness = config_test_new ();

  slw_harness_begin (harness, "config.restore", "main");
  config_test_expect_capture (harness, SLW_EFFECT_READ);
  slw_harness_expect_failed (harness, SLW_ERROR_INVALID, "which backup?*");
  config_test_play (harness);
}

#define WITH_LIST "staging /store/s\nfile 0640 root:bm 0 /etc/f\nattributes acl%20u%0A /etc/f\nend\n"

/* Lists come after their file, contexts after all; whether they can be set is asked before anything is changed. */
static void
test_attributes (void)
{
  g_autoptr (SlwHarness) harness = begin_on ("os.id=rhel\nselinux=enforcing");

  expect_compare (harness, WITH_LIST);
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, "can access lists be restored?");
  slw_harness_expect_put (harness, SLW_EFFECT_MUTATE, "/etc/f", NULL, 0640);
  slw_harness_expect_exec (harness, SLW_EFFECT_MUTATE, "restore access lists and attributes");
  slw_harness_expect_exec (harness, SLW_EFFECT_MUTATE, "restore the contexts of SELinux");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, DROP);
  config_test_expect_capture (harness, SLW_EFFECT_READ);
  expect_compare (harness, "staging /store/s\nend\n");
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, DROP);
  slw_harness_expect_done (harness, "1 entries restored, and read back");
  slw_harness_expect_output (harness, "restored", "1");
  config_test_play (harness);
}

static void
test_no_setfacl (void)
{
  g_autoptr (SlwHarness) harness = begin ();

  expect_compare (harness, WITH_LIST);
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, "can access lists be restored?");
  slw_harness_answer (harness, 1, "acl\n", NULL);
  slw_harness_expect_failed (harness, SLW_ERROR_REFUSED, "*main cannot set them; install the package “acl”*");
  config_test_play (harness);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restore/restored", test_restored);
  g_test_add_func ("/restore/not-as-it-was", test_not_as_it_was);
  g_test_add_func ("/restore/nothing", test_nothing);
  g_test_add_func ("/restore/plan", test_plan);
  g_test_add_func ("/restore/many", test_many);
  g_test_add_func ("/restore/no-backup", test_no_backup);
  g_test_add_func ("/restore/attributes", test_attributes);
  g_test_add_func ("/restore/no-setfacl", test_no_setfacl);
  return g_test_run ();
}
