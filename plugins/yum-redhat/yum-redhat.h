/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages/packages.h"

G_BEGIN_DECLS

#define YUM_TYPE_REDHAT (yum_redhat_get_type ())

/**
 * YumRedhat:
 *
 * The provider of `packages.*` and `repository.*` for Red Hat Enterprise Linux and its relatives. Its properties are the settings
 * of the group `[yum-redhat]`. What each kind does is in plugins/packages.
 */
G_DECLARE_FINAL_TYPE (YumRedhat, yum_redhat, YUM, REDHAT, GObject)

/**
 * yum_redhat_register:
 * @module: a type module
 *
 * Registers the type with @module.
 */
void yum_redhat_register (GTypeModule *module);

G_END_DECLS
