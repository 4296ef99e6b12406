/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwSshKey:
 * @path: where it was read
 * @content: the file as it is; wiped when it goes
 * @type: its type as in the SSH protocol, `unknown` when the file does not tell
 * @encrypted: whether it needs a passphrase
 * @public_key: (nullable): the public half in the format of the SSH protocol, %NULL when the file does not tell
 * @fingerprint: (nullable): of @public_key
 * @public_line: (nullable): @public_key as a line of authorized_keys
 *
 * A private key file, as far as it can be understood without a passphrase. libssh2 makes use of it; this is there to read
 * it once, to find the same key in the agent, and to tell what is wrong.
 */
typedef struct {
  grefcount refs;
  char *path;
  GBytes *content;
  char *type;
  gboolean encrypted;
  GBytes *public_key;
  char *fingerprint;
  char *public_line;
} SlwSshKey;

/**
 * slw_ssh_key_load:
 * @path: a private key
 * @error: return location
 *
 * Reads it once per process, and again when it has changed.
 *
 * Returns: (transfer full): the key; or %NULL with %SLW_ERROR_NOT_FOUND when there is no such file, %SLW_ERROR_INVALID when
 *   it is no private key, or when others can read it, which OpenSSH refuses, too
 */
SlwSshKey *slw_ssh_key_load (const char *path, GError **error);

/**
 * slw_ssh_key_parse:
 * @path: for messages
 * @content: content of a file
 * @error: return location
 *
 * Returns: (transfer full): the key, or %NULL with %SLW_ERROR_INVALID
 */
SlwSshKey *slw_ssh_key_parse (const char *path, GBytes *content, GError **error);

/**
 * slw_ssh_key_is_rsa:
 * @key: a key
 *
 * Returns: whether current servers refuse it from a libssh2 before 1.11, which knows only SHA-1 signatures for RSA
 */
gboolean slw_ssh_key_is_rsa (const SlwSshKey *key);

/**
 * slw_ssh_key_describe:
 * @key: a key
 *
 * Returns: (transfer full): path, type and fingerprint for a message
 */
char *slw_ssh_key_describe (const SlwSshKey *key);

/**
 * slw_ssh_key_ref:
 * @key: a key
 *
 * Returns: (transfer full): @key
 */
SlwSshKey *slw_ssh_key_ref (SlwSshKey *key);

/**
 * slw_ssh_key_unref:
 * @key: (transfer full): a key
 */
void slw_ssh_key_unref (SlwSshKey *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwSshKey, slw_ssh_key_unref)

G_END_DECLS
