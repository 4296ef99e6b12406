/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of services share. The conversations are in tests/transcripts/services. */

#include <slipway-test/slw-harness.h>

#define LOOK "look for services that use replaced files"
#define SHOW "look at the state of services"
#define END "X end 0\n"

static inline SlwHarness *
new_harness (const char *kind, const char *facts)
{
  SlwHarness *h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "main", "198.18.0.10", "main", facts);
  slw_harness_begin (h, kind, "main");
  return h;
}

static inline void
assert_plays (SlwHarness *h)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (h, &error);
  g_assert_no_error (error);
}

/* What systemctl shows of a unit. */
static inline char *
make_unit (const char *name, const char *active)
{
  return g_strdup_printf ("Id=%s\nLoadState=loaded\nActiveState=%s\nUnitFileState=enabled\n\n", name, active);
}
