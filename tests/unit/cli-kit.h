/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "journal-kit.h"

/* What the tests of the reading commands share: a journal with a run in it, and the program ($SLW_PROGRAM). */

#define CLI_KIT_DEADLINE 30 /* seconds */

/* Set up a run "20261122-031500-aaaa": packages done on both servers, register failed on shard, verify open on main. */
static inline void
cli_kit_write_run (SlwJournal *journal)
{
  const SlwJournalRun run = { .id = (char *) "20261122-031500-aaaa",
                              .platform = (char *) "mail",
                              .pipeline = (char *) "install",
                              .mode = (char *) "run",
                              .ceiling = (char *) "DESTROY",
                              .operator_name = (char *) "ada@desk",
                              .started = g_get_real_time () - G_GINT64_CONSTANT (3605) * G_USEC_PER_SEC };
  const char *servers[] = { "main", "shard" };

  slw_journal_begin_run (journal, &run);
  for (guint i = 0; i < 2; i++) {
    gint64 step = slw_journal_begin_step (journal, run.id, servers[i], "packages", "packages.install", "apt-debian");
    gint64 look = slw_journal_intend (journal, step, "k1", "look", SLW_EFFECT_READ, "c", "dpkg-query -W");
    slw_journal_conclude (journal, look, 0, "long list", 9, "");
    gint64 act = slw_journal_intend (journal, step, "k2", "install", SLW_EFFECT_MUTATE, "c", "apt-get install bm-full");
    slw_journal_add_line (journal, step, "note", "120 packages");
    slw_journal_conclude (journal, act, 0, "unpacking\nsetting up \033[31mred", 29, "");
    slw_journal_end_step (journal, step, "done", "120 packages installed");
  }
  gint64 bad = slw_journal_begin_step (journal, run.id, "shard", "register", "server.register", "admin-api");
  gint64 post = slw_journal_intend (journal, bad, "k3", "register", SLW_EFFECT_MUTATE, "c", "POST https://main/api");
  slw_journal_conclude (journal, post, 500, "{\"errorCode\":\"SQL_ERROR\"}", 25, "");
  slw_journal_end_step (journal, bad, "failed", "the API says SQL_ERROR");
  gint64 open = slw_journal_begin_step (journal, run.id, "main", "verify", "role.verify", "main-role");
  slw_journal_intend (journal, open, "k4", "services", SLW_EFFECT_READ, "c", "systemctl is-active bm-core");
  journal_kit_flush_well (journal);
}

static inline void
cli_kit_end_run (SlwJournal *journal)
{
  slw_journal_end_run (journal, "20261122-031500-aaaa", "failed", "1 of 2 servers failed");
  journal_kit_flush_well (journal);
}

static inline GSubprocess *
cli_kit_start (JournalKit *kit, const char *first, ...)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  va_list rest;

  g_subprocess_launcher_setenv (launcher, "SLIPWAY_JOURNAL", kit->path, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "SLIPWAY_PLATFORM");
  g_ptr_array_add (words, (gpointer) g_getenv ("SLW_PROGRAM"));
  va_start (rest, first);
  for (const char *word = first; word != NULL; word = va_arg (rest, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (rest);
  g_ptr_array_add (words, NULL);
  GSubprocess *process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  return process;
}

static inline gboolean
cli_kit_on_deadline (gpointer process)
{
  g_subprocess_force_exit (process);
  return G_SOURCE_REMOVE;
}

static inline void
cli_kit_on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Waits for its end and takes what it printed; one that hangs is killed, and its status is -1 then. */
static inline int
cli_kit_finish (GSubprocess *process, char **output, char **errors)
{
  g_autoptr (GSubprocess) owned = process;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint deadline = g_timeout_add_seconds (CLI_KIT_DEADLINE, cli_kit_on_deadline, process);

  g_subprocess_communicate_utf8_async (process, NULL, NULL, cli_kit_on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_subprocess_communicate_utf8_finish (process, result, output, errors, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_if_exited (process))
    return -1;
  g_source_remove (deadline);
  return g_subprocess_get_exit_status (process);
}

/* Runs it and expects exit status 0 and no word on standard error. Returns: what it printed */
#define cli_kit_run(kit, ...) cli_kit_expect_good (cli_kit_start (kit, __VA_ARGS__, NULL))

static inline char *
cli_kit_expect_good (GSubprocess *process)
{
  char *output = NULL;
  g_autofree char *errors = NULL;
  int status = cli_kit_finish (process, &output, &errors);

  g_assert_cmpstr (errors, ==, "");
  g_assert_cmpint (status, ==, 0);
  return output;
}

/* Runs it and expects that it fails. Returns: standard error */
#define cli_kit_run_badly(kit, expected, ...) cli_kit_expect_bad (cli_kit_start (kit, __VA_ARGS__, NULL), expected)

static inline char *
cli_kit_expect_bad (GSubprocess *process, int expected)
{
  g_autofree char *output = NULL;
  char *errors = NULL;
  int status = cli_kit_finish (process, &output, &errors);

  g_assert_cmpstr (output, ==, "");
  g_assert_cmpint (status, ==, expected);
  return errors;
}

static inline void
cli_kit_on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **line = user_data;

  *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  if (*line == NULL)
    *line = g_strdup ("");
}

/* Reads until a line ends with @end. */
static inline void
cli_kit_wait_for_line (GDataInputStream *stream, const char *end)
{
  for (guint i = 0; i < 100; i++) {
    g_autofree char *line = NULL;

    g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, NULL, cli_kit_on_read, &line);
    while (line == NULL)
      g_main_context_iteration (NULL, TRUE);
    if (g_str_has_suffix (line, end))
      return;
  }
  g_test_fail ();
}

#define cli_kit_assert_has(text, part)                        \
  do {                                                        \
    if (strstr (text, part) == NULL)                          \
      g_test_message ("“%s” is not in:\n%s", (part), (text)); \
    g_assert_nonnull (strstr (text, part));                   \
  } while (0)
