/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

#define MAIN_TYPE_ROLE (main_role_get_type ())

/**
 * MainRole:
 *
 * The provider of `role.*` for servers with the role `main`.
 */
G_DECLARE_FINAL_TYPE (MainRole, main_role, MAIN, ROLE, GObject)

/**
 * main_role_register:
 * @module: a type module
 *
 * Registers the type with @module.
 */
void main_role_register (GTypeModule *module);

G_END_DECLS
