/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "probe.h"
#include "role.h"

G_BEGIN_DECLS

/**
 * prerequisites_check:
 * @data: the role
 * @settings: the settings
 * @run: a step run on a server whose facts are known
 * @probe: what the server said besides
 * @now: time of the controller, seconds since 1970
 *
 * A finding for each thing that the product's page on prerequisites asks for and the server has not.
 */
void prerequisites_check (
    const RoleData *data, const RoleSettings *settings, SlwStepRun *run, const Probe *probe, gint64 now);

G_END_DECLS
