/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stale.h"

#include <string.h>

#include "units.h"

#define TICK 10000 /* µs: USER_HZ is 100 wherever Linux runs servers */
#define MANY 500   /* services; a server that names more of them is not believed */
#define ROOT "/system.slice/"
#define SLICE ".slice"

static const char stale_script[] =
#include "stale.sh.inc"
    ;

static void
stale_free (Stale *self)
{
  g_free (self->unit);
  g_free (self->file);
  g_free (self);
}

SlwAction *
stale_new_action (void)
{
  return slw_action_new_script (SLW_EFFECT_READ, "look for services that use replaced files", stale_script, NULL);
}

/* /system.slice/system-postgresql.slice/postgresql@15-main.service/… is postgresql@15-main.service. */
static char *
find_unit (const char *group)
{
  const char *at = g_str_has_prefix (group, ROOT) ? group + strlen (ROOT) : "";
  g_auto (GStrv) parts = g_strsplit (at, "/", -1);
  guint i = 0;

  while (parts[i] != NULL && g_str_has_suffix (parts[i], SLICE))
    i++;
  return parts[i] != NULL && units_is_name (parts[i]) ? g_strdup (parts[i]) : NULL;
}

Stale *
stale_find (GPtrArray *all, const char *unit)
{
  for (guint i = 0; i < all->len; i++) {
    Stale *stale = g_ptr_array_index (all, i);

    if (strcmp (stale->unit, unit) == 0)
      return stale;
  }
  return NULL;
}

static void
read_line (GPtrArray *all, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  g_autofree char *unit = NULL;
  guint64 ticks = 0;
  Stale *stale;

  if (g_strv_length (words) != 4 || strcmp (words[0], "P") != 0
      || !g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXUINT64 / TICK, &ticks, NULL))
    return;
  unit = find_unit (words[2]);
  if (unit == NULL || all->len >= MANY)
    return;
  stale = stale_find (all, unit);
  if (stale == NULL) {
    stale = g_new0 (Stale, 1);
    stale->unit = g_steal_pointer (&unit);
    stale->file = slw_text_escape (words[3], -1);
    g_ptr_array_add (all, stale);
  }
  stale->began = MAX (stale->began, ticks * TICK);
}

GPtrArray *
stale_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) stale_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (strcmp (lines[i], "X end 0") == 0)
      return g_steal_pointer (&all);
    read_line (all, lines[i]);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about services that use replaced files is cut off");
  return NULL;
}
