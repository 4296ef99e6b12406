/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwDeadline:
 *
 * The end of a wait that consists of many short ones with requests between them. What was waited is counted, so that a
 * recorded conversation always ends alike; and the clock is looked at, so that requests that take long count, too.
 */
typedef struct {
  guint limit;  /* seconds */
  guint waited; /* seconds */
  gint64 since; /* of the monotonic clock */
} SlwDeadline;

/* Begins a wait of at most @limit seconds. */
void slw_deadline_begin (SlwDeadline *self, guint limit);

/* Counts another wait of @seconds. Returns: whether it may be done */
gboolean slw_deadline_wait (SlwDeadline *self, guint seconds);

/* Returns: how many seconds the wait has taken, for people */
guint slw_deadline_get_waited (const SlwDeadline *self);

G_END_DECLS
