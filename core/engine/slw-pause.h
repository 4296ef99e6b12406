/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * slw_pause_begin:
 * @task: a task that is to rest; a reference is held until the end
 * @also: (nullable): a cancellable that cuts it short, too
 * @seconds: for how long
 * @over: called at the end, or at the next turn of the main loop when one of the cancellables is cancelled,
 *   be it already
 *
 * A wait that can be cut short. Whether it was, the cancellables say.
 */
void slw_pause_begin (GTask *task, GCancellable *also, guint seconds, void (*over) (GTask *task));

G_END_DECLS
