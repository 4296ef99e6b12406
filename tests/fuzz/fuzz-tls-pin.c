/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The certificate that a server shows over ssh, to be pinned. */

#include "fuzz.h"

#include "core/http/slw-http-tls.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *pin = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  const SlwHttpLibrary *library = slw_http_library_get (&error);
  g_autoptr (SlwHttpTls) tls = NULL;

  g_assert_no_error (error);
  tls = slw_http_tls_new (library, pin, &error);
  fuzz_assert_outcome (tls, error);
  if (tls != NULL) {
    g_autofree char *described = slw_http_tls_describe (tls);
    g_assert_true (g_utf8_validate (described, -1, NULL));
  }
  return 0;
}
