/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The longest answer of a server that is understood: apt's simulation, its complaints, sizes and control stanzas. */

#include "fuzz.h"

#include "rehearsal.h"

#include "core/api/slw-result-private.h"
#include "apt-family.h"
#include "trouble.h"

static void
read_back (const Simulation *simulation)
{
  g_autofree char *install = simulation_format_install (simulation);
  g_autofree char *remove = simulation_format_remove (simulation);
  g_auto (GStrv) install_words = g_strsplit (install, " ", -1);
  g_auto (GStrv) remove_words = g_strsplit (remove, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (Simulation) again
      = simulation_parse_list ((const char *const *) install_words, (const char *const *) remove_words, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (again->install->len, ==, simulation->install->len);
  g_assert_cmpuint (again->remove->len, ==, simulation->remove->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) output = g_bytes_new (data, size);
  g_autoptr (SlwResult) result = slw_result_new (0, output, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Rehearsal) rehearsal = rehearsal_parse (&apt_family, NULL, result, &error);

  fuzz_assert_outcome (rehearsal, error);
  if (rehearsal == NULL)
    return 0;
  for (guint i = 0; i < rehearsal->troubles->len; i++) {
    const Trouble *trouble = rehearsal->troubles->pdata[i];
    g_assert_nonnull (trouble_get_title (trouble->kind));
    g_autofree char *remedy = trouble_make_remedy (trouble->kind, &apt_family);

    g_assert_nonnull (remedy);
  }
  if (rehearsal->simulation != NULL) {
    simulation_sum_download (rehearsal->simulation);
    simulation_sum_unpacked (rehearsal->simulation);
    simulation_count_upgrades (rehearsal->simulation);
    read_back (rehearsal->simulation);
  }
  return 0;
}
