/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-fold.h"

#include "core/api/slw-action-private.h"

struct _SlwFold {
  GPtrArray *steps;           /* SlwFoldStep */
  GHashTable *by_name;        /* "server\nstep" -> SlwFoldStep */
  GPtrArray *actions;         /* SlwJournalAction: those that do more than read */
  GHashTable *waiting;        /* key -> GQueue of those of them that were not taken yet */
  GHashTable *watched;        /* ids of the steps that asked for a watch */
  GHashTable *last_of_failed; /* keys of actions */
  GHashTable *printed;        /* SlwJournalAction without an outcome -> Printed */
};

/* Lines that an action has printed, as far as they are on record. */
typedef struct {
  guint lines[2]; /* of stdout and stderr */
} Printed;

static void
step_free (gpointer data)
{
  SlwFoldStep *step = data;

  slw_journal_step_free (step->row);
  g_clear_pointer (&step->outputs, g_hash_table_unref);
  g_free (step);
}

static void
add_action (SlwFold *self, SlwJournalAction *action)
{
  GQueue *queue = g_hash_table_lookup (self->waiting, action->key);

  if (queue == NULL) {
    queue = g_queue_new ();
    g_hash_table_insert (self->waiting, action->key, queue);
  }
  g_queue_push_tail (queue, action);
  g_ptr_array_add (self->actions, action);
}

/* A watch ended with the process that kept it: who asked for it must ask again. */
static gboolean
read_watched (SlwFold *self, SlwJournal *journal, const char *run, GError **error)
{
  g_autoptr (GPtrArray) services = slw_journal_list_services (journal, run, error);

  for (guint i = 0; services != NULL && i < services->len; i++) {
    const SlwJournalService *service = g_ptr_array_index (services, i);

    g_hash_table_add (self->watched, g_memdup2 (&service->step, sizeof service->step));
  }
  return services != NULL;
}

/* One action of a step is under way at a time, so that what was printed since it began is its own. */
static gboolean
count_printed (SlwFold *self, SlwJournal *journal, const char *run, const SlwJournalAction *action, GError **error)
{
  g_autoptr (GPtrArray) lines = slw_journal_list_lines (journal, run, action->step, 0, error);
  Printed *printed = g_new0 (Printed, 1);

  g_hash_table_insert (self->printed, (gpointer) action, printed);
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (lines, i);

    if (line->time < action->started)
      continue;
    printed->lines[0] += g_str_equal (line->kind, "output") ? 1 : 0;
    printed->lines[1] += g_str_equal (line->kind, "stderr") ? 1 : 0;
  }
  return lines != NULL;
}

static gboolean
read_actions (SlwFold *self, SlwJournal *journal, SlwFoldStep *step, GError **error)
{
  g_autoptr (GPtrArray) actions = slw_journal_list_actions (journal, step->row->id, error);
  const SlwJournalAction *last = NULL;

  while (actions != NULL && actions->len > 0) {
    SlwJournalAction *action = g_ptr_array_steal_index (actions, 0);

    step->mutations += g_str_equal (action->effect, "READ") || g_str_equal (action->effect, "CACHE") ? 0 : 1;
    if (g_str_equal (action->effect, "READ")) {
      slw_journal_action_free (action);
    } else {
      step->has_jobs = TRUE;
      step->is_open |= !action->has_outcome;
      add_action (self, action);
      last = action;
    }
  }
  if (last != NULL && !last->has_outcome && !count_printed (self, journal, step->row->run, last, error))
    return FALSE;
  if (last != NULL && step->row->outcome != NULL && !g_str_equal (step->row->outcome, "done"))
    g_hash_table_add (self->last_of_failed, last->key);
  return actions != NULL;
}

static char *
make_name (const char *server, const char *step)
{
  return g_strconcat (server != NULL ? server : "", "\n", step, NULL);
}

static gboolean
read_step (SlwFold *self, SlwJournal *journal, SlwJournalStep *row, GError **error)
{
  SlwFoldStep *step = g_new0 (SlwFoldStep, 1);
  gboolean exact = FALSE;

  g_ptr_array_add (self->steps, step);
  step->row = row;
  g_hash_table_insert (self->by_name, make_name (row->server, row->step), step);
  step->outputs = slw_journal_get_outputs (journal, row->id, &exact, error);
  step->is_done = exact && g_strcmp0 (row->outcome, "done") == 0 && !g_hash_table_contains (self->watched, &row->id);
  return step->outputs != NULL && read_actions (self, journal, step, error);
}

SlwFold *
slw_fold_new (SlwJournal *journal, const char *run, GError **error)
{
  g_autoptr (SlwFold) self = g_new0 (SlwFold, 1);
  g_autoptr (GPtrArray) rows = NULL;

  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_journal_action_free);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_queue_free);
  self->last_of_failed = g_hash_table_new (g_str_hash, g_str_equal);
  self->printed = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->watched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  rows = slw_journal_list_steps (journal, run, error);
  if (rows == NULL || !read_watched (self, journal, run, error))
    return NULL;
  while (rows->len > 0)
    if (!read_step (self, journal, g_ptr_array_steal_index (rows, 0), error))
      return NULL;
  return g_steal_pointer (&self);
}

void
slw_fold_free (SlwFold *fold)
{
  g_hash_table_unref (fold->by_name);
  g_ptr_array_unref (fold->steps);
  g_hash_table_unref (fold->waiting);        /* its keys are the actions' */
  g_hash_table_unref (fold->last_of_failed); /* so are these */
  g_hash_table_unref (fold->printed);
  g_ptr_array_unref (fold->actions);
  g_hash_table_unref (fold->watched);
  g_free (fold);
}

const SlwFoldStep *
slw_fold_find_step (SlwFold *fold, const char *server, const char *step)
{
  g_autofree char *name = make_name (server, step);

  return g_hash_table_lookup (fold->by_name, name);
}

GPtrArray *
slw_fold_get_steps (SlwFold *fold)
{
  return fold->steps;
}

const SlwJournalAction *
slw_fold_take_action (SlwFold *fold, const char *key)
{
  GQueue *queue = g_hash_table_lookup (fold->waiting, key);

  return queue != NULL ? g_queue_pop_head (queue) : NULL;
}

/* What a cache has been given lies in a file of the controller, which somebody may have taken since. */
static gboolean
answers_in_file (const SlwAction *action)
{
  return action->effect == SLW_EFFECT_CACHE && action->type == SLW_ACTION_EXEC && action->file != NULL;
}

gboolean
slw_fold_may_answer (SlwFold *fold, const SlwJournalAction *record, const SlwAction *action)
{
  if (!slw_action_is_expected (action, record->status) || action->secret_result || answers_in_file (action))
    return FALSE;
  if (!g_hash_table_contains (fold->last_of_failed, record->key))
    return TRUE;
  return action->effect > SLW_EFFECT_CACHE && slw_action_is_success (action, record->status);
}

guint
slw_fold_count_lines (SlwFold *fold, const SlwJournalAction *record, gboolean is_stderr)
{
  const Printed *printed = g_hash_table_lookup (fold->printed, record);

  return printed != NULL ? printed->lines[is_stderr ? 1 : 0] : 0;
}
