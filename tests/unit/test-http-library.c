/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/http/slw-http-library.h"

#include <string.h>

static gboolean
is_loaded (void)
{
  g_autofree char *maps = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  return strstr (maps, "libcurl") != NULL;
}

/* A program that sends nothing does not pay for it. */
static void
test_late (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (is_loaded ());
  const SlwHttpLibrary *library = slw_http_library_get (&error);
  g_assert_no_error (error);
  g_assert_true (is_loaded ());
  g_assert_true (library == slw_http_library_get (&error));
  g_test_message ("%s", library->curl_version_info (CURLVERSION_NOW)->version);
  g_assert_nonnull (strstr (library->curl_version_info (CURLVERSION_NOW)->ssl_version, "SSL"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-library/late", test_late);
  return g_test_run ();
}
