/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "core/model/slw-platform-file.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPlatform) platform
      = slw_platform_file_parse ((const char *) data, size, "/nowhere", "platform.ini", &error);

  fuzz_assert_outcome (platform, error);
  if (platform != NULL) {
    GPtrArray *servers = slw_platform_get_servers (platform);

    g_assert_cmpuint (servers->len, >, 0);
    for (guint i = 0; i < servers->len; i++) {
      const char *name = slw_server_get_name (servers->pdata[i]);
      g_assert_true (slw_platform_find_server (platform, name) == servers->pdata[i]);
    }
  }
  return 0;
}
