/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages/family.h"

G_BEGIN_DECLS

/**
 * yum_family:
 *
 * Red Hat Enterprise Linux and its relatives: dnf or yum, and rpm.
 */
extern const PackagesFamily yum_family;

G_END_DECLS
