/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of download-only-upgrade share. */

#include <slipway-test/slw-harness.h>

#include "prepared-set.h"

#define DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FILE_OF_A DIGEST "=/var/cache/apt/archives/a_2_all.deb"

static inline SlwHarness *
new_harness (const char *kind, const char *plan)
{
  SlwHarness *h = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (h, PLUGIN, &error);
  g_assert_no_error (error);
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", "os.family=debian\n");
  slw_harness_begin (h, kind, "shard");
  slw_harness_set_param (h, "plan", plan);
  slw_harness_set_param (h, "remove", "");
  slw_harness_set_param (h, "files", FILE_OF_A);
  return h;
}

/* What the server has; made so many days ago. */
static inline char *
make_set (const char *package, guint days)
{
  const char *const plan[] = { package, NULL };
  const char *const none[] = { NULL };
  const char *const files[] = { FILE_OF_A, NULL };
  g_autoptr (PreparedSet) set
      = prepared_set_new (g_get_real_time () / G_USEC_PER_SEC - (gint64) days * 24 * 60 * 60, plan, none, files);

  return prepared_set_format (set);
}

/* Once: a set says when it was made, and the next second may have begun. */
static inline void
assert_plays (SlwHarness *h)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play (h, &error);
  g_assert_no_error (error);
}
