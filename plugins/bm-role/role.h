/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * RoleData:
 *
 * What is known of a role, as constants of its plugin. Lists are words separated by spaces.
 */
typedef struct {
  const char *name;
  const char *debian_packages;
  const char *redhat_packages;
  const char *refuse;         /* packages that must not come in */
  const char *debconf;        /* answers on Debian; @FQDN@ is the server's name */
  const char *units;          /* must be active */
  const char *optional_units; /* must be active where they are there and enabled */
  const char *ports;          /* must be listened on when it works; `8021|8022`: one of them */
  const char *free_ports;     /* must be free before the installation */
  guint64 spool_mib;          /* free space under /var/spool */
  guint64 usr_mib;            /* free space under /usr */
} RoleData;

/**
 * RoleSettings:
 *
 * The settings that each role plugin has.
 */
typedef struct {
  char *version; /* nullable */
  gboolean allow_system;
  guint min_memory; /* MiB */
  char **packages;  /* nullable: instead of the role's own */
  char **extra_packages;
} RoleSettings;

/**
 * role_install_properties:
 * @klass: a class whose objects have role settings
 *
 * Installs the properties of #RoleSettings.
 */
void role_install_properties (GObjectClass *klass);

/**
 * role_set_property:
 * @settings: the settings
 * @id: id of a property of role_install_properties()
 * @value: its new value
 */
void role_set_property (RoleSettings *settings, guint id, const GValue *value);

/**
 * role_get_property:
 * @settings: the settings
 * @id: id of a property of role_install_properties()
 * @value: (out): its value
 */
void role_get_property (const RoleSettings *settings, guint id, GValue *value);

/**
 * role_clear:
 * @settings: the settings
 *
 * Frees what is in them.
 */
void role_clear (RoleSettings *settings);

/**
 * role_offer:
 * @data: the role
 * @server: a server
 * @reason: (out): why not
 *
 * Returns: 0, or %SLW_OFFER_DECLINE when the server has not the role, or is of a family that has no packages for it
 */
int role_offer (const RoleData *data, SlwServer *server, char **reason);

/**
 * role_next:
 * @data: the role
 * @settings: the settings
 * @run: a step run of a kind `role.…`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *
role_next (const RoleData *data, const RoleSettings *settings, SlwStepRun *run, const SlwResult *last, GError **error);

G_END_DECLS
