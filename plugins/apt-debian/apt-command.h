/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "packages/family.h"

G_BEGIN_DECLS

/**
 * apt_command_get_solve_arguments:
 * @options: what to choose by
 *
 * Returns: (transfer full) (array zero-terminated=1): apt-get's command with the options that decide what is chosen, the same for
 *   a rehearsal and for the deed
 */
char **apt_command_get_solve_arguments (const PackagesOptions *options);

/**
 * apt_command_get_packages:
 * @install: (array zero-terminated=1): packages to be there
 * @refuse: (array zero-terminated=1): packages that must not come in
 *
 * Returns: (transfer full) (array zero-terminated=1): the packages as apt-get's arguments
 */
char **apt_command_get_packages (const char *const *install, const char *const *refuse);

/**
 * apt_command_get_exact:
 * @plan: a plan
 *
 * Returns: (transfer full) (array zero-terminated=1): the plan as apt-get's arguments: `name=version`, `name-`
 */
char **apt_command_get_exact (const Simulation *plan);

/**
 * apt_command_new_refresh:
 * @bundle: (nullable): of no importance, the environment says it
 *
 * Returns: (transfer full): `apt-get update`, a CACHE action; 100 is an answer
 */
SlwAction *apt_command_new_refresh (const char *bundle);

/**
 * apt_command_new_simulate:
 * @plan: exactly this
 * @options: the options that the plan was made with
 *
 * Returns: (transfer full): `apt-get -s`, a READ action; 100 is an answer
 */
SlwAction *apt_command_new_simulate (const Simulation *plan, const PackagesOptions *options);

/**
 * apt_command_new_install:
 * @installation: what is to be done
 *
 * Returns: (transfer full): the unattended apt-get; 100 is an answer
 */
SlwAction *apt_command_new_install (const PackagesInstallation *installation);

/**
 * apt_command_new_reinstall:
 * @packages: NAME=VERSION of each
 * @timeout: seconds
 *
 * Returns: (transfer full): a MUTATE action that puts packages in place which are half installed
 */
SlwAction *apt_command_new_reinstall (const char *const *packages, guint timeout);

/**
 * apt_command_new_repair:
 * @timeout: seconds
 * @bundle: (nullable): of no importance
 *
 * Returns: (transfer full): `dpkg --configure -a`, as unattended as an installation; 1 and 2 are answers
 */
SlwAction *apt_command_new_repair (guint timeout, const char *bundle);

/**
 * apt_command_new_automatic:
 *
 * Returns: (transfer full): a READ action that names the packages which came for others
 */
SlwAction *apt_command_new_automatic (void);

/**
 * apt_command_new_held:
 *
 * Returns: (transfer full): a READ action that names the packages which stay at their version
 */
SlwAction *apt_command_new_held (void);

/**
 * apt_command_new_mark:
 * @packages: (array zero-terminated=1): their names
 *
 * Returns: (transfer full): a MUTATE action; they came for others
 */
SlwAction *apt_command_new_mark (const char *const *packages);

/**
 * apt_command_new_hold:
 * @hold: whether they are to stay at their version, else no longer
 * @packages: (array zero-terminated=1): their names
 *
 * Returns: (transfer full): a MUTATE action
 */
SlwAction *apt_command_new_hold (gboolean hold, const char *const *packages);

/**
 * apt_command_new_answers:
 * @answers: "owner name type value; …"
 *
 * Returns: (transfer full): a MUTATE action that answers debconf's questions
 */
SlwAction *apt_command_new_answers (const char *answers);

G_END_DECLS
