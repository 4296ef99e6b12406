/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

#include "repository.h"
#include "simulation.h"

G_BEGIN_DECLS

/**
 * Rehearsal:
 *
 * What came back from rehearse.sh: what apt would do, tried in an apt of its own that leaves nothing behind.
 */
typedef struct {
  GPtrArray *troubles;    /* Trouble */
  char **refused;         /* packages that are kept out and that apt knows */
  char **held;            /* packages that were asked for and are held, so that they were left out */
  int simulate_status;    /* -1: no simulation */
  char *simulate_errors;  /* both streams of a simulation that failed */
  Simulation *simulation; /* NULL unless the status is 0 */
} Rehearsal;

/**
 * rehearsal_new_action:
 * @repository: (nullable): the repository that is to be there; %NULL: those of the system as they are
 * @keep_address: whether the addresses of a list of the same subscription that is there already count more
 * @arguments: (array zero-terminated=1) (nullable): options of apt-get with its command, %NULL: no simulation
 * @packages: (array zero-terminated=1) (nullable): packages; `name-` is kept out
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *rehearsal_new_action (const Repository *repository,
                                 gboolean keep_address,
                                 const char *const *arguments,
                                 const char *const *packages);

/**
 * rehearsal_parse:
 * @repository: (nullable): what rehearsal_new_action() was given
 * @result: its result
 * @error: return location
 *
 * Returns: (transfer full): the rehearsal, or %NULL with %SLW_ERROR_INVALID when the answer is cut off or makes no sense
 */
Rehearsal *rehearsal_parse (const Repository *repository, const SlwResult *result, GError **error);

/**
 * rehearsal_free:
 * @self: (transfer full): a rehearsal
 */
void rehearsal_free (Rehearsal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rehearsal, rehearsal_free)

G_END_DECLS
