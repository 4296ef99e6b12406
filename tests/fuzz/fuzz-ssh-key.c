/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Private key files, as far as they are read without a passphrase. */

#include "fuzz.h"

#include "core/remote/slw-ssh-key.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = g_bytes_new (data, size);
  g_autoptr (SlwSshKey) key = slw_ssh_key_parse ("/nowhere/id", content, &error);

  fuzz_assert_outcome (key, error);
  if (key != NULL) {
    g_autofree char *described = slw_ssh_key_describe (key);

    g_assert_true (g_utf8_validate (described, -1, NULL));
    g_assert_true ((key->public_key == NULL) == (key->fingerprint == NULL));
    slw_ssh_key_is_rsa (key);
  }
  return 0;
}
