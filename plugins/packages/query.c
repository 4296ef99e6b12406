/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "query.h"

#include "package-state.h"

/* Parameter: `packages`, names or patterns (`bm-*`).
 * Outputs: `version-NAME` of each that is installed, `packages` (name=version …), `names` (of the same, and of those whose installation
 * broke off or failed), `missing` (names that are not installed), `versions` (the different versions). */

/* Names of outputs know fewer characters than those of packages. */
static void
set_version (SlwStepRun *run, const PackageState *state)
{
  g_autofree char *name = g_strconcat ("version-", state->name, NULL);

  g_strcanon (name, "abcdefghijklmnopqrstuvwxyz0123456789-", '-');
  slw_step_run_set_output (run, name, state->version);
}

static void
append_word (GString *out, const char *first, const char *second)
{
  g_string_append_printf (out, "%s%s%s%s", out->len > 0 ? " " : "", first, second != NULL ? "=" : "",
                          second != NULL ? second : "");
}

static gboolean
matches_any (const char *pattern, GPtrArray *states)
{
  for (guint i = 0; i < states->len; i++) {
    const PackageState *state = g_ptr_array_index (states, i);

    if (state->installed && g_pattern_match_simple (pattern, state->name))
      return TRUE;
  }
  return FALSE;
}

static SlwDirective *
report (const Packages *self, SlwStepRun *run, char **wanted, const SlwResult *last)
{
  g_autoptr (GPtrArray) states = self->family->parse_query (slw_result_get_output (last));
  g_autoptr (GString) packages = g_string_new (NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) missing = g_string_new (NULL);
  g_autoptr (GString) versions = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *summary = NULL;

  for (guint i = 0; i < states->len; i++) {
    const PackageState *state = g_ptr_array_index (states, i);

    if (state->installed || state->damaged)
      append_word (names, state->name, NULL);
    if (!state->installed)
      continue;
    set_version (run, state);
    append_word (packages, state->name, state->version);
    if (g_hash_table_add (seen, state->version))
      append_word (versions, state->version, NULL);
  }
  for (guint i = 0; wanted[i] != NULL; i++) {
    if (!matches_any (wanted[i], states))
      append_word (missing, wanted[i], NULL);
  }
  slw_step_run_set_output (run, "packages", packages->str);
  slw_step_run_set_output (run, "names", names->str);
  slw_step_run_set_output (run, "missing", missing->str);
  slw_step_run_set_output (run, "versions", versions->str);
  summary = missing->len > 0 ? g_strdup_printf ("not installed: %s", missing->str) : g_strdup ("all are installed");
  return slw_directive_done (summary);
}

SlwDirective *
query_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_auto (GStrv) wanted = slw_step_run_dup_param_list (run, "packages");

  if (*wanted == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.packages is empty: there is nothing to ask for");
    return NULL;
  }
  if (last == NULL)
    return slw_directive_act (self->family->new_query ("query installed versions", (const char *const *) wanted));
  return report (self, run, wanted, last);
}
