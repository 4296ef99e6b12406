/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/journal/slw-journal-log.h"

/* How far the entries of a step were handed out. */
typedef struct {
  gboolean started;
  gint64 intents;  /* the last action whose intent was handed out */
  gint64 outcomes; /* the last action whose outcome was */
  gboolean ended;
  GArray *printed; /* gint64: when the step printed a line */
  gint64 dropped;  /* since when its lines are missing, 0: none */
} Progress;

struct _SlwJournalLog {
  SlwJournal *journal;
  char *run;
  char *server;
  char *step;
  gint64 last_line;
  GHashTable *progress; /* id of a step -> Progress */
};

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_array_unref (progress->printed);
  g_free (progress);
}

static void
entry_free (gpointer data)
{
  SlwJournalEntry *entry = data;

  g_free (entry->server);
  g_free (entry->step);
  g_free (entry->effect);
  g_free (entry->text);
  g_free (entry);
}

const char *
slw_journal_log_get_kind_name (SlwJournalEntryKind kind)
{
  static const char *const names[]
      = { "started", "note", "finding", "action", "output", "stderr", "outcome", "finished" };

  return names[kind];
}

SlwJournalLog *
slw_journal_log_new (SlwJournal *journal, const char *run, const char *server, const char *step)
{
  SlwJournalLog *self = g_new0 (SlwJournalLog, 1);

  self->journal = g_object_ref (journal);
  self->run = g_strdup (run);
  self->server = g_strdup (server);
  self->step = g_strdup (step);
  self->progress = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, progress_free);
  return self;
}

void
slw_journal_log_free (SlwJournalLog *self)
{
  g_object_unref (self->journal);
  g_free (self->run);
  g_free (self->server);
  g_free (self->step);
  g_hash_table_unref (self->progress);
  g_free (self);
}

static Progress *
get_progress (SlwJournalLog *self, gint64 step)
{
  Progress *progress = g_hash_table_lookup (self->progress, &step);

  if (progress == NULL) {
    progress = g_new0 (Progress, 1);
    progress->printed = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_hash_table_insert (self->progress, g_memdup2 (&step, sizeof step), progress);
  }
  return progress;
}

static SlwJournalEntry *
add_entry (GPtrArray *entries, const SlwJournalStep *step, SlwJournalEntryKind kind, gint64 time, const char *text)
{
  SlwJournalEntry *entry = g_new0 (SlwJournalEntry, 1);

  entry->kind = kind;
  entry->time = time;
  entry->order = entries->len;
  entry->server = g_strdup (step->server);
  entry->step = g_strdup (step->step);
  entry->text = g_strdup (text != NULL ? text : "");
  g_ptr_array_add (entries, entry);
  return entry;
}

static SlwJournalEntry *
add_action_entry (GPtrArray *entries,
                  const SlwJournalStep *step,
                  const SlwJournalAction *action,
                  SlwJournalEntryKind kind,
                  const char *text)
{
  gint64 time = kind == SLW_JOURNAL_ENTRY_ACTION ? action->started : action->finished;
  SlwJournalEntry *entry = add_entry (entries, step, kind, time, text);

  entry->effect = g_strdup (action->effect);
  entry->status = action->status;
  return entry;
}

/* Whether its output is there line by line already. */
static gboolean
was_printed (const Progress *progress, const SlwJournalAction *action)
{
  if (progress->dropped != 0 && progress->dropped <= action->finished)
    return FALSE;
  for (guint i = 0; i < progress->printed->len; i++) {
    gint64 time = g_array_index (progress->printed, gint64, i);

    if (time >= action->started && time <= action->finished)
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

static void
add_outcome (GPtrArray *entries, const SlwJournalStep *step, const SlwJournalAction *action, const Progress *progress)
{
  gboolean printed = was_printed (progress, action);

  if (has_text (action->output) && !printed)
    add_action_entry (entries, step, action, SLW_JOURNAL_ENTRY_OUTPUT, action->output);
  if (has_text (action->errors) && !printed)
    add_action_entry (entries, step, action, SLW_JOURNAL_ENTRY_STDERR, action->errors);
  add_action_entry (entries, step, action, SLW_JOURNAL_ENTRY_OUTCOME, action->label)->took
      = action->finished - action->started;
}

static void
add_actions (GPtrArray *entries, const SlwJournalStep *step, GPtrArray *actions, Progress *progress)
{
  for (guint i = 0; i < actions->len; i++) {
    const SlwJournalAction *action = g_ptr_array_index (actions, i);

    if (action->id > progress->intents) {
      add_action_entry (entries, step, action, SLW_JOURNAL_ENTRY_ACTION, action->described);
      progress->intents = action->id;
    }
    if (action->id > progress->outcomes && action->has_outcome) {
      add_outcome (entries, step, action, progress);
      progress->outcomes = action->id;
    }
  }
}

static void
add_step (SlwJournalLog *self, GPtrArray *entries, const SlwJournalStep *step, GPtrArray *actions)
{
  Progress *progress = get_progress (self, step->id);

  if (!progress->started) {
    g_autofree char *text = g_strdup_printf ("%s by %s", step->kind, has_text (step->plugin) ? step->plugin : "nobody");

    add_entry (entries, step, SLW_JOURNAL_ENTRY_STARTED, step->started, text);
    progress->started = TRUE;
  }
  add_actions (entries, step, actions, progress);
  if (step->outcome != NULL) {
    g_autofree char *text = g_strdup_printf ("%s%s%s", step->outcome, has_text (step->message) ? ": " : "",
                                             has_text (step->message) ? step->message : "");

    add_entry (entries, step, SLW_JOURNAL_ENTRY_FINISHED, step->finished, text)->took = step->finished - step->started;
    progress->ended = TRUE;
  }
}

static const SlwJournalStep *
find_step (GPtrArray *steps, gint64 id)
{
  for (guint i = 0; i < steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);

    if (step->id == id)
      return step;
  }
  return NULL;
}

static SlwJournalEntryKind
kind_of_line (const SlwJournalLine *line)
{
  if (g_strcmp0 (line->kind, "output") == 0)
    return SLW_JOURNAL_ENTRY_OUTPUT;
  if (g_strcmp0 (line->kind, "stderr") == 0)
    return SLW_JOURNAL_ENTRY_STDERR;
  return g_strcmp0 (line->kind, "finding") == 0 ? SLW_JOURNAL_ENTRY_FINDING : SLW_JOURNAL_ENTRY_NOTE;
}

static gboolean
is_print (SlwJournalEntryKind kind)
{
  return kind == SLW_JOURNAL_ENTRY_OUTPUT || kind == SLW_JOURNAL_ENTRY_STDERR;
}

static gboolean
is_wanted (SlwJournalLog *self, const SlwJournalStep *step)
{
  return (self->server == NULL || g_strcmp0 (step->server, self->server) == 0)
         && (self->step == NULL || g_strcmp0 (step->step, self->step) == 0);
}

/* At one time, a step starts before all else and ends after it. */
static int
get_rank (const SlwJournalEntry *entry)
{
  if (entry->kind == SLW_JOURNAL_ENTRY_STARTED)
    return 0;
  return entry->kind == SLW_JOURNAL_ENTRY_FINISHED ? 2 : 1;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const SlwJournalEntry *one = *(SlwJournalEntry *const *) a;
  const SlwJournalEntry *two = *(SlwJournalEntry *const *) b;

  if (one->time != two->time)
    return one->time < two->time ? -1 : 1;
  if (get_rank (one) != get_rank (two))
    return get_rank (one) - get_rank (two);
  return one->order < two->order ? -1 : one->order > two->order;
}

/* Those of the steps that have something new: of the others an empty list. */
static GPtrArray *
read_actions (SlwJournalLog *self, GPtrArray *steps, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);
    GPtrArray *actions = NULL;

    if (!is_wanted (self, step) || get_progress (self, step->id)->ended)
      actions = g_ptr_array_new ();
    else
      actions = slw_journal_list_actions (self->journal, step->id, error);
    if (actions == NULL)
      return NULL;
    g_ptr_array_add (all, actions);
  }
  return g_steal_pointer (&all);
}

/* Leaves out, for the next call, what belongs to a step that was not there yet when the steps were read. */
static void
drop_lines_ahead (GPtrArray *lines, GPtrArray *steps)
{
  for (guint i = 0; i < lines->len; i++)
    if (find_step (steps, ((const SlwJournalLine *) g_ptr_array_index (lines, i))->step) == NULL) {
      g_ptr_array_set_size (lines, (int) i);
      return;
    }
}

static void
note_prints (SlwJournalLog *self, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (lines, i);

    if (g_strcmp0 (line->kind, "dropped") == 0)
      get_progress (self, line->step)->dropped = line->time;
    if (is_print (kind_of_line (line)))
      g_array_append_val (get_progress (self, line->step)->printed, line->time);
  }
}

/* Of a finding all of it, as it was shown while the run went on. */
static char *
make_line_text (const SlwJournalLine *line)
{
  if (line->severity == NULL)
    return g_strdup (line->text);
  return g_strdup_printf ("%s: %s%s%s", line->severity, line->text, has_text (line->remedy) ? "; " : "",
                          has_text (line->remedy) ? line->remedy : "");
}

/* In this order: the lines of an action are written before its outcome, so whoever sees an outcome finds its lines. */
GPtrArray *
slw_journal_log_read (SlwJournalLog *self, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GPtrArray) steps = slw_journal_list_steps (self->journal, self->run, error);
  g_autoptr (GPtrArray) actions = steps != NULL ? read_actions (self, steps, error) : NULL;
  g_autoptr (GPtrArray) lines
      = actions != NULL ? slw_journal_list_lines (self->journal, self->run, 0, self->last_line, error) : NULL;

  if (lines == NULL)
    return NULL;
  drop_lines_ahead (lines, steps);
  note_prints (self, lines);
  for (guint i = 0; i < lines->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (lines, i);
    const SlwJournalStep *step = find_step (steps, line->step);
    g_autofree char *text = make_line_text (line);

    self->last_line = line->id;
    if (is_wanted (self, step))
      add_entry (entries, step, kind_of_line (line), line->time, text);
  }
  for (guint i = 0; i < steps->len; i++) {
    const SlwJournalStep *step = g_ptr_array_index (steps, i);

    if (is_wanted (self, step) && !get_progress (self, step->id)->ended)
      add_step (self, entries, step, g_ptr_array_index (actions, i));
  }
  g_ptr_array_sort (entries, compare_entries);
  return g_steal_pointer (&entries);
}
