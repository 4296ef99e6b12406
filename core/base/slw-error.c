/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

/* It would take the name for a subtraction. */
/* clang-format off */
G_DEFINE_QUARK (slw-error-quark, slw_error)
/* clang-format on */
