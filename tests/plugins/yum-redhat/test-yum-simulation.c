/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-simulation.h"

#include <slipway/slw-error.h>

#include "yum-test.h"

static Simulation *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  Simulation *simulation = yum_simulation_parse (text, &error);

  g_assert_no_error (error);
  return simulation;
}

static void
assert_formats (const Simulation *simulation, const char *install, const char *remove)
{
  g_autofree char *comes = simulation_format_install (simulation);
  g_autofree char *goes = simulation_format_remove (simulation);

  g_assert_cmpstr (comes, ==, install);
  g_assert_cmpstr (goes, ==, remove);
}

static void
test_recorded (void)
{
  g_autofree char *removal = read_answer ("rehearsal-removal.txt", 'S');
  g_autofree char *upgrade = read_answer ("rehearsal-upgrade.txt", 'S');
  g_autoptr (Simulation) first = parse (removal);
  g_autoptr (Simulation) second = parse (upgrade);

  assert_formats (
      first,
      "bm-conf=4.1.47249-0 bm-mailbox-role=4.1.47249-0 bm-node=4.1.47249-0 bm-postfix=4.1.47249-0 mutt=2.2-1.el9 "
      "postfix=2:3.5.9-24.el9",
      "ssmtp=2.64-28.el9");
  assert_formats (second, "bm-conf=4.1.47249-0 bm-mailbox-role=4.1.47249-0 bm-node=4.1.47249-0 bm-postfix=4.1.47249-0",
                  "");
  g_assert_cmpuint (simulation_count_upgrades (first), ==, 0);
  g_assert_cmpuint (simulation_count_upgrades (second), ==, 4);
  g_assert_cmpstr (((SimulationPackage *) g_ptr_array_index (second->install, 0))->old_version, ==, "4.1.47224-0");
}

/* Without a terminal a line has 80 columns. */
static void
test_broken_lines (void)
{
  g_autoptr (Simulation) self
      = parse ("====\n Package   Arch   Version    Repository\n                     Size\n====\nInstalling:\n"
               " a-very-long-name-that-does-not-fit\n              noarch 1.0.20260101-1.el9\n"
               "                                  a-repository\n                       27 k\n"
               " k            noarch 1-1          r    932  \n"
               " glibc        i686   2.34-100.el9 baseos 2.0 M\n"
               "\nTransaction Summary\n====\nInstall  3 Packages\n");

  assert_formats (self, "a-very-long-name-that-does-not-fit=1.0.20260101-1.el9 glibc:i686=2.34-100.el9 k=1-1", "");
}

static void
test_other_sections (void)
{
  g_autoptr (Simulation) self = parse (
      "====\nUpgrading:\n new x86_64 0:2-1 r 1 k\n     replacing  old.x86_64 1-1\nInstalling group/module packages:\n"
      " kernel x86_64 6-1 baseos 1 k\nRemoving:\n kernel x86_64 5-1 @baseos 1 k\n"
      "Skipping packages with conflicts:\n(add '--best --allowerasing' to command line to force their upgrade):\n"
      " other x86_64 2-1 r 1 k\nEnabling module streams:\n nodejs   16\n\nTransaction Summary\n=new x86_64 1-1\n");

  assert_formats (self, "kernel=6-1 new=2-1", "kernel=5-1 old=1-1");
  g_assert_cmpuint (simulation_count_upgrades (self), ==, 1);
}

static void
test_refused (void)
{
  static const char *const bad[] = { "Installing:\n a noarch 1-1 r\n\n",
                                     "Installing:\n a noarch 1-1 r many k\n",
                                     "Installing:\n -o noarch 1-1 r 1 k\n",
                                     "Installing:\n a noarch $(x) r 1 k\n",
                                     "Installing:\n a noarch 1-1 r 1 k\n     replacing  b\n",
                                     "Installing:\n a noarch 1-1",
                                     "=a b\n" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (yum_simulation_parse (bad[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

static void
test_file (void)
{
  const SimulationPackage epoch = { .name = (char *) "postfix", .version = (char *) "2:3.5.9-24.el9" };
  const SimulationPackage foreign = { .name = (char *) "glibc:i686", .version = (char *) "2.34-1" };

  g_assert_true (yum_simulation_is_file_of (&epoch, "postfix-3.5.9-24.el9.x86_64.rpm"));
  g_assert_false (yum_simulation_is_file_of (&epoch, "postfix-3.5.9-24.el9_1.x86_64.rpm"));
  g_assert_false (yum_simulation_is_file_of (&epoch, "postfix-mysql-3.5.9-24.el9.x86_64.rpm"));
  g_assert_true (yum_simulation_is_file_of (&foreign, "glibc-2.34-1.i686.rpm"));
  g_assert_false (yum_simulation_is_file_of (&foreign, "glibc-2.34-1.x86_64.rpm"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/yum-simulation/recorded", test_recorded);
  g_test_add_func ("/yum-simulation/broken-lines", test_broken_lines);
  g_test_add_func ("/yum-simulation/other-sections", test_other_sections);
  g_test_add_func ("/yum-simulation/refused", test_refused);
  g_test_add_func ("/yum-simulation/file", test_file);
  return g_test_run ();
}
