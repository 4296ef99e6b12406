/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "mailbox-role.h"

/* Below main-role: bm-full of the main server has all that a storage server has. */
static const SlwProvide provides[] = {
  { "role.describe", mailbox_role_get_type, SLW_RANK_SECONDARY },
  { "role.prepare", mailbox_role_get_type, SLW_RANK_SECONDARY },
  { "role.verify", mailbox_role_get_type, SLW_RANK_SECONDARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("mailbox-role", "0.1.0", .register_types = mailbox_role_register, .provides = provides);
