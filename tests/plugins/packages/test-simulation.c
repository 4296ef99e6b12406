/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "simulation.h"

#include "apt-debian/apt-test.h"
#include "apt-simulation.h"

static Simulation *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  Simulation *simulation = apt_simulation_parse (text, &error);

  g_assert_no_error (error);
  return simulation;
}

static const SimulationPackage *
get (GPtrArray *packages, guint i)
{
  return g_ptr_array_index (packages, i);
}

static void
test_list (void)
{
  const char *const install[] = { "bm-core=4.1.47249", "libc6:i386=2.36-9", NULL };
  const char *const remove[] = { "exim4-base=4.96", NULL };
  const char *const bad[] = { "bm-core", NULL };
  const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Simulation) self = simulation_parse_list (install, remove, &error);
  g_autoptr (Simulation) goes = simulation_parse_list (none, remove, NULL);
  g_autoptr (Simulation) empty = simulation_new ();
  g_autofree char *text = simulation_format_install (self);
  g_auto (GStrv) names = simulation_dup_names (self);
  g_autofree char *all = g_strjoinv (" ", names);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "bm-core=4.1.47249 libc6:i386=2.36-9");
  g_assert_cmpstr (all, ==, "bm-core libc6:i386 exim4-base");
  g_assert_false (simulation_is_empty (self));
  g_assert_false (simulation_is_empty (goes));
  g_assert_true (simulation_is_empty (empty));
  g_assert_cmpuint (self->remove->len, ==, 1);
  g_assert_null (simulation_parse_list (bad, none, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
}

static void
test_sizes (void)
{
  g_autoptr (Simulation) self = parse ("Inst file (1:5.44-3 Debian:bookworm [amd64])\n"
                                       "Inst libc6 (2.36-9 Debian [amd64])\nInst libc6:i386 (2.36-9 Debian [i386])\n");

  simulation_add_downloads (self,
                            "file_1%3a5.44-3_amd64.deb 100 SHA256:ab\nother_1_all.deb 5 \nlibc6_2.36-9_amd64.deb 7 \n"
                            "libc6_2.36-9_i386.deb 20 x\nlibc6_2.36-9_i386.deb junk x\n",
                            apt_simulation_is_file_of);
  simulation_add_stanzas (
      self, "Package: libc6\nArchitecture: i386\nVersion: 2.36-9\nInstalled-Size: 3\n\n"
            "Package: libc6\nArchitecture: amd64\nVersion: 2.36-9\nInstalled-Size: 4\n\n"
            "Package: file\nVersion: 9\nInstalled-Size: 1000\n\n"
            "Package: file\nArchitecture: amd64\nVersion: 1:5.44-3\nInstalled-Size: 2\nBreaks: old (<< 2)");
  g_assert_cmpuint (simulation_sum_download (self), ==, 127);
  g_assert_cmpuint (get (self->install, 2)->unpacked, ==, 3 * 1024);
  g_assert_cmpuint (get (self->install, 0)->unpacked, ==, 2 * 1024);
  g_assert_cmpstr (get (self->install, 0)->conflicts, ==, "old (<< 2)");
}

static void
test_opponent (void)
{
  g_autoptr (Simulation) self
      = parse ("Inst postfix (3.7 Debian [amd64])\nRemv exim4-daemon-light [4.96]\nRemv exim4-base [4.96]\n");
  g_autofree char *common = NULL;
  g_autofree char *other = NULL;

  simulation_add_refused (self, "ssmtp");
  simulation_add_stanzas (self, "Package: postfix\nVersion: 3.7\nConflicts: mail-transport-agent, smail\n\n"
                                "Package: exim4-daemon-light\nVersion: 4.96\nProvides: mail-transport-agent (= 1)\n\n"
                                "Package: ssmtp\nVersion: 2\nProvides: mail-transport-agent\n\n");
  g_assert_cmpstr (simulation_find_opponent (self, get (self->remove, 0), &common)->name, ==, "postfix");
  g_assert_cmpstr (common, ==, "mail-transport-agent");
  g_assert_null (simulation_find_opponent (self, get (self->remove, 1), &other));
  g_assert_cmpstr (simulation_find_opponent (self, get (self->refused, 0), &other)->name, ==, "postfix");
}

static void
assert_excess (const char *planned, const char *now, const char *expected)
{
  g_autoptr (Simulation) a = parse (planned);
  g_autoptr (Simulation) b = parse (now);
  g_autofree char *excess = simulation_describe_excess (a, b);

  g_assert_cmpstr (excess, ==, expected);
}

static void
test_excess (void)
{
  const char *planned = "Inst a (1 x [all])\nInst b (1 x [all])\nRemv c [1]\n";

  assert_excess (planned, planned, NULL);
  assert_excess (planned, "Inst b (1 x [all])\n", NULL);
  assert_excess (planned, "", NULL);
  assert_excess (planned, "Inst a (2 x [all])\n", "a would be installed 2, 1 was planned");
  assert_excess (planned, "Inst d (1 x [all])\nRemv e [7]\n", "d 1 would be installed; e 7 would be removed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulation/list", test_list);
  g_test_add_func ("/simulation/sizes", test_sizes);
  g_test_add_func ("/simulation/opponent", test_opponent);
  g_test_add_func ("/simulation/excess", test_excess);
  return g_test_run ();
}
