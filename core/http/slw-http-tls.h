/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/http/slw-http-library.h"

G_BEGIN_DECLS

/**
 * SlwHttpTls:
 *
 * Whom one connection may be made to, and whom it was made to: the check of the peer's certificate.
 *
 * With a pin the peer must show exactly that certificate. curl offers three ways, of which two are not that:
 * `CAINFO_BLOB` makes the pin an authority, so that a self-signed certificate may sign others, and an expired one is refused;
 * `PINNEDPUBLICKEY` compares keys only. So OpenSSL's own check is replaced through `SSL_CTX_FUNCTION`: it compares the bytes
 * of the certificate *during the handshake*, before the first byte of a request (and the secrets in it) is written.
 * `PINNEDPUBLICKEY` is set as well: curl keeps connections apart by it, so that one made under a pin is never used for
 * a request with another one, and it is a second check should the first ever not be called.
 */
typedef struct _SlwHttpTls SlwHttpTls;

/**
 * slw_http_tls_new:
 * @library: libcurl
 * @pin: (nullable): PEM text; its first certificate is the pin
 * @error: return location
 *
 * Returns: (transfer full): a check, or %NULL and %SLW_ERROR_INVALID when @pin holds no certificate
 */
SlwHttpTls *slw_http_tls_new (const SlwHttpLibrary *library, const char *pin, GError **error);

void slw_http_tls_unref (SlwHttpTls *self);

/**
 * slw_http_tls_apply:
 * @self: a check
 * @easy: the handle of a request
 * @ca_file: (nullable): PEM file of authorities to use instead of the system's
 *
 * Returns: what curl said to the last option
 */
CURLcode slw_http_tls_apply (SlwHttpTls *self, CURL *easy, const char *ca_file);

/**
 * slw_http_tls_was_refused:
 * @self: a check
 *
 * Returns: whether a certificate was shown, and was not the right one
 */
gboolean slw_http_tls_was_refused (const SlwHttpTls *self);

/**
 * slw_http_tls_describe:
 * @self: a check
 *
 * Returns: (transfer full): what was expected and what was shown, as SHA-256 fingerprints
 */
char *slw_http_tls_describe (const SlwHttpTls *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwHttpTls, slw_http_tls_unref)

G_END_DECLS
