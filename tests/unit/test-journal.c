/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal.h"

#include <string.h>

static void
test_run_id (void)
{
  g_autofree char *one = slw_journal_new_run_id ();
  gboolean differs = FALSE;

  g_assert_true (g_regex_match_simple ("^20[0-9]{6}-[0-2][0-9][0-5][0-9][0-6][0-9]-[0-9a-f]{4}$", one, 0, 0));
  for (guint i = 0; i < 64 && !differs; i++) {
    g_autofree char *other = slw_journal_new_run_id ();
    differs = strcmp (strrchr (one, '-'), strrchr (other, '-')) != 0;
  }
  g_assert_true (differs);
}

static void
test_free (void)
{
  SlwJournalRun *run = g_new0 (SlwJournalRun, 1);

  run->id = g_strdup ("r");
  run->message = g_strdup ("m");
  slw_journal_run_free (run);
  slw_journal_run_free (NULL);
  slw_journal_step_free (NULL);
  slw_journal_action_free (NULL);
  slw_journal_line_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal/run-id", test_run_id);
  g_test_add_func ("/journal/free", test_free);
  return g_test_run ();
}
