/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A user's known_hosts, which other programs write too: plain, hashed and marked lines, patterns. */

#include "fuzz.h"

#include "core/remote/slw-known-hosts.h"

static void
look_for (SlwKnownHosts *hosts, const char *host, guint port)
{
  g_autofree char *name = slw_known_hosts_dup_name (host, port);
  g_autoptr (GPtrArray) found = slw_known_hosts_find (hosts, name);
  guint before = 0;

  for (guint i = 0; i < found->len; i++) {
    const SlwKnownHost *entry = found->pdata[i];

    g_assert_cmpuint (entry->line, >=, before);
    g_assert_true (entry->names != NULL && entry->type != NULL && entry->key != NULL);
    before = entry->line;
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SlwKnownHosts) hosts = slw_known_hosts_parse (g_strndup ((const char *) data, size));

  g_assert_nonnull (hosts);
  look_for (hosts, "main.example.org", 22);
  look_for (hosts, "198.18.0.10", 2222);
  return 0;
}
