/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-simulation.h"

#include "apt-test.h"

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
test_parse (void)
{
  g_autoptr (Simulation) self = parse ("Reading package lists...\n"
                                       "Remv exim4-daemon-light [4.96-15+deb12u10] [bsd-mailx:amd64 ]\n"
                                       "Inst libc6:i386 (2.36-9 Debian:12.5/stable, Debian-Security:12/stable [i386])\n"
                                       "Inst bm-core [4.1.47224] (4.1.47249 BlueMind:bookworm [all]) []\n"
                                       "Inst file (1:5.44-3 Debian:bookworm [amd64])\n"
                                       "Conf bm-core (4.1.47249 BlueMind:bookworm [all])\n");
  g_autofree char *install = simulation_format_install (self);
  g_autofree char *remove = simulation_format_remove (self);

  g_assert_cmpuint (self->install->len, ==, 3);
  g_assert_cmpstr (get (self->install, 1)->old_version, ==, "4.1.47224");
  g_assert_cmpstr (get (self->install, 1)->version, ==, "4.1.47249");
  g_assert_null (get (self->install, 0)->old_version);
  g_assert_cmpuint (simulation_count_upgrades (self), ==, 1);
  g_assert_cmpstr (install, ==, "bm-core=4.1.47249 file=1:5.44-3 libc6:i386=2.36-9");
  g_assert_cmpstr (remove, ==, "exim4-daemon-light=4.96-15+deb12u10");
}

static void
test_refused (void)
{
  static const char *const bad[] = { "Inst ",
                                     "Inst a",
                                     "Inst a b",
                                     "Inst a (",
                                     "Inst ../x (1 y [all])",
                                     "Remv a",
                                     "Remv a (1)",
                                     "Inst -o (1 y [all])",
                                     "Inst a [x;y] (1 y [all])",
                                     "Inst a (1\001 y)" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (apt_simulation_parse (bad[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apt-simulation/parse", test_parse);
  g_test_add_func ("/apt-simulation/refused", test_refused);
  return g_test_run ();
}
