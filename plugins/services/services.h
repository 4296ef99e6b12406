/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

#define SERVICES_TYPE (services_get_type ())

/**
 * Services:
 *
 * Provider of `services.restart` and `services.start`.
 */
G_DECLARE_FINAL_TYPE (Services, services, SERVICES, STEP, GObject)

/**
 * services_register:
 * @module: the module
 */
void services_register (GTypeModule *module);

G_END_DECLS
