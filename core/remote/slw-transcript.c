/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-transcript.h"

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>

#include <json-glib/json-glib.h>
#include <string.h>

#define FORMAT "slipway.commands/1"

static void
entry_free (gpointer data)
{
  SlwTranscriptEntry *entry = data;

  g_free (entry->command);
  g_clear_pointer (&entry->output, g_bytes_unref);
  g_clear_pointer (&entry->errors, g_bytes_unref);
  g_free (entry);
}

GPtrArray *
slw_transcript_new (void)
{
  return g_ptr_array_new_with_free_func (entry_free);
}

void
slw_transcript_add (GPtrArray *entries, const char *command, int status, GBytes *output, GBytes *errors)
{
  SlwTranscriptEntry *entry = g_new0 (SlwTranscriptEntry, 1);

  entry->command = g_strdup (command);
  entry->status = status;
  entry->output = g_bytes_ref (output);
  entry->errors = g_bytes_ref (errors);
  g_ptr_array_add (entries, entry);
}

static gboolean
refuse (GError **error, const char *path, guint number, const char *what)
{
  if (number > 0)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: command %u: %s", path, number, what);
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: %s", path, what);
  return FALSE;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static GBytes *
get_bytes (JsonObject *object, const char *name, const char *name64)
{
  const char *encoded = get_string (object, name64);
  const char *text = get_string (object, name);
  gsize length;
  guchar *data;

  if (encoded == NULL)
    return g_bytes_new (text != NULL ? text : "", text != NULL ? strlen (text) : 0);
  data = g_base64_decode (encoded, &length);
  return g_bytes_new_take (data, length);
}

/* A typing error in a key would be a command that never answers as meant. */
static gboolean
check_members (JsonObject *object, const char *path, guint number, GError **error)
{
  static const char *const known[] = { "command", "status", "stdout", "stderr", "stdout64", "stderr64", NULL };
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *item = members; item != NULL; item = item->next) {
    g_autofree char *what = g_strdup_printf ("unknown key “%s”", (const char *) item->data);

    if (!g_strv_contains (known, item->data))
      return refuse (error, path, number, what);
  }
  return TRUE;
}

static gboolean
add_entry (GPtrArray *entries, JsonNode *node, const char *path, guint number, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *command = object != NULL ? get_string (object, "command") : NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GBytes) errors = NULL;

  if (command == NULL)
    return refuse (error, path, number, "has no text “command”");
  if (!check_members (object, path, number, error))
    return FALSE;
  output = get_bytes (object, "stdout", "stdout64");
  errors = get_bytes (object, "stderr", "stderr64");
  slw_transcript_add (entries, command, json_object_get_int_member_with_default (object, "status", 0), output, errors);
  return TRUE;
}

GPtrArray *
slw_transcript_load (const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) entries = slw_transcript_new ();
  g_autoptr (GError) local = NULL;
  JsonNode *root;
  JsonNode *list;
  JsonArray *array;

  if (!json_parser_load_from_file (parser, path, &local)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: %s", path, local->message);
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || g_strcmp0 (get_string (json_node_get_object (root), "format"), FORMAT) != 0) {
    refuse (error, path, 0, "is no transcript of commands: its “format” must be “" FORMAT "”");
    return NULL;
  }
  list = json_object_get_member (json_node_get_object (root), "commands");
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list)) {
    refuse (error, path, 0, "has no list “commands”");
    return NULL;
  }
  array = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!add_entry (entries, json_array_get_element (array, i), path, i + 1, error))
      return NULL;
  return g_steal_pointer (&entries);
}

static void
put_bytes (JsonBuilder *builder, const char *name, const char *name64, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length == 0)
    return;
  if (g_utf8_validate_len (data, length, NULL)) {
    g_autofree char *text = g_strndup (data, length);
    g_autofree char *safe = slw_redact (text);

    json_builder_set_member_name (builder, name);
    json_builder_add_string_value (builder, safe);
  } else {
    g_autofree char *encoded = g_base64_encode ((const guchar *) data, length);

    json_builder_set_member_name (builder, name64);
    json_builder_add_string_value (builder, encoded);
  }
}

static void
put_entry (JsonBuilder *builder, const SlwTranscriptEntry *entry)
{
  g_autofree char *command = slw_redact (entry->command);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "command");
  json_builder_add_string_value (builder, command);
  if (entry->status != 0) {
    json_builder_set_member_name (builder, "status");
    json_builder_add_int_value (builder, entry->status);
  }
  put_bytes (builder, "stdout", "stdout64", entry->output);
  put_bytes (builder, "stderr", "stderr64", entry->errors);
  json_builder_end_object (builder);
}

gboolean
slw_transcript_save (const char *path, GPtrArray *entries, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_string_value (builder, FORMAT);
  json_builder_set_member_name (builder, "commands");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    put_entry (builder, g_ptr_array_index (entries, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
    return TRUE;
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_FAILED, local->message);
  return FALSE;
}
