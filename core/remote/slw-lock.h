/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

#include "core/api/slw-server-private.h"

G_BEGIN_DECLS

/**
 * SlwLockClaim:
 * @folder: of the lock on the server
 * @run: id of the run that wants it
 * @token: what only this process of that run knows, so that a question asked twice takes one lock
 * @platform: name of the platform
 * @owner: the operator
 * @host: the controller
 *
 * Who wants the lock of a server. No member may hold a newline; @run and @token no space either.
 */
typedef struct {
  const char *folder;
  const char *run;
  const char *token;
  const char *platform;
  const char *owner;
  const char *host;
} SlwLockClaim;

/**
 * SlwLockState:
 * @number: its number; 0: nobody ever had it
 * @is_held: whether it is somebody else's
 * @run: (nullable): id of the run that holds it, %NULL when nobody else does; this and what follows up to @heartbeat is told of others only
 * @platform: (nullable): the platform of that run
 * @owner: (nullable): its operator
 * @host: (nullable): its controller
 * @taken: when it was taken, by the server's clock, in seconds since 1970
 * @heartbeat: when its holder was last heard of
 * @time: now
 * @busy: (element-type utf8): what other runs still do on the server: `RUN PROGRAM`, or `RUN job PID`
 *
 * The lock of a server, as the server tells it. The texts are escaped and short.
 */
typedef struct {
  guint64 number;
  gboolean is_held;
  char *run;
  char *platform;
  char *owner;
  char *host;
  gint64 taken;
  gint64 heartbeat;
  gint64 time;
  GPtrArray *busy;
} SlwLockState;

/**
 * slw_lock_get_script:
 *
 * Returns: the text of `slw-lock.sh`, for those who start something only while the lock is theirs
 */
const char *slw_lock_get_script (void);

/**
 * slw_lock_new_take:
 * @claim: who wants it
 * @over: the number that may be taken over, 0: only a lock that is free
 *
 * Returns: (transfer full): the action that takes the lock, or finds that it is held
 */
SlwAction *slw_lock_new_take (const SlwLockClaim *claim, guint64 over);

/**
 * slw_lock_new_keep:
 * @fence: a lock
 *
 * Returns: (transfer full): the action that renews its heartbeat; it ends with %SLW_ERROR_LOCKED when it was lost
 */
SlwAction *slw_lock_new_keep (const SlwFence *fence);

/**
 * slw_lock_new_give:
 * @fence: a lock
 *
 * Returns: (transfer full): the action that gives it back, if it is still held
 */
SlwAction *slw_lock_new_give (const SlwFence *fence);

/**
 * slw_lock_parse:
 * @text: what the server said
 * @length: how much
 * @error: return location
 *
 * Returns: (transfer full): the state of the lock, or %NULL with %SLW_ERROR_FAILED
 */
SlwLockState *slw_lock_parse (const char *text, gsize length, GError **error);

/**
 * slw_lock_describe:
 * @state: a lock that somebody holds
 *
 * Returns: (transfer full): by which run, of whom, from where, since when
 */
char *slw_lock_describe (const SlwLockState *state);

/**
 * slw_lock_check_answer:
 * @server: where it comes from
 * @answer: what a command came to
 * @error: return location
 *
 * Returns: %FALSE with %SLW_ERROR_LOCKED when the command was not carried out because the lock of @server was lost
 */
gboolean slw_lock_check_answer (SlwServer *server, const SlwResult *answer, GError **error);

/**
 * slw_lock_state_free:
 * @state: (transfer full): a state
 */
void slw_lock_state_free (SlwLockState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwLockState, slw_lock_state_free)

G_END_DECLS
