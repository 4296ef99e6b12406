/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "family.h"

G_BEGIN_DECLS

/**
 * ManagerLock:
 *
 * A lock of the package manager, held by another process.
 */
typedef struct {
  char *path;
  guint64 pid;
  char *unit; /* empty: none */
  char *command;
  guint64 age; /* seconds that the process has run */
} ManagerLock;

/**
 * ManagerState:
 *
 * What came back from a family's state script. Each line of its answer begins with a letter and a space:
 *   `L path<TAB>pid<TAB>unit<TAB>command<TAB>seconds`   a lock that is held: by whom, for how long that process has run
 *   `A` what the manager says that is not as it should be    `J` a sign of an interrupted run
 *   `R name=version` is half installed: nothing but putting it in place again helps    `F name` is half configured
 *   `D` digest of what packages are chosen from: what names the repositories, and the index of each    `X end 0` the last line
 */
typedef struct {
  GPtrArray *locks; /* ManagerLock */
  char *audit;      /* what the package manager says that is not as it should be, "" when all is well */
  gboolean interrupted;
  GPtrArray *broken;       /* NAME=VERSION: half installed */
  GPtrArray *unconfigured; /* names: half configured */
  char *lists;             /* nullable: the digest; families where a look at the repositories costs little have none */
} ManagerState;

/**
 * manager_state_new_action:
 * @family: a family
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *manager_state_new_action (const PackagesFamily *family);

/**
 * manager_state_parse:
 * @text: output of the action
 * @error: return location
 *
 * Returns: (transfer full): the state, or %NULL with %SLW_ERROR_INVALID
 */
ManagerState *manager_state_parse (const char *text, GError **error);

/**
 * manager_state_free:
 * @self: (transfer full): a state
 */
void manager_state_free (ManagerState *self);

/**
 * manager_state_describe_lock:
 * @self: a state
 *
 * Returns: (transfer full) (nullable): who holds the first lock, for people, %NULL when all are free
 */
char *manager_state_describe_lock (const ManagerState *self);

/**
 * manager_state_is_settled:
 * @self: a state
 *
 * Returns: %TRUE when no lock is held and nothing was interrupted
 */
gboolean manager_state_is_settled (const ManagerState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ManagerState, manager_state_free)

G_END_DECLS
