/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-family.h"

#include <string.h>

#include "openpgp.h"
#include "yum-test.h"

/* The key is written as rpm wants it, and is the same. */
static void
test_keyring (void)
{
  g_autofree char *text = read_data ("key.asc");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = openpgp_read_keys (bytes, &error);
  g_autoptr (GBytes) armoured = yum_family.make_keyring (((OpenpgpKey *) g_ptr_array_index (keys, 0))->packets);
  g_autoptr (GPtrArray) again = openpgp_read_keys (armoured, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (((OpenpgpKey *) g_ptr_array_index (again, 0))->fingerprint, ==, FINGERPRINT);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (armoured, NULL), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n"));
}

static void
test_automatic (void)
{
  g_auto (GStrv) names = yum_family.parse_automatic ("dependency a\nuser b\nweak-dependency c\nunknown d\njunk\n");

  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "a");
  g_assert_cmpstr (names[1], ==, "c");
}

/* The key comes before the file that names it, and rpm is told. */
static void
test_repository_add (void)
{
  g_autoptr (SlwHarness) h = new_harness ("repository.add");

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "*baseurl /etc/yum.repos.d/bm.repo /etc/pki/rpm-gpg/slipway-bm.asc");
  slw_harness_answer (h, 0, "-\n-\n", NULL);
  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, "/etc/pki/rpm-gpg/slipway-bm.asc", "-----BEGIN PGP PUBLIC*", 0644);
  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, "/etc/yum.repos.d/bm.repo",
                          "*gpgkey=file:///etc/pki/rpm-gpg/slipway-bm.asc*baseurl=https:*", 0600);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "* 57548c9c postgresql");
  slw_harness_answer (h, 1, NULL, NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "* /etc/pki/rpm-gpg/slipway-bm.asc postgresql");
  slw_harness_expect_done (h, "/etc/yum.repos.d/bm.repo written");
  slw_harness_expect_output (h, "changed", "yes");
  assert_plays (h);
}

static void
test_simulation (void)
{
  g_autoptr (SlwHarness) h = new_harness ("packages.install");

  slw_harness_set_param (h, "plan", "a=1-1");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at the locks of dnf and at rpm");
  slw_harness_answer (h, 0, "X end 0\n", NULL);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "* exactly -C --best *a-1-1");
  slw_harness_answer (h, 0, "E Error: Unable to find a match: a-1-1\nX simulate 1\nX end 0\n", NULL);
  slw_harness_expect_failed (h, SLW_ERROR_STALE, "*can't be carried out any more, *: Unable to find a match: a-1-1");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/yum-family/keyring", test_keyring);
  g_test_add_func ("/yum-family/automatic", test_automatic);
  g_test_add_func ("/yum-family/repository-add", test_repository_add);
  g_test_add_func ("/yum-family/simulation", test_simulation);
  return g_test_run ();
}
