/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/prerequisites.h"

#include "role-test.h"

/* Facts with one of them changed: the line that begins with @name is replaced by @line. */
static char *
change (const char *name, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (GOOD_FACTS, "\n", -1);
  GString *out = g_string_new (line);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0' && !g_str_has_prefix (lines[i], name))
      g_string_append_printf (out, "%s\n", lines[i]);
  }
  return g_string_free (out, FALSE);
}

static SlwHarness *
begin (const char *facts, const char *probe, int skew)
{
  SlwHarness *h = new_harness (MAIN_ROLE, "role.prepare", facts);
  g_autofree char *answer = make_probe (probe, skew);

  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at what is there");
  slw_harness_answer (h, 0, answer, NULL);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "installed", strstr (probe, "installed") != NULL ? "yes" : "no");
  return h;
}

static void
test_good (void)
{
  g_autoptr (SlwHarness) h = begin (GOOD_FACTS, "", 0);

  assert_plays (h);
}

static void
test_one_fault (void)
{
  static const struct {
    const char *name;
    const char *line;
    SlwSeverity severity;
    const char *id;
    const char *title;
  } cases[] = {
    { "os.version", "os.version=13\n", SLW_SEVERITY_INHIBITOR, "check.system", "Debian*is no system*" },
    { "arch", "arch=i686\n", SLW_SEVERITY_INHIBITOR, "check.system", "*i686*" },
    { "init", "init=other\n", SLW_SEVERITY_INHIBITOR, "check.init", "systemd*" },
    { "host.fqdn", "host.fqdn=main\n", SLW_SEVERITY_INHIBITOR, "check.name", "*hostname -f says \"main\"" },
    { "host.fqdn", "", SLW_SEVERITY_INHIBITOR, "check.name", "*says \"\"" },
    { "host.fqdn", "host.fqdn=main.\n", SLW_SEVERITY_INHIBITOR, "check.name", "*says \"main.\"" },
    { "host.address", "host.address=127.0.1.1\n", SLW_SEVERITY_HIGH, "check.address", "main.lab.test is 127.0.1.1*" },
    { "host.address", "host.address=198.18.0.10\nhost.address=::1\n", SLW_SEVERITY_HIGH, "check.address", "*is ::1 *" },
    { "locale=en", "", SLW_SEVERITY_HIGH, "check.locale", "*en_US.UTF-8 is missing" },
    { "memory", "memory.mib=5999\n", SLW_SEVERITY_INHIBITOR, "check.memory", "5999 MiB*at least 6000*" },
    { "memory", "memory.mib=8000\n", SLW_SEVERITY_HIGH, "check.memory", "8000 MiB*12 GB*" },
    { "cpu", "cpu.count=1\n", SLW_SEVERITY_HIGH, "check.processors", "1 processor*" },
    { "mount", "mount=/ 5000 9000\n", SLW_SEVERITY_HIGH, "check.disk", "/usr has 5000 MiB free, 8192*" },
    { "port", "port=443 ::\n", SLW_SEVERITY_INHIBITOR, "check.port", "port 443 is taken by another program" },
    { "port", "port=5432 127.0.0.1\n", SLW_SEVERITY_INHIBITOR, "check.port", "port 5432*" },
    { "port", "mta=exim4-daemon-light\nport=25 127.0.0.1\n", SLW_SEVERITY_MEDIUM, "check.mta",
      "port 25*installed is exim4-daemon-light*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *facts = change (cases[i].name, cases[i].line);
    g_autoptr (SlwHarness) h = begin (facts, "", 0);

    g_test_message ("%s", cases[i].line);
    slw_harness_expect_finding (h, cases[i].severity, cases[i].id, cases[i].title);
    assert_plays (h);
  }
}

static void
test_probe (void)
{
  g_autofree char *facts = change ("port", "port=80 0.0.0.0\n");
  g_autoptr (SlwHarness) listener = begin (facts, "listener 80 apache2\n", 0);
  g_autoptr (SlwHarness) lxc = begin (GOOD_FACTS, "container lxc\n", 0);
  g_autoptr (SlwHarness) nspawn = begin (GOOD_FACTS, "container systemd-nspawn\n", 0);

  slw_harness_expect_finding (listener, SLW_SEVERITY_INHIBITOR, "check.port", "port 80 is taken by apache2");
  assert_plays (listener);
  slw_harness_expect_finding (lxc, SLW_SEVERITY_HIGH, "check.container", "*LXC*");
  assert_plays (lxc);
  assert_plays (nspawn);
}

static void
test_time (void)
{
  g_autoptr (SlwHarness) little = begin (GOOD_FACTS, "", 30);
  g_autoptr (SlwHarness) ahead = begin (GOOD_FACTS, "", 100);
  g_autoptr (SlwHarness) behind = begin (GOOD_FACTS, "", -4000);

  slw_harness_expect_finding (little, SLW_SEVERITY_MEDIUM, "check.time", "* s ahead of ours");
  assert_plays (little);
  slw_harness_expect_finding (ahead, SLW_SEVERITY_HIGH, "check.time", "* s ahead of ours");
  assert_plays (ahead);
  slw_harness_expect_finding (behind, SLW_SEVERITY_INHIBITOR, "check.time", "* s behind ours");
  assert_plays (behind);
}

/* What BlueMind itself holds is no fault on the second run. */
static void
test_installed (void)
{
  g_autofree char *facts = change ("port", "port=443 ::\nport=5432 ::\nmta=postfix\nport=25 ::\n");
  g_autoptr (SlwHarness) h = begin (facts, "installed yes\n", 0);

  assert_plays (h);
}

static void
test_settings (void)
{
  g_autofree char *system = change ("os.version", "os.version=13\n");
  g_autofree char *memory = change ("memory", "memory.mib=3000\n");
  g_autoptr (SlwHarness) allowed = begin (system, "", 0);
  g_autoptr (SlwHarness) version = begin (GOOD_FACTS, "", 0);
  g_autoptr (SlwHarness) small = begin (memory, "", 0);

  slw_harness_set_setting (allowed, "allow-system", "true");
  slw_harness_expect_finding (allowed, SLW_SEVERITY_HIGH, "check.system", NULL);
  assert_plays (allowed);
  slw_harness_set_setting (version, "version", "4.9");
  slw_harness_expect_finding (version, SLW_SEVERITY_INHIBITOR, "check.system", "*BlueMind 4.9*");
  assert_plays (version);
  slw_harness_set_setting (small, "min-memory-mib", "2000");
  slw_harness_expect_finding (small, SLW_SEVERITY_HIGH, "check.memory", "3000 MiB*");
  assert_plays (small);
}

static void
test_red_hat (void)
{
  g_autofree char *facts = change ("os.", "os.family=redhat\nos.id=almalinux\nos.version=8.9\nselinux=enforcing\n");
  g_autofree char *permissive
      = change ("os.", "os.family=redhat\nos.id=almalinux\nos.version=8.9\nselinux=permissive\n");
  g_autoptr (SlwHarness) h = begin (facts, "firewalld yes\n", 0);
  g_autoptr (SlwHarness) lenient = begin (permissive, "", 0);

  slw_harness_expect_finding (lenient, SLW_SEVERITY_INFO, "check.selinux", "SELinux is permissive");
  assert_plays (lenient);
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "check.selinux", NULL);
  slw_harness_expect_finding (h, SLW_SEVERITY_HIGH, "check.firewalld", NULL);
  assert_plays (h);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prerequisites/good", test_good);
  g_test_add_func ("/prerequisites/one-fault", test_one_fault);
  g_test_add_func ("/prerequisites/probe", test_probe);
  g_test_add_func ("/prerequisites/time", test_time);
  g_test_add_func ("/prerequisites/installed", test_installed);
  g_test_add_func ("/prerequisites/settings", test_settings);
  g_test_add_func ("/prerequisites/red-hat", test_red_hat);
  return g_test_run ();
}
