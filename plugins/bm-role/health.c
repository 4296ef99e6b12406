/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "health.h"

#include <string.h>

static const char health_script[] =
#include "health.sh.inc"
    ;

/* One unit as systemctl shows it. */
typedef struct {
  char *name;
  gboolean loaded;
  gboolean enabled;
  char *state;
} Unit;

typedef struct {
  GPtrArray *units; /* Unit */
  GHashTable *off;  /* names */
  GHashTable *ports;
  gboolean complete;
} Health;

static void
unit_free (Unit *unit)
{
  g_free (unit->name);
  g_free (unit->state);
  g_free (unit);
}

static void
health_clear (Health *self)
{
  g_ptr_array_unref (self->units);
  g_hash_table_unref (self->off);
  g_hash_table_unref (self->ports);
}

SlwAction *
health_new_action (const RoleData *data)
{
  g_autofree char *all = g_strdup_printf ("%s %s", data->units, data->optional_units);
  g_auto (GStrv) names = g_strsplit (all, " ", -1);

  return slw_action_new_script (SLW_EFFECT_READ, "look at services and ports", health_script,
                                (const char *const *) names);
}

/* "Id=bm-core.service" begins a unit. */
static void
read_property (Health *self, const char *text)
{
  Unit *unit = self->units->len > 0 ? g_ptr_array_index (self->units, self->units->len - 1) : NULL;

  if (g_str_has_prefix (text, "Id=")) {
    unit = g_new0 (Unit, 1);
    unit->name = g_strndup (text + 3, strcspn (text + 3, "."));
    unit->state = g_strdup ("unknown");
    g_ptr_array_add (self->units, unit);
  } else if (unit != NULL && g_str_has_prefix (text, "ActiveState=")) {
    g_free (unit->state);
    unit->state = slw_text_escape (text + strlen ("ActiveState="), -1);
  } else if (unit != NULL && g_str_has_prefix (text, "LoadState=")) {
    unit->loaded = strcmp (text, "LoadState=not-found") != 0;
  } else if (unit != NULL && g_str_has_prefix (text, "UnitFileState=")) {
    unit->enabled = g_str_has_prefix (text, "UnitFileState=enabled");
  }
}

static void
read_line (Health *self, const char *line)
{
  if (g_str_has_prefix (line, "unit "))
    read_property (self, line + 5);
  else if (g_str_has_prefix (line, "off "))
    g_hash_table_add (self->off, g_strdup (line + 4));
  else if (g_str_has_prefix (line, "port "))
    g_hash_table_add (self->ports, g_strdup (line + 5));
  else if (strcmp (line, "end 0") == 0)
    self->complete = TRUE;
}

static void
health_read (Health *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  self->units = g_ptr_array_new_with_free_func ((GDestroyNotify) unit_free);
  self->off = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ports = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->complete = FALSE;
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (self, lines[i]);
}

static const Unit *
find_unit (const Health *self, const char *name)
{
  for (guint i = 0; i < self->units->len; i++) {
    const Unit *unit = g_ptr_array_index (self->units, i);

    if (strcmp (unit->name, name) == 0)
      return unit;
  }
  return NULL;
}

static void
judge_unit (GString *faults, const Health *self, const char *name, gboolean optional)
{
  const Unit *unit = find_unit (self, name);
  gboolean there = unit != NULL && unit->loaded;

  if (g_hash_table_contains (self->off, name) || (there && strcmp (unit->state, "active") == 0))
    return;
  if (!there && !optional)
    g_string_append_printf (faults, "; the service %s is not there", name);
  else if (there && (!optional || unit->enabled || strcmp (unit->state, "failed") == 0))
    g_string_append_printf (faults, "; the service %s is %s", name, unit->state);
}

static void
judge_units (GString *faults, const Health *self, const char *list, gboolean optional)
{
  g_auto (GStrv) names = g_strsplit (list, " ", -1);

  for (guint i = 0; names[i] != NULL; i++) {
    if (*names[i] != '\0')
      judge_unit (faults, self, names[i], optional);
  }
}

static gboolean
is_any_listened_on (const Health *self, const char *choice)
{
  g_auto (GStrv) ports = g_strsplit (choice, "|", -1);

  for (guint i = 0; ports[i] != NULL; i++) {
    if (g_hash_table_contains (self->ports, ports[i]))
      return TRUE;
  }
  return FALSE;
}

static void
judge_ports (GString *faults, const Health *self, const char *list)
{
  g_auto (GStrv) choices = g_strsplit (list, " ", -1);

  for (guint i = 0; choices[i] != NULL; i++) {
    g_auto (GStrv) ports = g_strsplit (choices[i], "|", -1);
    g_autofree char *text = g_strjoinv (" or ", ports);

    if (*choices[i] != '\0' && !is_any_listened_on (self, choices[i]))
      g_string_append_printf (faults, "; nothing listens on port %s", text);
  }
}

char *
health_find_faults (const RoleData *data, const char *text, GError **error)
{
  GString *faults = g_string_new (NULL);
  gboolean complete;
  Health health;

  health_read (&health, text);
  judge_units (faults, &health, data->units, FALSE);
  judge_units (faults, &health, data->optional_units, TRUE);
  judge_ports (faults, &health, data->ports);
  complete = health.complete;
  health_clear (&health);
  if (!complete) {
    g_string_free (faults, TRUE);
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer about services and ports is cut off");
    return NULL;
  }
  if (faults->len > 0)
    g_string_erase (faults, 0, 2);
  return g_string_free (faults, FALSE);
}

static gboolean
is_technical_version (const char *version)
{
  g_auto (GStrv) numbers = g_strsplit (version, ".", -1);
  guint count = g_strv_length (numbers);

  for (guint i = 0; i < count; i++) {
    if (*numbers[i] == '\0' || strspn (numbers[i], "0123456789") != strlen (numbers[i]))
      return FALSE;
  }
  return count == 3 || count == 4;
}

char *
health_find_skew (const char *const *packages, char **version)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *first = NULL;
  gboolean same = TRUE;

  for (guint i = 0; packages[i] != NULL; i++) {
    const char *equals = strchr (packages[i], '=');

    if (!g_str_has_prefix (packages[i], "bm-") || equals == NULL || !is_technical_version (equals + 1))
      continue;
    same = same && (first == NULL || strcmp (first, equals + 1) == 0);
    first = first != NULL ? first : equals + 1;
    g_string_append_printf (text, "%s%.*s %s", text->len > 0 ? ", " : "", (int) (equals - packages[i]), packages[i],
                            equals + 1);
  }
  *version = same ? g_strdup (first) : NULL;
  return same ? NULL : g_strdup (text->str);
}
