/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-muster.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "tests/unit/engine-kit.h"
#include "tests/unit/journal-kit.h"

static void
begin (EngineKit *kit, gconstpointer data)
{
  engine_kit_set_up (kit, NULL);
  engine_kit_add_server (kit, "one", "main");
  engine_kit_add_server (kit, "two", "mailbox");
  engine_kit_begin (kit, "[pipeline]\n[step only]\nKind=zoo.good\n");
  journal_kit_begin_run (kit->journal, kit->run->id);
}

static gboolean
muster (EngineKit *kit, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_muster_async (kit->run, kit->cancellable, engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return slw_muster_finish (result, FALSE, error);
}

static void
test_all_there (EngineKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *facts = NULL;

  g_assert_true (muster (kit, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_SERVER_STATE, "'connected'"), ==, 2);
  journal_kit_flush_well (kit->journal);
  facts = slw_journal_get_facts (kit->journal, kit->run->id, "two", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (facts, "os.family=debian"));
}

static void
test_one_missing (EngineKit *kit, gconstpointer data)
{
  g_autoptr (GError) refusal = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "nobody is at home");
  g_autoptr (GError) error = NULL;

  kit_transport_refuse (g_hash_table_lookup (kit->transports, "two"), refusal);
  g_assert_false (muster (kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "two: nobody is at home\nNothing was changed on any server.");
  g_assert_cmpuint (engine_kit_count_events (kit, SLW_TOPIC_SERVER_STATE, "'failed'"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/muster/all-there", EngineKit, NULL, begin, test_all_there, engine_kit_tear_down);
  g_test_add ("/muster/one-missing", EngineKit, NULL, begin, test_one_missing, engine_kit_tear_down);
  return g_test_run ();
}
