/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/operating-system.h"

#include "role-test.h"

static gboolean
check (const char *facts, const char *version, char **why)
{
  g_autoptr (SlwHarness) harness = slw_harness_new ();

  slw_harness_add_server (harness, "s", "198.18.0.10", "main", facts);
  return operating_system_check (slw_server_get_facts (slw_harness_get_server (harness, "s")), version, why);
}

static void
test_table (void)
{
  static const struct {
    const char *facts;
    const char *version;
    gboolean good;
  } cases[] = {
    { "os.id=debian\nos.version=12\n", NULL, TRUE },
    { "os.id=debian\nos.version=12\n", "5.0", TRUE },
    { "os.id=debian\nos.version=12\n", "5.3.1", TRUE },
    { "os.id=debian\nos.version=12\n", "4.9", FALSE },
    { "os.id=debian\nos.version=13\n", NULL, FALSE },
    { "os.id=debian\nos.version=1\n", NULL, FALSE },
    { "os.id=debian\n", NULL, FALSE },
    { "os.id=debian\nos.version=8\n", "4.2", TRUE },
    { "os.id=debian\nos.version=8\n", "4.3", FALSE },
    { "os.id=debian\nos.version=10\n", "4.0.15", FALSE },
    { "os.id=debian\nos.version=10\n", "4.1", TRUE },
    { "os.id=ubuntu\nos.version=18.04\n", "4", TRUE },
    { "os.id=ubuntu\nos.version=18.04\n", "5.0", FALSE },
    { "os.id=ubuntu\nos.version=18.10\n", NULL, FALSE },
    { "os.id=ubuntu\nos.version=22.04\n", "4.9.2", TRUE },
    { "os.family=redhat\nos.id=almalinux\nos.version=8.9\n", "5.1", TRUE },
    { "os.family=redhat\nos.id=almalinux\nos.version=9.3\n", NULL, FALSE },
    { "os.family=redhat\nos.id=centos\nos.version=7\n", "5.0", FALSE },
    { "os.id=debian\nos.version=12\narch=aarch64\n", NULL, FALSE },
    { "os.id=debian\nos.version=12\narch=x86_64\n", NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *why = NULL;

    g_test_message ("%s for %s", cases[i].facts, cases[i].version);
    g_assert_cmpint (check (cases[i].facts, cases[i].version, &why), ==, cases[i].good);
    g_assert_cmpint (why == NULL, ==, cases[i].good);
  }
}

static void
test_words (void)
{
  g_autofree char *version = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *arch = NULL;

  check ("os.id=debian\nos.version=12\nos.name=Debian 12\n", "4.9", &version);
  g_assert_cmpstr (version, ==, "Debian 12 is no system that BlueMind 4.9 is made for; debian 10, debian 11 are");
  check ("os.id=alpine\nos.version=3\nos.name=Alpine\n", "4.0", &unknown);
  g_assert_cmpstr (unknown, ==,
                   "Alpine is no system that BlueMind 4.0 is made for; debian 8, debian 9, ubuntu 16.04, ubuntu 18.04, "
                   "redhat 7 are");
  check ("os.id=debian\nos.version=12\narch=aarch64\n", NULL, &arch);
  g_assert_cmpstr (arch, ==, "the processor is aarch64; BlueMind is made for x86_64 only");
}

static void
test_version (void)
{
  static const char *const bad[] = { "", "x", "4.x", "4..1", "0.1", "-4", "4.1-2", "latest" };
  guint major = 0, minor = 0;

  g_assert_true (operating_system_parse_version ("4.9.2", &major, &minor));
  g_assert_cmpuint (major * 100 + minor, ==, 409);
  g_assert_true (operating_system_parse_version ("5", &major, &minor));
  g_assert_cmpuint (major * 100 + minor, ==, 500);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (operating_system_parse_version (bad[i], &major, &minor));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operating-system/table", test_table);
  g_test_add_func ("/operating-system/words", test_words);
  g_test_add_func ("/operating-system/version", test_version);
  return g_test_run ();
}
