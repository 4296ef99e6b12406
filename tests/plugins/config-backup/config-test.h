/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway-test/slw-harness.h>

G_BEGIN_DECLS

#define TAKEN "backup 20260101T000000Z\nentries 3\nbytes 2048\nnew 1\nnew-bytes 1024\npruned 0\nverified yes\n"

/* A harness with the plugin, a store in /store and a server `main` with the role main. */
static inline SlwHarness *
config_test_new_on (const char *facts)
{
  SlwHarness *harness = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (harness, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_set_setting (harness, "folder", "/store");
  slw_harness_add_server (harness, "main", "198.18.0.10", "main", facts);
  return harness;
}

static inline SlwHarness *
config_test_new (void)
{
  return config_test_new_on ("os.id=debian");
}

/* What every capture asks for, and the answer of the store. */
static inline void
config_test_expect_capture (SlwHarness *harness, SlwEffect effect)
{
  slw_harness_expect_exec (harness, effect, "read what is in no file");
  slw_harness_expect_exec (harness, effect, "read the configuration");
  if (effect == SLW_EFFECT_CACHE)
    slw_harness_expect_exec (harness, effect, "read the defaults of edited configuration files");
  slw_harness_expect_exec (harness, effect, "store and verify it");
  slw_harness_answer (harness, 0, TAKEN, NULL);
}

static inline void
config_test_play (SlwHarness *harness)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (harness, &error);
  g_assert_no_error (error);
}

G_END_DECLS
