/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "p.h"
#include <slipway/slw-bus.h>
#include <gio/gio.h>
