/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bench-journal FILE: what the journal takes for an action, in milliseconds. Each action is an intent that is waited for until it is
 * on the disk, and an outcome with a page of output. Alone, and of fifty servers at the same time. */
#include <glib/gstdio.h>

#include "core/journal/slw-journal.h"

#define ROUNDS 200

static void
on_flush (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!slw_journal_flush_finish (SLW_JOURNAL (source), result, &error))
    g_error ("%s", error->message);
  *(gboolean *) user_data = TRUE;
}

static void
flush (SlwJournal *journal)
{
  gboolean done = FALSE;

  slw_journal_flush_async (journal, NULL, on_flush, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* Milliseconds for one action. */
static double
measure (SlwJournal *journal, guint servers)
{
  g_autofree char *output = g_strnfill (4096, 'x');
  g_autofree gint64 *steps = g_new (gint64, servers);
  g_autofree gint64 *actions = g_new (gint64, servers);
  g_autofree char *run = slw_journal_new_run_id ();
  const SlwJournalRun record = { .id = run, .platform = (char *) "bench", .pipeline = (char *) "bench" };
  gint64 started;

  slw_journal_begin_run (journal, &record);
  for (guint i = 0; i < servers; i++)
    steps[i] = slw_journal_begin_step (journal, run, "server", "step", "kind", "plugin");
  flush (journal);
  started = g_get_monotonic_time ();
  for (guint round = 0; round < ROUNDS; round++) {
    for (guint i = 0; i < servers; i++)
      actions[i] = slw_journal_intend (journal, steps[i], "key", "label", SLW_EFFECT_MUTATE, "exec true", "true");
    flush (journal);
    for (guint i = 0; i < servers; i++)
      slw_journal_conclude (journal, actions[i], 0, output, 4096, "");
  }
  flush (journal);
  return (double) (g_get_monotonic_time () - started) / 1000 / ROUNDS / servers;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournal) journal = argc == 2 ? slw_journal_sqlite_new (argv[1], &error) : NULL;

  if (journal == NULL) {
    g_printerr ("bench-journal: %s\n", error != NULL ? error->message : "which FILE?");
    return 2;
  }
  g_print ("alone %.3f", measure (journal, 1));
  g_print (", of 50 servers at once %.3f ms for an action\n", measure (journal, 50));
  return 0;
}
