/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

#define WEB_HOSTS_TYPE (web_hosts_get_type ())

/**
 * WebHosts:
 *
 * Provider of `web.remember` and `web.restore`.
 */
G_DECLARE_FINAL_TYPE (WebHosts, web_hosts, WEB, HOSTS, GObject)

/**
 * web_hosts_register:
 * @module: the module
 */
void web_hosts_register (GTypeModule *module);

G_END_DECLS
