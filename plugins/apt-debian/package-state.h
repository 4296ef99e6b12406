/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

#include "simulation.h"

G_BEGIN_DECLS

/**
 * PackageState:
 *
 * What dpkg knows of a package.
 */
typedef struct {
  char *name; /* without architecture */
  char *architecture;
  char *version; /* "" when it was never there */
  char *status;  /* three letters: wanted, is, error; see dpkg-query(1), db:Status-Abbrev */
} PackageState;

/**
 * package_state_new_action:
 * @label: what it is for
 * @packages: (array zero-terminated=1): names or dpkg-query patterns
 *
 * Returns: (transfer full): `dpkg-query`, a READ action; 1, some are unknown, is an answer
 */
SlwAction *package_state_new_action (const char *label, const char *const *packages);

/**
 * package_state_parse:
 * @text: output of the action
 *
 * Returns: (transfer full) (element-type PackageState): the packages; lines that are none are left out
 */
GPtrArray *package_state_parse (const char *text);

/**
 * package_state_is_installed:
 * @self: a state
 *
 * Returns: whether it is installed and configured (or waits only for its triggers)
 */
gboolean package_state_is_installed (const PackageState *self);

/**
 * package_state_compare:
 * @states: (element-type PackageState): what dpkg says
 * @plan: what should have become of it
 *
 * Returns: (transfer full) (nullable): the differences for people, %NULL when there are none
 */
char *package_state_compare (GPtrArray *states, const Simulation *plan);

G_END_DECLS
