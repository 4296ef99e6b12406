/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * slw_pause_begin:
 * @task: a task that is to rest; a reference is held until the end
 * @seconds: for how long
 * @over: called at the end, or at the next turn of the main loop when the task's cancellable is cancelled, be it already
 *
 * A wait that can be cut short. Whether it was, the task's cancellable says.
 */
void slw_pause_begin (GTask *task, guint seconds, void (*over) (GTask *task));

G_END_DECLS
