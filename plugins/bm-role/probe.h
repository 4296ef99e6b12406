/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "release-change.h"

G_BEGIN_DECLS

/**
 * Probe:
 *
 * What the prerequisites need to know beyond the facts.
 */
typedef struct {
  gboolean installed; /* BlueMind is there already */
  gboolean firewalld;
  char *container;       /* `lxc`, `docker` …; NULL: none, or not known */
  gint64 time;           /* seconds since 1970, 0: not known */
  GHashTable *listeners; /* port -> name of the program */
  ReleaseChange *release;
} Probe;

/**
 * probe_new_action:
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *probe_new_action (void);

/**
 * probe_parse:
 * @text: output of the action
 * @error: return location
 *
 * Returns: (transfer full): what it says, or %NULL with %SLW_ERROR_INVALID when it is cut off
 */
Probe *probe_parse (const char *text, GError **error);

/**
 * probe_find_listener:
 * @self: a probe
 * @port: a port's number
 *
 * Returns: (transfer none) (nullable): name of the program that listens on it, %NULL when it is not known
 */
const char *probe_find_listener (const Probe *self, const char *port);

/**
 * probe_free:
 * @self: (transfer full): a probe
 */
void probe_free (Probe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, probe_free)

G_END_DECLS
