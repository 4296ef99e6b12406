/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-process.h"

#include <string.h>
#include <unistd.h>

/* Field 22 of /proc/PID/stat; field 2, the name, may hold anything, also spaces and parentheses. 0: no such process, or
 * one that has ended and only waits for its parent (Z). */
static gint64
birth_of (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *stat = NULL;

  if (!g_file_get_contents (path, &stat, NULL, NULL) || strrchr (stat, ')') == NULL)
    return 0;

  g_auto (GStrv) fields = g_strsplit (strrchr (stat, ')') + 1, " ", 0); /* fields[1] is field 3 */
  return g_strv_length (fields) > 20 && !g_str_equal (fields[1], "Z") ? g_ascii_strtoll (fields[20], NULL, 10) : 0;
}

const SlwJournalProcess *
slw_journal_process_get_self (void)
{
  static SlwJournalProcess self;

  if (self.pid == getpid ())
    return &self;
  /* the first call, or the first one after a fork */
  slw_journal_process_clear (&self);
  self.host = g_strdup (g_get_host_name ());
  self.pid = getpid ();
  self.birth = birth_of (self.pid);
  if (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &self.boot, NULL, NULL))
    g_strchomp (self.boot);
  return &self;
}

gboolean
slw_journal_process_is_gone (const SlwJournalProcess *process)
{
  const SlwJournalProcess *self = slw_journal_process_get_self ();

  if (g_strcmp0 (process->host, self->host) != 0)
    return FALSE;
  return g_strcmp0 (process->boot, self->boot) != 0 || birth_of (process->pid) != process->birth;
}

void
slw_journal_process_clear (SlwJournalProcess *process)
{
  g_clear_pointer (&process->host, g_free);
  g_clear_pointer (&process->boot, g_free);
}
