/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "apt-debian.h"

static const SlwProvide provides[] = {
  { "packages.refresh", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.plan", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.download", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.collect", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.pass-on", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.bundle", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.unbundle", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.install", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.upgrade", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.hold", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.leftovers", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "packages.query", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "repository.add", apt_debian_get_type, SLW_RANK_PRIMARY },
  { "repository.check", apt_debian_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("apt-debian", "0.1.0", .register_types = apt_debian_register, .provides = provides);
