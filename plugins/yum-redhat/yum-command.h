/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages/family.h"

G_BEGIN_DECLS

#define YUM_COMMAND_BUNDLE "/dnf.conf" /* behind the folder of a bundle: the configuration that knows only it */

/**
 * yum_command_get_solve_arguments:
 * @options: what to choose by
 *
 * Returns: (transfer full) (array zero-terminated=1): dnf's command with the options that decide what is chosen; `all` stands
 *   for an upgrade of everything, see rehearse.sh
 */
char **yum_command_get_solve_arguments (const PackagesOptions *options);

/**
 * yum_command_get_packages:
 * @install: (array zero-terminated=1): packages to be there
 * @refuse: (array zero-terminated=1): packages that must not come in
 *
 * Returns: (transfer full) (array zero-terminated=1): the packages as rehearse.sh has them
 */
char **yum_command_get_packages (const char *const *install, const char *const *refuse);

/**
 * yum_command_get_exact:
 * @plan: a plan
 *
 * Returns: (transfer full) (array zero-terminated=1): what comes, as dnf's arguments: `name-version`
 */
char **yum_command_get_exact (const Simulation *plan);

/**
 * yum_command_new_refresh:
 * @bundle: (nullable): folder of a bundle
 *
 * Returns: (transfer full): `dnf makecache`, a CACHE action; 1 and 200 are answers
 */
SlwAction *yum_command_new_refresh (const char *bundle);

/**
 * yum_command_new_install:
 * @installation: what is to be done
 *
 * Returns: (transfer full): the unattended dnf; 1 and 200 are answers
 */
SlwAction *yum_command_new_install (const PackagesInstallation *installation);

/**
 * yum_command_new_repair:
 * @timeout: seconds
 * @bundle: (nullable): folder of a bundle
 *
 * Returns: (transfer full): a MUTATE action that takes old versions away and runs what the new ones have not run; 1 and 200 are
 *   answers
 */
SlwAction *yum_command_new_repair (guint timeout, const char *bundle);

/**
 * yum_command_new_automatic:
 *
 * Returns: (transfer full): a READ action that names the packages which came for others
 */
SlwAction *yum_command_new_automatic (void);

/**
 * yum_command_new_mark:
 * @packages: (array zero-terminated=1): their names
 *
 * Returns: (transfer full): a MUTATE action; they came for others
 */
SlwAction *yum_command_new_mark (const char *const *packages);

/**
 * yum_command_new_held:
 *
 * Returns: (transfer full): a READ action that lists versionlock's entries
 */
SlwAction *yum_command_new_held (void);

/**
 * yum_command_parse_held:
 * @text: output of the action
 *
 * Returns: (transfer full) (array zero-terminated=1): names of packages that stay at their version
 */
char **yum_command_parse_held (const char *text);

/**
 * yum_command_new_hold:
 * @hold: whether they are to stay at their version, else no longer
 * @packages: (array zero-terminated=1): their names
 *
 * Returns: (transfer full): a MUTATE action
 */
SlwAction *yum_command_new_hold (gboolean hold, const char *const *packages);

/**
 * yum_command_new_trusted:
 * @fingerprint: of a key
 *
 * Returns: (transfer full): a READ action: 0 when rpm has the key and the distribution's modules are out of the way, 1 when not
 */
SlwAction *yum_command_new_trusted (const char *fingerprint);

/**
 * yum_command_new_import:
 * @keyring_path: file of the key
 *
 * Returns: (transfer full): a MUTATE action that sees to that
 */
SlwAction *yum_command_new_import (const char *keyring_path);

G_END_DECLS
