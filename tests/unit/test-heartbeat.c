/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-heartbeat.h"

#include <glib/gstdio.h>
#include <utime.h>

#include "tests/unit/lock-kit.h"

#define INTERVAL 20 /* milliseconds */

static void
on_lost (const GError *error, gpointer user_data)
{
  GError **lost = user_data;

  if (*lost == NULL)
    *lost = g_error_copy (error);
}

static gint64
get_time (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mtime;
}

/* Its last answers have come. */
static void
end (EngineKit *kit, SlwHeartbeat *heartbeat)
{
  slw_heartbeat_free (heartbeat);
  for (guint i = 0; g_hash_table_size (kit->run->locked) > 0 && i < kit->run->servers->len; i++)
    while (!slw_dispatcher_is_idle (kit->run->dispatcher, g_ptr_array_index (kit->run->servers, i)))
      g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_keeps (EngineKit *kit, gconstpointer data)
{
  g_autofree char *file = g_build_filename (kit->run->lock_folder, "1", NULL);
  const struct utimbuf old = { 1000, 1000 };
  SlwHeartbeat *heartbeat;
  g_autoptr (GError) lost = NULL;

  g_assert_true (lock_kit_take (kit, NULL));
  g_assert_cmpint (g_utime (file, (struct utimbuf *) &old), ==, 0);
  heartbeat = slw_heartbeat_new (kit->run, INTERVAL, on_lost, &lost);
  while (get_time (file) == 1000)
    g_main_context_iteration (NULL, TRUE);
  end (kit, heartbeat);
  g_assert_no_error (lost);
}

static void
test_server_lost (EngineKit *kit, gconstpointer data)
{
  SlwHeartbeat *heartbeat;
  g_autoptr (GError) lost = NULL;

  g_assert_true (lock_kit_take (kit, NULL));
  lock_kit_take_as (kit, "r2", 1);
  heartbeat = slw_heartbeat_new (kit->run, INTERVAL, on_lost, &lost);
  while (lost == NULL)
    g_main_context_iteration (NULL, TRUE);
  end (kit, heartbeat);
  g_assert_error (lost, SLW_ERROR, SLW_ERROR_LOCKED);
  g_assert_nonnull (strstr (lost->message, "was taken over by run r2"));
}

/* Another process of the same journal has stolen the lock of the platform. */
static void
test_journal_lost (EngineKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) other = slw_journal_sqlite_new (kit->journal_path, NULL);
  SlwHeartbeat *heartbeat;
  g_autofree char *note = NULL;
  g_autoptr (GError) lost = NULL;

  g_assert_true (slw_locks_take_platform (kit->run, &lost));
  g_assert_true (
      slw_journal_lock (other, slw_platform_get_name (kit->platform), "r2", "eve@desk", TRUE, NULL, &note, &lost));
  g_assert_nonnull (strstr (note, "was stolen"));
  heartbeat = slw_heartbeat_new (kit->run, INTERVAL, on_lost, &lost);
  while (lost == NULL)
    g_main_context_iteration (NULL, TRUE);
  end (kit, heartbeat);
  g_assert_error (lost, SLW_ERROR, SLW_ERROR_LOCKED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/heartbeat/keeps", EngineKit, NULL, lock_kit_begin, test_keeps, engine_kit_tear_down);
  g_test_add ("/heartbeat/server-lost", EngineKit, NULL, lock_kit_begin, test_server_lost, engine_kit_tear_down);
  g_test_add ("/heartbeat/journal-lost", EngineKit, NULL, lock_kit_begin, test_journal_lost, engine_kit_tear_down);
  return g_test_run ();
}
