/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/* Where a server keeps the list; a line "NAME TARGET" for each host. */
#define HOSTS_FOLDER "/var/lib/slipway"
#define HOSTS_PATH HOSTS_FOLDER "/web-hosts"

/**
 * Hosts:
 *
 * Web hosts of a server, without the product's own; name to target of the link.
 */
typedef struct {
  GHashTable *enabled;
  GHashTable *remembered;
} Hosts;

/**
 * hosts_new_action:
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *hosts_new_action (void);

/**
 * hosts_parse:
 * @text: its answer
 * @error: return location
 *
 * Names and targets with letters that are of no use in a name are left out.
 *
 * Returns: (transfer full): the hosts, or %NULL with %SLW_ERROR_INVALID when the answer is cut off
 */
Hosts *hosts_parse (const char *text, GError **error);

/**
 * hosts_format_union:
 * @self: the hosts
 *
 * Returns: (transfer full) (nullable): the list with what is enabled now as well, sorted; %NULL when it says that already
 */
char *hosts_format_union (const Hosts *self);

/**
 * hosts_list_missing:
 * @self: the hosts
 *
 * Returns: (transfer full) (element-type utf8): names that are remembered and not enabled, sorted
 */
GPtrArray *hosts_list_missing (const Hosts *self);

/**
 * hosts_free:
 * @self: (transfer full): the hosts
 */
void hosts_free (Hosts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hosts, hosts_free)

G_END_DECLS
