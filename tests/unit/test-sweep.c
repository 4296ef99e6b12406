/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-sweep.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>

#include "tests/unit/engine-kit.h"

/* The servers are this machine: their folders of jobs are in the folder of the test. */
static void
begin (EngineKit *kit, gconstpointer data)
{
  g_autofree char *job = NULL;

  engine_kit_set_up (kit, NULL);
  engine_kit_add_server (kit, "one", "main");
  engine_kit_add_server (kit, "two", "mailbox");
  engine_kit_begin (kit, "[pipeline]\n[step only]\nKind=zoo.good\n");
  g_free (kit->run->job_folder);
  kit->run->job_folder = g_build_filename (kit->folder, "jobs", kit->run->id, NULL);
  job = g_build_filename (kit->run->job_folder, "0123", NULL);
  g_assert_cmpint (g_mkdir_with_parents (job, 0700), ==, 0);
}

static void
sweep (EngineKit *kit)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_sweep_async (kit->run, engine_kit_take_result, &result);
  engine_kit_wait (&result);
  slw_sweep_finish (result);
}

static void
test_removes (EngineKit *kit, gconstpointer data)
{
  KitTransport *two = g_hash_table_lookup (kit->transports, "two");

  g_hash_table_add (kit->run->job_servers, g_ptr_array_index (kit->run->servers, 0));
  sweep (kit);
  g_assert_false (engine_kit_has_file (kit, "jobs"));
  g_assert_cmpuint (kit_transport_count_sent (two, ""), ==, 0);
}

/* A server that is gone by then keeps its folder, and the run has ended well all the same. */
static void
test_fails (EngineKit *kit, gconstpointer data)
{
  KitTransport *one = g_hash_table_lookup (kit->transports, "one");
  g_autoptr (GError) lost = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "gone");

  kit_transport_break (one, "rm -rf", lost);
  g_hash_table_add (kit->run->job_servers, g_ptr_array_index (kit->run->servers, 0));
  sweep (kit);
  g_assert_true (engine_kit_has_file (kit, "jobs"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sweep/removes", EngineKit, NULL, begin, test_removes, engine_kit_tear_down);
  g_test_add ("/sweep/fails", EngineKit, NULL, begin, test_fails, engine_kit_tear_down);
  return g_test_run ();
}
