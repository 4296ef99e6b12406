/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* OpenPGP keyrings, armoured or binary. */

#include "fuzz.h"

#include "openpgp.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) keyring = g_bytes_new (data, size);
  g_autoptr (GPtrArray) keys = openpgp_read_keys (keyring, &error);

  fuzz_assert_outcome (keys, error);
  for (guint i = 0; keys != NULL && i < keys->len; i++) {
    const OpenpgpKey *key = keys->pdata[i];
    g_autofree char *fingerprint = openpgp_normalize_fingerprint (key->fingerprint);

    g_assert_cmpstr (fingerprint, ==, key->fingerprint);
    g_assert_cmpuint (g_bytes_get_size (key->packets), >, 0);
  }
  return 0;
}
