/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What role.prepare makes of what the probe shows of the release. */
#include "role-test.h"

#include <string.h>

#define LIST "sources /etc/apt/sources.list\n"
#define DEB822 "sources /etc/apt/sources.list.d/debian.sources\n"
#define STANZA "source Types: deb deb-src\nsource URIs: @vendor\nsource Components: main\n"

static void
assert_finding (const char *facts, const char *lines, int severity, const char *title)
{
  g_autoptr (SlwHarness) h = new_harness (MAIN_ROLE, "role.prepare", facts);
  g_autofree char *answer = make_probe (lines, 0);

  g_test_message ("%s", lines);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "look at what is there");
  slw_harness_answer (h, 0, answer, NULL);
  slw_harness_expect_done (h, NULL);
  slw_harness_expect_output (h, "installed", "no");
  if (title != NULL)
    slw_harness_expect_finding (h, (SlwSeverity) severity, "check.release", title);
  assert_plays (h);
}

/* the good facts without the system's own */
#define REST (strstr (GOOD_FACTS, "arch="))
#define BOOKWORM GOOD_FACTS "os.codename=bookworm\n"

static void
test_codename (void)
{
  assert_finding (BOOKWORM, LIST "source deb @vendor bookworm main\nsource deb @vendor bookworm-security main\n", 0,
                  NULL);
  assert_finding (BOOKWORM, LIST "source deb @vendor trixie main\n", SLW_SEVERITY_INHIBITOR,
                  "/etc/apt/sources.list has the suite trixie, and the server is bookworm");
  assert_finding (BOOKWORM, LIST "source deb @vendor bullseye/updates main\n", SLW_SEVERITY_INHIBITOR,
                  "*bullseye/updates*");
  assert_finding (BOOKWORM, DEB822 STANZA "source Suites: trixie-security\n", SLW_SEVERITY_INHIBITOR,
                  "*debian.sources has the suite trixie-security*");
  assert_finding (BOOKWORM, LIST "source deb @vendor stable main\n", SLW_SEVERITY_HIGH, "*suite stable*");
  assert_finding (GOOD_FACTS, LIST "source deb @vendor trixie main\n", 0, NULL);
  assert_finding (GOOD_FACTS "os.codename=virginia\n", LIST "source deb @vendor trixie main\n", 0, NULL);
}

static void
test_third_party (void)
{
  assert_finding (BOOKWORM, LIST "source deb @other stable main\nsource deb @other any main\n", 0, NULL);
  assert_finding (BOOKWORM, LIST "source deb @other bullseye main\n", SLW_SEVERITY_MEDIUM, "*bullseye*");
  assert_finding (BOOKWORM, LIST "source deb @other trixie-pgdg main\n", SLW_SEVERITY_INHIBITOR, "*trixie-pgdg*");
  assert_finding (BOOKWORM, LIST "source deb @other jammy main\n", SLW_SEVERITY_HIGH, "*jammy*");
  assert_finding (BOOKWORM, "sources /etc/apt/a\033.list\nsource deb @other sid\033[2J main\n", 0, NULL);
  assert_finding (BOOKWORM, "sources /etc/apt/a\033.list\nsource deb @other sid-\033[2J main\n", SLW_SEVERITY_INHIBITOR,
                  "/etc/apt/a\\x1b.list has the suite sid-\\x1b*");
}

static void
test_pending (void)
{
  g_autofree char *ubuntu = NULL;

  assert_finding (BOOKWORM, "base-files 12.4+deb12u15\n", 0, NULL);
  assert_finding (BOOKWORM, "base-files (none)\n", 0, NULL);
  assert_finding (BOOKWORM, "base-files 13.8\n", SLW_SEVERITY_INHIBITOR, "*Debian 13, it is 12");
  ubuntu = g_strconcat ("os.family=debian\nos.id=ubuntu\nos.version=22.04\nos.codename=jammy\n", REST, NULL);
  assert_finding (ubuntu, "base-files 13ubuntu10\n", 0, NULL);
  assert_finding (BOOKWORM, "pending /system-update leads to /var/lib/dnf/system-upgrade\n", SLW_SEVERITY_INHIBITOR,
                  "an upgrade of the system is under way: /system-update leads to *");
  assert_finding (BOOKWORM, "releasever /etc/dnf/vars/releasever 12\nreleasever /x\nreleasever /y junk\n", 0, NULL);
  assert_finding (BOOKWORM, "releasever /etc/dnf/vars/releasever 13\n", SLW_SEVERITY_INHIBITOR,
                  "/etc/dnf/vars/releasever names release 13, and the server is 12");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/release-judge/codename", test_codename);
  g_test_add_func ("/release-judge/third-party", test_third_party);
  g_test_add_func ("/release-judge/pending", test_pending);
  return g_test_run ();
}
