/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

#define DOWNLOAD_ONLY_UPGRADE_TYPE (download_only_upgrade_get_type ())

/**
 * DownloadOnlyUpgrade:
 *
 * Provider of `upgrade.way`, `upgrade.prefetch` and `upgrade.apply`.
 */
G_DECLARE_FINAL_TYPE (DownloadOnlyUpgrade, download_only_upgrade, DOWNLOAD_ONLY, UPGRADE, GObject)

/**
 * download_only_upgrade_register:
 * @module: the module
 */
void download_only_upgrade_register (GTypeModule *module);

/**
 * DownloadSettings:
 *
 * The settings of the group `[download-only-upgrade]`.
 */
typedef struct {
  guint keep_days;
  char *rate;
  char *share;
} DownloadSettings;

/**
 * download_only_upgrade_get_settings:
 * @self: the provider
 *
 * Returns: (transfer none): its settings
 */
const DownloadSettings *download_only_upgrade_get_settings (DownloadOnlyUpgrade *self);

G_END_DECLS
