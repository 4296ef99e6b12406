/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "manager-state.h"
#include "packages.h"

G_BEGIN_DECLS

/**
 * Repair:
 *
 * What an interrupted run of the package manager left behind, and how far its repair has come. Zeroes are a new one.
 *
 * First the manager finishes what it can by itself. What it can't finish may be in what is to be put in place anyway: a package that is
 * half installed, one that waits for a package that never came. Half installed packages that remain are then put in place again.
 */
typedef struct {
  ManagerState *state; /* as it was seen last */
  gboolean tried;
  gboolean put_back;
  char **rest;    /* nullable: NAME=VERSION of what is being put in place again, or was */
  guint races;    /* how often somebody else was quicker to take a lock */
  char *failure;  /* nullable: what came of the try, in the manager's words */
  char **waiting; /* nullable: names of packages that only wait for others, by what came of the try */
} Repair;

/**
 * repair_clear:
 * @self: a repair
 */
void repair_clear (Repair *self);

/**
 * repair_see:
 * @self: a repair
 * @state: (transfer full): how the manager is now
 */
void repair_see (Repair *self, ManagerState *state);

/**
 * repair_is_due:
 * @self: a repair that has seen a state
 *
 * Returns: whether the manager has to finish something now
 */
gboolean repair_is_due (const Repair *self);

/**
 * repair_end:
 * @self: a repair
 * @family: a family
 * @last: result of its `new_repair`
 * @error: return location
 *
 * Returns: %FALSE with @error when nothing else can be done; else how the manager is now is to be looked at
 */
gboolean repair_end (Repair *self, const PackagesFamily *family, const SlwResult *last, GError **error);

/**
 * repair_begin_rest:
 * @self: a repair that has seen a state
 * @provider: the provider
 * @now: (nullable): what is going to be put in place anyway
 * @action: (out) (transfer full) (nullable): puts the rest in place again; %NULL: there is no rest
 * @error: return location
 *
 * Returns: %FALSE with @error when there is a rest that nothing can be done about
 */
gboolean
repair_begin_rest (Repair *self, const Packages *provider, const Simulation *now, SlwAction **action, GError **error);

/**
 * repair_end_rest:
 * @self: a repair
 * @family: a family
 * @last: result of that action
 * @error: return location
 *
 * Returns: %FALSE with @error when it failed; else how the manager is now is to be looked at
 */
gboolean repair_end_rest (Repair *self, const PackagesFamily *family, const SlwResult *last, GError **error);

/**
 * repair_is_good:
 * @family: a family
 * @result: result of a command that installs
 *
 * Returns: whether it did what it was to do
 */
gboolean repair_is_good (const PackagesFamily *family, const SlwResult *result);

G_END_DECLS
