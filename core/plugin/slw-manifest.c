/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-manifest.h"

#include <string.h>

#include <slipway/slw-error.h>

#include "core/model/slw-key-file.h"
#include "core/plugin/slw-ownership.h"

#define GROUP "Plugin"
#define WORD_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

static const char *const keys[] = { "Id",        "Version", "Kinds",   "Roles",   "Depends", "Conflicts", "Description",
                                    "BusClient", "Module",  "Authors", "License", "Website", "X-*",       NULL };

typedef struct {
  GKeyFile *file;
  const char *path;
} Parse;

static gboolean
is_word (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 64 && strspn (text, WORD_LETTERS) == length && *text != '-';
}

static gboolean
is_kind (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", -1);

  return g_strv_length (parts) == 2 && is_word (parts[0]) && is_word (parts[1]);
}

static gboolean
get (Parse *parse, const char *key, char **value, GError **error)
{
  return slw_key_file_dup_value (parse->file, parse->path, GROUP, key, value, error);
}

static gboolean
get_needed (Parse *parse, const char *key, char **value, GError **error)
{
  if (!get (parse, key, value, error))
    return FALSE;
  if (*value == NULL)
    return slw_key_file_set_error (error, parse->path, GROUP, NULL, "has no %s=", key);
  return TRUE;
}

static gboolean
get_words (
    Parse *parse, const char *key, gboolean (*is_good) (const char *), const char *what, char ***words, GError **error)
{
  g_autofree char *text = NULL;

  if (!get (parse, key, &text, error))
    return FALSE;
  *words = slw_key_file_split (text);
  for (guint i = 0; (*words)[i] != NULL; i++) {
    if (!is_good ((*words)[i]))
      return slw_key_file_set_error (error, parse->path, GROUP, key, "word %u is no %s", i + 1, what);
    for (guint j = 0; j < i; j++)
      if (g_str_equal ((*words)[i], (*words)[j]))
        return slw_key_file_set_error (error, parse->path, GROUP, key, "%s stands twice", (*words)[i]);
  }
  return TRUE;
}

static gboolean
parse_id (Parse *parse, SlwManifest *self, GError **error)
{
  g_autofree char *base = g_path_get_basename (parse->path);
  g_autofree char *wanted = NULL;

  if (!get_needed (parse, "Id", &self->id, error))
    return FALSE;
  if (!is_word (self->id))
    return slw_key_file_set_error (error, parse->path, GROUP, "Id", "has lower-case letters, digits and - only");
  wanted = g_strconcat (self->id, ".plugin", NULL);
  if (!g_str_equal (base, wanted))
    return slw_key_file_set_error (error, parse->path, GROUP, "Id", "%s belongs in a file %s", self->id, wanted);
  return TRUE;
}

static gboolean
parse_module (Parse *parse, SlwManifest *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (parse->path);
  g_autofree char *name = NULL;

  if (!get (parse, "Module", &name, error))
    return FALSE;
  if (name == NULL)
    name = g_strconcat (self->id, ".so", NULL);
  if (strchr (name, '/') != NULL || !g_str_has_suffix (name, ".so"))
    return slw_key_file_set_error (error, parse->path, GROUP, "Module", "must be NAME.so in the manifest's own folder");
  self->module = g_build_filename (folder, name, NULL);
  return TRUE;
}

static gboolean
parse_bus_client (Parse *parse, SlwManifest *self, GError **error)
{
  g_autofree char *text = NULL;

  if (!get (parse, "BusClient", &text, error))
    return FALSE;
  self->bus_client = g_strcmp0 (text, "true") == 0;
  if (text != NULL && !self->bus_client && !g_str_equal (text, "false"))
    return slw_key_file_set_error (error, parse->path, GROUP, "BusClient", "must be true or false");
  return TRUE;
}

static gboolean
check_groups (Parse *parse, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (parse->file, NULL);
  gboolean found = FALSE;

  for (guint i = 0; groups[i] != NULL; i++) {
    if (g_str_equal (groups[i], GROUP))
      found = TRUE;
    else if (!g_str_has_prefix (groups[i], "X-"))
      return slw_key_file_set_error (error, parse->path, groups[i], NULL, "unknown group; there is [" GROUP "]");
  }
  return found || slw_key_file_set_error (error, parse->path, NULL, NULL, "has no [" GROUP "] group");
}

SlwManifest *
slw_manifest_parse (const char *text, gsize length, const char *path, GError **error)
{
  g_autoptr (SlwManifest) self = NULL;
  g_autoptr (GKeyFile) file = NULL;
  Parse parse = { NULL, path };

  g_return_val_if_fail (text != NULL && path != NULL, NULL);

  file = slw_key_file_parse (text, length, path, error);
  if (file == NULL)
    return NULL;
  parse.file = file;
  self = g_new0 (SlwManifest, 1);
  self->path = g_strdup (path);
  if (!check_groups (&parse, error) || !slw_key_file_check_keys (file, path, GROUP, keys, error)
      || !parse_id (&parse, self, error) || !get_needed (&parse, "Version", &self->version, error)
      || !get_needed (&parse, "Description", &self->description, error)
      || !get_words (&parse, "Kinds", is_kind, "kind: noun.verb in lower case", &self->kinds, error)
      || !get_words (&parse, "Roles", is_word, "role", &self->roles, error)
      || !get_words (&parse, "Depends", is_word, "plugin's id", &self->depends, error)
      || !get_words (&parse, "Conflicts", is_word, "plugin's id", &self->conflicts, error)
      || !parse_bus_client (&parse, self, error) || !parse_module (&parse, self, error))
    return NULL;
  if (self->kinds[0] == NULL && !self->bus_client) {
    slw_key_file_set_error (error, path, GROUP, NULL,
                            "has neither Kinds= nor BusClient=true: the plugin would do nothing");
    return NULL;
  }
  return g_steal_pointer (&self);
}

SlwManifest *
slw_manifest_load (const char *path, GError **error)
{
  g_autofree char *absolute = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_return_val_if_fail (path != NULL, NULL);

  absolute = g_canonicalize_filename (path, NULL);
  if (!slw_ownership_check (absolute, error))
    return NULL;
  text = slw_key_file_read (absolute, &length, error);
  return text != NULL ? slw_manifest_parse (text, length, absolute, error) : NULL;
}

void
slw_manifest_free (SlwManifest *manifest)
{
  g_free (manifest->id);
  g_free (manifest->version);
  g_free (manifest->description);
  g_strfreev (manifest->kinds);
  g_strfreev (manifest->roles);
  g_strfreev (manifest->depends);
  g_strfreev (manifest->conflicts);
  g_free (manifest->module);
  g_free (manifest->path);
  g_free (manifest);
}
