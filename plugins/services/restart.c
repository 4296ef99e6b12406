/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "restart.h"

#include <string.h>

#include "order.h"
#include "settle.h"
#include "stale.h"
#include "units.h"

/* Parameter: `wait` (seconds that services may take to come up, 120). Output: `restarted`.
 *
 * One service after the other, and the question anew after each: systemd may restart others with it, which then have been. */

#define TIMEOUT 600 /* seconds: a stop may take 90 of them, and a start again, more for a core with much to load */
#define LATER (G_USEC_PER_SEC) /* a process that began so much before its service is one that a restart does not end */
#define WORDS 1024             /* bytes of what systemctl says */

enum { STAGE_BEGIN, STAGE_STALE, STAGE_SHOWN, STAGE_RESTARTED, STAGE_SETTLE };

typedef struct {
  GPtrArray *stale;    /* Stale, as of the last question */
  GPtrArray *done;     /* names of units that were restarted */
  GHashTable *left;    /* names of those that are not: to Place */
  GHashTable *refused; /* names of those that systemctl had a complaint about: to its words */
  Settle *settle;
} Restart;

static void
restart_free (gpointer data)
{
  Restart *self = data;

  g_clear_pointer (&self->stale, g_ptr_array_unref);
  g_ptr_array_unref (self->done);
  g_hash_table_unref (self->left);
  g_hash_table_unref (self->refused);
  g_clear_pointer (&self->settle, settle_free);
  g_free (self);
}

static gboolean
is_done (const Restart *self, const char *unit)
{
  return g_ptr_array_find_with_equal_func (self->done, unit, g_str_equal, NULL);
}

static void
leave (Restart *self, const char *unit, Place why)
{
  g_hash_table_replace (self->left, g_strdup (unit), GINT_TO_POINTER (why));
}

static SlwDirective *
ask (SlwStepRun *run)
{
  slw_step_run_set_stage (run, STAGE_STALE);
  return slw_directive_act (stale_new_action ());
}

/* Names of those that are left, in their order. */
static char *
list_left (const Restart *self, Place why)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->left), (GCompareFunc) strcmp);
  GString *list = g_string_new (NULL);

  for (GList *each = names; each != NULL; each = each->next) {
    g_autofree char *shown = units_dup_short (each->data);

    if (GPOINTER_TO_INT (g_hash_table_lookup (self->left, each->data)) == (int) why)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", shown);
  }
  return g_string_free (list, FALSE);
}

static void
add_finding (
    SlwStepRun *run, SlwSeverity severity, const char *id, const char *list, const char *what, const char *remedy)
{
  g_autofree char *title = g_strdup_printf ("%s %s", what, list);

  if (*list != '\0')
    slw_step_run_add_finding (run, severity, id, title, remedy);
}

static void
tell_left (SlwStepRun *run, const Restart *self)
{
  g_autofree char *reboot = list_left (self, PLACE_REBOOT);
  g_autofree char *gone = list_left (self, PLACE_OTHER);

  add_finding (run, SLW_SEVERITY_INFO, "services.reboot", reboot,
               "using replaced files, and not restarted because others would be lost with them:",
               "reboot the server when it suits");
  add_finding (
      run, SLW_SEVERITY_MEDIUM, "services.gone", gone,
      "using replaced files, and not restarted because systemd could not start them again:",
      "their unit was removed, masked or made by hand: see systemctl status, stop what is not wanted any more");
}

/* Those that are restarted already and still use such files do so on purpose, or have processes that no restart ends. */
static void
tell_still (SlwStepRun *run, const Restart *self)
{
  for (guint i = 0; i < self->stale->len; i++) {
    const Stale *stale = g_ptr_array_index (self->stale, i);
    g_autofree char *shown = units_dup_short (stale->unit);
    g_autofree char *title
        = g_strdup_printf ("%s was restarted, and still uses %s, which is not there any more", shown, stale->file);

    if (is_done (self, stale->unit) && !g_hash_table_contains (self->refused, stale->unit)
        && !slw_step_run_is_assuming (run))
      slw_step_run_add_finding (run, SLW_SEVERITY_MEDIUM, "services.still", title,
                                "see what it is with systemctl status, and whether the service is meant to do so");
  }
}

/* It is up, and as old as before: the restart was not done. */
static gboolean
check_refused (const Restart *self, GError **error)
{
  for (guint i = 0; i < self->stale->len; i++) {
    const Stale *stale = g_ptr_array_index (self->stale, i);
    const char *words = g_hash_table_lookup (self->refused, stale->unit);
    g_autofree char *shown = units_dup_short (stale->unit);

    if (words == NULL)
      continue;
    g_set_error (
        error, SLW_ERROR, SLW_ERROR_VERIFY,
        "%s could not be restarted, and still uses %s. See why with “systemctl restart %s”, then run it again: %s",
        shown, stale->file, shown, words);
    return FALSE;
  }
  return TRUE;
}

static SlwDirective *
settle (SlwStepRun *run, Restart *self, const SlwResult *last, GError **error)
{
  g_autofree char *names = NULL;
  g_autofree char *summary = NULL;
  SlwDirective *directive;
  gboolean up;

  directive = settle_next (self->settle, run, last, &up, error);
  if (!up)
    return directive;
  if (!check_refused (self, error))
    return NULL;
  names = settle_dup_up (self->settle);
  summary = g_strdup_printf ("restarted: %s", names);
  slw_step_run_set_output (run, "restarted", names);
  return slw_directive_done (summary);
}

static SlwDirective *
finish (SlwStepRun *run, Restart *self, GError **error)
{
  tell_left (run, self);
  if (self->done->len == 0) {
    slw_step_run_set_output (run, "restarted", "");
    return slw_directive_done (slw_step_run_is_assuming (run)
                                   ? "what uses files that the upgrade replaces is known after it"
                                   : "no service uses a file that was replaced");
  }
  tell_still (run, self);
  self->settle = settle_new (self->done, run, error);
  if (self->settle == NULL)
    return NULL;
  slw_step_run_set_stage (run, STAGE_SETTLE);
  return settle (run, self, NULL, error);
}

static SlwDirective *
show (SlwStepRun *run, Restart *self, const SlwResult *last, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_clear_pointer (&self->stale, g_ptr_array_unref);
  self->stale = stale_parse (slw_result_get_output (last), error);
  if (self->stale == NULL)
    return NULL;
  for (guint i = 0; i < self->stale->len; i++) {
    const Stale *stale = g_ptr_array_index (self->stale, i);
    Place place = order_find (stale->unit, NULL);

    if (place >= PLACE_REBOOT)
      leave (self, stale->unit, place);
    else if (!is_done (self, stale->unit))
      g_ptr_array_add (names, stale->unit);
  }
  if (names->len == 0)
    return finish (run, self, error);
  slw_step_run_set_stage (run, STAGE_SHOWN);
  return slw_directive_act (units_new_show (names));
}

/* One that is starting, or is a job that is at work, is not interrupted. */
static gboolean
is_wanted (Restart *self, const Unit *unit, const Stale *stale)
{
  if (stale == NULL || is_done (self, unit->name) || stale->began + LATER < unit->began)
    return FALSE;
  if (!units_is_up (unit))
    return FALSE;
  if (unit->loaded && !unit->transient && !unit->refuses)
    return TRUE;
  leave (self, unit->name, unit->loaded && !unit->transient ? PLACE_REBOOT : PLACE_OTHER);
  return FALSE;
}

static SlwDirective *
restart (SlwStepRun *run, Restart *self, const Stale *stale)
{
  const char *argv[] = { "systemctl", "restart", "--", stale->unit, NULL };
  g_autofree char *shown = units_dup_short (stale->unit);
  g_autofree char *label = g_strdup_printf ("restart %s", shown);
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_MUTATE, label, argv);

  units_allow_failure (action, TIMEOUT);
  slw_step_run_add_note (run, "%s uses %s, which was replaced", shown, stale->file);
  g_ptr_array_add (self->done, g_strdup (stale->unit));
  slw_step_run_set_stage (run, STAGE_RESTARTED);
  return slw_directive_act (action);
}

static void
note_refusal (Restart *self, const SlwResult *last)
{
  const char *unit = g_ptr_array_index (self->done, self->done->len - 1);
  const char *words = slw_result_get_errors (last);

  if (slw_result_get_status (last) != 0)
    g_hash_table_replace (self->refused, g_strdup (unit), slw_text_escape (words, MIN (strlen (words), WORDS)));
}

static SlwDirective *
choose (SlwStepRun *run, Restart *self, const SlwResult *last, GError **error)
{
  g_autoptr (GPtrArray) units = units_parse (slw_result_get_output (last));
  const Stale *chosen = NULL;

  for (guint i = 0; i < units->len; i++) {
    const Unit *unit = g_ptr_array_index (units, i);
    const Stale *stale = stale_find (self->stale, unit->name);

    if (is_wanted (self, unit, stale) && (chosen == NULL || order_compare (stale->unit, chosen->unit) < 0))
      chosen = stale;
  }
  return chosen != NULL ? restart (run, self, chosen) : finish (run, self, error);
}

static Restart *
get_data (SlwStepRun *run)
{
  Restart *self = slw_step_run_get_data (run);

  if (self == NULL) {
    self = g_new0 (Restart, 1);
    self->done = g_ptr_array_new_with_free_func (g_free);
    self->left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    slw_step_run_set_data (run, self, restart_free);
  }
  return self;
}

SlwDirective *
restart_next (SlwStepRun *run, const SlwResult *last, GError **error)
{
  Restart *self = get_data (run);

  switch (slw_step_run_get_stage (run)) {
  case STAGE_BEGIN:
    return ask (run);
  case STAGE_STALE:
    return show (run, self, last, error);
  case STAGE_SHOWN:
    return choose (run, self, last, error);
  case STAGE_RESTARTED:
    note_refusal (self, last);
    return ask (run);
  default:
    return settle (run, self, last, error);
  }
}
