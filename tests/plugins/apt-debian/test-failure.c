/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "failure.h"

#include "apt-test.h"

static void
test_installation (void)
{
  g_autofree char *output = read_data ("install-failed.txt");
  g_autofree char *errors = read_data ("install-failed-errors.txt");
  g_autofree char *why = failure_explain_installation (output, errors);
  g_auto (GStrv) lines = g_strsplit (why, "\n", -1);

  g_assert_true (g_str_has_prefix (why, "zz-fail failed:\n"));
  g_assert_nonnull (strstr (why, "to stdout before failing"));
  g_assert_nonnull (strstr (why, "to stderr before failing"));
  g_assert_null (strstr (why, "pmstatus"));
  g_assert_cmpuint (g_strv_length (lines), <=, 21);
}

static void
test_installation_without_culprit (void)
{
  g_autofree char *why = failure_explain_installation ("", "E: \033[1mno\n");

  g_assert_cmpstr (why, ==, "E: \\x1b[1mno");
}

static void
test_simulation (void)
{
  g_autofree char *unknown
      = failure_explain_simulation ("Reading package lists...\nE: Unable to locate package bm-nothing\n");
  g_autofree char *unmet = failure_explain_simulation (
      "Some packages could not be installed. This may mean\nThe following packages have unmet dependencies:\n"
      " a : Depends: b but it is not installable\nE: Unable to correct problems, you have held broken packages.\n");
  g_autofree char *other = failure_explain_simulation ("strange\n");

  g_assert_cmpstr (unknown, ==, "Unable to locate package bm-nothing");
  g_assert_cmpstr (unmet, ==,
                   "The following packages have unmet dependencies:\n a : Depends: b but it is not installable\n"
                   "Unable to correct problems, you have held broken packages.");
  g_assert_cmpstr (other, ==, "strange");
}

/* dpkg 1.21.23: the first waits, the second has a script that fails. */
static void
test_waiting (void)
{
  g_auto (GStrv) names = failure_list_waiting (
      "dpkg: dependency problems prevent configuration of bm-full:\n bm-full depends on bm-locator (= 4.1.47249); "
      "however:\n"
      "  Version of bm-locator on system is 4.1.47224.\n\ndpkg: error processing package bm-full (--configure):\n"
      " dependency problems - leaving unconfigured\ndpkg: error processing package libx:amd64 (--configure):\n"
      " dependency problems - leaving unconfigured\ndpkg: error processing package zz-fail (--configure):\n"
      " installed zz-fail package post-installation script subprocess returned error exit status 1\n"
      "Errors were encountered while processing:\n bm-full\n libx:amd64\n zz-fail\n");
  g_auto (GStrv) none = failure_list_waiting (" dependency problems - leaving unconfigured");

  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "bm-full");
  g_assert_cmpstr (names[1], ==, "libx");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/failure/installation", test_installation);
  g_test_add_func ("/failure/installation-without-culprit", test_installation_without_culprit);
  g_test_add_func ("/failure/simulation", test_simulation);
  g_test_add_func ("/failure/waiting", test_waiting);
  return g_test_run ();
}
