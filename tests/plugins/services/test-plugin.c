/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "../descriptor-check.h"

static void
test_manifest (void)
{
  descriptor_check (PLUGIN, "services");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plugin/manifest", test_manifest);
  return g_test_run ();
}
