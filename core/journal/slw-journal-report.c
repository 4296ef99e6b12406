/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-report.h"

#include <string.h>

static void
outage_free (gpointer data)
{
  SlwJournalOutage *outage = data;

  g_free (outage->reason);
  g_free (outage);
}

static void
watch_free (gpointer data)
{
  SlwJournalWatch *watch = data;

  g_free (watch->server);
  g_free (watch->service);
  g_ptr_array_unref (watch->outages);
  g_free (watch);
}

static void
package_free (gpointer data)
{
  SlwJournalPackage *package = data;

  g_free (package->server);
  g_free (package->name);
  g_free (package->before);
  g_free (package->after);
  g_free (package);
}

static void
line_free (gpointer line)
{
  slw_journal_line_free (line);
}

void
slw_journal_report_free (SlwJournalReport *self)
{
  if (self == NULL)
    return;
  slw_journal_run_free (self->run);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->watches, g_ptr_array_unref);
  g_clear_pointer (&self->unmeasured, g_ptr_array_unref);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->packages, g_ptr_array_unref);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_free (self);
}

const SlwJournalStep *
slw_journal_report_find_step (const SlwJournalReport *self, gint64 id)
{
  for (guint i = 0; i < self->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (self->steps, i);

    if (step->id == id)
      return step;
  }
  return NULL;
}

/* --- findings --- */

static gboolean
read_findings (SlwJournalReport *self, SlwJournal *journal, GError **error)
{
  g_autoptr (GPtrArray) lines = slw_journal_list_lines (journal, self->run->id, 0, 0, error);

  for (guint i = 0; lines != NULL && i < lines->len;) {
    const SlwJournalLine *line = g_ptr_array_index (lines, i);

    if (g_strcmp0 (line->kind, "finding") == 0)
      g_ptr_array_add (self->findings, g_ptr_array_steal_index (lines, i));
    else
      i++;
  }
  return lines != NULL;
}

/* --- services --- */

static SlwJournalWatch *
find_watch (SlwJournalReport *self, const char *server, const SlwJournalService *row)
{
  SlwJournalWatch *watch;

  for (guint i = 0; i < self->watches->len; i++) {
    watch = g_ptr_array_index (self->watches, i);
    if (g_strcmp0 (watch->server, server) == 0 && g_strcmp0 (watch->service, row->service) == 0)
      return watch;
  }
  watch = g_new0 (SlwJournalWatch, 1);
  watch->server = g_strdup (server);
  watch->service = g_strdup (row->service);
  watch->from = watch->until = row->time;
  watch->outages = g_ptr_array_new_with_free_func (outage_free);
  g_ptr_array_add (self->watches, watch);
  return watch;
}

static SlwJournalOutage *
get_open_outage (SlwJournalWatch *watch)
{
  SlwJournalOutage *last = watch->outages->len > 0 ? g_ptr_array_index (watch->outages, watch->outages->len - 1) : NULL;

  return last != NULL && !last->is_over ? last : NULL;
}

static void
add_change (SlwJournalWatch *watch, const SlwJournalService *row)
{
  SlwJournalOutage *open = get_open_outage (watch);

  watch->until = MAX (watch->until, row->time);
  if (g_strcmp0 (row->state, "down") == 0 && open == NULL) {
    open = g_new0 (SlwJournalOutage, 1);
    open->from = row->time;
    open->reason = g_strdup (row->message);
    g_ptr_array_add (watch->outages, open);
  } else if (open != NULL && (g_strcmp0 (row->state, "up") == 0 || g_strcmp0 (row->state, "watched") == 0)) {
    /* watched: it answers a later process, which was the first to ask again */
    open->until = row->time;
    open->is_over = TRUE;
  }
}

static void
sum_up (SlwJournalWatch *watch)
{
  for (guint i = 0; i < watch->outages->len; i++) {
    SlwJournalOutage *outage = g_ptr_array_index (watch->outages, i);

    if (!outage->is_over)
      outage->until = watch->until;
    /* the clock of the controller may have been set back meanwhile */
    outage->until = MAX (outage->until, outage->from);
    watch->away += outage->until - outage->from;
  }
}

static int
compare_outages (gconstpointer a, gconstpointer b)
{
  gint64 one = (*(SlwJournalOutage *const *) a)->from;
  gint64 two = (*(SlwJournalOutage *const *) b)->from;

  return one < two ? -1 : one > two;
}

/* Of all services together. */
static gint64
measure_union (const SlwJournalReport *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  gint64 away = 0;
  gint64 end = G_MININT64;

  for (guint i = 0; i < self->watches->len; i++) {
    GPtrArray *outages = ((SlwJournalWatch *) g_ptr_array_index (self->watches, i))->outages;

    for (guint j = 0; j < outages->len; j++)
      g_ptr_array_add (all, g_ptr_array_index (outages, j));
  }
  g_ptr_array_sort (all, compare_outages);
  for (guint i = 0; i < all->len; i++) {
    const SlwJournalOutage *outage = g_ptr_array_index (all, i);

    away += MAX (outage->until - MAX (outage->from, end), 0);
    end = MAX (end, outage->until);
  }
  return away;
}

static gboolean
read_services (SlwJournalReport *self, SlwJournal *journal, GError **error)
{
  g_autoptr (GPtrArray) rows = slw_journal_list_services (journal, self->run->id, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const SlwJournalService *row = g_ptr_array_index (rows, i);
    const SlwJournalStep *step = slw_journal_report_find_step (self, row->step);

    if (step != NULL)
      add_change (find_watch (self, step->server, row), row);
  }
  for (guint i = 0; i < self->watches->len; i++)
    sum_up (g_ptr_array_index (self->watches, i));
  self->away = measure_union (self);
  return rows != NULL;
}

/* --- what the steps left as outputs --- */

static SlwJournalPackage *
find_package (SlwJournalReport *self, const char *server, const char *name)
{
  g_autofree char *key = g_strconcat (server, "\n", name, NULL);

  return g_hash_table_lookup (self->by_name, key);
}

typedef void (*PackageFunc) (SlwJournalReport *self, const char *server, const char *name, const char *version);

/* `name=version` words. */
static void
for_each_package (SlwJournalReport *self, const char *server, GHashTable *outputs, const char *output, PackageFunc func)
{
  const char *text = g_hash_table_lookup (outputs, output);
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " \n", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    char *equals = strchr (words[i], '=');

    if (equals == NULL || equals == words[i])
      continue;
    *equals = '\0';
    func (self, server, words[i], equals + 1);
  }
}

static SlwJournalPackage *
add_package (SlwJournalReport *self, const char *server, const char *name)
{
  SlwJournalPackage *package = find_package (self, server, name);

  if (package != NULL)
    return package;
  package = g_new0 (SlwJournalPackage, 1);
  package->server = g_strdup (server);
  package->name = g_strdup (name);
  g_ptr_array_add (self->packages, package);
  g_hash_table_insert (self->by_name, g_strconcat (server, "\n", name, NULL), package);
  return package;
}

static void
add_planned (SlwJournalReport *self, const char *server, const char *name, const char *version)
{
  SlwJournalPackage *package = add_package (self, server, name);

  g_free (package->after);
  package->after = g_strdup (version);
}

static void
add_removed (SlwJournalReport *self, const char *server, const char *name, const char *version)
{
  SlwJournalPackage *package = add_package (self, server, name);

  g_free (package->before);
  package->before = g_strdup (version);
}

/* Of a query that came before the change: the oldest counts. */
static void
add_installed (SlwJournalReport *self, const char *server, const char *name, const char *version)
{
  SlwJournalPackage *package = find_package (self, server, name);

  if (package != NULL && package->before == NULL)
    package->before = g_strdup (version);
}

static gboolean
is_change (const SlwJournalStep *step)
{
  return g_strcmp0 (step->outcome, "done") == 0
         && (g_strcmp0 (step->kind, "packages.install") == 0 || g_strcmp0 (step->kind, "packages.upgrade") == 0);
}

/* The plan of a server happened when the step that carries plans out is done there. */
static const SlwJournalStep *
find_change (const SlwJournalReport *self, const SlwJournalStep *plan)
{
  for (guint i = 0; i < self->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (self->steps, i);

    if (is_change (step) && g_strcmp0 (step->server, plan->server) == 0 && step->started >= plan->finished)
      return step;
  }
  return NULL;
}

static void
take_plan (SlwJournalReport *self, const SlwJournalStep *step, GHashTable *outputs)
{
  const char *server = step->server != NULL ? step->server : "";

  if (g_strcmp0 (step->kind, "packages.plan") != 0 || find_change (self, step) == NULL)
    return;
  for_each_package (self, server, outputs, "packages", add_planned);
  for_each_package (self, server, outputs, "remove", add_removed);
}

static void
take_silent (SlwJournalReport *self, const SlwJournalStep *step, GHashTable *outputs)
{
  const char *silent = g_hash_table_lookup (outputs, "silent");
  g_auto (GStrv) services = g_strsplit (silent != NULL ? silent : "", " ", -1);

  for (guint i = 0; g_strcmp0 (step->kind, "service.watch") == 0 && services[i] != NULL; i++)
    if (*services[i] != '\0')
      g_ptr_array_add (self->unmeasured, g_strdup_printf ("%s %s", step->server, services[i]));
}

static void
take_versions (SlwJournalReport *self, const SlwJournalStep *step, GHashTable *outputs)
{
  if (g_strcmp0 (step->kind, "packages.query") != 0 || step->server == NULL)
    return;
  for (guint i = 0; i < self->steps->len; i++) {
    const SlwJournalStep *other = g_ptr_array_index (self->steps, i);

    if (is_change (other) && g_strcmp0 (other->server, step->server) == 0 && other->started < step->started)
      return; /* it looked at what had become of it */
  }
  for_each_package (self, step->server, outputs, "packages", add_installed);
}

typedef void (*OutputsFunc) (SlwJournalReport *self, const SlwJournalStep *step, GHashTable *outputs);

static gboolean
read_outputs (SlwJournalReport *self, SlwJournal *journal, OutputsFunc func, GError **error)
{
  for (guint i = 0; i < self->steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (self->steps, i);
    g_autoptr (GHashTable) outputs = slw_journal_get_outputs (journal, step->id, NULL, error);

    if (outputs == NULL)
      return FALSE;
    func (self, step, outputs);
  }
  return TRUE;
}

static int
compare_packages (gconstpointer a, gconstpointer b)
{
  const SlwJournalPackage *one = *(SlwJournalPackage *const *) a;
  const SlwJournalPackage *two = *(SlwJournalPackage *const *) b;
  int by_server = g_strcmp0 (one->server, two->server);

  return by_server != 0 ? by_server : g_strcmp0 (one->name, two->name);
}

static gboolean
read_all (SlwJournalReport *self, SlwJournal *journal, const char *id, GError **error)
{
  self->run = slw_journal_find_run (journal, id, error);
  self->steps = self->run != NULL ? slw_journal_list_steps (journal, self->run->id, error) : NULL;
  self->states = self->steps != NULL ? slw_journal_list_states (journal, self->run->id, error) : NULL;
  if (self->steps == NULL || self->states == NULL || !read_findings (self, journal, error)
      || !read_services (self, journal, error) || !read_outputs (self, journal, take_plan, error)
      || !read_outputs (self, journal, take_versions, error) || !read_outputs (self, journal, take_silent, error))
    return FALSE;
  g_ptr_array_sort (self->packages, compare_packages);
  return TRUE;
}

SlwJournalReport *
slw_journal_report_new (SlwJournal *journal, const char *id, GError **error)
{
  g_autoptr (SlwJournalReport) self = g_new0 (SlwJournalReport, 1);

  self->findings = g_ptr_array_new_with_free_func (line_free);
  self->watches = g_ptr_array_new_with_free_func (watch_free);
  self->unmeasured = g_ptr_array_new_with_free_func (g_free);
  self->packages = g_ptr_array_new_with_free_func (package_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return read_all (self, journal, id, error) ? g_steal_pointer (&self) : NULL;
}
