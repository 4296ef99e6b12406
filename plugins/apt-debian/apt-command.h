/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

#include "simulation.h"

G_BEGIN_DECLS

/**
 * AptChoice:
 * @APT_CHOOSE_NEW: what is asked for comes in; what is there stays as it is
 * @APT_CHOOSE_NEWER: what is asked for and there comes up to date, with what it needs
 * @APT_CHOOSE_ALL_NEWER: all that is there comes up to date
 */
typedef enum {
  APT_CHOOSE_NEW,
  APT_CHOOSE_NEWER,
  APT_CHOOSE_ALL_NEWER,
} AptChoice;

/**
 * AptCommandOptions:
 *
 * What holds for every command of apt-get that chooses packages.
 */
typedef struct {
  gboolean recommends;
  AptChoice choice;
} AptCommandOptions;

/**
 * apt_command_get_solve_arguments:
 * @options: what to choose by
 *
 * Returns: (transfer full) (array zero-terminated=1): apt-get's command with the options that decide what is chosen, the same for
 *   a rehearsal and for the deed
 */
char **apt_command_get_solve_arguments (const AptCommandOptions *options);

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
 *
 * Returns: (transfer full): `apt-get update`, a CACHE action; 100 is an answer
 */
SlwAction *apt_command_new_refresh (void);

/**
 * apt_command_new_simulate:
 * @arguments: (array zero-terminated=1): command, options and packages
 *
 * Returns: (transfer full): `apt-get -s`, a READ action; 100 is an answer
 */
SlwAction *apt_command_new_simulate (const char *const *arguments);

/**
 * apt_command_new_install:
 * @effect: %SLW_EFFECT_CACHE to download only, %SLW_EFFECT_MUTATE to install
 * @label: what it is for
 * @plan: exactly this
 * @options: the options that the plan was made with
 * @attempt: 0 at first; a further attempt is another action, or the journal would answer it
 * @timeout: seconds
 *
 * Returns: (transfer full): the unattended apt-get; 100 is an answer
 */
SlwAction *apt_command_new_install (SlwEffect effect,
                                    const char *label,
                                    const Simulation *plan,
                                    const AptCommandOptions *options,
                                    guint attempt,
                                    guint timeout);

/**
 * apt_command_new_repair:
 * @timeout: seconds
 *
 * Returns: (transfer full): `dpkg --configure -a`, as unattended as an installation; 1 and 2 are answers
 */
SlwAction *apt_command_new_repair (guint timeout);

G_END_DECLS
