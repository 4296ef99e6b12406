/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-family.h"

#include <string.h>

#include "apt-test.h"

static void
test_remedies (void)
{
  g_assert_nonnull (strstr (apt_family.find_remedy ("E: Unable to locate package x"), "subscription"));
  g_assert_nonnull (strstr (apt_family.find_remedy ("E: you have held broken packages"), "apt-mark showhold"));
  g_assert_nonnull (strstr (apt_family.find_remedy ("Try 'apt --fix-broken install'"), "--fix-broken"));
  g_assert_null (apt_family.find_remedy ("strange"));
}

static void
test_progress (void)
{
  PackagesProgress progress = { 0 };

  g_assert_true (apt_family.parse_progress ("dlstatus:1:50.0:Retrieving", &progress));
  g_assert_true (progress.is_download);
  g_assert_cmpfloat (progress.percent, ==, 50.0);
  g_free (progress.text);
  g_assert_false (apt_family.parse_progress ("Unpacking x", &progress));
}

static void
test_subscription (void)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *text
      = apt_family.read_subscription (SUBSCRIPTION, strlen (SUBSCRIPTION), FALSE, "/k", addresses, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "deb [signed-by=/k] https:"));
  g_assert_cmpuint (addresses->len, ==, 1);
  g_assert_null (apt_family.read_subscription ("nonsense", 8, FALSE, NULL, addresses, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apt-family/remedies", test_remedies);
  g_test_add_func ("/apt-family/progress", test_progress);
  g_test_add_func ("/apt-family/subscription", test_subscription);
  return g_test_run ();
}
