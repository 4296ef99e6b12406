/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimulationPackage:
 *
 * A package that comes, changes its version, or goes.
 */
typedef struct {
  char *name;        /* `name`, or `name:architecture` where that is not the server's own */
  char *version;     /* what it will be; of one that goes: what it is */
  char *old_version; /* NULL: not installed before */
  guint64 download;  /* bytes that are still to be fetched */
  guint64 unpacked;  /* bytes on the disk, from Installed-Size */
  char *provides;    /* control fields, NULL: none */
  char *conflicts;   /* Conflicts and Breaks */
} SimulationPackage;

/**
 * Simulation:
 *
 * What a package manager would do.
 */
typedef struct {
  GPtrArray *install; /* SimulationPackage */
  GPtrArray *remove;  /* SimulationPackage */
  GPtrArray *refused; /* SimulationPackage: known to the repositories, kept out on request */
} Simulation;

/* Twice the largest upgrade that was ever seen. Lists are searched from their start, so this bounds our time, too. */
#define SIMULATION_MOST 8000

/**
 * SimulationFileFunc:
 * @package: a package
 * @file: name of a file
 *
 * Returns: whether the file is that of the package
 */
typedef gboolean (*SimulationFileFunc) (const SimulationPackage *package, const char *file);

/**
 * simulation_new:
 *
 * Returns: (transfer full): a simulation of nothing
 */
Simulation *simulation_new (void);

/**
 * simulation_package_free:
 * @package: (transfer full): a package
 */
void simulation_package_free (SimulationPackage *package);

/**
 * simulation_add:
 * @packages: a list of a simulation
 * @package: (transfer full): a package, as a server named it; hostile
 *
 * Returns: whether it was added: %FALSE when name or version hold what neither has, or when there are too many
 */
gboolean simulation_add (GPtrArray *packages, SimulationPackage *package);

/**
 * simulation_parse_list:
 * @install: (array zero-terminated=1): `name=version` words
 * @remove: (array zero-terminated=1): `name=version` words
 * @error: return location
 *
 * The reverse of simulation_format_install() and simulation_format_remove().
 *
 * Returns: (transfer full): the packages, or %NULL with %SLW_ERROR_INVALID
 */
Simulation *simulation_parse_list (const char *const *install, const char *const *remove, GError **error);

/**
 * simulation_free:
 * @self: (transfer full): a simulation
 */
void simulation_free (Simulation *self);

/**
 * simulation_is_empty:
 * @self: a simulation
 *
 * Returns: whether nothing comes and nothing goes
 */
gboolean simulation_is_empty (const Simulation *self);

/**
 * simulation_dup_names:
 * @self: a simulation
 *
 * Returns: (transfer full) (array zero-terminated=1): names of what comes, then of what goes
 */
char **simulation_dup_names (const Simulation *self);

/**
 * simulation_add_refused:
 * @self: a simulation
 * @name: a package that was kept out
 */
void simulation_add_refused (Simulation *self, const char *name);

/**
 * simulation_add_downloads:
 * @self: a simulation
 * @text: "FILE SIZE …" lines of what is still to be fetched
 * @is_file_of: tells whose file it is
 */
void simulation_add_downloads (Simulation *self, const char *text, SimulationFileFunc is_file_of);

/**
 * simulation_add_stanzas:
 * @self: a simulation
 * @text: control stanzas as `apt-cache show` prints them
 */
void simulation_add_stanzas (Simulation *self, const char *text);

/**
 * simulation_sum_download:
 * @self: a simulation
 *
 * Returns: bytes that are still to be fetched
 */
guint64 simulation_sum_download (const Simulation *self);

/**
 * simulation_sum_unpacked:
 * @self: a simulation
 *
 * Returns: bytes that the packages that come need on the disk; what older versions give back is not taken off, since
 *   packages are unpacked before old files are removed
 */
guint64 simulation_sum_unpacked (const Simulation *self);

/**
 * simulation_count_upgrades:
 * @self: a simulation
 *
 * Returns: how many packages are there already, in another version
 */
guint simulation_count_upgrades (const Simulation *self);

/**
 * simulation_find_opponent:
 * @self: a simulation
 * @removed: a package that goes or stays out
 * @common: (out) (transfer full) (nullable): what both provide, when that is the reason ("mail-transport-agent")
 *
 * Returns: (transfer none) (nullable): a package that comes and says that it can't be together with @removed
 */
const SimulationPackage *
simulation_find_opponent (const Simulation *self, const SimulationPackage *removed, char **common);

/**
 * simulation_format_install:
 * @self: a simulation
 *
 * Returns: (transfer full): `name=version` of what comes, sorted, separated by spaces
 */
char *simulation_format_install (const Simulation *self);

/**
 * simulation_format_remove:
 * @self: a simulation
 *
 * Returns: (transfer full): `name=version` of what goes, sorted, separated by spaces
 */
char *simulation_format_remove (const Simulation *self);

/**
 * simulation_describe_excess:
 * @planned: what was planned
 * @now: what would happen now
 *
 * That less happens than was planned is no fault: an earlier attempt may have done a part of it.
 *
 * Returns: (transfer full) (nullable): what would happen without having been planned, for people; %NULL when there is nothing
 */
char *simulation_describe_excess (const Simulation *planned, const Simulation *now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Simulation, simulation_free)

G_END_DECLS
