/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of apt-debian share. DATA is the folder of recorded answers, PLUGIN the module. */

#include <slipway-test/slw-harness.h>

#define FACTS                                                                                     \
  "os.family=debian\nos.id=debian\nos.version=12\npackage-manager=apt-get\nmount=/ 20000 40000\n" \
  "host.fqdn=shard.lab.test\n"
#define SUBSCRIPTION \
  "# BlueMind subscription\n# Customer: Laboratory\ndeb https://pkg.lab.test/s3cretPath0815/bm bookworm main\n"
#define FINGERPRINT_RSA "2D0FE7CB1038E4193AF474E296B8A1136D0B8EA9"
#define FINGERPRINT_ED25519 "F6DC9350D5CCA4E3ED77D40E694A55A74E2C8FAB"
#define NO_LOCKS "X end 0\n"
#define LOCKED                                                                                                       \
  "L /var/lib/dpkg/lock-frontend\t1562\tapt-daily-upgrade.service\t/usr/bin/python3 unattended-upgrade \t42\nX end " \
  "0\n"

static inline char *
read_data (const char *name)
{
  g_autofree char *path = g_build_filename (DATA, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static inline GBytes *
read_bytes (const char *name)
{
  g_autofree char *path = g_build_filename (DATA, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

/* A harness with the plugin, a server `shard` and a step of @kind on it; no repository in the settings. */
static inline SlwHarness *
new_bare_harness (const char *kind)
{
  SlwHarness *harness = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (harness, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (harness, "shard", "198.18.0.11", "mailbox", FACTS);
  slw_harness_begin (harness, kind, "shard");
  return harness;
}

/* The same, with subscription, keyring and fingerprint. */
static inline SlwHarness *
new_harness (const char *kind)
{
  SlwHarness *harness = new_bare_harness (kind);
  g_autofree char *key = read_data ("key-rsa.asc");

  slw_harness_set_setting (harness, "subscription", SUBSCRIPTION);
  slw_harness_set_setting (harness, "keyring", key);
  slw_harness_set_setting (harness, "fingerprint", FINGERPRINT_RSA);
  return harness;
}

static inline void
expect_state (SlwHarness *harness, const char *answer)
{
  slw_harness_expect_exec (harness, SLW_EFFECT_READ, "look at the locks of apt-get and at dpkg");
  slw_harness_answer (harness, 0, answer, NULL);
}

static inline void
expect_data (SlwHarness *harness, SlwEffect effect, const char *command, int status, const char *file)
{
  g_autofree char *text = read_data (file);

  slw_harness_expect_exec (harness, effect, command);
  slw_harness_answer (harness, status, text, NULL);
}

static inline void
assert_plays (SlwHarness *harness)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (harness, &error);
  g_assert_no_error (error);
}
