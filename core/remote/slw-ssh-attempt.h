/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-secret.h>

#include "core/remote/slw-ssh-agent.h"
#include "core/remote/slw-ssh-key.h"
#include "core/remote/slw-ssh-session.h"

G_BEGIN_DECLS

/**
 * SlwSshAttempt:
 *
 * One thing to try in order to be let in: a key, a key of the agent, a password.
 */
typedef struct _SlwSshAttempt SlwSshAttempt;

/**
 * slw_ssh_attempt_new_key:
 * @key: a private key
 * @passphrase: (nullable): of the key, when it is encrypted
 *
 * Returns: (transfer full): an attempt
 */
SlwSshAttempt *slw_ssh_attempt_new_key (SlwSshKey *key, SlwSecret *passphrase);

/**
 * slw_ssh_attempt_new_agent_key:
 * @agent: an agent
 * @key: one of its keys
 *
 * Returns: (transfer full): an attempt
 */
SlwSshAttempt *slw_ssh_attempt_new_agent_key (SlwSshAgent *agent, const SlwSshAgentKey *key);

/**
 * slw_ssh_attempt_new_password:
 * @password: a password
 * @interactive: whether it answers the questions of keyboard-interactive, rather than going by the password method
 *
 * Returns: (transfer full): an attempt
 */
SlwSshAttempt *slw_ssh_attempt_new_password (SlwSecret *password, gboolean interactive);

/**
 * slw_ssh_attempt_free:
 * @attempt: (transfer full): an attempt
 */
void slw_ssh_attempt_free (SlwSshAttempt *attempt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwSshAttempt, slw_ssh_attempt_free)

/**
 * slw_ssh_attempt_run:
 * @attempt: an attempt
 * @session: a session
 * @user: who wants in
 *
 * Returns: 0, LIBSSH2_ERROR_EAGAIN when it is to be called again, or another of libssh2's errors
 */
int slw_ssh_attempt_run (SlwSshAttempt *attempt, SlwSshSession *session, const char *user);

/**
 * slw_ssh_attempt_get_label:
 * @attempt: an attempt
 *
 * Returns: (transfer none): what it is, for a message
 */
const char *slw_ssh_attempt_get_label (const SlwSshAttempt *attempt);

/**
 * slw_ssh_attempt_is_rsa:
 * @attempt: an attempt
 *
 * Returns: whether it is made with an RSA key
 */
gboolean slw_ssh_attempt_is_rsa (const SlwSshAttempt *attempt);

/**
 * slw_ssh_attempt_explain:
 * @attempt: an attempt that has failed
 * @rc: what slw_ssh_attempt_run() returned
 *
 * Returns: (transfer none): why it failed
 */
const char *slw_ssh_attempt_explain (const SlwSshAttempt *attempt, int rc);

G_END_DECLS
