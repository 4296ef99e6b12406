/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"

G_BEGIN_DECLS

/**
 * slw_trust_servers:
 * @cli: the context
 * @platform: the platform, whose known_hosts the keys go to
 * @servers: (element-type SlwServer): the servers
 * @replace: whether keys that differ from the known ones are replaced
 *
 * Asks every server for its host key, shows all that are new in one list, and asks once.
 *
 * Returns: the exit status
 */
int slw_trust_servers (SlwCliContext *cli, SlwPlatform *platform, GPtrArray *servers, gboolean replace);

G_END_DECLS
