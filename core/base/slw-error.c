/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

/* clang-format off: it takes the name for a subtraction */
G_DEFINE_QUARK (slw-error-quark, slw_error)
/* clang-format on */
