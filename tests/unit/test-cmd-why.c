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

#define RUN "20261122-040000-bbbb"
#define PIPELINE                                                                                      \
  "[pipeline]\n[step watch]\nKind=kit.try\nRoles=main\n[step storage]\nKind=kit.try\nRoles=mailbox\n" \
  "[step upgrade]\nKind=kit.try\nRoles=main\nAfter=storage\n"
#define PLATFORM                                                  \
  "[platform]\nname=mail\n[server main]\naddress=a\nroles=main\n" \
  "[server shard1]\naddress=b\nroles=mailbox\n[server shard2]\naddress=c\nroles=mailbox\n"

static char *
write_file (JournalKit *kit, const char *name, const char *text)
{
  char *path = g_build_filename (kit->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static char *
make_options (const char *pipeline)
{
  g_autofree char *one = g_compute_checksum_for_string (G_CHECKSUM_SHA256, PIPELINE, -1);
  g_autofree char *other = g_compute_checksum_for_string (G_CHECKSUM_SHA256, PLATFORM, -1);

  return g_strdup_printf ("{'pipeline': <'%s'>, 'servers': <['main', 'shard1', 'shard2']>, 'jobs': <uint32 8>, "
                          "'digests': <{'pipeline': '%s', 'platform file': '%s'}>}",
                          pipeline, one, other);
}

static void
begin_run (SlwJournal *journal, const char *options)
{
  const SlwJournalRun run = { .id = (char *) RUN,
                              .platform = (char *) "mail",
                              .pipeline = (char *) "update",
                              .mode = (char *) "run",
                              .ceiling = (char *) "MUTATE",
                              .operator_name = (char *) "ada@desk",
                              .options = (char *) options,
                              .started = g_get_real_time () };

  slw_journal_begin_run (journal, &run);
}

static gint64
add_step (SlwJournal *journal, const char *server, const char *step, const char *outcome, const char *message)
{
  gint64 id = slw_journal_begin_step (journal, RUN, server, step, "k", "kit");

  if (outcome != NULL)
    slw_journal_end_step (journal, id, outcome, message);
  return id;
}

/* A server whose own steps are done waits for those of others; one on which nothing began, too. */
static void
test_waiting (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);
  g_autofree char *pipeline = write_file (kit, "update.pipeline", PIPELINE);
  g_autofree char *platform = write_file (kit, "platform.ini", PLATFORM);
  g_autofree char *options = make_options (pipeline);

  begin_run (journal, options);
  add_step (journal, "main", "watch", "done", "2 services");
  add_step (journal, "shard1", "storage", NULL, NULL);
  journal_kit_flush_well (journal);
  g_autofree char *text = cli_kit_run (kit, "-p", platform, "why", RUN);
  cli_kit_assert_has (text, "main: waits for step “storage” on shard1, shard2 (not begun)\n");
  cli_kit_assert_has (text, "shard1: step “storage” is running\n");
  cli_kit_assert_has (text, "shard2: step “storage” is next\n");

  g_autofree char *json = cli_kit_run (kit, "-p", platform, "why", RUN, "shard2", "--json");
  cli_kit_assert_has (json, "\"because\" : \"step “storage” is next\"");

  /* files that are no longer those of the run tell nothing */
  g_free (write_file (kit, "update.pipeline", PIPELINE "# changed\n"));
  g_autofree char *less = cli_kit_run (kit, "-p", platform, "why", RUN);
  cli_kit_assert_has (less, "main: is not under way; not done elsewhere: step “storage” on shard1\n");
  g_assert_null (strstr (less, "shard2"));
}

static void
test_blocked (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  begin_run (journal, NULL);
  add_step (journal, "main", "watch", "done", "");
  gint64 bad = add_step (journal, "shard1", "storage", "failed", "disk full");
  add_step (journal, "main", "upgrade", "blocked", "waits for step “storage” on shard1, which is failed");
  slw_journal_end_run (journal, RUN, "failed", "1 of 2 servers failed");
  journal_kit_flush_well (journal);
  g_autofree char *text = cli_kit_run (kit, "why", RUN);
  cli_kit_assert_has (text, "main: step “upgrade” is blocked: waits for step “storage” on shard1, which is failed\n"
                            "    slipway resume " RUN "\n");
  cli_kit_assert_has (text, "shard1: step “storage” is failed: disk full\n    slipway logs ");

  /* once it goes on, what was blocked may begin yet */
  slw_journal_reopen_run (journal, RUN);
  slw_journal_reopen_step (journal, bad, "kit");
  journal_kit_flush_well (journal);
  g_autofree char *again = cli_kit_run (kit, "why", RUN, "main");
  cli_kit_assert_has (again, "main: is not under way; not done elsewhere: step “storage” on shard1\n");
}

static void
test_skipped (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  begin_run (journal, NULL);
  add_step (journal, "main", "watch", "done", "");
  add_step (journal, "main", "safe", "skipped", "there was no abort");
  slw_journal_end_run (journal, RUN, "done", "");
  journal_kit_flush_well (journal);
  g_autofree char *text = cli_kit_run (kit, "why", RUN);
  cli_kit_assert_has (text, "is done\nmain: step “safe” is skipped: there was no abort\n");
  g_assert_null (strstr (text, "slipway"));
}

/* Its own end is said, not what others are at. */
static void
test_ceiling (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  begin_run (journal, NULL);
  add_step (journal, "main", "upgrade", "ceiling", "upgrade is MUTATE");
  add_step (journal, "shard1", "storage", NULL, NULL);
  journal_kit_flush_well (journal);
  g_autofree char *text = cli_kit_run (kit, "why", RUN, "main");
  cli_kit_assert_has (text, "main: step “upgrade” is ceiling: upgrade is MUTATE\n");
}

/* What a step waits for is on record as a note. */
static void
test_waiting_step (JournalKit *kit, gconstpointer data)
{
  g_autoptr (SlwJournal) journal = journal_kit_open (kit->path);

  begin_run (journal, NULL);
  gint64 step = add_step (journal, "main", "upgrade", NULL, NULL);
  slw_journal_add_line (journal, step, "note", "waits: the core to start");
  slw_journal_add_line (journal, step, "note", "waits: apt holds the lock (waited 2 s of 300)");
  slw_journal_add_line (journal, step, "note", "120 packages");
  journal_kit_flush_well (journal);
  g_autofree char *text = cli_kit_run (kit, "why", RUN);
  cli_kit_assert_has (text, "main: step “upgrade” is running and waits: apt holds the lock (waited 2 s of 300)\n");

  gint64 look = slw_journal_intend (journal, step, "k1", "look", SLW_EFFECT_READ, "c", "dpkg -l");
  journal_kit_flush_well (journal);
  g_autofree char *looks = cli_kit_run (kit, "why", RUN);
  cli_kit_assert_has (looks, "is running: look; it waited last: apt holds the lock");

  slw_journal_conclude (journal, look, 0, "", 0, "");
  slw_journal_intend (journal, step, "k2", "install", SLW_EFFECT_MUTATE, "c", "apt-get install");
  journal_kit_flush_well (journal);
  g_autofree char *changes = cli_kit_run (kit, "why", RUN);
  cli_kit_assert_has (changes, "is running: install\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/why/running", JournalKit, NULL, journal_kit_set_up, test_running, journal_kit_tear_down);
  g_test_add ("/why/failed", JournalKit, NULL, journal_kit_set_up, test_failed, journal_kit_tear_down);
  g_test_add ("/why/unknown-server", JournalKit, NULL, journal_kit_set_up, test_unknown_server, journal_kit_tear_down);
  g_test_add ("/why/waiting", JournalKit, NULL, journal_kit_set_up, test_waiting, journal_kit_tear_down);
  g_test_add ("/why/blocked", JournalKit, NULL, journal_kit_set_up, test_blocked, journal_kit_tear_down);
  g_test_add ("/why/skipped", JournalKit, NULL, journal_kit_set_up, test_skipped, journal_kit_tear_down);
  g_test_add ("/why/ceiling", JournalKit, NULL, journal_kit_set_up, test_ceiling, journal_kit_tear_down);
  g_test_add ("/why/waiting-step", JournalKit, NULL, journal_kit_set_up, test_waiting_step, journal_kit_tear_down);
  return g_test_run ();
}
