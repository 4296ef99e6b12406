/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repair.h"

#include <string.h>

#include <slipway/slw-error.h>

#include "lock-wait.h"

void
repair_clear (Repair *self)
{
  g_clear_pointer (&self->state, manager_state_free);
  g_clear_pointer (&self->rest, g_strfreev);
  g_clear_pointer (&self->failure, g_free);
  g_clear_pointer (&self->waiting, g_strfreev);
}

void
repair_see (Repair *self, ManagerState *state)
{
  g_clear_pointer (&self->state, manager_state_free);
  self->state = state;
}

gboolean
repair_is_due (const Repair *self)
{
  return self->state->interrupted && !self->tried;
}

gboolean
repair_is_good (const PackagesFamily *family, const SlwResult *result)
{
  return slw_result_get_status (result) == 0 && (family->has_failed == NULL || !family->has_failed (result));
}

static void
set_unfinished (const PackagesFamily *family, const char *why, GError **error)
{
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "an interrupted run of %s can't be finished: %s", family->database,
               why);
}

/* The repository may have another version only: a new run plans that. @why: nullable: it seemed to work */
static void
set_broken (char **packages, const char *why, GError **error)
{
  g_autofree char *names = g_strjoinv (", ", packages);

  if (why != NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                 "%s: half installed, and can't be put in place again (a new run looks for another version): %s", names,
                 why);
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                 "%s: still half installed after being put in place again; a new run looks for another version", names);
}

/* Somebody has taken a lock since it was looked at: that was no try. */
static gboolean
lost_race (Repair *self, const PackagesFamily *family, const SlwResult *last)
{
  return !repair_is_good (family, last) && family->is_lock (last) && ++self->races <= LOCK_RACES_MAX;
}

gboolean
repair_end (Repair *self, const PackagesFamily *family, const SlwResult *last, GError **error)
{
  /* it was done by an earlier process, and there was another interruption since */
  if (slw_result_is_recorded (last) || lost_race (self, family, last))
    return TRUE;
  self->tried = TRUE;
  if (repair_is_good (family, last))
    return TRUE;
  self->failure = family->explain_installation (slw_result_get_output (last), slw_result_get_errors (last));
  self->waiting = family->list_waiting != NULL ? family->list_waiting (slw_result_get_errors (last)) : NULL;
  if (family->new_reinstall != NULL)
    return TRUE;
  set_unfinished (family, self->failure, error);
  return FALSE;
}

/* @package is NAME or NAME=VERSION */
static gboolean
is_among (const char *package, GPtrArray *packages)
{
  gsize length = strcspn (package, "=");

  for (guint i = 0; i < packages->len; i++) {
    const char *name = ((SimulationPackage *) g_ptr_array_index (packages, i))->name;

    if (strlen (name) == length && strncmp (name, package, length) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Half installed, and not coming anyway. What goes has to be put in place before, or dpkg does not remove it. */
static char **
list_broken (const Repair *self, const Simulation *now)
{
  g_autoptr (GStrvBuilder) rest = g_strv_builder_new ();

  for (guint i = 0; i < self->state->broken->len; i++) {
    const char *package = g_ptr_array_index (self->state->broken, i);

    if (now == NULL || !is_among (package, now->install))
      g_strv_builder_add (rest, package);
  }
  return g_strv_builder_end (rest);
}

/* A package with a script that failed just now, and would again: neither a new one comes nor does the package go. */
static gboolean
has_failing_script (const Repair *self, const Simulation *now)
{
  GPtrArray *unconfigured = self->state->unconfigured;

  for (guint i = 0; i < unconfigured->len; i++) {
    const char *package = g_ptr_array_index (unconfigured, i);
    gboolean waits = self->waiting != NULL && g_strv_contains ((const char *const *) self->waiting, package);

    if (!waits && (now == NULL || (!is_among (package, now->install) && !is_among (package, now->remove))))
      return TRUE;
  }
  return FALSE;
}

gboolean
repair_begin_rest (Repair *self, const Packages *provider, const Simulation *now, SlwAction **action, GError **error)
{
  const PackagesFamily *family = provider->family;
  g_auto (GStrv) broken = list_broken (self, now);
  gboolean nothing_comes = now == NULL || simulation_is_empty (now);

  *action = NULL;
  if (!self->state->interrupted)
    return TRUE;
  /* or nothing comes that the others could wait for */
  if (self->failure != NULL && (has_failing_script (self, now) || (*broken == NULL && nothing_comes))) {
    set_unfinished (family, self->failure, error);
    return FALSE;
  }
  if (*broken == NULL)
    return TRUE;
  if (self->put_back) {
    set_broken (broken, NULL, error);
    return FALSE;
  }
  g_strfreev (self->rest);
  self->rest = g_steal_pointer (&broken);
  *action = family->new_reinstall ((const char *const *) self->rest, provider->settings.timeout);
  return TRUE;
}

gboolean
repair_end_rest (Repair *self, const PackagesFamily *family, const SlwResult *last, GError **error)
{
  g_autofree char *why = NULL;

  if (slw_result_is_recorded (last) || lost_race (self, family, last))
    return TRUE;
  self->put_back = TRUE;
  if (repair_is_good (family, last))
    return TRUE;
  why = family->explain_installation (slw_result_get_output (last), slw_result_get_errors (last));
  set_broken (self->rest, why, error);
  return FALSE;
}
