/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of web-hosts share. */

#include <slipway-test/slw-harness.h>

#define OWN "E bm-client-access ../sites-available/bm-client-access\nE bm-webmail ../sites-available/bm-webmail\n"
#define INTRANET "intranet ../sites-available/intranet"
#define END "X end 0\n"

static inline SlwHarness *
new_harness (const char *kind, const char *hosts)
{
  SlwHarness *h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "main", "198.18.0.10", "main", "os.family=debian\n");
  slw_harness_begin (h, kind, "main");
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at the web hosts");
  slw_harness_answer (h, 0, hosts, NULL);
  return h;
}

static inline void
assert_plays (SlwHarness *h)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (h, &error);
  g_assert_no_error (error);
}
