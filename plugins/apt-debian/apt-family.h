/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages/family.h"

G_BEGIN_DECLS

/**
 * apt_family:
 *
 * Debian and its descendants: apt-get and dpkg.
 */
extern const PackagesFamily apt_family;

G_END_DECLS
