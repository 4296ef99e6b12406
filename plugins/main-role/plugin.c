/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "main-role.h"

static const SlwProvide provides[] = {
  { "role.describe", main_role_get_type, SLW_RANK_PRIMARY },
  { "role.prepare", main_role_get_type, SLW_RANK_PRIMARY },
  { "role.verify", main_role_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("main-role", "0.1.0", .register_types = main_role_register, .provides = provides);
