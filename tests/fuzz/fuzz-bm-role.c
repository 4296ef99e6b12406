/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the role plugins ask a server: what is there before, what works after. */

#include "fuzz.h"

#include "health.h"
#include "probe.h"

#include <string.h>

static const RoleData role = {
  .name = "mailbox",
  .units = "bm-node postfix",
  .optional_units = "bm-cyrus-imapd",
  .ports = "25 8021|8022",
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  g_autoptr (GError) no_probe = NULL;
  g_autoptr (GError) no_health = NULL;
  g_autoptr (Probe) probe = probe_parse (text, &no_probe);
  g_autofree char *faults = health_find_faults (&role, text, &no_health);
  g_autofree char *version = NULL;
  g_autofree char *skew = health_find_skew ((const char *const *) words, &version);

  fuzz_assert_outcome (probe, no_probe);
  fuzz_assert_outcome (faults, no_health);
  g_assert_true (skew == NULL || version == NULL);
  if (probe != NULL)
    probe_find_listener (probe, "443");
  return 0;
}
