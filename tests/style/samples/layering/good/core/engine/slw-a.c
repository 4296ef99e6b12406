/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-pipeline.h"
#include "slw-ssh.h"
#include <slipway/slw-bus.h>
