/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#define CURL_DISABLE_TYPECHECK /* its macros take the calls for functions of the program */
#include <curl/curl.h>
#include <glib.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* Every function of libcurl that is called, then those of the OpenSSL that libcurl itself uses. */
#define SLW_HTTP_CURL_CALLS(CALL) \
  CALL (curl_global_init)         \
  CALL (curl_version_info)        \
  CALL (curl_slist_append)        \
  CALL (curl_slist_free_all)      \
  CALL (curl_easy_init)           \
  CALL (curl_easy_setopt)         \
  CALL (curl_easy_getinfo)        \
  CALL (curl_easy_strerror)       \
  CALL (curl_easy_cleanup)        \
  CALL (curl_multi_init)          \
  CALL (curl_multi_setopt)        \
  CALL (curl_multi_assign)        \
  CALL (curl_multi_add_handle)    \
  CALL (curl_multi_remove_handle) \
  CALL (curl_multi_socket_action) \
  CALL (curl_multi_info_read)     \
  CALL (curl_multi_cleanup)

#define SLW_HTTP_SSL_CALLS(CALL)          \
  CALL (SSL_CTX_set_cert_verify_callback) \
  CALL (SSL_CTX_set_ex_data)              \
  CALL (SSL_CTX_set_options)              \
  CALL (SSL_CTX_set_verify)               \
  CALL (CRYPTO_get_ex_new_index)          \
  CALL (ERR_clear_error)                  \
  CALL (X509_STORE_CTX_get0_cert)         \
  CALL (X509_STORE_CTX_set_error)         \
  CALL (X509_free)                        \
  CALL (X509_get_X509_PUBKEY)             \
  CALL (X509_verify_cert)                 \
  CALL (d2i_X509)                         \
  CALL (i2d_X509)                         \
  CALL (i2d_X509_PUBKEY)

/**
 * SlwHttpLibrary:
 *
 * libcurl, loaded when the first request is sent and not when the program starts: it brings 26 libraries along, which take
 * 6 ms of CPU, more than all the rest of `slipway --version`. OpenSSL's functions are looked up through it, so they are
 * of the very libssl that curl calls, and absent when curl was built on another TLS library.
 */
typedef struct {
#define SLW_HTTP_MEMBER(name) __typeof__ (name) *name;
  SLW_HTTP_CURL_CALLS (SLW_HTTP_MEMBER)
  SLW_HTTP_SSL_CALLS (SLW_HTTP_MEMBER)
#undef SLW_HTTP_MEMBER
} SlwHttpLibrary;

/**
 * slw_http_library_get:
 * @error: return location
 *
 * Returns: (transfer none): the library, the same each time; %NULL with %SLW_ERROR_FAILED when it is missing, too old or
 *   not built on OpenSSL
 */
const SlwHttpLibrary *slw_http_library_get (GError **error);

G_END_DECLS
