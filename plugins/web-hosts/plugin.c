/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "web-hosts.h"

static const SlwProvide provides[] = {
  { "web.remember", web_hosts_get_type, SLW_RANK_PRIMARY },
  { "web.restore", web_hosts_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("web-hosts", "0.1.0", .register_types = web_hosts_register, .provides = provides);
