/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Output of `ssh -G`. */

#include "fuzz.h"

#include "core/remote/slw-ssh-config.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  SlwSshConfig *config = slw_ssh_config_parse ("main.example.org", text);

  g_assert_true (config->hostname != NULL && config->user != NULL);
  g_assert_cmpuint (config->port, >, 0);
  g_assert_cmpuint (config->port, <=, 65535);
  slw_ssh_config_free (config);
  return 0;
}
