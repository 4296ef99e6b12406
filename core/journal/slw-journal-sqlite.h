/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/journal/slw-journal-write.h"
#include "core/journal/slw-journal.h"

G_BEGIN_DECLS

#define SLW_TYPE_JOURNAL_SQLITE (slw_journal_sqlite_get_type ())
G_DECLARE_FINAL_TYPE (SlwJournalSqlite, slw_journal_sqlite, SLW, JOURNAL_SQLITE, GObject)

struct _SlwJournalSqlite {
  GObject parent_instance;
  SlwJournalWriter to;
  GSource *source;     /* its ready time is when to commit */
  gint64 deadline;     /* until when a locked file is waited for, 0: it is not locked */
  GPtrArray *queue;    /* of SlwJournalWrite; emptied by a commit only */
  GPtrArray *waiters;  /* of GTask */
  GHashTable *printed; /* id of a step -> gsize*: bytes of its lines of output */
  GHashTable *fences;  /* platform -> gint64*: the locks that are held */
  gboolean writer_tried;
  gint64 last_id;
};

/**
 * slw_journal_sqlite_fill_readers:
 * @iface: an interface
 *
 * Sets what reads.
 */
void slw_journal_sqlite_fill_readers (SlwJournalInterface *iface);

G_END_DECLS
