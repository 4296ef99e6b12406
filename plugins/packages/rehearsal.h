/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "repository.h"
#include "simulation.h"

G_BEGIN_DECLS

/**
 * Rehearsal:
 *
 * What came back from a family's script: what the package manager would do, tried with repositories and cache of its own, which
 * leave nothing behind. Arguments of the script:
 *   `$1` path of the repository's file on a server, "" for the repositories as they are
 *   `$2` bytes of standard input that are its keyring; the rest is the file, REPOSITORY_KEYRING stands for the keyring's path
 *   `$3` "yes": where the server has a file with the same comments, that is the same subscription, its addresses count
 *   `$4` how many of the arguments after it are options of the package manager
 *   `$5` … options, then packages as the family writes them; none: repositories only
 * Each line of the answer begins with a letter and a space, so that what is printed can't be taken for what the script says:
 *   `F file<TAB>address` a source    `U` what refreshing says    `S`, `E` both streams of the simulation
 *   `K` a package that is kept out and known    `H` one that was asked for, but is held    `P file size` what is still to be fetched    `C` control stanzas
 *   `D` digest of the system's own lists, see manager-state.h, where they are those that were tried    `X simulate STATUS`
 *   `X end 0` the last line
 */
typedef struct {
  GPtrArray *troubles;    /* Trouble */
  char **refused;         /* packages that are kept out and that the repositories know */
  char **held;            /* packages that were asked for and are held, so that they were left out */
  int simulate_status;    /* -1: no simulation */
  char *simulate_errors;  /* both streams of a simulation that failed */
  Simulation *simulation; /* NULL unless the status is 0 */
  char *lists;            /* nullable: digest of the system's own lists, which are as new as can be */
} Rehearsal;

/**
 * rehearsal_new_action:
 * @family: a family
 * @repository: (nullable): the repository that is to be there; %NULL: those of the system as they are
 * @keep_address: whether the addresses of a list of the same subscription that is there already count more
 * @arguments: (array zero-terminated=1) (nullable): options of the package manager with its command, %NULL: no simulation
 * @packages: (array zero-terminated=1) (nullable): packages, as the family writes them
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *rehearsal_new_action (const PackagesFamily *family,
                                 const Repository *repository,
                                 gboolean keep_address,
                                 const char *const *arguments,
                                 const char *const *packages);

/**
 * rehearsal_parse:
 * @family: a family
 * @repository: (nullable): what rehearsal_new_action() was given
 * @result: its result
 * @error: return location
 *
 * Returns: (transfer full): the rehearsal, or %NULL with %SLW_ERROR_INVALID when the answer is cut off or makes no sense
 */
Rehearsal *
rehearsal_parse (const PackagesFamily *family, const Repository *repository, const SlwResult *result, GError **error);

/**
 * rehearsal_free:
 * @self: (transfer full): a rehearsal
 */
void rehearsal_free (Rehearsal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rehearsal, rehearsal_free)

G_END_DECLS
