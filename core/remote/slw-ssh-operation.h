/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/remote/slw-ssh-session.h"

G_BEGIN_DECLS

typedef struct _SlwSshOperation SlwSshOperation;

/**
 * SlwSshOperation:
 * @client: its place in the session
 * @session: the session
 * @task: the call that it answers
 * @step: called on each pump
 * @data: of the one who runs it
 *
 * An asynchronous call that is carried out on a session: ends once, by slw_ssh_operation_finish() or _fail(), or when the
 * session is lost or the call is cancelled.
 */
struct _SlwSshOperation {
  SlwSshClient client;
  SlwSshSession *session;
  GTask *task;
  void (*step) (SlwSshOperation *operation);
  gpointer data;
  gulong cancelled;
};

/**
 * slw_ssh_operation_start:
 * @session: a session
 * @task: (transfer full): the call
 * @step: called on each pump, until the operation has ended
 * @data: of the caller; must live as long as @task
 * @wake: monotonic time in microseconds at which it is pumped in any case, 0 for never
 *
 * On a session that is gone it fails at once.
 */
void slw_ssh_operation_start (
    SlwSshSession *session, GTask *task, void (*step) (SlwSshOperation *operation), gpointer data, gint64 wake);

/**
 * slw_ssh_operation_finish:
 * @operation: (transfer full): an operation
 * @result: (transfer full) (nullable): what the call returns; a boolean call returns whether it is not %NULL
 * @free_result: (nullable): frees @result
 */
void slw_ssh_operation_finish (SlwSshOperation *operation, gpointer result, GDestroyNotify free_result);

/**
 * slw_ssh_operation_fail:
 * @operation: (transfer full): an operation
 * @error: (transfer full): why
 */
void slw_ssh_operation_fail (SlwSshOperation *operation, GError *error);

/**
 * slw_ssh_operation_is_over:
 * @operation: an operation
 *
 * Returns: whether its time, `client.wake`, has come
 */
gboolean slw_ssh_operation_is_over (SlwSshOperation *operation);

G_END_DECLS
