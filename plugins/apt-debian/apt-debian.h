/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

#include "repository.h"

G_BEGIN_DECLS

#define APT_TYPE_DEBIAN (apt_debian_get_type ())

/**
 * AptDebian:
 *
 * The provider of `packages.*` and `repository.*` for Debian and its descendants. Its properties are the settings of the
 * group `[apt-debian]`. What each kind does is in a file of its own.
 */
G_DECLARE_FINAL_TYPE (AptDebian, apt_debian, APT, DEBIAN, GObject)

/**
 * AptSettings:
 *
 * The settings, read only.
 */
typedef struct {
  char *repository;
  SlwSecret *subscription;
  GBytes *keyring;
  char *fingerprint;
  gboolean signed_by;
  gboolean allow_http;
  char **allow_remove;
  char **refuse;
  gboolean recommends;
  guint lock_wait; /* seconds */
  guint timeout;   /* seconds */
} AptSettings;

/**
 * apt_debian_get_settings:
 * @self: the provider
 *
 * Returns: (transfer none): its settings
 */
const AptSettings *apt_debian_get_settings (AptDebian *self);

/**
 * apt_debian_dup_repository:
 * @self: the provider
 * @error: return location
 *
 * Returns: (transfer full): the repository of the settings, or %NULL with an error that names the setting
 */
Repository *apt_debian_dup_repository (AptDebian *self, GError **error);

/**
 * apt_debian_dup_refused:
 * @self: the provider
 * @run: a step run
 *
 * Returns: (transfer full) (array zero-terminated=1): packages that must not come in: those of the setting and of the step's
 *   parameter `refuse`
 */
char **apt_debian_dup_refused (AptDebian *self, SlwStepRun *run);

/**
 * apt_debian_keeps_address:
 * @run: a step run
 * @keep: (out): whether the step's parameter `keep-address` is yes
 * @error: return location
 *
 * The product itself changes the address in the list of an installed server, when a version is chosen. From then on a list
 * with the same comments is the same subscription, whatever its address.
 *
 * Returns: %FALSE when the parameter is neither yes nor no
 */
gboolean apt_debian_keeps_address (SlwStepRun *run, gboolean *keep, GError **error);

/**
 * apt_debian_register:
 * @module: a type module
 *
 * Registers the type with @module.
 */
void apt_debian_register (GTypeModule *module);

G_END_DECLS
