/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rehearsal.h"

#include "apt-debian/apt-test.h"
#include "apt-family.h"

/* Parsing takes an SlwResult, which only the core makes, so it is tested through the kinds that rehearse. */

static Repository *
make (void)
{
  g_autoptr (SlwSecret) subscription = slw_secret_new (SUBSCRIPTION, -1);
  g_autoptr (GBytes) keyring = read_bytes ("key-rsa.asc");
  const RepositorySettings settings = {
    .name = "bm", .subscription = subscription, .keyring = keyring, .fingerprint = FINGERPRINT_RSA, .signed_by = TRUE
  };
  g_autoptr (GError) error = NULL;
  Repository *repository = repository_new (&apt_family, &settings, &error);

  g_assert_no_error (error);
  return repository;
}

static void
test_action (void)
{
  const char *const arguments[] = { "install", "--no-upgrade", NULL };
  const char *const packages[] = { "a", "b-", NULL };
  g_autoptr (Repository) repository = make ();
  g_autoptr (SlwAction) action = rehearsal_new_action (&apt_family, repository, TRUE, arguments, packages);
  const char *const *argv = slw_action_get_argv (action);
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (repository->keyring));
  guint last = g_strv_length ((char **) argv) - 1;

  g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_READ);
  g_assert_cmpstr (argv[last], ==, "b-");
  g_assert_cmpstr (argv[last - 1], ==, "a");
  g_assert_cmpstr (argv[last - 2], ==, "--no-upgrade");
  g_assert_cmpstr (argv[last - 4], ==, "2");
  g_assert_cmpstr (argv[last - 5], ==, "yes");
  g_assert_cmpstr (argv[last - 6], ==, size);
  g_assert_cmpstr (argv[last - 7], ==, "/etc/apt/sources.list.d/bm.list");
}

static void
test_action_without_repository (void)
{
  g_autoptr (SlwAction) action = rehearsal_new_action (&apt_family, NULL, FALSE, NULL, NULL);
  const char *const *argv = slw_action_get_argv (action);
  guint last = g_strv_length ((char **) argv) - 1;

  g_assert_cmpstr (argv[last], ==, "0");
  g_assert_cmpstr (argv[last - 1], ==, "no");
  g_assert_cmpstr (argv[last - 2], ==, "0");
  g_assert_cmpstr (argv[last - 3], ==, "");
}

static void
assert_cut (const char *answer)
{
  g_autoptr (SlwHarness) h = new_harness ("repository.check");

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "try the repositories");
  slw_harness_answer (h, 0, answer, NULL);
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "*cut off*");
  assert_plays (h);
}

static void
test_cut_off (void)
{
  assert_cut ("");
  assert_cut ("U Reading package lists...\nX update 0\n");
  assert_cut ("X\nU\n \nx end 0\n");
}

static void
test_nonsense (void)
{
  g_autoptr (SlwHarness) h = new_harness ("packages.plan");

  slw_harness_set_param (h, "packages", "a");
  expect_state (h, NO_LOCKS);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "rehearse the installation");
  slw_harness_answer (h, 0, "X update 0\nS Inst ; (rm -rf)\nX simulate 0\nX end 0\n", NULL);
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "*not understood: Inst ; (rm*");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rehearsal/action", test_action);
  g_test_add_func ("/rehearsal/action-without-repository", test_action_without_repository);
  g_test_add_func ("/rehearsal/cut-off", test_cut_off);
  g_test_add_func ("/rehearsal/nonsense", test_nonsense);
  return g_test_run ();
}
