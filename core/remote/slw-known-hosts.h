/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  SLW_KNOWN_HOST_PLAIN,
  SLW_KNOWN_HOST_REVOKED,
  SLW_KNOWN_HOST_AUTHORITY,
} SlwKnownHostMarker;

/**
 * SlwKnownHost:
 * @marker: what kind of line it is
 * @line: its number in the file, from 1
 * @names: the names as they stand there: a list with commas, or one hashed name
 * @type: type of the key
 * @key: the key in base64
 *
 * One line of a known_hosts file.
 */
typedef struct {
  SlwKnownHostMarker marker;
  guint line;
  const char *names;
  const char *type;
  const char *key;
} SlwKnownHost;

/**
 * SlwKnownHosts:
 *
 * A known_hosts file that was read. It only reads; see slw-host-keys.h for what it means.
 */
typedef struct _SlwKnownHosts SlwKnownHosts;

/**
 * slw_known_hosts_parse:
 * @text: (transfer full): content of a file; lines that are none of a known_hosts file are left out, as OpenSSH does
 *
 * Returns: (transfer full): its lines
 */
SlwKnownHosts *slw_known_hosts_parse (char *text);

/**
 * slw_known_hosts_load:
 * @path: a file
 *
 * Reads it once per process, and again when it has changed.
 *
 * Returns: (transfer none) (nullable): its lines, valid until the next call with the same path; %NULL when it cannot be
 *   read or does not exist
 */
SlwKnownHosts *slw_known_hosts_load (const char *path);

/**
 * slw_known_hosts_unref:
 * @self: (transfer full): lines
 */
void slw_known_hosts_unref (SlwKnownHosts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwKnownHosts, slw_known_hosts_unref)

/**
 * slw_known_hosts_dup_name:
 * @host: a name or an address
 * @port: a port
 *
 * Returns: (transfer full): how known_hosts names it: lower case, `[host]:port` unless @port is 22
 */
char *slw_known_hosts_dup_name (const char *host, guint port);

/**
 * slw_known_hosts_find:
 * @self: (nullable): lines
 * @name: a name of slw_known_hosts_dup_name()
 *
 * Returns: (transfer container) (element-type SlwKnownHost): the lines that speak of @name, in the order of the file
 */
GPtrArray *slw_known_hosts_find (SlwKnownHosts *self, const char *name);

G_END_DECLS
