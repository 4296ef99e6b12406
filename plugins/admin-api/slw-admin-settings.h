/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bm-api/slw-talk.h"

G_BEGIN_DECLS

/**
 * SlwAdminSettings:
 *
 * The plugin's settings. The conversation's come first, so that they are reached through `talk->settings`.
 */
typedef struct {
  SlwTalkSettings talk;
  char *upgrade_way;       /* "api", or "bm-cli" */
  guint start_timeout;     /* seconds that the core, or a node, may take to come back after its packages changed */
  guint verify_wait;       /* seconds that what is still starting may take before it counts as broken */
  guint subscription_days; /* fewer days left than these are worth a warning */
  char **other_servers;    /* names or addresses that BlueMind lists, and that somebody else updates */
} SlwAdminSettings;

void slw_admin_settings_install (GObjectClass *klass);
gboolean slw_admin_settings_set (SlwAdminSettings *settings, guint id, const GValue *value);
gboolean slw_admin_settings_get (const SlwAdminSettings *settings, guint id, GValue *value);
void slw_admin_settings_clear (SlwAdminSettings *settings);

/* Returns: (transfer none): the settings behind a conversation of this plugin */
const SlwAdminSettings *slw_admin_settings_of_talk (SlwTalk *talk);

G_END_DECLS
