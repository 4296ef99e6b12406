/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli-kit.h"

static void
test_running (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  g_autofree char *text = cli_kit_run (kit, "why");
  cli_kit_assert_has (text, "run 20261122-031500-aaaa of install is running\n");
  cli_kit_assert_has (text, "main: step “verify” is running: services\n");
  cli_kit_assert_has (text, "shard: step “register” is failed: the API says SQL_ERROR\n");
  cli_kit_assert_has (text, "    slipway status -w 20261122-031500-aaaa\n");
}

static void
test_failed (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  cli_kit_end_run (journal);
  g_autofree char *text = cli_kit_run (kit, "why", "20261122-03", "shard");
  cli_kit_assert_has (text,
                      "is failed: 1 of 2 servers failed\nshard: step “register” is failed: the API says SQL_ERROR\n"
                      "    slipway logs 20261122-031500-aaaa shard:register; when it is mended: slipway resume "
                      "20261122-031500-aaaa\n");
  g_assert_null (strstr (text, "main:"));

  g_autofree char *json = cli_kit_run (kit, "why", "--json");
  cli_kit_assert_has (json, "\"schema\" : \"slipway.why/1\"");
  cli_kit_assert_has (json, "\"step\" : \"register\"");
}

static void
test_unknown_server (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  cli_kit_write_run (journal);
  g_autofree char *text = cli_kit_run_badly (kit, 2, "why", "20261122-03", "nobody");
  cli_kit_assert_has (text, "did nothing on a server “nobody”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/why/running", JournalKit, NULL, journal_kit_set_up, test_running, journal_kit_tear_down);
  g_test_add ("/why/failed", JournalKit, NULL, journal_kit_set_up, test_failed, journal_kit_tear_down);
  g_test_add ("/why/unknown-server", JournalKit, NULL, journal_kit_set_up, test_unknown_server, journal_kit_tear_down);
  return g_test_run ();
}
