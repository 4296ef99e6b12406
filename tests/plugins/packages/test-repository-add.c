/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repository-add.h"

#include "repository.h"

#include "apt-debian/apt-test.h"
#include "apt-family.h"

#define LIST "/etc/apt/sources.list.d/bm.list"
#define KEYRING "/usr/share/keyrings/slipway-bm.gpg"
#define RENDERED                                                             \
  "# BlueMind subscription\n# Customer: Laboratory\ndeb ?signed-by=" KEYRING \
  "] https://pkg.lab.test/s3cretPath0815/bm bookworm main\n"

#define COMMENTS "# BlueMind subscription\n# Customer: Laboratory\n"

/* What the server would answer when both files are there, with these modes; @comments are those of the list. */
static char *
make_answer (const char *list_mode, const char *list_digest, const char *comments, const char *key_mode)
{
  g_autoptr (SlwSecret) subscription = slw_secret_new (SUBSCRIPTION, -1);
  g_autoptr (GBytes) keyring = read_bytes ("key-rsa.asc");
  const RepositorySettings settings = {
    .name = "bm", .subscription = subscription, .keyring = keyring, .fingerprint = FINGERPRINT_RSA, .signed_by = TRUE
  };
  g_autoptr (Repository) repository = repository_new (&apt_family, &settings, NULL);
  g_autoptr (SlwSecret) list = repository_render (repository, NULL);
  g_autofree char *first = g_compute_checksum_for_string (G_CHECKSUM_SHA256, slw_secret_peek (list, NULL), -1);
  g_autofree char *second = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, repository->keyring);
  g_autofree char *third = g_compute_checksum_for_string (G_CHECKSUM_SHA256, comments, -1);

  return g_strdup_printf ("%s 0:0 %s %s\n%s 0:0 %s 00\n", list_mode, list_digest != NULL ? list_digest : first, third,
                          key_mode, second);
}

static SlwHarness *
begin (const char *answer)
{
  SlwHarness *h = new_harness ("repository.add");

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look for the repository");
  slw_harness_answer (h, 0, answer, NULL);
  return h;
}

static void
test_bare (void)
{
  g_autoptr (SlwHarness) h = begin ("-\n-\n");

  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, KEYRING, NULL, 0644);
  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, LIST, RENDERED, 0600);
  slw_harness_expect_done (h, LIST " written");
  slw_harness_expect_output (h, "changed", "yes");
  assert_plays (h);
}

static void
test_there (void)
{
  g_autofree char *answer = make_answer ("600", NULL, COMMENTS, "644");
  g_autoptr (SlwHarness) h = begin (answer);

  slw_harness_expect_done (h, LIST " is there already");
  slw_harness_expect_output (h, "changed", "no");
  assert_plays (h);
}

static void
test_mode (void)
{
  g_autofree char *answer = make_answer ("644", NULL, COMMENTS, "644");
  g_autoptr (SlwHarness) h = begin (answer);

  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, LIST, RENDERED, 0600);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "changed", "yes");
  assert_plays (h);
}

static void
test_key_only (void)
{
  g_autofree char *answer = make_answer ("600", NULL, COMMENTS, "600");
  g_autoptr (SlwHarness) h = begin (answer);

  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, KEYRING, NULL, 0644);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "changed", "yes");
  assert_plays (h);
}

/* The product chose a version: the same subscription, another address. */
static void
test_moved (void)
{
  g_autofree char *answer = make_answer ("600", "0123", COMMENTS, "644");
  g_autoptr (SlwHarness) kept = begin (answer);
  g_autoptr (SlwHarness) replaced = begin (answer);

  slw_harness_set_param (kept, "keep-address", "yes");
  slw_harness_expect_done (kept, LIST " is there already");
  slw_harness_expect_output (kept, "changed", "no");
  slw_harness_expect_note (kept, LIST " has another address*");
  assert_plays (kept);
  slw_harness_set_param (replaced, "keep-address", "no");
  slw_harness_expect_put (replaced, SLW_EFFECT_MUTATE, LIST, RENDERED, 0600);
  slw_harness_expect_done (replaced, NULL);
  slw_harness_expect_output (replaced, "changed", "yes");
  assert_plays (replaced);
}

/* "# Version: …" is a note of the product's: with another one it is the same subscription still. */
static void
test_version (void)
{
  g_autofree char *answer = make_answer ("600", "0123", COMMENTS, "644");
  g_autoptr (SlwHarness) h = begin (answer);

  slw_harness_set_setting (h, "subscription", "# Version: 4.1.5\n" SUBSCRIPTION);
  slw_harness_set_param (h, "keep-address", "yes");
  slw_harness_expect_done (h, LIST " is there already");
  slw_harness_expect_output (h, "changed", "no");
  slw_harness_expect_note (h, LIST " has another address*");
  assert_plays (h);
}

static void
test_renewed (void)
{
  g_autofree char *answer = make_answer ("600", "0123", "# Ends: last year\n", "644");
  g_autoptr (SlwHarness) h = begin (answer);

  slw_harness_set_param (h, "keep-address", "yes");
  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, LIST, RENDERED, 0600);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "changed", "yes");
  assert_plays (h);
}

static void
test_params (void)
{
  g_autoptr (SlwHarness) h = new_harness ("repository.add");

  slw_harness_set_param (h, "keep-address", "perhaps");
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "Param.keep-address=perhaps*");
  assert_plays (h);
}

static void
test_plan (void)
{
  g_autoptr (SlwHarness) h = begin ("");

  slw_harness_set_ceiling (h, SLW_EFFECT_READ);
  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, KEYRING, NULL, 0644);
  slw_harness_expect_put (h, SLW_EFFECT_MUTATE, LIST, NULL, 0600);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "changed", "yes");
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repository-add/bare", test_bare);
  g_test_add_func ("/repository-add/there", test_there);
  g_test_add_func ("/repository-add/mode", test_mode);
  g_test_add_func ("/repository-add/key-only", test_key_only);
  g_test_add_func ("/repository-add/moved", test_moved);
  g_test_add_func ("/repository-add/version", test_version);
  g_test_add_func ("/repository-add/renewed", test_renewed);
  g_test_add_func ("/repository-add/params", test_params);
  g_test_add_func ("/repository-add/plan", test_plan);
  return g_test_run ();
}
