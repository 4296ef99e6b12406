/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwHostKeyState:
 * @SLW_HOST_KEY_KNOWN: a line names this host with this key
 * @SLW_HOST_KEY_NEW: no line names this host
 * @SLW_HOST_KEY_CHANGED: lines name this host, all with other keys
 * @SLW_HOST_KEY_REVOKED: a `@revoked` line names this host with this key
 *
 * What the known_hosts files say of a key that a host has shown.
 */
typedef enum {
  SLW_HOST_KEY_KNOWN,
  SLW_HOST_KEY_NEW,
  SLW_HOST_KEY_CHANGED,
  SLW_HOST_KEY_REVOKED,
} SlwHostKeyState;

/**
 * SlwHostKeyLine:
 * @file: the known_hosts file
 * @line: number of the line in it, from 1
 * @type: type of the key, for instance `ssh-ed25519`
 * @fingerprint: as OpenSSH prints it
 *
 * Where a key was found. Cleared by slw_host_keys_clear_line().
 */
typedef struct {
  char *file;
  guint line;
  char *type;
  char *fingerprint;
} SlwHostKeyLine;

/**
 * slw_host_keys_check:
 * @files: (array zero-terminated=1): known_hosts files; those that do not exist are as good as empty
 * @host: name or address, as it was asked for
 * @port: the port
 * @key: (array length=length): the key that the host has shown, in the format of the SSH protocol (RFC 4253 6.6)
 * @length: its length
 * @line: (out caller-allocates) (nullable): the line that decided, when the state is not new
 *
 * Understands what sshd(8) says under SSH_KNOWN_HOSTS FILE FORMAT: lists, wildcards, negation, hashed names, `[host]:port`
 * and `@revoked`. Lines of `@cert-authority` never match: libssh2 knows no certificates of hosts. The files are read once
 * and again when they change.
 *
 * Returns: what the files say
 */
SlwHostKeyState slw_host_keys_check (
    const char *const *files, const char *host, guint port, const guint8 *key, gsize length, SlwHostKeyLine *line);

/**
 * slw_host_keys_clear_line:
 * @line: a line
 */
void slw_host_keys_clear_line (SlwHostKeyLine *line);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlwHostKeyLine, slw_host_keys_clear_line)

/**
 * slw_host_keys_dup_types:
 * @files: (array zero-terminated=1): known_hosts files
 * @host: name or address
 * @port: the port
 *
 * Returns: (transfer full) (element-type utf8): the types of the keys that are known for @host, each once
 */
GPtrArray *slw_host_keys_dup_types (const char *const *files, const char *host, guint port);

/**
 * slw_host_keys_dup_fingerprint:
 * @key: (array length=length): a public key in the format of the SSH protocol
 * @length: its length
 *
 * Returns: (transfer full): its fingerprint as OpenSSH prints it: `SHA256:` and base64 without padding
 */
char *slw_host_keys_dup_fingerprint (const guint8 *key, gsize length);

/**
 * slw_host_keys_dup_type:
 * @key: (array length=length): a public key in the format of the SSH protocol
 * @length: its length
 *
 * Returns: (transfer full) (nullable): the type that stands in it, %NULL when it is no key
 */
char *slw_host_keys_dup_type (const guint8 *key, gsize length);

/**
 * slw_host_keys_add:
 * @file: a known_hosts file; made when it does not exist
 * @host: name or address, as the platform file has it
 * @port: the port
 * @key: (array length=length): the key
 * @length: its length
 * @replace: whether other keys of this host go; only when the operator has said so
 * @error: return location
 *
 * Writes a copy beside @file, mode 0600, syncs it and renames it into place. A key that is there already is not added
 * twice.
 *
 * Returns: whether the key stands in @file now; else %SLW_ERROR_REFUSED when @file has another key of this type for the
 *   host and @replace is %FALSE, or has revoked this one; %SLW_ERROR_FAILED when it cannot be written
 */
gboolean slw_host_keys_add (
    const char *file, const char *host, guint port, const guint8 *key, gsize length, gboolean replace, GError **error);

G_END_DECLS
