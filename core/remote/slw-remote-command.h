/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

#include "core/api/slw-server-private.h"

G_BEGIN_DECLS

/**
 * SlwPrivilege:
 * @SLW_PRIVILEGE_UNKNOWN: not found out yet
 * @SLW_PRIVILEGE_ROOT: the login is root's
 * @SLW_PRIVILEGE_SUDO: sudo does not ask
 * @SLW_PRIVILEGE_SUDO_PASSWORD: sudo wants the password
 *
 * How to become root on a server.
 */
typedef enum {
  SLW_PRIVILEGE_UNKNOWN,
  SLW_PRIVILEGE_ROOT,
  SLW_PRIVILEGE_SUDO,
  SLW_PRIVILEGE_SUDO_PASSWORD,
} SlwPrivilege;

/**
 * SlwRemoteCommand:
 * @line: the line for the server's sh; free of secrets
 * @preamble: (nullable): what must come first on its standard input; may hold a secret and is wiped when it goes
 *
 * A command as a transport takes it.
 */
typedef struct {
  char *line;
  GBytes *preamble;
} SlwRemoteCommand;

/**
 * slw_remote_command_new:
 * @argv: (array zero-terminated=1): the command; no shell splits or expands it
 * @privilege: how it becomes root; %SLW_PRIVILEGE_ROOT or %SLW_PRIVILEGE_UNKNOWN: not at all
 * @password: (nullable): for %SLW_PRIVILEGE_SUDO_PASSWORD
 * @head: (nullable): what comes first on the standard input of the command itself
 *
 * A sudo that does not ask after all must not hand the password to the command. So the command is started by a shell that
 * throws away all lines up to a random mark, which stands after the password.
 *
 * Returns: (transfer full): the command
 */
SlwRemoteCommand *
slw_remote_command_new (const char *const *argv, SlwPrivilege privilege, const SlwSecret *password, GBytes *head);

/**
 * slw_remote_command_new_for_action:
 * @action: an exec, put or get action
 * @size: of a put: how many bytes follow on standard input
 * @privilege: how to become root
 * @password: (nullable): for sudo
 * @fence: (nullable): the lock that is held on the server
 *
 * Returns: (transfer full): the command that carries @action out; when that changes something, only while @fence counts
 */
SlwRemoteCommand *slw_remote_command_new_for_action (
    const SlwAction *action, guint64 size, SlwPrivilege privilege, const SlwSecret *password, const SlwFence *fence);

/**
 * slw_remote_command_free:
 * @command: (transfer full): a command
 */
void slw_remote_command_free (SlwRemoteCommand *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwRemoteCommand, slw_remote_command_free)

G_END_DECLS
