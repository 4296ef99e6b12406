/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-simulation.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

/* What the heading of a part of dnf's table means (dnf/cli/output.py, list_transaction). */
typedef enum { SECTION_NONE, SECTION_COMES, SECTION_GOES, SECTION_OTHER } Section;

static const struct {
  const char *heading;
  Section section;
} headings[] = {
  { "Installing", SECTION_COMES },  { "Upgrading", SECTION_COMES }, { "Reinstalling", SECTION_COMES },
  { "Downgrading", SECTION_COMES }, { "Removing", SECTION_GOES },
};

/* Words of a record: name, architecture, version, repository, size and its unit. */
#define WORDS 5

typedef struct {
  Simulation *simulation;
  GHashTable *installed; /* name[:arch] -> version */
  Section section;
  char *words[WORDS];
  guint count;
  gboolean sized; /* the last word was a size: its unit may follow */
} Reader;

static Section
read_heading (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (headings); i++) {
    if (g_str_has_prefix (line, headings[i].heading))
      return strstr (line, "module profiles") != NULL || strstr (line, "Groups") != NULL ? SECTION_OTHER
                                                                                         : headings[i].section;
  }
  return SECTION_OTHER;
}

/* A library for another word length is another package; what is made for any is not. */
static char *
make_name (const char *name, const char *arch)
{
  gboolean foreign = strlen (arch) == 4 && arch[0] == 'i' && strcmp (arch + 2, "86") == 0;

  return foreign ? g_strdup_printf ("%s:%s", name, arch) : g_strdup (name);
}

static char *
make_version (const char *text)
{
  return g_strdup (g_str_has_prefix (text, "0:") ? text + 2 : text);
}

static void
clear_words (Reader *reader)
{
  for (guint i = 0; i < reader->count; i++)
    g_clear_pointer (&reader->words[i], g_free);
  reader->count = 0;
}

static gboolean
end_record (Reader *reader)
{
  SimulationPackage *package = g_new0 (SimulationPackage, 1);
  gboolean goes = reader->section == SECTION_GOES;

  package->name = make_name (reader->words[0], reader->words[1]);
  package->version = make_version (reader->words[2]);
  clear_words (reader);
  return simulation_add (goes ? reader->simulation->remove : reader->simulation->install, package);
}

/* "     replacing  NAME.ARCH VERSION", which goes because another makes it obsolete */
static gboolean
read_replaced (Reader *reader, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  const char *found[2] = { NULL, NULL };
  const char *dot;
  SimulationPackage *package;
  guint count = 0;

  for (guint i = 0; words[i] != NULL && count < G_N_ELEMENTS (found); i++) {
    if (*words[i] != '\0')
      found[count++] = words[i];
  }
  dot = found[0] != NULL ? strrchr (found[0], '.') : NULL;
  if (dot == NULL || found[1] == NULL)
    return FALSE;
  package = g_new0 (SimulationPackage, 1);
  g_autofree char *name = g_strndup (found[0], dot - found[0]);
  package->name = make_name (name, dot + 1);
  package->version = make_version (found[1]);
  return simulation_add (reader->simulation->remove, package);
}

static gboolean
is_size (const char *word)
{
  return g_ascii_isdigit (*word) && strspn (word, "0123456789.") == strlen (word);
}

/* Where a line is broken, a record goes on in the next one, which begins with more than one space. */
static gboolean
read_words (Reader *reader, const char *line)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", -1);

  if (line[1] != ' ')
    reader->sized = FALSE;
  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] == '\0')
      continue;
    if (reader->sized && strlen (words[i]) == 1 && strchr ("kMGTP", *words[i]) != NULL) {
      reader->sized = FALSE;
      continue;
    }
    reader->sized = FALSE;
    reader->words[reader->count++] = g_strdup (words[i]);
    if (reader->count < WORDS)
      continue;
    reader->sized = is_size (words[i]);
    if (!reader->sized || !end_record (reader))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_installed (Reader *reader, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  if (g_strv_length (words) != 3)
    return FALSE;
  if (g_hash_table_size (reader->installed) < SIMULATION_MOST)
    g_hash_table_insert (reader->installed, make_name (words[0], words[1]), make_version (words[2]));
  return TRUE;
}

/* The table is between two lines of "=" and an empty line; what stands outside of it is talk. */
static gboolean
read_line (Reader *reader, const char *line)
{
  const char *text = line + strspn (line, " ");

  if (*line == '=' && line[1] != '=')
    return read_installed (reader, line + 1);
  if (*line == '\0' || *line == '=') {
    gboolean whole = reader->count == 0;

    reader->section = SECTION_NONE;
    return whole;
  }
  if (*line != ' ') {
    gboolean whole = reader->count == 0;

    reader->section = g_str_has_suffix (line, ":") ? read_heading (line) : SECTION_NONE;
    return whole;
  }
  if (reader->section != SECTION_COMES && reader->section != SECTION_GOES)
    return TRUE;
  if (g_str_has_prefix (text, "replacing "))
    return read_replaced (reader, text + strlen ("replacing "));
  return read_words (reader, line);
}

static void
set_old_versions (Reader *reader)
{
  GPtrArray *comes = reader->simulation->install;

  for (guint i = 0; i < comes->len; i++) {
    SimulationPackage *package = g_ptr_array_index (comes, i);

    package->old_version = g_strdup (g_hash_table_lookup (reader->installed, package->name));
  }
}

Simulation *
yum_simulation_parse (const char *text, GError **error)
{
  g_autoptr (Simulation) simulation = simulation_new ();
  g_autoptr (GHashTable) installed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  Reader reader = { .simulation = simulation, .installed = installed };
  gboolean good = TRUE;
  guint i;

  for (i = 0; good && lines[i] != NULL; i++)
    good = read_line (&reader, lines[i]);
  good = good && reader.count == 0;
  clear_words (&reader);
  if (!good) {
    g_autofree char *safe = slw_text_escape (lines[i - 1], MIN (strlen (lines[i - 1]), 200));

    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer of dnf is not understood: %s", safe);
    return NULL;
  }
  set_old_versions (&reader);
  return g_steal_pointer (&simulation);
}

/* name-version-release.architecture.rpm, without the epoch */
gboolean
yum_simulation_is_file_of (const SimulationPackage *package, const char *file)
{
  gsize name = strcspn (package->name, ":");
  const char *arch = package->name[name] == ':' ? package->name + name + 1 : NULL;
  const char *version = strchr (package->version, ':');

  version = version != NULL ? version + 1 : package->version;
  if (strncmp (file, package->name, name) != 0 || file[name] != '-')
    return FALSE;
  file += name + 1;
  if (!g_str_has_prefix (file, version) || file[strlen (version)] != '.')
    return FALSE;
  file += strlen (version) + 1;
  return arch == NULL ? file[0] != 'i' || !g_ascii_isdigit (file[1]) : g_str_has_prefix (file, arch);
}
