/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <libssh2.h>

G_BEGIN_DECLS

typedef struct _SlwSshClient SlwSshClient;

/**
 * SlwSshClient:
 * @pump: does what can be done now, until every call of libssh2 says EAGAIN
 * @lost: the session is gone for good; the client was taken out of it before the call
 * @wake: monotonic time in microseconds at which @pump is called though nothing came, 0 for never
 * @full: it cannot take more data now; when no client can, nothing is read from the wire
 *
 * Something that uses a session: the handshake, a command, a tunnel. Embedded in a structure of its owner.
 *
 * Nothing that a client calls ever blocks for want of room on the wire (the session queues what the kernel does not take),
 * so several clients may use channels of one session, which libssh2 otherwise answers with LIBSSH2_ERROR_BAD_USE.
 */
struct _SlwSshClient {
  void (*pump) (SlwSshClient *client);
  void (*lost) (SlwSshClient *client, const GError *error);
  gint64 wake;
  gboolean full;
};

#define SLW_TYPE_SSH_SESSION (slw_ssh_session_get_type ())

/**
 * SlwSshSession:
 *
 * A libssh2 session over a connected socket as a source of the thread-default main context.
 */
G_DECLARE_FINAL_TYPE (SlwSshSession, slw_ssh_session, SLW, SSH_SESSION, GObject)

/**
 * slw_ssh_session_new:
 * @peer: what to call the other side in messages
 * @fd: (transfer full): a connected stream socket, non-blocking
 *
 * Returns: (transfer full): a session before its handshake
 */
SlwSshSession *slw_ssh_session_new (const char *peer, int fd);

/**
 * slw_ssh_session_get_handle:
 * @self: a session
 *
 * Returns: (nullable): libssh2's session, %NULL when the session is gone
 */
LIBSSH2_SESSION *slw_ssh_session_get_handle (SlwSshSession *self);

/**
 * slw_ssh_session_get_fd:
 * @self: a session
 *
 * Returns: its socket, which stays its own
 */
int slw_ssh_session_get_fd (SlwSshSession *self);

/**
 * slw_ssh_session_get_peer:
 * @self: a session
 *
 * Returns: (transfer none): what to call the other side
 */
const char *slw_ssh_session_get_peer (SlwSshSession *self);

/**
 * slw_ssh_session_add_client:
 * @self: a session that is alive
 * @client: (transfer none): a client; it is pumped soon
 */
void slw_ssh_session_add_client (SlwSshSession *self, SlwSshClient *client);

/**
 * slw_ssh_session_remove_client:
 * @self: a session
 * @client: a client; nothing happens when it is not one of @self
 */
void slw_ssh_session_remove_client (SlwSshSession *self, SlwSshClient *client);

/**
 * slw_ssh_session_kick:
 * @self: a session
 *
 * Has the clients pumped soon: something that one of them waited for has happened elsewhere.
 */
void slw_ssh_session_kick (SlwSshSession *self);

/**
 * slw_ssh_session_pump_client:
 * @self: a session
 * @client: one of its clients, for which something has happened elsewhere
 *
 * Has that one client pumped now, and the others soon, if it took something from the wire that may be theirs.
 */
void slw_ssh_session_pump_client (SlwSshSession *self, SlwSshClient *client);

/**
 * slw_ssh_session_can_send:
 * @self: a session
 *
 * Returns: whether the queue towards the wire is short; a client that has much to send asks this first
 */
gboolean slw_ssh_session_can_send (SlwSshSession *self);

/**
 * slw_ssh_session_get_lost_at:
 * @self: a session
 * @idle_timeout: seconds
 *
 * A link counts as lost when nothing came for @idle_timeout and the last question whether the server is still there went
 * unanswered for a while. So a controller that was stopped itself does not blame the link.
 *
 * Returns: monotonic time in microseconds from which the link counts as lost, if nothing comes until then
 */
gint64 slw_ssh_session_get_lost_at (SlwSshSession *self, guint idle_timeout);

/**
 * slw_ssh_session_set_keepalive:
 * @self: a session, authenticated
 * @seconds: seconds between two questions to the server whether it is still there, 0 for none
 *
 * Asked only while there are clients.
 */
void slw_ssh_session_set_keepalive (SlwSshSession *self, guint seconds);

/**
 * slw_ssh_session_claim:
 * @self: a session
 * @client: who wants to open a channel
 *
 * libssh2 opens one channel at a time per session.
 *
 * Returns: whether @client may; otherwise it is pumped again when the other one is through
 */
gboolean slw_ssh_session_claim (SlwSshSession *self, SlwSshClient *client);

/**
 * slw_ssh_session_unclaim:
 * @self: a session
 * @client: who has opened its channel, or failed to
 */
void slw_ssh_session_unclaim (SlwSshSession *self, SlwSshClient *client);

/**
 * slw_ssh_session_get_farewell:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what the server said when it hung up, or that it did without a word; %NULL as long
 *   as it has not
 */
const char *slw_ssh_session_get_farewell (SlwSshSession *self);

/**
 * slw_ssh_session_dup_error:
 * @self: a session
 * @rc: what a call of libssh2 returned, below 0
 * @what: what was tried, for the message
 *
 * When the link is lost, the session is, too.
 *
 * Returns: (transfer full): the error: %SLW_ERROR_UNREACHABLE for a lost link, else %SLW_ERROR_FAILED
 */
GError *slw_ssh_session_dup_error (SlwSshSession *self, int rc, const char *what);

/**
 * slw_ssh_session_close:
 * @self: a session
 * @reason: (nullable): why, for the clients that are still there; %NULL: closed on purpose
 *
 * Says goodbye, frees all that libssh2 holds and closes the socket, now. Twice is once.
 */
void slw_ssh_session_close (SlwSshSession *self, const GError *reason);

G_END_DECLS
