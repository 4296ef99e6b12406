/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

#define MAILBOX_TYPE_ROLE (mailbox_role_get_type ())

/**
 * MailboxRole:
 *
 * The provider of `role.*` for servers with the role `mailbox`.
 */
G_DECLARE_FINAL_TYPE (MailboxRole, mailbox_role, MAILBOX, ROLE, GObject)

/**
 * mailbox_role_register:
 * @module: a type module
 *
 * Registers the type with @module.
 */
void mailbox_role_register (GTypeModule *module);

G_END_DECLS
