/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SlwSshAgentKey:
 * @blob: the public key in the format of the SSH protocol
 * @comment: what its owner calls it
 *
 * A key that an agent holds.
 */
typedef struct {
  GBytes *blob;
  char *comment;
} SlwSshAgentKey;

#define SLW_TYPE_SSH_AGENT (slw_ssh_agent_get_type ())

/**
 * SlwSshAgent:
 *
 * A connection to an ssh agent (draft-miller-ssh-agent). libssh2 has one of its own, but it blocks until the agent answers,
 * and an agent may ask a person first.
 */
G_DECLARE_FINAL_TYPE (SlwSshAgent, slw_ssh_agent, SLW, SSH_AGENT, GObject)

/**
 * slw_ssh_agent_get:
 * @path: its socket
 *
 * Returns: (transfer full): the one connection of this process to that agent, made on first need
 */
SlwSshAgent *slw_ssh_agent_get (const char *path);

/**
 * slw_ssh_agent_list_async:
 * @self: an agent
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 */
void slw_ssh_agent_list_async (SlwSshAgent *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * slw_ssh_agent_list_finish:
 * @self: an agent
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer container) (element-type SlwSshAgentKey): its keys, or %NULL with %SLW_ERROR_FAILED
 */
GPtrArray *slw_ssh_agent_list_finish (SlwSshAgent *self, GAsyncResult *result, GError **error);

/**
 * slw_ssh_agent_sign_async:
 * @self: an agent
 * @blob: the public key
 * @data: what to sign: the authentication request, from which the algorithm is taken
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 */
void slw_ssh_agent_sign_async (SlwSshAgent *self,
                               GBytes *blob,
                               GBytes *data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * slw_ssh_agent_sign_finish:
 * @self: an agent
 * @result: a result
 * @error: return location
 *
 * Returns: (transfer full): the signature without the name of its algorithm, or %NULL with %SLW_ERROR_FAILED
 */
GBytes *slw_ssh_agent_sign_finish (SlwSshAgent *self, GAsyncResult *result, GError **error);

G_END_DECLS
