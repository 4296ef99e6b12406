/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of yum-redhat share. DATA is the folder of recorded answers, PLUGIN the module. */

#include <slipway-test/slw-harness.h>

#define SUBSCRIPTION                                                                   \
  "# BlueMind subscription\n# Customer: "                                              \
  "Laboratory\n[bm]\nname=BlueMind\nbaseurl=https://pkg.lab.test/s3cretPath0815/rpm\n" \
  "enabled=1\ngpgcheck=0\n"
#define FINGERPRINT "8A2F431D1E04C0978607236FF98779AD57548C9C"
#define FACTS "os.family=redhat\nos.id=almalinux\nos.version=9.4\npackage-manager=dnf\nmount=/ 20000 40000\n"

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

/* What stands behind a letter in a recorded rehearsal. */
static inline char *
read_answer (const char *name, char letter)
{
  g_autofree char *text = read_data (name);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] == letter && lines[i][1] == ' ')
      g_string_append_printf (out, "%s\n", lines[i] + 2);
  }
  return g_string_free (out, FALSE);
}

static inline SlwHarness *
new_harness (const char *kind)
{
  SlwHarness *harness = slw_harness_new ();
  g_autofree char *key = read_data ("key.asc");
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (harness, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (harness, "shard", "198.18.0.11", "mailbox", FACTS);
  slw_harness_begin (harness, kind, "shard");
  slw_harness_set_setting (harness, "subscription", SUBSCRIPTION);
  slw_harness_set_setting (harness, "keyring", key);
  slw_harness_set_setting (harness, "fingerprint", FINGERPRINT);
  return harness;
}

static inline void
assert_plays (SlwHarness *harness)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (harness, &error);
  g_assert_no_error (error);
}
