/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of apt's sources, without their addresses, as probe.sh prints them: sources.list(5), in both of its formats. */
#include "release-change.h"

#include <string.h>

#define MOST 500 /* of each kind */
#define VENDOR "@vendor"

static void
source_free (gpointer data)
{
  ReleaseSource *source = data;

  g_free (source->file);
  g_free (source->suite);
  g_free (source);
}

ReleaseChange *
release_change_new (void)
{
  ReleaseChange *self = g_new0 (ReleaseChange, 1);

  self->sources = g_ptr_array_new_with_free_func (source_free);
  self->pending = g_ptr_array_new_with_free_func (g_free);
  self->named = g_ptr_array_new_with_free_func (g_free);
  self->stanza = g_string_new (NULL);
  return self;
}

void
release_change_free (ReleaseChange *self)
{
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->pending);
  g_ptr_array_unref (self->named);
  g_free (self->base_files);
  g_free (self->file);
  g_string_free (self->stanza, TRUE);
  g_free (self);
}

/* A suite that ends with a slash is a path, and names no release. */
static void
add_suites (ReleaseChange *self, const char *suites, gboolean vendor)
{
  g_auto (GStrv) words = g_strsplit_set (suites, " \t", -1);

  for (guint i = 0; words[i] != NULL && self->sources->len < MOST; i++) {
    ReleaseSource *source;

    if (*words[i] == '\0' || g_str_has_suffix (words[i], "/"))
      continue;
    source = g_new0 (ReleaseSource, 1);
    source->file = g_strdup (self->file);
    source->suite = g_strdup (words[i]);
    source->vendor = vendor;
    g_ptr_array_add (self->sources, source);
  }
}

/* "deb [options] ADDRESS SUITE COMPONENT…" */
static void
read_one_line (ReleaseChange *self, const char *line)
{
  const char *text = line + strspn (line, " \t");
  g_auto (GStrv) words = NULL;

  if (!g_str_has_prefix (text, "deb "))
    return;
  text += strlen ("deb ");
  text += strspn (text, " ");
  if (*text == '[') {
    text = strchr (text, ']');
    if (text == NULL)
      return;
    text++;
  }
  words = g_strsplit (text + strspn (text, " "), " ", 3);
  if (words[0] != NULL && words[1] != NULL && *words[0] == '@')
    add_suites (self, words[1], g_str_equal (words[0], VENDOR));
}

/* The value of a field of a stanza, with its further lines. */
static char *
find_field (const char *stanza, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (stanza, "\n", -1);
  g_autoptr (GString) value = g_string_new (NULL);
  gsize length = strlen (name);
  gboolean inside = FALSE;

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *rest = lines[i];

    if (*rest != ' ') {
      inside = g_ascii_strncasecmp (rest, name, length) == 0 && rest[length] == ':';
      rest += inside ? length + 1 : 0;
    }
    if (inside)
      g_string_append_printf (value, " %s", rest);
  }
  return g_strstrip (g_string_free (g_steal_pointer (&value), FALSE));
}

static gboolean
is_off (const char *enabled)
{
  static const char *const words[] = { "no", "false", "without", "off", "disable", "0" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (enabled, words[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
end_stanza (ReleaseChange *self)
{
  g_autofree char *types = find_field (self->stanza->str, "Types");
  g_autofree char *enabled = find_field (self->stanza->str, "Enabled");
  g_autofree char *addresses = find_field (self->stanza->str, "URIs");
  g_autofree char *suites = find_field (self->stanza->str, "Suites");
  g_auto (GStrv) kinds = g_strsplit (types, " ", -1);

  if (g_strv_contains ((const char *const *) kinds, "deb") && !is_off (enabled))
    add_suites (self, suites, strstr (addresses, VENDOR) != NULL);
  g_string_truncate (self->stanza, 0);
}

static void
read_source (ReleaseChange *self, const char *line)
{
  if (self->file == NULL)
    return;
  if (!g_str_has_suffix (self->file, ".sources"))
    read_one_line (self, line);
  else if (line[strspn (line, " ")] == '\0')
    end_stanza (self);
  else if (self->stanza->len < 65536)
    g_string_append_printf (self->stanza, "%s\n", line);
}

void
release_change_end (ReleaseChange *self)
{
  if (self->stanza->len > 0)
    end_stanza (self);
}

void
release_change_read (ReleaseChange *self, const char *name, const char *value)
{
  if (g_str_equal (name, "source")) {
    read_source (self, value);
  } else if (g_str_equal (name, "sources")) {
    release_change_end (self);
    g_free (self->file);
    self->file = g_strdup (value);
  } else if (g_str_equal (name, "pending") && self->pending->len < MOST) {
    g_ptr_array_add (self->pending, g_strdup (value));
  } else if (g_str_equal (name, "releasever") && self->named->len < MOST) {
    g_ptr_array_add (self->named, g_strdup (value));
  } else if (g_str_equal (name, "base-files")) {
    g_free (self->base_files);
    self->base_files = g_strdup (value);
  }
}
