/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "start.h"

#include <string.h>

#include "order.h"
#include "settle.h"
#include "units.h"

/* Parameters: `services` (names, with or without .service), `wait` (seconds that services may take to come up, 120). Outputs:
 * `services` (those that are up), `failed`. */

#define TIMEOUT 300 /* seconds */

static const char start_script[] =
#include "start.sh.inc"
    ;

enum { STAGE_BEGIN, STAGE_LOOK, STAGE_START, STAGE_SETTLE };

typedef struct {
  GPtrArray *names;  /* units to ask for */
  GPtrArray *wanted; /* those of them that are to be up */
  GPtrArray *down;   /* those of them that are not, in their order; the first at is started */
  guint at;
  Settle *settle;
} Start;

static void
start_free (gpointer data)
{
  Start *self = data;

  g_ptr_array_unref (self->names);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->down, g_ptr_array_unref);
  g_clear_pointer (&self->settle, settle_free);
  g_free (self);
}

static gboolean
add_name (GPtrArray *names, const char *name)
{
  if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    return FALSE;
  g_ptr_array_add (names, g_strdup (name));
  return TRUE;
}

static SlwDirective *
look (SlwStepRun *run, Start *self)
{
  slw_step_run_set_stage (run, STAGE_LOOK);
  return slw_directive_act (units_new_show (self->names));
}

/* Nothing is to be started. */
static SlwDirective *
end (SlwStepRun *run, const Start *self, const char *summary)
{
  g_autoptr (GString) up = g_string_new (NULL);
  g_autofree char *already = NULL;

  for (guint i = 0; self->wanted != NULL && i < self->wanted->len; i++) {
    g_autofree char *shown = units_dup_short (g_ptr_array_index (self->wanted, i));

    g_string_append_printf (up, "%s%s", up->len > 0 ? " " : "", shown);
  }
  slw_step_run_set_output (run, "services", up->str);
  slw_step_run_set_output (run, "failed", "");
  already = g_strdup_printf ("already up: %s", up->str);
  return slw_directive_done (up->len > 0 ? already : summary);
}

static SlwDirective *
begin (SlwStepRun *run, GError **error)
{
  g_auto (GStrv) services = slw_step_run_dup_param_list (run, "services");
  Start *self = g_new0 (Start, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  slw_step_run_set_data (run, self, start_free);
  for (guint i = 0; services[i] != NULL; i++) {
    g_autofree char *name
        = g_strconcat (services[i], g_str_has_suffix (services[i], ".service") ? "" : ".service", NULL);

    if (!units_is_name (name)) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.services: “%s” is not the name of a service",
                   services[i]);
      return NULL;
    }
    add_name (self->names, name);
  }
  return self->names->len > 0 ? look (run, self) : end (run, self, "no service is named");
}

/* postgresql and postfix of Debian are names for all of their instances, postgresql@15-main for one: they are up when these are.
 * Returns whether there is one that was not asked for. */
static gboolean
add_instances (Start *self, const Unit *unit)
{
  g_autofree char *shown = units_dup_short (unit->name);
  g_autofree char *prefix = g_strconcat (shown, "@", NULL);
  gboolean added = FALSE;

  for (guint i = 0; unit->wants[i] != NULL; i++) {
    if (g_str_has_prefix (unit->wants[i], prefix) && units_is_name (unit->wants[i]))
      added = add_name (self->names, unit->wants[i]) || added;
  }
  return added;
}

/* An instance has no state of its own file; who wants it is enabled. */
static gboolean
is_wanted (const Unit *unit)
{
  return unit->loaded && !unit->off && (unit->enabled || strchr (unit->name, '@') != NULL);
}

static int
compare_names (gconstpointer one, gconstpointer other)
{
  return order_compare (*(const char *const *) one, *(const char *const *) other);
}

static void
sort_out (Start *self, GPtrArray *units)
{
  self->wanted = g_ptr_array_new_with_free_func (g_free);
  self->down = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < units->len; i++) {
    const Unit *unit = g_ptr_array_index (units, i);

    if (!is_wanted (unit))
      continue;
    g_ptr_array_add (self->wanted, g_strdup (unit->name));
    if (!units_is_up (unit))
      g_ptr_array_add (self->down, g_strdup (unit->name));
  }
  g_ptr_array_sort (self->wanted, compare_names);
  g_ptr_array_sort (self->down, compare_names);
}

static SlwDirective *
settle (SlwStepRun *run, Start *self, const SlwResult *last, GError **error)
{
  gboolean up;
  SlwDirective *directive = settle_next (self->settle, run, last, &up, error);
  g_autofree char *services = NULL;
  g_autofree char *failed = NULL;
  g_autofree char *summary = NULL;

  if (directive != NULL)
    return directive;
  services = settle_dup_up (self->settle);
  failed = settle_dup_down (self->settle);
  slw_step_run_set_output (run, "services", services);
  slw_step_run_set_output (run, "failed", failed);
  if (!up)
    return NULL;
  summary = g_strdup_printf ("up: %s", services);
  return slw_directive_done (*services != '\0' ? summary : "none of them is up: a condition of each unit keeps it off");
}

static SlwDirective *
start_one (SlwStepRun *run, Start *self, GError **error)
{
  const char *arguments[] = { NULL, NULL };
  g_autofree char *shown = NULL;
  g_autofree char *label = NULL;
  SlwAction *action;

  if (self->at == self->down->len) {
    slw_step_run_set_stage (run, STAGE_SETTLE);
    return settle (run, self, NULL, error);
  }
  arguments[0] = g_ptr_array_index (self->down, self->at++);
  shown = units_dup_short (arguments[0]);
  label = g_strdup_printf ("start %s", shown);
  action = slw_action_new_script (SLW_EFFECT_MUTATE, label, start_script, arguments);
  units_allow_failure (action, TIMEOUT);
  slw_step_run_set_stage (run, STAGE_START);
  return slw_directive_act (action);
}

static SlwDirective *
decide (SlwStepRun *run, Start *self, const SlwResult *last, GError **error)
{
  g_autoptr (GPtrArray) units = units_parse (slw_result_get_output (last));
  gboolean more = FALSE;

  for (guint i = 0; i < units->len; i++) {
    const Unit *unit = g_ptr_array_index (units, i);

    if (unit->loaded && unit->enabled)
      more = add_instances (self, unit) || more;
  }
  if (more)
    return look (run, self);
  sort_out (self, units);
  if (self->down->len == 0)
    return end (run, self, "none of them is enabled here");
  self->settle = settle_new (self->wanted, run, error);
  return self->settle != NULL ? start_one (run, self, error) : NULL;
}

SlwDirective *
start_next (SlwStepRun *run, const SlwResult *last, GError **error)
{
  Start *self = slw_step_run_get_data (run);

  switch (slw_step_run_get_stage (run)) {
  case STAGE_BEGIN:
    return begin (run, error);
  case STAGE_LOOK:
    return decide (run, self, last, error);
  case STAGE_START:
    return start_one (run, self, error);
  default:
    return settle (run, self, last, error);
  }
}
