/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-states.h"

#include "core/cli/slw-record.h"

#define MOST_PACKAGES 4 /* named; the report names all */

static void
append_packages (const SlwJournalReport *report, const char *server, GString *out)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint count = 0;

  for (guint i = 0; i < report->packages->len; i++) {
    const SlwJournalPackage *package = g_ptr_array_index (report->packages, i);

    if (g_strcmp0 (package->server, server) != 0 || g_strcmp0 (package->before, package->after) == 0)
      continue;
    if (++count <= MOST_PACKAGES)
      g_string_append_printf (names, "%s%s %s", count > 1 ? ", " : "", package->name,
                              package->after != NULL ? package->after : "(removed)");
  }
  if (count > 0)
    g_string_append_printf (out, "  %-14s %-12s %u package%s changed: %s%s\n", "", "", count, count == 1 ? "" : "s",
                            names->str, count > MOST_PACKAGES ? ", …" : "");
}

void
slw_states_append (const SlwJournalReport *report, GString *out)
{
  for (guint i = 0; i < report->states->len; i++) {
    const SlwJournalState *state = g_ptr_array_index (report->states, i);
    g_autofree char *message = slw_record_first_line (state->message);

    g_string_append_printf (out, "  %-14s %-12s %s\n", state->server, state->state, message);
    append_packages (report, state->server, out);
  }
}

void
slw_states_add (const SlwJournalReport *report, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "states");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->states->len; i++) {
    const SlwJournalState *state = g_ptr_array_index (report->states, i);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "server", state->server);
    slw_cli_add_string (builder, "state", state->state);
    slw_cli_add_string (builder, "message", state->message);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

int
slw_states_get_exit_status (GPtrArray *states)
{
  int status = SLW_EXIT_OK;

  for (guint i = 0; i < states->len; i++) {
    const SlwJournalState *state = g_ptr_array_index (states, i);

    if (g_strcmp0 (state->state, "unsafe") == 0)
      return SLW_EXIT_FAILED;
    if (g_strcmp0 (state->state, "unreachable") == 0)
      status = SLW_EXIT_UNREACHABLE;
  }
  return status;
}
