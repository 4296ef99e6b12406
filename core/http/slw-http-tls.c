/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/http/slw-http-tls.h"

#include <string.h>

#include <slipway/slw-error.h>

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END "-----END CERTIFICATE-----"

/* Referenced by its request, and by the SSL_CTX of a connection, which lives on when the request is done. */
struct _SlwHttpTls {
  grefcount refs;
  const SlwHttpLibrary *library;
  GBytes *pin;      /* DER; NULL: authorities decide */
  char *pinned_key; /* for CURLOPT_PINNEDPUBLICKEY */
  GBytes *shown;
  gboolean refused;
};

/* DER of the first certificate in @pem. A server's file often has its key, then its certificate, then the chain. */
static GBytes *
decode_pem (const char *pem)
{
  const char *line = strstr (pem, PEM_BEGIN);
  const char *begin = line != NULL ? line + strlen (PEM_BEGIN) : NULL;
  const char *end = begin != NULL ? strstr (begin, PEM_END) : NULL;
  g_autofree char *base64 = NULL;
  gsize length = 0;
  guchar *der;

  if (end == NULL)
    return NULL;
  base64 = g_strndup (begin, end - begin);
  der = g_base64_decode (base64, &length);
  return g_bytes_new_take (der, length);
}

/* `sha256//` and the base64 of the digest of the public key's DER; NULL when @der is no certificate. */
static char *
digest_key (const SlwHttpLibrary *library, GBytes *der)
{
  gsize length = 0;
  const guchar *data = g_bytes_get_data (der, &length);
  X509 *certificate = library->d2i_X509 (NULL, &data, (long) length);
  guchar *key = NULL;
  guint8 digest[32];
  gsize digest_length = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  library->ERR_clear_error ();
  if (certificate == NULL)
    return NULL;

  int size = library->i2d_X509_PUBKEY (library->X509_get_X509_PUBKEY (certificate), NULL);
  if (size > 0) {
    guchar *end = key = g_malloc ((gsize) size);

    library->i2d_X509_PUBKEY (library->X509_get_X509_PUBKEY (certificate), &end);
    g_checksum_update (checksum, key, size);
  }
  library->X509_free (certificate);
  g_free (key);
  if (size <= 0)
    return NULL;
  g_checksum_get_digest (checksum, digest, &digest_length);

  g_autofree char *base64 = g_base64_encode (digest, digest_length);
  return g_strconcat ("sha256//", base64, NULL);
}

SlwHttpTls *
slw_http_tls_new (const SlwHttpLibrary *library, const char *pin, GError **error)
{
  g_autoptr (SlwHttpTls) self = g_new0 (SlwHttpTls, 1);

  g_ref_count_init (&self->refs);
  self->library = library;
  if (pin == NULL)
    return g_steal_pointer (&self);
  self->pin = decode_pem (pin);
  self->pinned_key = self->pin != NULL ? digest_key (library, self->pin) : NULL;
  if (self->pinned_key != NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID,
                       "the certificate to compare with cannot be read: it is no PEM certificate");
  return NULL;
}

void
slw_http_tls_unref (SlwHttpTls *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->pin, g_bytes_unref);
  g_clear_pointer (&self->shown, g_bytes_unref);
  g_free (self->pinned_key);
  g_free (self);
}

/* Called by OpenSSL in the handshake, in place of its own check. */
static int
check_certificate (X509_STORE_CTX *context, void *data)
{
  SlwHttpTls *self = data;
  X509 *certificate = self->library->X509_STORE_CTX_get0_cert (context);
  int size = certificate != NULL ? self->library->i2d_X509 (certificate, NULL) : 0;
  gboolean good = FALSE;

  g_clear_pointer (&self->shown, g_bytes_unref);
  if (size > 0) {
    guchar *der = g_malloc ((gsize) size);
    guchar *end = der;

    self->library->i2d_X509 (certificate, &end);
    self->shown = g_bytes_new_take (der, (gsize) size);
  }
  if (self->pin == NULL) {
    good = self->library->X509_verify_cert (context) > 0;
  } else {
    good = self->shown != NULL && g_bytes_equal (self->shown, self->pin);
    self->library->X509_STORE_CTX_set_error (context, good ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
  }
  self->refused = !good;
  return good;
}

static void
release_check (void *parent, void *check, CRYPTO_EX_DATA *data, int index, long argl, void *argp)
{
  if (check != NULL)
    slw_http_tls_unref (check);
}

static CURLcode
on_context (CURL *easy, void *context, void *data)
{
  static int slot = -1;
  SlwHttpTls *self = data;

  if (slot < 0)
    slot = self->library->CRYPTO_get_ex_new_index (CRYPTO_EX_INDEX_SSL_CTX, 0, NULL, NULL, NULL, release_check);
  if (slot < 0 || self->library->SSL_CTX_set_ex_data (context, slot, self) != 1)
    return CURLE_OUT_OF_MEMORY;
  g_ref_count_inc (&self->refs);
  /* the peer may not show another certificate later on */
  self->library->SSL_CTX_set_options (context, SSL_OP_NO_RENEGOTIATION);
  self->library->SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  self->library->SSL_CTX_set_cert_verify_callback (context, check_certificate, self);
  return CURLE_OK;
}

CURLcode
slw_http_tls_apply (SlwHttpTls *self, CURL *easy, const char *ca_file)
{
  __typeof__ (curl_easy_setopt) *set = self->library->curl_easy_setopt;
  CURLcode status = set (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);

  set (easy, CURLOPT_SSL_VERIFYPEER, self->pin == NULL ? 1L : 0L);
  set (easy, CURLOPT_SSL_VERIFYHOST, self->pin == NULL ? 2L : 0L);
  /* a resumed session would skip the check */
  set (easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  if (self->pin != NULL) {
    set (easy, CURLOPT_CAINFO, NULL);
    set (easy, CURLOPT_CAPATH, NULL);
    status = status != CURLE_OK ? status : set (easy, CURLOPT_PINNEDPUBLICKEY, self->pinned_key);
  } else if (ca_file != NULL) {
    set (easy, CURLOPT_CAPATH, NULL);
    status = status != CURLE_OK ? status : set (easy, CURLOPT_CAINFO, ca_file);
  }
  if (status == CURLE_OK)
    status = set (easy, CURLOPT_SSL_CTX_FUNCTION, on_context);
  return status != CURLE_OK ? status : set (easy, CURLOPT_SSL_CTX_DATA, self);
}

gboolean
slw_http_tls_was_refused (const SlwHttpTls *self)
{
  return self->refused;
}

static char *
fingerprint (GBytes *der)
{
  g_autofree char *hex = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  GString *out = g_string_new (NULL);

  for (guint i = 0; hex[i] != '\0'; i += 2)
    g_string_append_printf (out, "%s%c%c", i > 0 ? ":" : "", g_ascii_toupper (hex[i]), g_ascii_toupper (hex[i + 1]));
  return g_string_free (out, FALSE);
}

char *
slw_http_tls_describe (const SlwHttpTls *self)
{
  g_autofree char *expected = self->pin != NULL ? fingerprint (self->pin) : NULL;
  g_autofree char *shown = self->shown != NULL ? fingerprint (self->shown) : NULL;

  return g_strdup_printf (
      "expected %s%s, shown %s%s", expected != NULL ? "SHA-256 " : "one that a known authority signed for this name",
      expected != NULL ? expected : "", shown != NULL ? "SHA-256 " : "nothing", shown != NULL ? shown : "");
}
