/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "simulation.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

/* Debian Policy §5.6.1 and §5.6.12, where a name may have an architecture after a colon; names of rpm have capitals and "_",
 * its versions "^" besides. None of them means anything to a shell or a package manager. */
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define NAME_CHARACTERS LETTERS "+-._:"
#define VERSION_CHARACTERS LETTERS "._+-~^:"

void
simulation_package_free (SimulationPackage *package)
{
  g_free (package->name);
  g_free (package->version);
  g_free (package->old_version);
  g_free (package->provides);
  g_free (package->conflicts);
  g_free (package);
}

void
simulation_free (Simulation *self)
{
  g_clear_pointer (&self->install, g_ptr_array_unref);
  g_clear_pointer (&self->remove, g_ptr_array_unref);
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  g_free (self);
}

Simulation *
simulation_new (void)
{
  Simulation *self = g_new0 (Simulation, 1);

  self->install = g_ptr_array_new_with_free_func ((GDestroyNotify) simulation_package_free);
  self->remove = g_ptr_array_new_with_free_func ((GDestroyNotify) simulation_package_free);
  self->refused = g_ptr_array_new_with_free_func ((GDestroyNotify) simulation_package_free);
  return self;
}

static gboolean
is_made_of (const char *text, const char *characters)
{
  return *text != '\0' && g_ascii_isalnum (*text) && strspn (text, characters) == strlen (text);
}

gboolean
simulation_add (GPtrArray *packages, SimulationPackage *package)
{
  gboolean good = packages->len < SIMULATION_MOST && package->name != NULL && package->version != NULL
                  && is_made_of (package->name, NAME_CHARACTERS) && is_made_of (package->version, VERSION_CHARACTERS)
                  && (package->old_version == NULL || is_made_of (package->old_version, VERSION_CHARACTERS));

  if (good)
    g_ptr_array_add (packages, package);
  else
    simulation_package_free (package);
  return good;
}

static gboolean
parse_words (GPtrArray *packages, const char *const *words, GError **error)
{
  for (guint i = 0; words[i] != NULL; i++) {
    const char *equals = strchr (words[i], '=');
    SimulationPackage *package = g_new0 (SimulationPackage, 1);

    package->name = g_strndup (words[i], equals != NULL ? equals - words[i] : 0);
    package->version = g_strdup (equals != NULL ? equals + 1 : NULL);
    if (!simulation_add (packages, package)) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "\"%s\" is not NAME=VERSION of a package", words[i]);
      return FALSE;
    }
  }
  return TRUE;
}

Simulation *
simulation_parse_list (const char *const *install, const char *const *remove, GError **error)
{
  g_autoptr (Simulation) self = simulation_new ();

  if (!parse_words (self->install, install, error) || !parse_words (self->remove, remove, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
simulation_add_refused (Simulation *self, const char *name)
{
  SimulationPackage *package = g_new0 (SimulationPackage, 1);

  package->name = g_strdup (name);
  g_ptr_array_add (self->refused, package);
}

static void
add_download (Simulation *self, const char *quoted, guint64 size, SimulationFileFunc is_file_of)
{
  g_autofree char *unquoted = g_uri_unescape_string (quoted, NULL);
  const char *file = unquoted != NULL ? unquoted : quoted;

  for (guint i = 0; i < self->install->len; i++) {
    SimulationPackage *package = g_ptr_array_index (self->install, i);

    if (package->download == 0 && is_file_of (package, file)) {
      package->download = size;
      return;
    }
  }
}

void
simulation_add_downloads (Simulation *self, const char *text, SimulationFileFunc is_file_of)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL && i < SIMULATION_MOST; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);
    guint64 size = 0;

    if (g_strv_length (words) >= 2 && g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXINT64, &size, NULL))
      add_download (self, words[0], size, is_file_of);
  }
}

/* Fields of one stanza. */
typedef struct {
  const char *package;
  const char *architecture;
  const char *version;
  const char *size;
  const char *provides;
  const char *conflicts;
  const char *breaks;
} Stanza;

static void
read_field (Stanza *stanza, const char *line)
{
  const struct {
    const char *name;
    const char **value;
  } fields[] = {
    { "Package: ", &stanza->package },   { "Architecture: ", &stanza->architecture },
    { "Version: ", &stanza->version },   { "Installed-Size: ", &stanza->size },
    { "Provides: ", &stanza->provides }, { "Conflicts: ", &stanza->conflicts },
    { "Breaks: ", &stanza->breaks },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (g_str_has_prefix (line, fields[i].name))
      *fields[i].value = line + strlen (fields[i].name);
  }
}

static gboolean
is_stanza_of (const Stanza *stanza, const SimulationPackage *package)
{
  gsize name = strcspn (package->name, ":");

  if (strlen (stanza->package) != name || strncmp (stanza->package, package->name, name) != 0
      || (package->version != NULL && strcmp (stanza->version, package->version) != 0))
    return FALSE;
  return package->name[name] == '\0' || g_strcmp0 (stanza->architecture, package->name + name + 1) == 0;
}

static void
apply_stanza (GPtrArray *packages, const Stanza *stanza)
{
  for (guint i = 0; i < packages->len; i++) {
    SimulationPackage *package = g_ptr_array_index (packages, i);
    guint64 kib = 0;

    if (package->unpacked != 0 || !is_stanza_of (stanza, package))
      continue;
    if (stanza->size != NULL)
      g_ascii_string_to_unsigned (stanza->size, 10, 0, G_MAXINT32, &kib, NULL);
    package->unpacked = kib * 1024;
    g_free (package->provides);
    package->provides = g_strdup (stanza->provides);
    g_free (package->conflicts);
    package->conflicts = stanza->conflicts != NULL && stanza->breaks != NULL
                             ? g_strconcat (stanza->conflicts, ", ", stanza->breaks, NULL)
                             : g_strdup (stanza->conflicts != NULL ? stanza->conflicts : stanza->breaks);
  }
}

void
simulation_add_stanzas (Simulation *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  Stanza stanza = { NULL };
  guint stanzas = 0;

  for (guint i = 0; stanzas < SIMULATION_MOST; i++) {
    if (lines[i] == NULL || *lines[i] == '\0') {
      if (stanza.package != NULL && stanza.version != NULL) {
        stanzas++;
        apply_stanza (self->install, &stanza);
        apply_stanza (self->remove, &stanza);
        apply_stanza (self->refused, &stanza);
      }
      stanza = (Stanza){ NULL };
    }
    if (lines[i] == NULL)
      break;
    read_field (&stanza, lines[i]);
  }
}

gboolean
simulation_is_empty (const Simulation *self)
{
  return self->install->len + self->remove->len == 0;
}

static void
add_names (GStrvBuilder *names, GPtrArray *packages)
{
  for (guint i = 0; i < packages->len; i++)
    g_strv_builder_add (names, ((SimulationPackage *) g_ptr_array_index (packages, i))->name);
}

char **
simulation_dup_names (const Simulation *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  add_names (names, self->install);
  add_names (names, self->remove);
  return g_strv_builder_end (names);
}

guint64
simulation_sum_download (const Simulation *self)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->install->len; i++)
    sum += ((SimulationPackage *) g_ptr_array_index (self->install, i))->download;
  return sum;
}

guint64
simulation_sum_unpacked (const Simulation *self)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->install->len; i++)
    sum += ((SimulationPackage *) g_ptr_array_index (self->install, i))->unpacked;
  return sum;
}

guint
simulation_count_upgrades (const Simulation *self)
{
  guint count = 0;

  for (guint i = 0; i < self->install->len; i++)
    count += ((SimulationPackage *) g_ptr_array_index (self->install, i))->old_version != NULL;
  return count;
}

/* Names of a relation field: no versions, no architectures. */
static char **
split_relation (const char *field)
{
  char **names = g_strsplit (field != NULL ? field : "", ",", -1);

  for (guint i = 0; names[i] != NULL; i++) {
    g_strchug (names[i]);
    names[i][strcspn (names[i], " (:[")] = '\0';
  }
  return names;
}

const SimulationPackage *
simulation_find_opponent (const Simulation *self, const SimulationPackage *removed, char **common)
{
  g_auto (GStrv) provided = split_relation (removed->provides);
  g_autofree char *name = g_strndup (removed->name, strcspn (removed->name, ":"));

  *common = NULL;
  for (guint i = 0; i < self->install->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (self->install, i);
    g_auto (GStrv) conflicts = split_relation (package->conflicts);

    if (g_strv_contains ((const char *const *) conflicts, name))
      return package;
    for (guint n = 0; provided[n] != NULL; n++) {
      if (*provided[n] != '\0' && g_strv_contains ((const char *const *) conflicts, provided[n])) {
        *common = g_strdup (provided[n]);
        return package;
      }
    }
  }
  return NULL;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
format_packages (GPtrArray *packages)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < packages->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (packages, i);

    g_ptr_array_add (words, g_strdup_printf ("%s=%s", package->name, package->version));
  }
  g_ptr_array_sort (words, compare_words);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

char *
simulation_format_install (const Simulation *self)
{
  return format_packages (self->install);
}

char *
simulation_format_remove (const Simulation *self)
{
  return format_packages (self->remove);
}

static const SimulationPackage *
find (GPtrArray *packages, const char *name)
{
  for (guint i = 0; i < packages->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (packages, i);

    if (strcmp (package->name, name) == 0)
      return package;
  }
  return NULL;
}

static void
compare (GString *out, GPtrArray *planned, GPtrArray *now, const char *verb)
{
  for (guint i = 0; i < now->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (now, i);
    const SimulationPackage *other = find (planned, package->name);

    if (other == NULL)
      g_string_append_printf (out, "; %s %s would be %s", package->name, package->version, verb);
    else if (strcmp (package->version, other->version) != 0)
      g_string_append_printf (out, "; %s would be %s %s, %s was planned", package->name, verb, package->version,
                              other->version);
  }
}

char *
simulation_describe_excess (const Simulation *planned, const Simulation *now)
{
  GString *out = g_string_new (NULL);

  compare (out, planned->install, now->install, "installed");
  compare (out, planned->remove, now->remove, "removed");
  if (out->len == 0) {
    g_string_free (out, TRUE);
    return NULL;
  }
  g_string_erase (out, 0, 2);
  return g_string_free (out, FALSE);
}
