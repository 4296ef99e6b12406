/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "config-backup.h"

static const SlwProvide provides[] = {
  { "backup.external", config_backup_get_type, SLW_RANK_PRIMARY },
  { "config.backup", config_backup_get_type, SLW_RANK_PRIMARY },
  { "config.conffiles", config_backup_get_type, SLW_RANK_PRIMARY },
  { "config.diff", config_backup_get_type, SLW_RANK_PRIMARY },
  { "config.restore", config_backup_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("config-backup",
                   "0.1.0",
                   .register_types = config_backup_register,
                   .provides = provides,
                   .get_bus_client_type = config_backup_get_type);
