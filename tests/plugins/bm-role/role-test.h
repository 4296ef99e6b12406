/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of the roles share. MAIN_ROLE and MAILBOX_ROLE are the modules. */

#include <slipway-test/slw-harness.h>

#define GOOD_FACTS                                                                                       \
  "os.family=debian\nos.id=debian\nos.version=12\nos.name=Debian GNU/Linux 12 (bookworm)\narch=x86_64\n" \
  "host.short=main\nhost.fqdn=main.lab.test\nhost.address=198.18.0.10\nmemory.mib=16000\ncpu.count=4\n"  \
  "mount=/ 20000 40000\nlocale=C\nlocale=en_US.utf8\nport=22 0.0.0.0\npackage-manager=apt-get\ninit=systemd\n"

/* A server `main` with both roles. */
static inline SlwHarness *
new_harness (const char *plugin, const char *kind, const char *facts)
{
  SlwHarness *harness = slw_harness_new ();
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (harness, plugin, &error);
  g_assert_no_error (error);
  slw_harness_add_server (harness, "main", "198.18.0.10", "main mailbox", facts);
  slw_harness_begin (harness, kind, "main");
  return harness;
}

/* The answer of probe.sh with a clock that is @skew seconds ahead. */
static inline char *
make_probe (const char *lines, int skew)
{
  return g_strdup_printf ("%stime %" G_GINT64_FORMAT "\nend 0\n", lines, g_get_real_time () / G_USEC_PER_SEC + skew);
}

static inline void
assert_plays (SlwHarness *harness)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (harness, &error);
  g_assert_no_error (error);
}
