/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages/packages.h"

G_BEGIN_DECLS

#define APT_TYPE_DEBIAN (apt_debian_get_type ())

/**
 * AptDebian:
 *
 * The provider of `packages.*` and `repository.*` for Debian and its descendants. Its properties are the settings of the
 * group `[apt-debian]`. What each kind does is in
 * plugins/packages.
 */
G_DECLARE_FINAL_TYPE (AptDebian, apt_debian, APT, DEBIAN, GObject)

/**
 * apt_debian_register:
 * @module: a type module
 *
 * Registers the type with @module.
 */
void apt_debian_register (GTypeModule *module);

G_END_DECLS
