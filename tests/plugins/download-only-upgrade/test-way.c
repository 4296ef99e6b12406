/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "way.h"

#include <string.h>

#include "set-test.h"

#define DEBIAN "os.family=debian\nos.id=debian\nos.version=12\narch=x86_64\n"
#define REDHAT "os.family=redhat\nos.id=almalinux\nos.version=8\narch=x86_64\n"

/* main and shard are alike, other is not. */
static SlwHarness *
begin (const char *server)
{
  SlwHarness *h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "main", "198.18.0.10", "main", DEBIAN);
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", DEBIAN);
  slw_harness_add_server (h, "other", "198.18.0.12", "mailbox", REDHAT);
  slw_harness_begin (h, "upgrade.way", server);
  return h;
}

static void
expect (SlwHarness *h, const char *rate, const char *giver, const char *gives, const char *summary)
{
  slw_harness_expect_output (h, "rate", rate);
  slw_harness_expect_output (h, "giver", giver);
  slw_harness_expect_output (h, "gives", gives);
  slw_harness_expect_output (h, "folder", *giver != '\0' || strcmp (gives, "yes") == 0 ? "/*slipway/packages" : "");
  slw_harness_expect_output (h, "system", "*-x86_64");
  slw_harness_expect_output (h, "first", strcmp (gives, "yes") == 0 || *giver == '\0' ? "*" : "no");
  slw_harness_expect_output (h, "lists", "");
  slw_harness_expect_done (h, summary);
  assert_plays (h);
}

static void
test_plain (void)
{
  g_autoptr (SlwHarness) h = begin ("shard");

  expect (h, "0", "", "no", "fetches packages from its repositories");
}

static void
test_giver (void)
{
  g_autoptr (SlwHarness) h = begin ("main");

  slw_harness_set_param (h, "share", "yes");
  expect (h, "0", "", "yes", "fetches packages for the others*");
}

static void
test_taker (void)
{
  g_autoptr (SlwHarness) h = begin ("shard");

  slw_harness_set_param (h, "share", "yes");
  expect (h, "0", "main", "no", "gets packages from another*");
}

/* Alone of its kind. */
static void
test_alone (void)
{
  g_autoptr (SlwHarness) h = begin ("other");

  slw_harness_set_param (h, "share", "yes");
  expect (h, "0", "", "no", "fetches packages from its repositories");
}

/* A limit of the line is a reason to share, unless it is said otherwise; the command line counts more than the setting. */
static void
test_rate (void)
{
  static const struct {
    const char *setting;
    const char *param;
    const char *share;
    const char *rate;
    const char *giver;
  } cases[] = {
    { "2M", "", "", "2097152", "main" },
    { "2M", "1K", "no", "1024", "" },
    { "2M", "no", "", "0", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwHarness) h = begin ("shard");

    slw_harness_set_setting (h, "rate", cases[i].setting);
    slw_harness_set_param (h, "rate", cases[i].param);
    slw_harness_set_param (h, "share", cases[i].share);
    expect (h, cases[i].rate, cases[i].giver, "no", "*");
  }
}

static void
test_bundle (void)
{
  g_autoptr (SlwHarness) h = begin ("shard");

  slw_harness_set_param (h, "bundle", "/bundle");
  slw_harness_expect_output (h, "rate", "0");
  slw_harness_expect_output (h, "giver", "the bundle");
  slw_harness_expect_output (h, "gives", "no");
  slw_harness_expect_output (h, "folder", "/bundle/packages");
  slw_harness_expect_output (h, "system", "debian-12-x86_64");
  slw_harness_expect_output (h, "first", "no");
  slw_harness_expect_output (h, "lists", "/bundle/lists/debian-12-x86_64.tar.gz");
  slw_harness_expect_done (h, "packages are those of a bundle");
  assert_plays (h);
}

/* What a server says of itself is no path of the controller. */
static void
test_hostile (void)
{
  g_autoptr (SlwHarness) h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "main", "198.18.0.10", "main",
                          "os.family=debian\nos.id=../../etc\nos.version=a/b\narch=x86_64\n");
  slw_harness_begin (h, "upgrade.way", "main");
  slw_harness_set_param (h, "bundle", "/bundle");
  slw_harness_expect_output (h, "rate", "0");
  slw_harness_expect_output (h, "giver", "the bundle");
  slw_harness_expect_output (h, "gives", "no");
  slw_harness_expect_output (h, "folder", "/bundle/packages");
  slw_harness_expect_output (h, "system", "_._.._etc-a_b-x86_64");
  slw_harness_expect_output (h, "first", "yes");
  slw_harness_expect_output (h, "lists", "/bundle/lists/_._.._etc-a_b-x86_64.tar.gz");
  slw_harness_expect_done (h, "*");
  assert_plays (h);
}

static void
test_refused (void)
{
  static const struct {
    const char *name;
    const char *value;
    const char *message;
  } cases[]
      = { { "rate", "2", "rate 2: a number with a unit*" }, { "share", "perhaps", "share=perhaps: yes, no or auto*" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwHarness) h = begin ("shard");

    slw_harness_set_param (h, cases[i].name, cases[i].value);
    slw_harness_expect_failed (h, SLW_ERROR_INVALID, cases[i].message);
    assert_plays (h);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/way/plain", test_plain);
  g_test_add_func ("/way/giver", test_giver);
  g_test_add_func ("/way/taker", test_taker);
  g_test_add_func ("/way/alone", test_alone);
  g_test_add_func ("/way/rate", test_rate);
  g_test_add_func ("/way/bundle", test_bundle);
  g_test_add_func ("/way/hostile", test_hostile);
  g_test_add_func ("/way/refused", test_refused);
  return g_test_run ();
}
