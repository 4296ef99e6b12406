/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-delivery.h"

#include <slipway/slw-error.h>

#include <signal.h>
#include <string.h>

#include "tests/sshd/kit-sshd.h"
#include "tests/unit/engine-kit.h"
#include "tests/unit/kit-step.h"

/* A server behind a real sshd, whose links can be cut. */
typedef struct {
  EngineKit kit;
  KitSshd *sshd;
  SlwNode *node;
  GString *output;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwServer) server = NULL;

  engine_kit_set_up (&fixture->kit, NULL);
  fixture->sshd = kit_sshd_new (NULL);
  slw_platform_set_known_hosts (fixture->kit.platform, fixture->sshd->known_hosts);
  server = kit_sshd_new_server (fixture->sshd);
  slw_platform_add_server (fixture->kit.platform, server);
  engine_kit_begin (&fixture->kit, "[pipeline]\n[step only]\nKind=zoo.good\n");
  fixture->node = engine_kit_open_node (&fixture->kit, "kit");
  fixture->kit.run->reconnect = 300;
  g_free (fixture->kit.run->job_folder);
  fixture->kit.run->job_folder = g_build_filename (fixture->kit.folder, "jobs", NULL);
  fixture->output = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *status = g_build_filename (fixture->kit.run->job_folder, "job", "status", NULL);

  if (data != NULL) /* what goes on writes into the folder */
    g_free (kit_run ("timeout", "60", "sh", "-c", "until [ -e \"$0\" ]; do sleep 0.05; done", status, NULL));
  g_string_free (fixture->output, TRUE);
  kit_remove_folder (fixture->kit.run->job_folder);
  engine_kit_tear_down (&fixture->kit, NULL);
  kit_sshd_free (fixture->sshd);
}

static void
on_output (gboolean is_stderr, const char *data, gsize length, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_len (fixture->output, data, (gssize) length);
}

static void
begin (Fixture *fixture, SlwAction *action, GAsyncResult **result)
{
  slw_delivery_send_async (fixture->kit.run, fixture->node, action, fixture->node->server,
                           slw_delivery_is_job (action) ? "job" : NULL, on_output, fixture, fixture->kit.cancellable,
                           engine_kit_take_result, result);
}

/* What says so, waits until the test has made the file `gate`. */
static SlwAction *
make_gated (Fixture *fixture, SlwEffect effect)
{
  g_autofree char *script = g_strdup_printf (
      "cd %s; echo x >>count; echo early; while [ ! -e gate ]; do sleep 0.02; done; echo late", fixture->kit.folder);

  return kit_step_make_action (effect, "try it", script);
}

static void
wait_for_output (Fixture *fixture, const char *text)
{
  while (strstr (fixture->output->str, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Its sessions go first: of an sshd that is gone nobody knows them any more. */
static void
cut_for_good (Fixture *fixture)
{
  kit_sshd_signal (fixture->sshd, SIGKILL);
  kit_sshd_stop (fixture->sshd);
}

static void
open_gate (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->kit.folder, "gate", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static void
assert_count (Fixture *fixture, const char *expected)
{
  g_autofree char *path = g_build_filename (fixture->kit.folder, "count", NULL);
  g_autofree char *count = kit_sshd_read (path);

  g_assert_cmpstr (count, ==, expected);
}

static void
test_job_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = make_gated (fixture, SLW_EFFECT_MUTATE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) answer = NULL;
  gboolean known = FALSE;

  begin (fixture, action, &result);
  wait_for_output (fixture, "early");
  kit_sshd_signal (fixture->sshd, SIGKILL);
  open_gate (fixture);
  engine_kit_wait (&result);
  answer = slw_delivery_send_finish (result, &known, &error);
  g_assert_no_error (error);
  g_assert_true (known);
  g_assert_cmpstr (slw_result_get_output (answer), ==, "early\nlate\n");
  g_assert_cmpstr (fixture->output->str, ==, "early\nlate\n");
  assert_count (fixture, "x\n");
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, "called again in 1 s"), ==, 1);
  g_assert_cmpuint (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, "is there again"), ==, 1);
}

/* What only reads is asked once more. */
static void
test_read_is_repeated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = make_gated (fixture, SLW_EFFECT_READ);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) answer = NULL;

  begin (fixture, action, &result);
  wait_for_output (fixture, "early");
  kit_sshd_signal (fixture->sshd, SIGKILL);
  open_gate (fixture);
  engine_kit_wait (&result);
  answer = slw_delivery_send_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slw_result_get_output (answer), ==, "early\nlate\n");
  assert_count (fixture, "x\nx\n");
}

/* Nobody answers any more: after a while that is said, with what goes on there. */
static void
test_gives_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = make_gated (fixture, SLW_EFFECT_MUTATE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean known = TRUE;

  fixture->kit.run->reconnect = 2;
  begin (fixture, action, &result);
  wait_for_output (fixture, "early");
  cut_for_good (fixture);
  engine_kit_wait (&result);
  g_assert_null (slw_delivery_send_finish (result, &known, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "“try it” was at work there"));
  g_assert_false (known);
  open_gate (fixture);
}

static void
test_cancelled_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwAction) action = make_gated (fixture, SLW_EFFECT_MUTATE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  begin (fixture, action, &result);
  wait_for_output (fixture, "early");
  cut_for_good (fixture);
  while (engine_kit_count_events (&fixture->kit, SLW_TOPIC_STEP_NOTE, "called again") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->kit.cancellable);
  engine_kit_wait (&result);
  g_assert_null (slw_delivery_send_finish (result, NULL, &error));
  g_assert_nonnull (error);
  open_gate (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/delivery/job-survives", Fixture, NULL, set_up, test_job_survives, tear_down);
  g_test_add ("/delivery/read-is-repeated", Fixture, NULL, set_up, test_read_is_repeated, tear_down);
  g_test_add ("/delivery/gives-up", Fixture, "goes on", set_up, test_gives_up, tear_down);
  g_test_add ("/delivery/cancelled-pause", Fixture, "goes on", set_up, test_cancelled_pause, tear_down);
  return g_test_run ();
}
