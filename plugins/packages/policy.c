/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy.h"

#include <string.h>

#include "trouble.h"

#define UNPACKED "/usr"
#define MIB (1024 * 1024)
#define RESERVE_MIB 100 /* the packages' database, logs, what their scripts make */

gboolean
policy_judge_troubles (const Packages *self, SlwStepRun *run, const Rehearsal *rehearsal, const char *list)
{
  gboolean good = TRUE;

  for (guint i = 0; i < rehearsal->troubles->len; i++) {
    const Trouble *trouble = g_ptr_array_index (rehearsal->troubles, i);
    gboolean ours = list != NULL && g_strcmp0 (trouble->file, list) == 0;
    gboolean stops = ours || trouble->kind <= TROUBLE_CONFLICT || trouble->file == NULL;
    g_autofree char *title
        = g_strdup_printf ("%s: %s (%s)", trouble->file != NULL ? trouble->file : self->family->refresh,
                           trouble_get_title (trouble->kind), trouble->detail);

    g_autofree char *remedy = trouble_make_remedy (trouble->kind, self->family);

    slw_step_run_add_finding (run, stops ? SLW_SEVERITY_INHIBITOR : SLW_SEVERITY_HIGH,
                              ours ? "repository.own" : "repository.other", title, remedy);
    good = good && !stops;
  }
  return good;
}

/* A hold is respected. Packages that belong together at different versions are worse than none at a newer one. */
static void
judge_holds (const Packages *self, SlwStepRun *run, gboolean moves, const char *const *held)
{
  for (guint i = 0; held[i] != NULL; i++) {
    g_autofree char *title
        = g_strdup_printf ("%s is held at its version%s", held[i], moves ? ", while the others would be upgraded" : "");
    g_autofree char *remedy = g_strdup_printf ("to let it go on: %s %s", self->family->release, held[i]);

    slw_step_run_add_finding (run, moves ? SLW_SEVERITY_INHIBITOR : SLW_SEVERITY_MEDIUM, "packages.held", title,
                              remedy);
  }
}

void
policy_judge_failure (const Packages *self, SlwStepRun *run, const char *text, const char *const *held)
{
  g_autofree char *why = self->family->explain_simulation (text);
  g_autofree char *title = g_strdup_printf ("%s finds no way to install this: %s", self->family->manager, why);
  const char *remedy = self->family->find_remedy (text);

  judge_holds (self, run, TRUE, held);
  if (remedy == NULL)
    remedy = "correct what stands in the way on the server, then try again";
  slw_step_run_add_finding (run, SLW_SEVERITY_INHIBITOR, "packages.unsolvable", title, remedy);
}

/* The line for the platform file, with what is allowed already. */
static char *
make_allow_line (const Packages *self, const Simulation *plan)
{
  GString *line = g_string_new ("allow-remove=");
  char **allowed = self->settings.allow_remove;

  for (guint i = 0; allowed != NULL && allowed[i] != NULL; i++)
    g_string_append_printf (line, "%s;", allowed[i]);
  for (guint i = 0; i < plan->remove->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (plan->remove, i);

    if (allowed == NULL || !g_strv_contains ((const char *const *) allowed, package->name))
      g_string_append_printf (line, "%s;", package->name);
  }
  g_string_truncate (line, line->len - 1);
  return g_string_free (line, FALSE);
}

static gboolean
is_refused (const Simulation *plan, const char *name)
{
  for (guint i = 0; i < plan->refused->len; i++) {
    if (strcmp (((SimulationPackage *) g_ptr_array_index (plan->refused, i))->name, name) == 0)
      return TRUE;
  }
  return FALSE;
}

/* What goes only because of another that goes has no opponent of its own. */
static const SimulationPackage *
find_cause (const Simulation *plan)
{
  for (guint i = 0; i < plan->remove->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (plan->remove, i);
    g_autofree char *common = NULL;

    if (simulation_find_opponent (plan, package, &common) != NULL)
      return package;
  }
  return NULL;
}

static char *
explain_removal (const Packages *self, const Simulation *plan, const SimulationPackage *removed)
{
  g_autofree char *common = NULL;
  const SimulationPackage *opponent = simulation_find_opponent (plan, removed, &common);
  const SimulationPackage *cause = opponent == NULL ? find_cause (plan) : NULL;

  if (cause != NULL)
    return g_strdup_printf ("it goes with %s", cause->name);
  if (opponent == NULL && is_refused (plan, removed->name))
    return g_strdup ("it must not be there");
  if (opponent == NULL)
    return g_strdup_printf ("%s can't keep it", self->family->manager);
  if (common == NULL)
    return g_strdup_printf ("%s conflicts with it", opponent->name);
  return g_strdup_printf ("%s comes in, and only one %s can be there", opponent->name, common);
}

static void
judge_removals (const Packages *self, SlwStepRun *run, const Simulation *plan)
{
  char **allowed = self->settings.allow_remove;

  for (guint i = 0; i < plan->remove->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (plan->remove, i);
    g_autofree char *why = explain_removal (self, plan, package);
    g_autofree char *title = NULL;
    g_autofree char *line = NULL;
    g_autofree char *remedy = NULL;

    if (allowed != NULL && g_strv_contains ((const char *const *) allowed, package->name)) {
      slw_step_run_add_note (run, "%s %s is removed, as allowed: %s", package->name, package->version, why);
      continue;
    }
    line = make_allow_line (self, plan);
    title = g_strdup_printf ("%s %s is installed and would be removed: %s", package->name, package->version, why);
    remedy = g_strdup_printf ("remove it yourself, or allow it in the platform file: [%s] %s", self->family->id, line);
    slw_step_run_add_finding (run, SLW_SEVERITY_INHIBITOR, "packages.removal", title, remedy);
  }
}

/* Longest mount point that holds @path. */
static char *
find_mount (const SlwFacts *facts, const char *path)
{
  const char *const *mounts = slw_facts_get_all (facts, "mount");
  g_autofree char *best = g_strdup ("");

  for (guint i = 0; mounts[i] != NULL; i++) {
    g_autofree char *point = g_strndup (mounts[i], strcspn (mounts[i], " "));
    gsize length = strlen (point);

    if (!g_str_has_prefix (path, point) || length < strlen (best))
      continue;
    if (length == 1 || path[length] == '/' || path[length] == '\0') {
      g_free (best);
      best = g_steal_pointer (&point);
    }
  }
  return g_steal_pointer (&best);
}

static void
judge_space (const Packages *self, SlwStepRun *run, const SlwFacts *facts, const char *path, guint64 bytes)
{
  gint64 free_mib = slw_facts_get_free_mib (facts, path);
  guint64 needed = bytes / MIB + 1 + RESERVE_MIB;
  g_autofree char *mount = find_mount (facts, path);
  g_autofree char *title = NULL;
  g_autofree char *remedy = NULL;

  if (bytes == 0 || free_mib < 0 || (guint64) free_mib >= needed)
    return;
  title = g_strdup_printf ("%s has %" G_GINT64_FORMAT " MiB free, %" G_GUINT64_FORMAT " MiB are needed",
                           *mount != '\0' ? mount : path, free_mib, needed);
  remedy = g_strdup_printf ("make room (%s helps), or enlarge it", self->family->make_room);
  slw_step_run_add_finding (run, SLW_SEVERITY_INHIBITOR, "packages.space", title, remedy);
}

static void
judge_disk (const Packages *self, SlwStepRun *run, const Simulation *plan)
{
  const SlwFacts *facts = slw_server_get_facts (slw_step_run_get_server (run));
  g_autofree char *archives = NULL;
  g_autofree char *unpacked = NULL;

  if (facts == NULL)
    return;
  archives = find_mount (facts, self->family->archives);
  unpacked = find_mount (facts, UNPACKED);
  if (strcmp (archives, unpacked) == 0) {
    judge_space (self, run, facts, UNPACKED, simulation_sum_download (plan) + simulation_sum_unpacked (plan));
  } else {
    judge_space (self, run, facts, self->family->archives, simulation_sum_download (plan));
    judge_space (self, run, facts, UNPACKED, simulation_sum_unpacked (plan));
  }
}

static void
note_sizes (SlwStepRun *run, const Simulation *plan)
{
  g_autofree char *download = g_format_size (simulation_sum_download (plan));
  g_autofree char *unpacked = g_format_size (simulation_sum_unpacked (plan));
  guint upgrades = simulation_count_upgrades (plan);

  slw_step_run_add_note (run, "%u new packages, %u upgraded, %u removed; %s to fetch, %s on the disk",
                         plan->install->len - upgrades, upgrades, plan->remove->len, download, unpacked);
}

static gboolean
goes (const Simulation *plan, const char *name)
{
  for (guint i = 0; i < plan->remove->len; i++) {
    if (strcmp (((SimulationPackage *) g_ptr_array_index (plan->remove, i))->name, name) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
note_refused (SlwStepRun *run, const Simulation *plan)
{
  for (guint i = 0; i < plan->refused->len; i++) {
    const SimulationPackage *refused = g_ptr_array_index (plan->refused, i);
    g_autofree char *common = NULL;
    const SimulationPackage *opponent = simulation_find_opponent (plan, refused, &common);

    if (goes (plan, refused->name))
      continue;
    if (opponent != NULL)
      slw_step_run_add_note (run, "%s: stays out, %s comes in", refused->name, opponent->name);
    else
      slw_step_run_add_note (run, "%s: stays out", refused->name);
  }
}

void
policy_judge_plan (const Packages *self, SlwStepRun *run, const Simulation *plan, const char *const *held)
{
  if (!simulation_is_empty (plan)) {
    note_sizes (run, plan);
    note_refused (run, plan);
  }
  judge_removals (self, run, plan);
  judge_holds (self, run, plan->install->len > 0, held);
  judge_disk (self, run, plan);
}
