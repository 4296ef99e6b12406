/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "yum-redhat.h"

static const SlwProvide provides[] = {
  { "packages.refresh", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.plan", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.download", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.collect", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.pass-on", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.bundle", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.unbundle", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.install", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.upgrade", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.hold", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.query", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "packages.leftovers", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "repository.add", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { "repository.check", yum_redhat_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("yum-redhat", "0.1.0", .register_types = yum_redhat_register, .provides = provides);
