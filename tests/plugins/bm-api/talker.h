/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bm-api/slw-talk.h"
#include <slipway-test/slw-harness.h>

G_BEGIN_DECLS

#define TEST_TYPE_TALKER (test_talker_get_type ())
G_DECLARE_FINAL_TYPE (TestTalker, test_talker, TEST, TALKER, GObject)

/**
 * TestTalker:
 *
 * A provider whose only state is the one that a test gives.
 */
struct _TestTalker {
  GObject parent_instance;
  SlwTalkSettings settings;
  SlwTalkFunc start;
};

/* A platform of `main` (198.18.0.10) and `shard`, a step begun on shard, and a talker whose first state is @start. */
SlwHarness *test_talker_new_harness (SlwTalkFunc start, const char *first_setting, ...);

/* What every conversation begins with: the certificate, and the token file. */
void test_talker_expect_certificate (SlwHarness *h);
void test_talker_expect_token (SlwHarness *h);

G_END_DECLS
