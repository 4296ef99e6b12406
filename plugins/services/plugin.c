/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "services.h"

static const SlwProvide provides[] = {
  { "services.restart", services_get_type, SLW_RANK_PRIMARY },
  { "services.start", services_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("services", "0.1.0", .register_types = services_register, .provides = provides);
