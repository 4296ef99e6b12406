/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwJournalProcess:
 * @host: its host
 * @boot: (nullable): id of the boot of that host
 * @pid: its number
 * @birth: when it started, in clock ticks after the boot; 0 when unknown
 *
 * A process, told apart from a later one of the same number, and from one before a reboot.
 */
typedef struct {
  char *host;
  char *boot;
  gint64 pid;
  gint64 birth;
} SlwJournalProcess;

/**
 * slw_journal_process_get_self:
 *
 * Returns: (transfer none): this process
 */
const SlwJournalProcess *slw_journal_process_get_self (void);

/**
 * slw_journal_process_is_gone:
 * @process: a process
 *
 * Returns: whether @process is known to have ended; nothing is known of those of other hosts
 */
gboolean slw_journal_process_is_gone (const SlwJournalProcess *process);

/**
 * slw_journal_process_clear:
 * @process: a process whose texts are owned
 */
void slw_journal_process_clear (SlwJournalProcess *process);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlwJournalProcess, slw_journal_process_clear)

G_END_DECLS
