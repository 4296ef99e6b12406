/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-server.h>

#include "core/api/slw-login.h"

G_BEGIN_DECLS

/**
 * slw_server_new:
 * @name: its name
 * @address: its address
 * @roles: (array zero-terminated=1): its roles
 * @login: (transfer full): how to get in
 *
 * Returns: (transfer full): a server without facts
 */
SlwServer *slw_server_new (const char *name, const char *address, const char *const *roles, SlwLogin *login);

/**
 * slw_server_get_login:
 * @server: a server
 *
 * Returns: (transfer none): how to get in
 */
const SlwLogin *slw_server_get_login (SlwServer *server);

/**
 * slw_server_edit_login:
 * @server: a server
 *
 * Returns: (transfer none): how to get in, to be completed with secrets
 */
SlwLogin *slw_server_edit_login (SlwServer *server);

/**
 * slw_server_set_facts:
 * @server: a server
 * @facts: (nullable): what was read from it
 */
void slw_server_set_facts (SlwServer *server, SlwFacts *facts);

/**
 * SlwFence:
 * @folder: of the lock on the server
 * @run: id of the run that holds it
 * @number: its number; the next holder's is higher
 *
 * The lock that a run holds on a server. What changes something there is carried out only while this number counts.
 */
typedef struct {
  char *folder;
  char *run;
  guint64 number;
} SlwFence;

/**
 * slw_server_set_fence:
 * @server: a server
 * @folder: of the lock
 * @run: id of the run
 * @number: number of the lock; 0: it is not held any more
 */
void slw_server_set_fence (SlwServer *server, const char *folder, const char *run, guint64 number);

/**
 * slw_server_get_fence:
 * @server: a server
 *
 * Returns: (transfer none) (nullable): the lock that is held on it
 */
const SlwFence *slw_server_get_fence (SlwServer *server);

G_END_DECLS
