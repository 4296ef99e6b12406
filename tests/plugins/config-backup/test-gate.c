/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gate.h"

#include <string.h>

#include "config-test.h"

typedef struct {
  SlwHarness *harness;
  SlwBus *bus;
  Gate *gate;
  SlwStepRun *run;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->harness = config_test_new ();
  slw_harness_begin (fixture->harness, "config.diff", "main");
  config_test_expect_capture (fixture->harness, SLW_EFFECT_READ);
  slw_harness_expect_done (fixture->harness, NULL);
  config_test_play (fixture->harness);
  fixture->run = slw_harness_get_run (fixture->harness); /* some step run of main */
  fixture->bus = g_object_new (SLW_TYPE_BUS, NULL);
  fixture->gate = gate_new (fixture->bus);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gate_free (fixture->gate);
  g_object_unref (fixture->bus);
  slw_harness_free (fixture->harness);
}

static void
publish (Fixture *fixture, const char *topic, const char *server, const char *kind, const char *outcome)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "server", "s", server);
  g_variant_dict_insert (&dict, "step", "s", "keep");
  g_variant_dict_insert (&dict, "kind", "s", kind);
  g_variant_dict_insert (&dict, "outcome", "s", outcome);
  slw_bus_publish (fixture->bus, topic, g_variant_dict_end (&dict));
}

static void
play_step (Fixture *fixture, const char *server, const char *kind, const char *outcome)
{
  publish (fixture, SLW_TOPIC_STEP_STARTED, server, kind, "");
  publish (fixture, SLW_TOPIC_STEP_FINISHED, server, "", outcome);
}

static void
assert_vetoed (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (slw_bus_ask (fixture->bus, SLW_GATE_CHANGE, fixture->run, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Kind=config.backup"));
  g_assert_nonnull (strstr (error->message, "required=no"));
}

static void
test_veto (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_vetoed (fixture);
  g_assert_true (slw_bus_ask (fixture->bus, SLW_GATE_STEP, fixture->run, &error)); /* starting is no change */
  play_step (fixture, "other", "config.backup", "done");
  assert_vetoed (fixture);
  play_step (fixture, "main", "config.backup", "failed");
  assert_vetoed (fixture);
  play_step (fixture, "main", "config.backup", "ceiling");
  assert_vetoed (fixture);
  play_step (fixture, "main", "config.diff", "done");
  assert_vetoed (fixture);
  publish (fixture, SLW_TOPIC_STEP_STARTED, "main", "config.backup", "");
  assert_vetoed (fixture); /* not before it has ended */
  publish (fixture, SLW_TOPIC_STEP_FINISHED, "main", "", "done");
  g_assert_true (slw_bus_ask (fixture->bus, SLW_GATE_CHANGE, fixture->run, &error));
  g_assert_no_error (error);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  Gate *other = gate_new (fixture->bus);

  gate_free (other);
  play_step (fixture, "main", "config.backup", "done");
  g_assert_true (slw_bus_ask (fixture->bus, SLW_GATE_CHANGE, fixture->run, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/gate/veto", Fixture, NULL, set_up, test_veto, tear_down);
  g_test_add ("/gate/gone", Fixture, NULL, set_up, test_gone, tear_down);
  return g_test_run ();
}
