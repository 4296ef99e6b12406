/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libssh2.h>
#include "slw-ssh.h"
