/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-locks.h"

#include "tests/unit/lock-kit.h"

static void
test_takes_and_gives (EngineKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lock_kit_take (kit, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (kit->run->locked), ==, 2);
  g_assert_cmpuint (slw_server_get_fence (lock_kit_get_server (kit))->number, ==, 1);
  lock_kit_give (kit);
  g_assert_cmpuint (g_hash_table_size (kit->run->locked), ==, 0);
  g_assert_null (slw_server_get_fence (lock_kit_get_server (kit)));
  lock_kit_take_as (kit, "r2", 0);
}

static void
test_refused (EngineKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lock_kit_take_as (kit, "r2", 0);
  g_assert_false (lock_kit_take (kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "one is locked by run r2 of eve on desk (platform kit)"));
  g_assert_nonnull (strstr (error->message, "two is locked by run r2"));
  g_assert_cmpuint (g_hash_table_size (kit->run->locked), ==, 0);
}

/* A server that is gone by then keeps its lock, and the run has ended all the same. */
static void
test_cannot_give (EngineKit *kit, gconstpointer data)
{
  KitTransport *one = g_hash_table_lookup (kit->transports, "one");
  KitTransport *two = g_hash_table_lookup (kit->transports, "two");
  g_autoptr (GError) lost = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "gone");
  g_autoptr (GError) error = NULL;

  g_assert_true (lock_kit_take (kit, &error));
  kit_transport_break (one, "give", lost);
  kit_transport_break (two, "give", lost);
  lock_kit_give (kit);
  g_assert_cmpuint (g_hash_table_size (kit->run->locked), ==, 0);
  g_assert_true (engine_kit_has_file (kit, "lock/1"));
}

/* The whole run: another controller takes the lock over while a step runs, and the next one is not carried out. */
static void
test_run_that_slept (EngineKit *kit, gconstpointer data)
{
  g_autofree char *lock = g_build_filename (kit->folder, "lock", NULL);
  g_autoptr (GError) error = NULL;

  g_hash_table_replace (kit->run->sets, g_strdup ("lock"), g_strdup (lock));
  g_assert_false (engine_kit_run (kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "was taken over by run r9 of eve on desk"));
  g_assert_nonnull (strstr (error->message, "1 server had been changed before that"));
  g_assert_true (engine_kit_has_file (kit, "first"));
  g_assert_false (engine_kit_has_file (kit, "second"));
  g_assert_false (engine_kit_has_file (kit, "third"));
  g_assert_true (engine_kit_journal_has (kit, "stopped"));
}

#define SLEEP                                                                                                     \
  "[pipeline]\n"                                                                                                  \
  "[step first]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE root -- touch ${set.dir}/first; cd ${set.lock} && " \
  "printf 'holder r9 t\\nplatform kit\\nowner eve\\nhost desk\\ntaken 1\\n' >9\n"                                 \
  "[step second]\nKind=scripted.do\nRoles=main\nAfter=first\nOnFailure=continue\n"                                \
  "Param.1=MUTATE root -- touch ${set.dir}/second\n"                                                              \
  "[step third]\nKind=scripted.do\nRoles=main\nAfter=first\nParam.1=MUTATE -- touch ${set.dir}/third\n"

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/locks/takes-and-gives", EngineKit, NULL, lock_kit_begin, test_takes_and_gives, engine_kit_tear_down);
  g_test_add ("/locks/refused", EngineKit, NULL, lock_kit_begin, test_refused, engine_kit_tear_down);
  g_test_add ("/locks/cannot-give", EngineKit, NULL, lock_kit_begin, test_cannot_give, engine_kit_tear_down);
  g_test_add ("/locks/run-that-slept", EngineKit, SLEEP, lock_kit_begin, test_run_that_slept, engine_kit_tear_down);
  return g_test_run ();
}
