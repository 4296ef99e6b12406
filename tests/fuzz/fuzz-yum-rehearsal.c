/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The longest answer of a server of the dnf family: its table, its complaints, sizes and stanzas. */

#include "fuzz.h"

#include "rehearsal.h"

#include "core/api/slw-result-private.h"
#include "trouble.h"
#include "yum-command.h"
#include "yum-failure.h"
#include "yum-family.h"

static void
read_back (const Simulation *simulation)
{
  g_autofree char *install = simulation_format_install (simulation);
  g_auto (GStrv) words = g_strsplit (install, " ", -1);
  const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Simulation) again = simulation_parse_list ((const char *const *) words, none, &error);
  g_auto (GStrv) exact = yum_command_get_exact (simulation);

  g_assert_no_error (error);
  g_assert_cmpuint (again->install->len, ==, simulation->install->len);
  g_assert_cmpuint (g_strv_length (exact), ==, simulation->install->len);
  for (guint i = 0; exact[i] != NULL; i++)
    g_assert_true (g_ascii_isalnum (*exact[i]));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) output = g_bytes_new (data, size);
  g_autoptr (SlwResult) result = slw_result_new (0, output, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Rehearsal) rehearsal = rehearsal_parse (&yum_family, NULL, result, &error);

  fuzz_assert_outcome (rehearsal, error);
  if (rehearsal == NULL)
    return 0;
  if (rehearsal->simulate_errors != NULL) {
    g_autofree char *why = yum_failure_explain_simulation (rehearsal->simulate_errors);

    g_assert_nonnull (why);
  }
  if (rehearsal->simulation != NULL)
    read_back (rehearsal->simulation);
  return 0;
}
