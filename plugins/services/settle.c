/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "settle.h"

#include <string.h>

#include "units.h"

#define WAIT 120 /* seconds */
#define PAUSE 2
#define UP "active"
#define OFF "off"  /* a condition of its file says so */
#define WORDS 4096 /* bytes of what systemctl says of those that are down */

enum { STAGE_ASK, STAGE_JUDGE, STAGE_TELL };

struct _Settle {
  GPtrArray *names;
  GHashTable *states; /* of each: UP, OFF, or what systemd says */
  guint limit;
  guint waited;
  guint stage;
};

Settle *
settle_new (GPtrArray *names, SlwStepRun *run, GError **error)
{
  const char *text = slw_step_run_get_param (run, "wait");
  guint64 seconds = WAIT;
  Settle *self;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, 86400, &seconds, NULL)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.wait=%s: a number of seconds is wanted", text);
    return NULL;
  }
  self = g_new0 (Settle, 1);
  self->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (self->names, g_strdup (g_ptr_array_index (names, i)));
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->limit = (guint) seconds;
  return self;
}

void
settle_free (Settle *self)
{
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->states);
  g_free (self);
}

static const char *
get_state (const Settle *self, const char *name)
{
  const char *state = g_hash_table_lookup (self->states, name);

  return state != NULL ? state : "not there";
}

static gboolean
is_up (const Settle *self, const char *name)
{
  return strcmp (get_state (self, name), UP) == 0;
}

static gboolean
is_down (const Settle *self, const char *name)
{
  return !is_up (self, name) && strcmp (get_state (self, name), OFF) != 0;
}

static char *
list_names (const Settle *self, gboolean (*fits) (const Settle *self, const char *name))
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < self->names->len; i++) {
    const char *name = g_ptr_array_index (self->names, i);
    g_autofree char *shown = units_dup_short (name);

    if (fits (self, name))
      g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", shown);
  }
  return g_string_free (list, FALSE);
}

char *
settle_dup_up (const Settle *self)
{
  return list_names (self, is_up);
}

char *
settle_dup_down (const Settle *self)
{
  return list_names (self, is_down);
}

/* A unit that systemd does not mention is not up. */
static void
learn (Settle *self, const char *answer)
{
  g_autoptr (GPtrArray) units = units_parse (answer);

  g_hash_table_remove_all (self->states);
  for (guint i = 0; i < units->len; i++) {
    const Unit *unit = g_ptr_array_index (units, i);
    gboolean off = unit->off && strcmp (unit->active, "inactive") == 0;

    g_hash_table_replace (self->states, g_strdup (unit->name),
                          g_strdup (units_is_up (unit) ? UP
                                    : off              ? OFF
                                                       : unit->active));
  }
}

/* “postfix is failed, bm-core is activating”. */
static char *
describe_down (const Settle *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->names->len; i++) {
    const char *name = g_ptr_array_index (self->names, i);
    g_autofree char *shown = units_dup_short (name);

    if (is_down (self, name))
      g_string_append_printf (text, "%s%s is %s", text->len > 0 ? ", " : "", shown, get_state (self, name));
  }
  return g_string_free (text, FALSE);
}

/* Whether one of them may still come up by itself: systemd is at work on it. */
static gboolean
is_any_on_its_way (const Settle *self)
{
  for (guint i = 0; i < self->names->len; i++) {
    const char *state = get_state (self, g_ptr_array_index (self->names, i));

    if (g_str_has_suffix (state, "activating"))
      return TRUE;
  }
  return FALSE;
}

static SlwDirective *
ask (Settle *self)
{
  self->stage = STAGE_JUDGE;
  return slw_directive_act (units_new_show (self->names));
}

static SlwDirective *
ask_why (Settle *self)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  static const char *const words[] = { "systemctl", "status", "--full", "--no-pager", "--lines=5", "--" };
  SlwAction *action;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (argv, (char *) words[i]);
  for (guint i = 0; i < self->names->len; i++) {
    if (is_down (self, g_ptr_array_index (self->names, i)))
      g_ptr_array_add (argv, g_ptr_array_index (self->names, i));
  }
  g_ptr_array_add (argv, NULL);
  action = slw_action_new_exec (SLW_EFFECT_READ, "ask why they are not up", (const char *const *) argv->pdata);
  for (int status = 1; status <= 4; status++)
    slw_action_expect (action, status);
  slw_action_set_output_limit (action, WORDS);
  self->stage = STAGE_TELL;
  return slw_directive_act (action);
}

/* In a plan nothing was started, and what is read is how it was before. */
static void
suppose (Settle *self)
{
  for (guint i = 0; i < self->names->len; i++)
    g_hash_table_replace (self->states, g_strdup (g_ptr_array_index (self->names, i)), g_strdup (UP));
}

static SlwDirective *
judge (Settle *self, SlwStepRun *run, const SlwResult *last, gboolean *up)
{
  g_autofree char *down = NULL;

  learn (self, slw_result_get_output (last));
  if (slw_step_run_is_assuming (run))
    suppose (self);
  down = describe_down (self);
  if (*down == '\0') {
    *up = TRUE;
    return NULL;
  }
  if (!is_any_on_its_way (self) || self->waited + PAUSE > self->limit)
    return ask_why (self);
  self->waited += PAUSE;
  self->stage = STAGE_ASK;
  return slw_directive_wait (PAUSE, down);
}

static void
tell (const Settle *self, const SlwResult *last, GError **error)
{
  g_autofree char *down = describe_down (self);
  g_autofree char *names = settle_dup_down (self);
  g_autofree char *first = g_strndup (names, strcspn (names, " "));
  GString *said = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (slw_result_get_output (last), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *line = slw_text_escape (lines[i], -1);

    if (*line != '\0')
      g_string_append_printf (said, "\n  %s", line);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY,
               "%s. Look at it with “journalctl -u %s”, correct it, “systemctl start %s”, then run it again:%s", down,
               first, names, said->str);
  g_string_free (said, TRUE);
}

SlwDirective *
settle_next (Settle *self, SlwStepRun *run, const SlwResult *last, gboolean *up, GError **error)
{
  *up = FALSE;
  switch (self->stage) {
  case STAGE_ASK:
    return ask (self);
  case STAGE_JUDGE:
    return judge (self, run, last, up);
  default:
    tell (self, last, error);
    return NULL;
  }
}
