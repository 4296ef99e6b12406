/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-waits.h"

#include "core/cli/slw-record.h"
#include "core/engine/slw-run-options.h"

#define MOST_NAMES 8 /* of servers, for one step */

struct _SlwWaits {
  const SlwJournalRun *run;
  GPtrArray *steps;      /* SlwJournalStep */
  SlwSchedule *schedule; /* may be NULL */
  GHashTable *rows;      /* "server\nstep" -> SlwJournalStep */
};

/* A step on a server that is waited for. */
typedef struct {
  const char *step;
  const char *server;
  const SlwJournalStep *row; /* NULL: it has not begun */
} Place;

static SlwSchedule *
make_schedule (SlwCliContext *cli, const SlwRunOptions *options, SlwPipeline *pipeline)
{
  g_autoptr (SlwPlatform) platform = slw_cli_load_platform (cli, NULL);
  g_autoptr (GPtrArray) servers = NULL;

  if (platform == NULL || !slw_run_options_is_unchanged (options, "platform file", slw_platform_get_file (platform)))
    return NULL;
  servers = slw_cli_select_servers (platform, options->servers, NULL);
  return servers != NULL ? slw_schedule_new (pipeline, servers, options->jobs) : NULL;
}

SlwSchedule *
slw_waits_read_schedule (SlwCliContext *cli, const SlwJournalRun *run)
{
  g_autoptr (SlwRunOptions) options = slw_run_options_parse (run->options, NULL);
  g_autoptr (SlwPipeline) pipeline = NULL;

  if (options == NULL || !slw_run_options_is_unchanged (options, "pipeline", options->pipeline))
    return NULL;
  pipeline = slw_pipeline_load (options->pipeline, NULL);
  return pipeline != NULL ? make_schedule (cli, options, pipeline) : NULL;
}

static char *
make_name (const char *server, const char *step)
{
  return g_strconcat (server != NULL ? server : "", "\n", step, NULL);
}

SlwWaits *
slw_waits_new (const SlwJournalRun *run, GPtrArray *steps, SlwSchedule *schedule)
{
  SlwWaits *waits = g_new0 (SlwWaits, 1);

  waits->run = run;
  waits->steps = g_ptr_array_ref (steps);
  waits->schedule = schedule;
  waits->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < steps->len; i++) {
    SlwJournalStep *row = g_ptr_array_index (steps, i);

    g_hash_table_replace (waits->rows, make_name (row->server, row->step), row);
  }
  return waits;
}

void
slw_waits_free (SlwWaits *waits)
{
  g_hash_table_unref (waits->rows);
  g_ptr_array_unref (waits->steps);
  g_clear_object (&waits->schedule);
  g_free (waits);
}

SlwSchedule *
slw_waits_get_schedule (const SlwWaits *waits)
{
  return waits->schedule;
}

static const SlwJournalStep *
find_row (const SlwWaits *waits, const SlwNode *node)
{
  g_autofree char *name = make_name (slw_server_get_name (node->server), node->step->name);

  return g_hash_table_lookup (waits->rows, name);
}

/* Steps that are there for an abort are skipped, and nobody waits for them. */
static gboolean
is_finished (const SlwWaits *waits, const SlwNode *node)
{
  return node->outcome == SLW_OUTCOME_SKIPPED || slw_record_is_good (find_row (waits, node));
}

static void
add_place (GArray *places, const char *step, const char *server, const SlwJournalStep *row)
{
  Place place = { step, server, row };

  g_array_append_val (places, place);
}

/* What a running step does is said where its own server is explained. What was blocked may begin yet while the run goes on. */
static const char *
get_remark (const SlwWaits *waits, const Place *place)
{
  gboolean ended = slw_record_has_ended (waits->run);

  if (place->row == NULL || (!ended && g_strcmp0 (place->row->outcome, "blocked") == 0))
    return "not begun";
  return place->row->outcome == NULL && !ended ? NULL : slw_record_get_step_state (waits->run, place->row);
}

/* step “check” on one, two (failed) */
static void
append_step (const SlwWaits *waits, GArray *places, const char *step, GString *text)
{
  guint count = 0;

  g_string_append_printf (text, "step “%s” on ", step);
  for (guint i = 0; i < places->len; i++) {
    const Place *place = &g_array_index (places, Place, i);
    const char *remark = get_remark (waits, place);

    if (!g_str_equal (place->step, step) || ++count > MOST_NAMES)
      continue;
    g_string_append_printf (text, "%s%s", count > 1 ? ", " : "", place->server);
    if (remark != NULL)
      g_string_append_printf (text, " (%s)", remark);
  }
  if (count > MOST_NAMES)
    g_string_append_printf (text, " and %u more", count - MOST_NAMES);
}

static char *
describe_places (const SlwWaits *waits, const char *intro, GArray *places)
{
  g_autoptr (GString) text = g_string_new (intro);
  g_autoptr (GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < places->len; i++) {
    const char *step = g_array_index (places, Place, i).step;

    if (g_hash_table_contains (named, step))
      continue;
    if (g_hash_table_size (named) > 0)
      g_string_append (text, "; ");
    append_step (waits, places, step, text);
    g_hash_table_add (named, (gpointer) step);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const SlwNode *
find_next (const SlwWaits *waits, const char *server)
{
  GPtrArray *nodes = slw_schedule_get_nodes (waits->schedule);

  for (guint i = 0; i < nodes->len; i++) {
    const SlwNode *node = g_ptr_array_index (nodes, i);

    if (g_str_equal (slw_server_get_name (node->server), server) && !is_finished (waits, node))
      return node;
  }
  return NULL;
}

/* Of each other server the first: nothing after it can have begun there. */
static char *
describe_next (const SlwWaits *waits, const SlwNode *next)
{
  GPtrArray *nodes = slw_schedule_get_nodes (waits->schedule);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (GHashTable) named = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < nodes->len; i++) {
    const SlwNode *node = g_ptr_array_index (nodes, i);

    if (node->server == next->server || !slw_schedule_depends_on (next, node) || is_finished (waits, node)
        || !g_hash_table_add (named, node->server))
      continue;
    add_place (places, node->step->name, slw_server_get_name (node->server), find_row (waits, node));
  }
  return places->len > 0 ? describe_places (waits, "waits for ", places)
                         : g_strdup_printf ("step “%s” is next", next->step->name);
}

/* Nobody knows what comes after what: what is not done elsewhere is named, and no more is said of it. */
static char *
describe_others (const SlwWaits *waits, const char *server)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < waits->steps->len; i++) {
    const SlwJournalStep *row = g_ptr_array_index (waits->steps, i);

    if (row->server != NULL && !g_str_equal (row->server, server) && !slw_record_is_good (row))
      add_place (places, row->step, row->server, row);
  }
  return places->len > 0 ? describe_places (waits, "is not under way; not done elsewhere: ", places) : NULL;
}

char *
slw_waits_describe (const SlwWaits *waits, const char *server)
{
  const SlwNode *next;

  if (g_strcmp0 (waits->run->outcome, "done") == 0)
    return NULL;
  if (waits->schedule == NULL)
    return describe_others (waits, server);
  next = find_next (waits, server);
  return next != NULL ? describe_next (waits, next) : g_strdup ("all its steps are done");
}
