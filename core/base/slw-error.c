/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

G_DEFINE_QUARK (slw - error - quark, slw_error)
