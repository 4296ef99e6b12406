/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

#define CONFIG_TYPE_BACKUP (config_backup_get_type ())

/**
 * ConfigBackup:
 *
 * The provider of `config.*` and `backup.external`, and the gate that wants a verified backup of a server before its first
 * change in a run. Its properties are the settings of the group `[config-backup]`.
 */
G_DECLARE_FINAL_TYPE (ConfigBackup, config_backup, CONFIG, BACKUP, GObject)

/**
 * ConfigSettings:
 *
 * The settings, read only.
 */
typedef struct {
  GFile *folder;
  char **include;
  char **exclude;
  guint limit; /* MiB */
  guint keep;
  guint keep_days;
  gboolean required;
  char **encrypt_to;
  GFile *encrypt_to_file;
  char *command;
  char *age_command;
  GFile *age_file;
  guint max_age;         /* hours */
  guint command_timeout; /* seconds */
} ConfigSettings;

/**
 * config_backup_get_settings:
 * @self: the provider
 *
 * Returns: (transfer none): its settings
 */
const ConfigSettings *config_backup_get_settings (ConfigBackup *self);

/**
 * config_backup_register:
 * @module: the plugin's module
 *
 * Registers the type.
 */
void config_backup_register (GTypeModule *module);

G_END_DECLS
