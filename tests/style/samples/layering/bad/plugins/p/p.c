/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "../q/q.h"
#include "base/slw-text.h"
#include <libssh2.h>
