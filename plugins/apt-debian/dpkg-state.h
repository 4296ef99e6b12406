/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

G_BEGIN_DECLS

/**
 * DpkgLock:
 *
 * One of apt's four locks, held by another process.
 */
typedef struct {
  char *path;
  guint64 pid;
  char *unit; /* empty: none */
  char *command;
  guint64 age; /* seconds that the process has run */
} DpkgLock;

/**
 * DpkgState:
 *
 * What came back from dpkg-state.sh.
 */
typedef struct {
  GPtrArray *locks; /* DpkgLock */
  char *audit;      /* what dpkg says that is not as it should be, "" when all is well */
  gboolean interrupted;
} DpkgState;

/**
 * dpkg_state_new_action:
 *
 * `DPkg::Lock::Timeout` covers two of the four locks only, so all four are looked at by ourselves.
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *dpkg_state_new_action (void);

/**
 * dpkg_state_parse:
 * @text: output of the action
 * @error: return location
 *
 * Returns: (transfer full): the state, or %NULL with %SLW_ERROR_INVALID
 */
DpkgState *dpkg_state_parse (const char *text, GError **error);

/**
 * dpkg_state_free:
 * @self: (transfer full): a state
 */
void dpkg_state_free (DpkgState *self);

/**
 * dpkg_state_describe_lock:
 * @self: a state
 *
 * Returns: (transfer full) (nullable): who holds the first lock, for people, %NULL when all are free
 */
char *dpkg_state_describe_lock (const DpkgState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpkgState, dpkg_state_free)

G_END_DECLS
