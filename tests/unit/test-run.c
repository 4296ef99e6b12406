/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-run.h"

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>

#include <string.h>

#include "tests/unit/engine-kit.h"

#define ONE_STEP "[pipeline]\nRequires=main\n[step only]\nKind=zoo.good\n"

static void
set_up (EngineKit *kit, gconstpointer role)
{
  engine_kit_set_up (kit, NULL);
  engine_kit_add_server (kit, "one", role);
}

static void
test_defaults (EngineKit *kit, gconstpointer role)
{
  engine_kit_begin (kit, ONE_STEP);
  g_assert_cmpint (kit->run->ceiling, ==, SLW_EFFECT_MUTATE); /* nothing is destroyed unless one asks for it */
  g_assert_false (kit->run->is_plan);
  g_assert_cmpuint (kit->run->jobs, ==, 50);
  g_assert_null (kit->run->budget);
  g_assert_cmpuint (kit->run->servers->len, ==, 1);
  g_assert_cmpuint (kit->run->mutations, ==, 0);
}

static void
test_settings (EngineKit *kit, gconstpointer role)
{
  slw_platform_set_setting (kit->platform, "run", "jobs", "3");
  slw_platform_set_setting (kit->platform, "run", "failure-budget", "0");
  engine_kit_begin (kit, ONE_STEP);
  g_assert_cmpuint (kit->run->jobs, ==, 3);
  g_assert_cmpuint (kit->run->budget->number, ==, 0);
}

static void
test_id (EngineKit *kit, gconstpointer role)
{
  engine_kit_begin (kit, ONE_STEP);
  g_assert_true (g_regex_match_simple ("^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$", kit->run->id, 0, 0));
}

static void
test_roles (EngineKit *kit, gconstpointer role)
{
  g_autoptr (GError) error = NULL;

  engine_kit_begin (kit, ONE_STEP);
  g_assert_false (slw_run_check_roles (kit->run, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_cmpstr (
      error->message, ==,
      "pipeline kit needs a server with the role main, and platform kit has none; add it to a roles= line");
}

static void
test_publish (EngineKit *kit, gconstpointer role)
{
  engine_kit_begin (kit, ONE_STEP);
  g_assert_true (slw_run_check_roles (kit->run, NULL));
  slw_run_publish (kit->run, "kit.topic", "text", "s", "word", "flag", "b", TRUE, "int", "i", -3, "count", "u", 7u,
                   "big", "x", G_GINT64_CONSTANT (1) << 40, "real", "d", 0.5, NULL);
  g_assert_cmpuint (kit->events->len, ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, "kit.topic", "'text': <'word'>"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, "kit.topic", "'flag': <true>"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, "kit.topic", "'int': <-3>"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, "kit.topic", "'count': <uint32 7>"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, "kit.topic", "'big': <int64 1099511627776>"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, "kit.topic", "'real': <0.5>"), ==, 1);
  slw_run_publish_started (kit->run);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_RUN_STARTED, "'mode': <'run'>"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_RUN_STARTED, "'servers': <['one']>"), ==, 1);
}

/* A secret is found whatever bytes it is made of: escaping must not hide it from the redactor. */
static void
test_make_safe (EngineKit *kit, gconstpointer role)
{
  g_autoptr (SlwSecret) latin = slw_secret_new ("p\344ssw\366rd-\001x", -1);
  g_autofree char *none = slw_run_make_safe (NULL);
  g_autofree char *text = slw_run_make_safe ("got p\344ssw\366rd-\001x \033[31m\377");

  g_assert_cmpstr (none, ==, "");
  g_assert_nonnull (strstr (text, "[secret]"));
  g_assert_null (strstr (text, "rd-"));
  g_assert_true (g_str_has_suffix (text, " \\x1b[31m\\xff"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/run/defaults", EngineKit, "main", set_up, test_defaults, engine_kit_tear_down);
  g_test_add ("/run/settings", EngineKit, "main", set_up, test_settings, engine_kit_tear_down);
  g_test_add ("/run/id", EngineKit, "main", set_up, test_id, engine_kit_tear_down);
  g_test_add ("/run/roles", EngineKit, "edge", set_up, test_roles, engine_kit_tear_down);
  g_test_add ("/run/publish", EngineKit, "main", set_up, test_publish, engine_kit_tear_down);
  g_test_add ("/run/make-safe", EngineKit, "main", set_up, test_make_safe, engine_kit_tear_down);
  return g_test_run ();
}
