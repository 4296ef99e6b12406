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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/failure/installation", test_installation);
  g_test_add_func ("/failure/installation-without-culprit", test_installation_without_culprit);
  g_test_add_func ("/failure/simulation", test_simulation);
  return g_test_run ();
}
