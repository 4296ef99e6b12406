/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "family.h"
#include "repository.h"

G_BEGIN_DECLS

/**
 * PackagesSettings:
 *
 * The settings that each family has, as properties of its provider.
 */
typedef struct {
  char *repository;
  SlwSecret *subscription;
  GBytes *keyring;
  char *fingerprint;
  gboolean signed_by; /* trust the key for this repository only; set by a family that has the choice */
  gboolean allow_http;
  char **allow_remove;
  char **refuse;
  gboolean recommends;
  guint lock_wait; /* seconds */
  guint timeout;   /* seconds */
} PackagesSettings;

/**
 * Packages:
 *
 * A provider of `packages.*` and `repository.*`: a family and the settings of its group in the platform file. It is a part of
 * the plugin's object, not an object itself.
 */
typedef struct {
  const PackagesFamily *family;
  PackagesSettings settings;
} Packages;

/* Ids of packages_install_properties(); a plugin's own begin with PACKAGES_PROP_LAST. */
enum {
  PACKAGES_PROP_0,
  PACKAGES_PROP_REPOSITORY,
  PACKAGES_PROP_SUBSCRIPTION,
  PACKAGES_PROP_KEYRING,
  PACKAGES_PROP_FINGERPRINT,
  PACKAGES_PROP_ALLOW_HTTP,
  PACKAGES_PROP_ALLOW_REMOVE,
  PACKAGES_PROP_REFUSE,
  PACKAGES_PROP_RECOMMENDS,
  PACKAGES_PROP_LOCK_WAIT,
  PACKAGES_PROP_TIMEOUT,
  PACKAGES_PROP_LAST,
};

/**
 * packages_install_properties:
 * @klass: a class whose objects have #PackagesSettings
 * @repository_blurb: what the setting `repository` says of itself
 * @users: whose locks are waited for: "apt and dpkg"
 *
 * Installs the properties.
 */
void packages_install_properties (GObjectClass *klass, const char *repository_blurb, const char *users);

/**
 * packages_set_property:
 * @settings: the settings
 * @id: id of a property of packages_install_properties()
 * @value: its new value
 */
void packages_set_property (PackagesSettings *settings, guint id, const GValue *value);

/**
 * packages_get_property:
 * @settings: the settings
 * @id: id of a property of packages_install_properties()
 * @value: (out): its value
 */
void packages_get_property (const PackagesSettings *settings, guint id, GValue *value);

/**
 * packages_clear:
 * @settings: the settings
 *
 * Frees what is in them.
 */
void packages_clear (PackagesSettings *settings);

/**
 * packages_next:
 * @self: the provider
 * @run: a step run of a kind `packages.…` or `repository.…`
 * @last: (nullable): result of the last action
 * @error: return location
 *
 * Returns: (transfer full): what comes next, or %NULL
 */
SlwDirective *packages_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * packages_output:
 * @self: the provider
 * @run: a step run
 * @line: a line of an action's output
 *
 * Shows how far a step is.
 */
void packages_output (const Packages *self, SlwStepRun *run, const char *line);

/**
 * packages_dup_repository:
 * @self: the provider
 * @error: return location
 *
 * Returns: (transfer full): the repository of the settings, or %NULL with an error that names the setting
 */
Repository *packages_dup_repository (const Packages *self, GError **error);

/**
 * packages_dup_refused:
 * @self: the provider
 * @run: a step run
 *
 * Returns: (transfer full) (array zero-terminated=1): packages that must not come in: those of the setting and of the step's
 *   parameter `refuse`
 */
char **packages_dup_refused (const Packages *self, SlwStepRun *run);

/**
 * packages_keeps_address:
 * @run: a step run
 * @keep: (out): whether the step's parameter `keep-address` is yes
 * @error: return location
 *
 * The product itself changes the address in the file of an installed server, when a version is chosen. From then on a file
 * with the same comments is the same subscription, whatever its address.
 *
 * Returns: %FALSE when the parameter is neither yes nor no
 */
gboolean packages_keeps_address (SlwStepRun *run, gboolean *keep, GError **error);

/**
 * packages_has_name:
 * @names: names of packages
 * @name: a name, possibly with `:architecture`
 *
 * Returns: %TRUE when it is one of them, with its architecture or without
 */
gboolean packages_has_name (char **names, const char *name);

/**
 * packages_is_settled:
 * @run: a step run
 *
 * Returns: %TRUE when the step's parameter `settled` is yes: an earlier step of this run saw that nobody held a lock of the package
 *   manager, and that none of its transactions was interrupted
 */
gboolean packages_is_settled (SlwStepRun *run);

G_END_DECLS
