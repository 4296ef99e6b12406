/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SlwBackupRecipients:
 * @keys: (array zero-terminated=1) (nullable): public keys, `age1…`
 * @file: (nullable): path of a file with one public key a line, of age or of ssh
 *
 * Whom backups are encrypted to: each of them can read all.
 */
typedef struct {
  char **keys;
  char *file;
} SlwBackupRecipients;

/**
 * slw_backup_recipients_is_empty:
 * @recipients: (nullable): recipients
 *
 * Returns: whether there are none: nothing is to be encrypted then
 */
gboolean slw_backup_recipients_is_empty (const SlwBackupRecipients *recipients);

/**
 * slw_backup_age_encrypt:
 * @recipients: public keys
 * @input: (transfer full): descriptor of what is to be encrypted
 * @output: gets the ciphertext; is not closed
 * @size: (out): its bytes
 * @digest: (out) (transfer full): its SHA-256 on the way
 * @error: return location
 *
 * By age(1), a process of its own.
 *
 * Returns: %FALSE with %SLW_ERROR_FAILED and what age said
 */
gboolean slw_backup_age_encrypt (const SlwBackupRecipients *recipients,
                                 int input,
                                 GOutputStream *output,
                                 guint64 *size,
                                 char **digest,
                                 GError **error);

/**
 * slw_backup_age_decrypt:
 * @identity: (nullable): path of the private key; %NULL for what is encrypted with a passphrase
 * @input: (transfer full): descriptor of the ciphertext
 * @output: gets what was encrypted, before it is known to be whole; is not closed
 * @error: return location
 *
 * By age(1), which asks on the terminal for the passphrase of a key that has one.
 *
 * Returns: %FALSE with %SLW_ERROR_FAILED and what age said; what was written then must not be used
 */
gboolean slw_backup_age_decrypt (const char *identity, int input, GOutputStream *output, GError **error);

/**
 * slw_backup_age_is_locked:
 * @identity: path of a private key
 *
 * Returns: whether it is itself encrypted by age, with a passphrase
 */
gboolean slw_backup_age_is_locked (const char *identity);

G_END_DECLS
