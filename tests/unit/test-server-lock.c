/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-server-lock.h"

#include "core/remote/slw-remote-command.h"
#include "tests/sshd/kit-sshd.h"
#include "tests/unit/journal-kit.h"
#include "tests/unit/lock-kit.h"

static gboolean
take (EngineKit *kit, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_server_lock_take_async (kit->run, lock_kit_get_server (kit), kit->cancellable, engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return slw_server_lock_take_finish (result, error);
}

static guint64
take_well (EngineKit *kit)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (take (kit, &error));
  g_assert_no_error (error);
  return slw_server_get_fence (lock_kit_get_server (kit))->number;
}

static void
test_own_run (EngineKit *kit, gconstpointer data)
{
  lock_kit_take_as (kit, kit->run->id, 0);
  g_assert_cmpuint (take_well (kit), ==, 2);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_STEP_NOTE, NULL), ==, 0);
}

/* A run that the journal knows to have ended needs no word of the operator; one that goes on does. */
static void
test_run_of_the_journal (EngineKit *kit, gconstpointer data)
{
  static const char id[] = "20261122-000000-0001";
  g_autoptr (GAsyncResult) flushed = NULL;
  g_autoptr (GError) error = NULL;

  journal_kit_begin_run (kit->journal, id);
  lock_kit_take_as (kit, id, 0);
  g_assert_false (take (kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  slw_journal_end_run (kit->journal, id, "failed", "");
  slw_journal_flush_async (kit->journal, NULL, engine_kit_take_result, &flushed);
  engine_kit_wait (&flushed);
  g_assert_cmpuint (take_well (kit), ==, 2);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_STEP_NOTE, "that run is over"), ==, 1);
}

static void
test_steal (EngineKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  journal_kit_begin_run (kit->journal, kit->run->id);
  lock_kit_take_as (kit, "r2", 0);
  g_assert_false (take (kit, &error));
  g_assert_nonnull (strstr (error->message, "slipway resume r2` on desk; --steal-lock takes the lock over"));
  kit->run->steal_lock = TRUE;
  g_assert_cmpuint (take_well (kit), ==, 2);
  g_assert_true (engine_kit_journal_has (kit, "one: the lock of run r2 of eve on desk (platform kit) since"));
  g_assert_true (engine_kit_journal_has (kit, "was stolen"));
}

/* What the other run has begun there is waited for, also when its lock is free. */
static void
test_waits (EngineKit *kit, gconstpointer data)
{
  const char *const words[] = { "sleep", "1", NULL };
  const SlwFence other = { kit->run->lock_folder, (char *) "r2", 1 };
  g_autoptr (SlwAction) action = slw_action_new_exec (SLW_EFFECT_MUTATE, "sleep", words);
  g_autoptr (SlwRemoteCommand) command = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *marks = g_build_filename (kit->run->lock_folder, "busy.*", NULL);
  g_autofree char *wait = g_strdup_printf ("until ls %s >/dev/null 2>&1; do sleep 0.02; done", marks);

  lock_kit_take_as (kit, "r2", 0);
  command = slw_remote_command_new_for_action (action, 0, SLW_PRIVILEGE_ROOT, NULL, &other);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "sh", "-c", command->line, NULL);
  g_free (kit_run ("timeout", "60", "sh", "-c", wait, NULL));
  kit->run->steal_lock = TRUE;
  g_assert_cmpuint (take_well (kit), ==, 2);
  g_assert_cmpuint (
      engine_kit_count_events (kit, SLW_TOPIC_STEP_NOTE, "waiting for what is still at work there: sleep"), ==, 1);
  g_assert_null (g_subprocess_get_identifier (process)); /* it has ended */
}

static void
test_says_why_not (EngineKit *kit, gconstpointer data)
{
  KitTransport *one = g_hash_table_lookup (kit->transports, "one");
  g_autoptr (GError) error = NULL;

  kit_transport_answer (one, "take", 120, "", 0, "/var/lib/slipway/lock: Read-only file system\n");
  g_assert_false (take (kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "one: its lock cannot be taken: status 120: "));
  g_assert_nonnull (strstr (error->message, "Read-only file system"));
  g_clear_error (&error);
  kit_transport_answer (one, "take", 0, "mine yours", -1, "");
  g_assert_false (take (kit, &error));
  g_assert_nonnull (strstr (error->message, "is not understood"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server-lock/own-run", EngineKit, NULL, lock_kit_begin, test_own_run, engine_kit_tear_down);
  g_test_add ("/server-lock/run-of-the-journal", EngineKit, NULL, lock_kit_begin, test_run_of_the_journal,
              engine_kit_tear_down);
  g_test_add ("/server-lock/steal", EngineKit, NULL, lock_kit_begin, test_steal, engine_kit_tear_down);
  g_test_add ("/server-lock/waits", EngineKit, NULL, lock_kit_begin, test_waits, engine_kit_tear_down);
  g_test_add ("/server-lock/says-why-not", EngineKit, NULL, lock_kit_begin, test_says_why_not, engine_kit_tear_down);
  return g_test_run ();
}
