/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "core/plugin/slw-manifest.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwManifest) manifest
      = slw_manifest_parse ((const char *) data, size, "/nowhere/apt-debian.plugin", &error);

  fuzz_assert_outcome (manifest, error);
  if (manifest != NULL) {
    g_assert_nonnull (manifest->id);
    g_assert_true (g_path_is_absolute (manifest->module));
    g_assert_true (g_str_has_prefix (manifest->module, "/nowhere/"));
    g_assert_null (strstr (manifest->module, "/../"));
  }
  return 0;
}
