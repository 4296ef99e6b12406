/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "units.h"

#include <string.h>

#define SUFFIX ".service"
#define NAME_LENGTH 255 /* systemd's UNIT_NAME_MAX */
#define LETTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ":-_.\\@"
#define PROPERTIES                                                                                                  \
  "--property=Id,LoadState,ActiveState,UnitFileState,Transient,RefuseManualStop,RefuseManualStart,ConditionResult," \
  "ConditionTimestampMonotonic,InactiveExitTimestampMonotonic,Wants"

static void
unit_free (Unit *unit)
{
  g_free (unit->name);
  g_free (unit->active);
  g_strfreev (unit->wants);
  g_free (unit);
}

gboolean
units_is_name (const char *text)
{
  gsize length = strlen (text);

  return length > strlen (SUFFIX) && length <= NAME_LENGTH && *text != '-' && *text != '.'
         && g_str_has_suffix (text, SUFFIX) && strspn (text, LETTERS) == length;
}

char *
units_dup_short (const char *name)
{
  return g_strndup (name, strlen (name) - (g_str_has_suffix (name, SUFFIX) ? strlen (SUFFIX) : 0));
}

gboolean
units_is_up (const Unit *unit)
{
  return strcmp (unit->active, "active") == 0 || strcmp (unit->active, "reloading") == 0;
}

SlwAction *
units_new_show (GPtrArray *names)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (char *) "systemctl");
  g_ptr_array_add (argv, (char *) "show");
  g_ptr_array_add (argv, (char *) PROPERTIES);
  g_ptr_array_add (argv, (char *) "--");
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (argv, g_ptr_array_index (names, i));
  g_ptr_array_add (argv, NULL);
  return slw_action_new_exec (SLW_EFFECT_READ, "look at the state of services", (const char *const *) argv->pdata);
}

void
units_allow_failure (SlwAction *action, guint timeout)
{
  for (int status = 1; status <= 5; status++)
    slw_action_expect (action, status);
  slw_action_set_timeout (action, timeout);
}

/* The properties of one unit. %NULL when there is none, or what must be there is not. */
static GHashTable *
read_block (const char *text)
{
  g_autoptr (GHashTable) block = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *id;

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *equals = strchr (lines[i], '=');

    if (equals != NULL)
      g_hash_table_replace (block, g_strndup (lines[i], equals - lines[i]), g_strdup (equals + 1));
  }
  id = g_hash_table_lookup (block, "Id");
  return id != NULL && units_is_name (id) && g_hash_table_contains (block, "ActiveState") ? g_steal_pointer (&block)
                                                                                          : NULL;
}

static gboolean
is (GHashTable *block, const char *property, const char *value)
{
  return g_strcmp0 (g_hash_table_lookup (block, property), value) == 0;
}

static guint64
get_time (GHashTable *block, const char *property)
{
  const char *text = g_hash_table_lookup (block, property);
  guint64 time = 0;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &time, NULL) ? time : 0;
}

static Unit *
unit_new (GHashTable *block)
{
  Unit *unit = g_new0 (Unit, 1);
  const char *wants = g_hash_table_lookup (block, "Wants");

  unit->name = g_strdup (g_hash_table_lookup (block, "Id"));
  unit->active = slw_text_escape (g_hash_table_lookup (block, "ActiveState"), -1);
  unit->loaded = is (block, "LoadState", "loaded");
  unit->enabled = is (block, "UnitFileState", "enabled") || is (block, "UnitFileState", "enabled-runtime");
  unit->refuses = is (block, "RefuseManualStop", "yes") || is (block, "RefuseManualStart", "yes");
  unit->transient = is (block, "Transient", "yes");
  unit->off = is (block, "ConditionResult", "no") && get_time (block, "ConditionTimestampMonotonic") > 0;
  unit->began = get_time (block, "InactiveExitTimestampMonotonic");
  unit->wants = g_strsplit (wants != NULL ? wants : "", " ", -1);
  return unit;
}

static gboolean
has_unit (GPtrArray *units, const char *name)
{
  for (guint i = 0; i < units->len; i++) {
    if (strcmp (((const Unit *) g_ptr_array_index (units, i))->name, name) == 0)
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
units_parse (const char *text)
{
  GPtrArray *units = g_ptr_array_new_with_free_func ((GDestroyNotify) unit_free);
  g_auto (GStrv) blocks = g_strsplit (text, "\n\n", -1);

  for (guint i = 0; blocks[i] != NULL; i++) {
    g_autoptr (GHashTable) block = read_block (blocks[i]);

    if (block != NULL && !has_unit (units, g_hash_table_lookup (block, "Id")))
      g_ptr_array_add (units, unit_new (block));
  }
  return units;
}
