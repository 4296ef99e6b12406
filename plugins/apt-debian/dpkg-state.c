/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dpkg-state.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#define COMMAND_MOST 80

static const char state_script[] =
#include "dpkg-state.sh.inc"
    ;

static void
lock_free (DpkgLock *lock)
{
  g_free (lock->path);
  g_free (lock->unit);
  g_free (lock->command);
  g_free (lock);
}

void
dpkg_state_free (DpkgState *self)
{
  g_clear_pointer (&self->locks, g_ptr_array_unref);
  g_free (self->audit);
  g_free (self);
}

SlwAction *
dpkg_state_new_action (void)
{
  return slw_action_new_script (SLW_EFFECT_READ, "look at apt's locks and at dpkg", state_script, NULL);
}

/* A control group may also be a slice, or nothing that has a name. */
static gboolean
is_unit (const char *name)
{
  return g_str_has_suffix (name, ".service") || g_str_has_suffix (name, ".scope");
}

static DpkgLock *
parse_lock (const char *text)
{
  g_auto (GStrv) fields = g_strsplit (text, "\t", -1);
  DpkgLock *lock;
  guint64 pid = 0, age = 0;

  if (g_strv_length (fields) != 5 || !g_ascii_string_to_unsigned (fields[1], 10, 1, G_MAXINT32, &pid, NULL))
    return NULL;
  g_ascii_string_to_unsigned (fields[4], 10, 0, G_MAXINT32, &age, NULL);
  lock = g_new0 (DpkgLock, 1);
  lock->path = slw_text_escape (fields[0], -1);
  lock->pid = pid;
  lock->unit = slw_text_escape (is_unit (fields[2]) ? fields[2] : "", -1);
  lock->command = g_strchomp (slw_text_escape (fields[3], MIN (strlen (fields[3]), COMMAND_MOST)));
  lock->age = age;
  return lock;
}

static gboolean
read_line (DpkgState *self, GString *audit, const char *line)
{
  DpkgLock *lock;

  if (g_str_has_prefix (line, "A ")) {
    g_string_append_printf (audit, "%s\n", line + 2);
  } else if (g_str_has_prefix (line, "J ")) {
    self->interrupted = TRUE;
  } else if (g_str_has_prefix (line, "L ")) {
    lock = parse_lock (line + 2);
    if (lock == NULL)
      return FALSE;
    g_ptr_array_add (self->locks, lock);
  }
  return TRUE;
}

DpkgState *
dpkg_state_parse (const char *text, GError **error)
{
  g_autoptr (DpkgState) self = g_new0 (DpkgState, 1);
  g_autoptr (GString) audit = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  gboolean complete = FALSE;

  self->locks = g_ptr_array_new_with_free_func ((GDestroyNotify) lock_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    complete = complete || strcmp (lines[i], "X end 0") == 0;
    if (!read_line (self, audit, lines[i])) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about apt's locks is not understood");
      return NULL;
    }
  }
  if (!complete) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about apt's locks is cut off");
    return NULL;
  }
  self->audit = slw_text_escape (audit->str, audit->len);
  self->interrupted = self->interrupted || *self->audit != '\0';
  return g_steal_pointer (&self);
}

char *
dpkg_state_describe_lock (const DpkgState *self)
{
  const DpkgLock *lock;

  if (self->locks->len == 0)
    return NULL;
  lock = g_ptr_array_index (self->locks, 0);
  return g_strdup_printf (
      "%s is held by process %" G_GUINT64_FORMAT " (%s%s%s), which has run for %" G_GUINT64_FORMAT " s", lock->path,
      lock->pid, lock->command, *lock->unit != '\0' ? ", unit " : "", lock->unit, lock->age);
}
