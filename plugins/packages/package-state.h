/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "simulation.h"

G_BEGIN_DECLS

/**
 * PackageState:
 *
 * What the packages' database knows of a package.
 */
typedef struct {
  char *name; /* without architecture */
  char *architecture;
  char *version;      /* "" when it was never there */
  gboolean installed; /* and in order */
  gboolean damaged;   /* wanted, and there, but not in order: its installation broke off or failed */
  const char *fault;  /* what is not in order, to follow its name: "is half installed" */
} PackageState;

/**
 * package_state_new:
 * @name: its name
 * @architecture: its architecture
 * @version: its version
 *
 * Returns: (transfer full): a state, not installed; what servers say is escaped
 */
PackageState *package_state_new (const char *name, const char *architecture, const char *version);

/**
 * package_state_free:
 * @state: (transfer full): a state
 */
void package_state_free (PackageState *state);

/**
 * package_state_compare:
 * @states: (element-type PackageState): what the database says
 * @plan: what should have become of it
 *
 * Returns: (transfer full) (nullable): the differences for people, %NULL when there are none
 */
char *package_state_compare (GPtrArray *states, const Simulation *plan);

G_END_DECLS
