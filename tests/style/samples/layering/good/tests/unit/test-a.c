/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-runner.h"
#include <libssh2.h>
