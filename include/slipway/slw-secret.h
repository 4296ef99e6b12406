/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SLW_TYPE_SECRET (slw_secret_get_type ())

/**
 * SlwSecret:
 *
 * A password, a token or a subscription: a type of its own, so that it cannot be printed by accident. From the moment
 * that it exists, its value, and its JSON, percent and base64 forms, are blotted out of everything that Slipway writes
 * (see slw_redact()), for the rest of the life of the process. The memory is wiped when the last reference goes. A
 * plugin's setting of this type is a GObject property of type %SLW_TYPE_SECRET.
 */
typedef struct _SlwSecret SlwSecret;

GType slw_secret_get_type (void);

/**
 * slw_secret_new:
 * @value: (array length=length): the bytes of the secret; copied
 * @length: its length in bytes, or -1 when @value ends with a NUL
 *
 * Values shorter than four bytes are kept secret but are not blotted out of texts, since that would make those
 * unreadable.
 *
 * Returns: (transfer full): a new secret
 */
SlwSecret *slw_secret_new (const char *value, gssize length);

/**
 * slw_secret_ref:
 * @secret: a secret
 *
 * Returns: (transfer full): @secret
 */
SlwSecret *slw_secret_ref (SlwSecret *secret);

/**
 * slw_secret_unref:
 * @secret: (transfer full): a secret
 */
void slw_secret_unref (SlwSecret *secret);

/**
 * slw_secret_peek:
 * @secret: a secret
 * @length: (out) (optional): its length in bytes
 *
 * For handing the value on to an action. Never log it, never put it on a command line.
 *
 * Returns: (transfer none): the value, followed by a NUL that is not part of it
 */
const char *slw_secret_peek (const SlwSecret *secret, gsize *length);

/**
 * slw_secret_hide:
 * @value: a text that must never be shown, for instance a part of a secret (the path of a subscription's address)
 *
 * Adds @value to what slw_redact() blots out, for the rest of the process's life.
 */
void slw_secret_hide (const char *value);

/**
 * slw_redact:
 * @text: (nullable): any text
 *
 * Returns: (transfer full) (nullable): a copy of @text with every known secret replaced by `[secret]`; %NULL for %NULL
 */
char *slw_redact (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwSecret, slw_secret_unref)

G_END_DECLS
