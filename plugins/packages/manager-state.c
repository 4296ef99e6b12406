/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "manager-state.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#define COMMAND_MOST 80
/* deb-version(7) and Debian policy 5.6.1, with the sign between a name and its architecture or version */
#define PACKAGE_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+-.:~=_"

static void
lock_free (ManagerLock *lock)
{
  g_free (lock->path);
  g_free (lock->unit);
  g_free (lock->command);
  g_free (lock);
}

void
manager_state_free (ManagerState *self)
{
  g_clear_pointer (&self->locks, g_ptr_array_unref);
  g_clear_pointer (&self->broken, g_ptr_array_unref);
  g_clear_pointer (&self->unconfigured, g_ptr_array_unref);
  g_free (self->audit);
  g_free (self->lists);
  g_free (self);
}

SlwAction *
manager_state_new_action (const PackagesFamily *family)
{
  g_autofree char *label = g_strdup_printf ("look at the locks of %s and at %s", family->manager, family->database);

  return slw_action_new_script (SLW_EFFECT_READ, label, family->state_script, NULL);
}

/* A control group may also be a slice, or nothing that has a name. */
static gboolean
is_unit (const char *name)
{
  return g_str_has_suffix (name, ".service") || g_str_has_suffix (name, ".scope");
}

static ManagerLock *
parse_lock (const char *text)
{
  g_auto (GStrv) fields = g_strsplit (text, "\t", -1);
  ManagerLock *lock;
  guint64 pid = 0, age = 0;

  if (g_strv_length (fields) != 5 || !g_ascii_string_to_unsigned (fields[1], 10, 1, G_MAXINT32, &pid, NULL))
    return NULL;
  g_ascii_string_to_unsigned (fields[4], 10, 0, G_MAXINT32, &age, NULL);
  lock = g_new0 (ManagerLock, 1);
  lock->path = slw_text_escape (fields[0], -1);
  lock->pid = pid;
  lock->unit = slw_text_escape (is_unit (fields[2]) ? fields[2] : "", -1);
  lock->command = g_strchomp (slw_text_escape (fields[3], MIN (strlen (fields[3]), COMMAND_MOST)));
  lock->age = age;
  return lock;
}

/* It may become a word of a command. */
static gboolean
add_package (GPtrArray *packages, const char *text)
{
  if (!g_ascii_isalnum (*text) || text[strspn (text, PACKAGE_CHARACTERS)] != '\0')
    return FALSE;
  g_ptr_array_add (packages, g_strdup (text));
  return TRUE;
}

static gboolean
read_line (ManagerState *self, GString *audit, const char *line)
{
  ManagerLock *lock;

  if (g_str_has_prefix (line, "A ")) {
    g_string_append_printf (audit, "%s\n", line + 2);
  } else if (g_str_has_prefix (line, "J ")) {
    self->interrupted = TRUE;
  } else if (g_str_has_prefix (line, "D ")) {
    g_free (self->lists);
    self->lists = slw_text_escape (line + 2, -1);
  } else if (g_str_has_prefix (line, "R ")) {
    return add_package (self->broken, line + 2);
  } else if (g_str_has_prefix (line, "F ")) {
    return add_package (self->unconfigured, line + 2);
  } else if (g_str_has_prefix (line, "L ")) {
    lock = parse_lock (line + 2);
    if (lock == NULL)
      return FALSE;
    g_ptr_array_add (self->locks, lock);
  }
  return TRUE;
}

ManagerState *
manager_state_parse (const char *text, GError **error)
{
  g_autoptr (ManagerState) self = g_new0 (ManagerState, 1);
  g_autoptr (GString) audit = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  gboolean complete = FALSE;

  self->locks = g_ptr_array_new_with_free_func ((GDestroyNotify) lock_free);
  self->broken = g_ptr_array_new_with_free_func (g_free);
  self->unconfigured = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    complete = complete || strcmp (lines[i], "X end 0") == 0;
    if (!read_line (self, audit, lines[i])) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                   "the answer about the package manager's locks is not understood");
      return NULL;
    }
  }
  if (!complete) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about the package manager's locks is cut off");
    return NULL;
  }
  self->audit = slw_text_escape (audit->str, audit->len);
  self->interrupted = self->interrupted || *self->audit != '\0';
  return g_steal_pointer (&self);
}

char *
manager_state_describe_lock (const ManagerState *self)
{
  const ManagerLock *lock;

  if (self->locks->len == 0)
    return NULL;
  lock = g_ptr_array_index (self->locks, 0);
  return g_strdup_printf (
      "%s is held by process %" G_GUINT64_FORMAT " (%s%s%s), which has run for %" G_GUINT64_FORMAT " s", lock->path,
      lock->pid, lock->command, *lock->unit != '\0' ? ", unit " : "", lock->unit, lock->age);
}

gboolean
manager_state_is_settled (const ManagerState *self)
{
  return self->locks->len == 0 && !self->interrupted;
}
