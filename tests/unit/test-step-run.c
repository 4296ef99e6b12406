/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-step-run-private.h"

#include <slipway/slw-secret.h>

#include "core/api/slw-platform-private.h"
#include "core/api/slw-server-private.h"

typedef struct {
  SlwPlatform *platform;
  SlwServer *server;
  SlwBus *bus;
  SlwStepRun *run;
  GString *seen;
} Fixture;

static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, Fixture *fixture)
{
  g_autofree char *text = NULL;
  g_autoptr (GVariant) value = g_variant_lookup_value (payload, "text", NULL);

  text = value != NULL ? g_variant_dup_string (value, NULL) : g_strdup ("");
  g_string_append_printf (fixture->seen, "%s(%s) ", topic, text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const roles[] = { "main", NULL };

  fixture->platform = slw_platform_new ("p", "/tmp");
  fixture->server = slw_server_new ("s", "192.0.2.1", roles, slw_login_new ());
  slw_platform_add_server (fixture->platform, fixture->server);
  fixture->bus = g_object_new (SLW_TYPE_BUS, NULL);
  fixture->run
      = slw_step_run_new ("step", "noun.verb", fixture->platform, fixture->server, SLW_EFFECT_READ, fixture->bus);
  fixture->seen = g_string_new (NULL);
  g_signal_connect (fixture->bus, "event", G_CALLBACK (on_event), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->run);
  g_clear_object (&fixture->bus);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->platform);
  g_string_free (fixture->seen, TRUE);
}

static void
test_params (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) none = slw_step_run_dup_param_list (fixture->run, "packages");

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  slw_step_run_set_param (fixture->run, "packages", " a, b;c\td ");
  words = slw_step_run_dup_param_list (fixture->run, "packages");
  g_assert_cmpuint (g_strv_length (words), ==, 4);
  g_assert_cmpstr (words[3], ==, "d");
  g_assert_null (slw_step_run_get_param (fixture->run, "other"));
}

static void
test_notes (Fixture *fixture, gconstpointer data)
{
  slw_secret_hide ("hidden-token");
  slw_step_run_add_note (fixture->run, "x %s \033[31m", "hidden-token");
  g_assert_cmpstr (g_ptr_array_index (slw_step_run_get_notes (fixture->run), 0), ==, "x [secret] \\x1b[31m");
  slw_step_run_set_progress (fixture->run, 40, "hidden-token");
  g_assert_cmpstr (fixture->seen->str, ==, "step-note(x [secret] \\x1b[31m) step-progress([secret]) ");
}

static void
test_findings (Fixture *fixture, gconstpointer data)
{
  const SlwFinding *finding;

  slw_step_run_add_finding (fixture->run, SLW_SEVERITY_INHIBITOR, "check.x", "title", NULL);
  finding = g_ptr_array_index (slw_step_run_get_findings (fixture->run), 0);
  g_assert_cmpint (finding->severity, ==, SLW_SEVERITY_INHIBITOR);
  g_assert_cmpstr (finding->remedy, ==, "");
  g_assert_cmpstr (slw_severity_to_string (finding->severity), ==, "inhibitor");
}

static void
test_state (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (slw_step_run_get_stage (fixture->run), ==, 0);
  slw_step_run_set_stage (fixture->run, 3);
  g_assert_cmpuint (slw_step_run_get_stage (fixture->run), ==, 3);
  slw_step_run_set_data (fixture->run, g_strdup ("a"), g_free);
  slw_step_run_set_data (fixture->run, g_strdup ("b"), g_free);
  g_assert_cmpstr (slw_step_run_get_data (fixture->run), ==, "b");
  slw_step_run_set_output (fixture->run, "key", "value");
  g_assert_cmpstr (slw_step_run_get_output (fixture->run, "key"), ==, "value");
  slw_step_run_set_output (fixture->run, "key", NULL);
  g_assert_null (slw_step_run_get_output (fixture->run, "key"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/step-run/params", Fixture, NULL, set_up, test_params, tear_down);
  g_test_add ("/step-run/notes", Fixture, NULL, set_up, test_notes, tear_down);
  g_test_add ("/step-run/findings", Fixture, NULL, set_up, test_findings, tear_down);
  g_test_add ("/step-run/state", Fixture, NULL, set_up, test_state, tear_down);
  return g_test_run ();
}
