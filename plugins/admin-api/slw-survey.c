/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-survey.h"

#include <string.h>

#define MAX_LINES 200
#define MAX_LOGS 20
#define MAX_LINE 400
#define DIGEST_LENGTH 64

static const char script[] =
#include "survey.sh.inc"
    ;

const char *
slw_survey_script (void)
{
  return script;
}

SlwSurveyLog *
slw_survey_log_new (const char *file)
{
  SlwSurveyLog *log = g_new0 (SlwSurveyLog, 1);

  log->file = g_strdup (file);
  return log;
}

void
slw_survey_log_free (SlwSurveyLog *self)
{
  g_free (self->file);
  g_free (self->last_before);
  g_free (self->last_after);
  g_free (self);
}

void
slw_survey_free (SlwSurvey *self)
{
  g_free (self->now);
  g_free (self->down);
  g_strfreev (self->answers);
  g_free (self->elasticsearch);
  g_free (self->core);
  g_free (self->node);
  g_free (self->subscription);
  g_free (self->list);
  g_strfreev (self->maps);
  g_ptr_array_unref (self->logs);
  g_free (self);
}

gboolean
slw_survey_has_answer (const SlwSurvey *self, const char *port)
{
  return g_strv_contains ((const char *const *) self->answers, port);
}

/* Reads @count numbers that spaces separate. Returns: what follows them, %NULL when there are fewer */
static const char *
read_numbers (const char *text, guint64 *numbers, guint count)
{
  for (guint i = 0; i < count; i++) {
    gsize length = strspn (text, "0123456789");

    if (length == 0 || length > 18)
      return NULL;
    numbers[i] = g_ascii_strtoull (text, NULL, 10);
    text += length;
    text += strspn (text, " ");
  }
  return text;
}

static char *
make_safe (const char *text)
{
  g_autofree char *cut = g_strndup (text, MAX_LINE);

  return slw_text_escape (cut, -1);
}

static void
set_safe (char **field, const char *text)
{
  g_free (*field);
  *field = make_safe (text);
}

static void
read_log (SlwSurvey *self, const char *text)
{
  guint64 numbers[2];
  const char *file = read_numbers (text, numbers, 2);
  SlwSurveyLog *log;

  if (file == NULL || *file != '/' || self->logs->len >= MAX_LOGS)
    return;
  log = slw_survey_log_new (NULL);
  log->file = make_safe (file);
  log->inode = numbers[0];
  log->size = numbers[1];
  g_ptr_array_add (self->logs, log);
}

/* A line about the log that was named last. */
static void
read_of_log (SlwSurvey *self, const char *key, const char *text)
{
  SlwSurveyLog *log = self->logs->len > 0 ? g_ptr_array_index (self->logs, self->logs->len - 1) : NULL;
  guint64 numbers[2];

  if (log == NULL)
    return;
  if (g_str_equal (key, "before"))
    set_safe (&log->last_before, text);
  else if (g_str_equal (key, "after"))
    set_safe (&log->last_after, text);
  else if (read_numbers (text, numbers, 2) != NULL) {
    log->before = numbers[0];
    log->after = numbers[1];
  }
}

static void
read_down (SlwSurvey *self, const char *text)
{
  g_autofree char *old = g_steal_pointer (&self->down);
  g_autofree char *safe = make_safe (text);

  self->down = g_strjoin (*old != '\0' ? ", " : "", old, safe, NULL);
}

static void
add_answer (GStrvBuilder *answers, guint port)
{
  g_autofree char *text = g_strdup_printf ("%u", port);

  g_strv_builder_add (answers, text);
}

/* What is kept as a list while it is read. */
typedef struct {
  GStrvBuilder *answers;
  GStrvBuilder *maps;
  guint map_count;
} Lists;

static void
read_package (SlwSurvey *self, const char *text)
{
  if (g_str_has_prefix (text, "bm-core "))
    set_safe (&self->core, text + strlen ("bm-core "));
  else if (g_str_has_prefix (text, "bm-node "))
    set_safe (&self->node, text + strlen ("bm-node "));
}

static void
read_subscription (SlwSurvey *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);

  if (words[0] == NULL || words[1] == NULL || strlen (words[0]) != DIGEST_LENGTH)
    return;
  set_safe (&self->subscription, words[0]);
  set_safe (&self->list, words[1]);
}

/* What is installed and configured. Returns: whether the line is of that */
static gboolean
read_thing (SlwSurvey *self, Lists *lists, const char *key, const char *text)
{
  guint64 numbers[1];

  if (g_str_equal (key, "package")) {
    read_package (self, text);
  } else if (g_str_equal (key, "broken") && read_numbers (text, numbers, 1) != NULL) {
    self->broken = (guint) MIN (numbers[0], G_MAXINT);
  } else if (g_str_equal (key, "subscription")) {
    read_subscription (self, text);
  } else if (g_str_equal (key, "map") && *text == '/' && lists->map_count++ < MAX_LOGS * 2) {
    g_autofree char *safe = make_safe (text);
    g_strv_builder_add (lists->maps, safe);
  } else {
    return FALSE;
  }
  return TRUE;
}

static void
read_line (SlwSurvey *self, GStrvBuilder *answers, const char *key, const char *text)
{
  guint64 numbers[3];

  if (g_str_equal (key, "now") && strlen (text) == 19)
    set_safe (&self->now, text);
  else if (g_str_equal (key, "epoch") && read_numbers (text, numbers, 1) != NULL)
    self->epoch = (gint64) numbers[0];
  else if (g_str_equal (key, "bmctl") && read_numbers (text, numbers, 1) != NULL)
    self->bmctl = (int) MIN (numbers[0], 255);
  else if (g_str_equal (key, "down") && strlen (self->down) < MAX_LINE)
    read_down (self, text);
  else if (g_str_equal (key, "answers") && read_numbers (text, numbers, 1) != NULL && numbers[0] <= G_MAXUINT16)
    add_answer (answers, (guint) numbers[0]);
  else if (g_str_equal (key, "elasticsearch"))
    set_safe (&self->elasticsearch, text);
  else if (g_str_equal (key, "database") && read_numbers (text, numbers, 3) != NULL) {
    self->database_used = numbers[1];
    self->database_free = numbers[2];
  } else if (g_str_equal (key, "log"))
    read_log (self, text);
  else if (g_str_equal (key, "errors") || g_str_equal (key, "before") || g_str_equal (key, "after"))
    read_of_log (self, key, text);
}

SlwSurvey *
slw_survey_parse (const char *text)
{
  g_autoptr (SlwSurvey) self = g_new0 (SlwSurvey, 1);
  g_autoptr (GStrvBuilder) answers = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) maps = g_strv_builder_new ();
  Lists lists = { answers, maps, 0 };
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_LINES + 1);

  self->bmctl = -1;
  self->down = g_strdup ("");
  self->logs = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_survey_log_free);
  for (guint i = 0; lines[i] != NULL && i < MAX_LINES; i++) {
    char *space = strchr (lines[i], ' ');

    if (space == NULL)
      continue;
    *space = '\0';
    if (!read_thing (self, &lists, lines[i], space + 1))
      read_line (self, answers, lines[i], space + 1);
  }
  self->answers = g_strv_builder_end (answers);
  self->maps = g_strv_builder_end (maps);
  return self->now != NULL && self->epoch > 0 ? g_steal_pointer (&self) : NULL;
}
