/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * Gate:
 *
 * Knows of which servers a backup was made in the run under way, and lets no other be changed.
 */
typedef struct _Gate Gate;

/**
 * gate_new:
 * @bus: the bus of a run
 *
 * Returns: (transfer full): a gate at @bus
 */
Gate *gate_new (SlwBus *bus);

/**
 * gate_free:
 * @self: (transfer full): a gate; it leaves its bus
 */
void gate_free (Gate *self);

G_END_DECLS
