/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpenpgpKey:
 *
 * One public key as it stands in a keyring: the primary key's packet and all that belongs to it.
 */
typedef struct {
  char *fingerprint; /* 40 upper-case hexadecimal digits, RFC 4880 §12.2 */
  GBytes *packets;
} OpenpgpKey;

/**
 * openpgp_key_free:
 * @key: (transfer full): a key
 */
void openpgp_key_free (OpenpgpKey *key);

/**
 * openpgp_read_keys:
 * @keyring: a keyring, armoured or binary; hostile
 * @error: return location
 *
 * Reads the public keys of version 4 (what apt's archives are signed with). A keyring that holds anything else where a
 * key should be, a secret key for instance, is refused.
 *
 * Returns: (transfer full) (element-type OpenpgpKey): at least one key, or %NULL with %SLW_ERROR_INVALID
 */
GPtrArray *openpgp_read_keys (GBytes *keyring, GError **error);

/**
 * openpgp_armour:
 * @packets: a key
 *
 * Returns: (transfer full): the same armoured, as rpm wants it
 */
GBytes *openpgp_armour (GBytes *packets);

/**
 * openpgp_normalize_fingerprint:
 * @text: (nullable): a fingerprint as people write it: spaces, colons, either case
 *
 * Returns: (transfer full) (nullable): 40 upper-case hexadecimal digits, %NULL when @text is no fingerprint
 */
char *openpgp_normalize_fingerprint (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpenpgpKey, openpgp_key_free)

G_END_DECLS
