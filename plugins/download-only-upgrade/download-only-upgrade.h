/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

#define DOWNLOAD_ONLY_UPGRADE_TYPE (download_only_upgrade_get_type ())

/**
 * DownloadOnlyUpgrade:
 *
 * Provider of `upgrade.prefetch` and `upgrade.apply`.
 */
G_DECLARE_FINAL_TYPE (DownloadOnlyUpgrade, download_only_upgrade, DOWNLOAD_ONLY, UPGRADE, GObject)

/**
 * download_only_upgrade_register:
 * @module: the module
 */
void download_only_upgrade_register (GTypeModule *module);

/**
 * download_only_upgrade_get_keep_days:
 * @self: the provider
 *
 * Returns: days after which a prepared set is not used any more
 */
guint download_only_upgrade_get_keep_days (DownloadOnlyUpgrade *self);

G_END_DECLS
