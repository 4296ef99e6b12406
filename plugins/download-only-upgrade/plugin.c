/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "download-only-upgrade.h"

static const SlwProvide provides[] = {
  { "upgrade.way", download_only_upgrade_get_type, SLW_RANK_PRIMARY },
  { "upgrade.prefetch", download_only_upgrade_get_type, SLW_RANK_PRIMARY },
  { "upgrade.apply", download_only_upgrade_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("download-only-upgrade",
                   "0.1.0",
                   .register_types = download_only_upgrade_register,
                   .provides = provides);
