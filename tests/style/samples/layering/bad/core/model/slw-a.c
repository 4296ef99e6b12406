/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-runner.h"
#include "core/remote/slw-ssh.h"
#include "../engine/slw-runner.h"
#include <sqlite3.h>
