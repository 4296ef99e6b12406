/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-plan-document.h"

#include <slipway/slw-error.h>

#include "core/cli/slw-cli.h"
#include "core/cli/slw-plan-difference.h"

typedef struct {
  char *effect;
  char *label;
  char *described;
  char *key;
} Change;

typedef struct {
  char *server;
  char *step;
  char *kind;
  char *plugin;
  char *outcome;
  char *message;
  GPtrArray *lines;   /* notes and findings */
  GPtrArray *changes; /* Change */
} Entry;

struct _SlwPlanDocument {
  SlwRun *run;
  gulong handler;
  GPtrArray *entries; /* Entry, in the order in which they started */
};

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->effect);
  g_free (change->label);
  g_free (change->described);
  g_free (change->key);
  g_free (change);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->server);
  g_free (entry->step);
  g_free (entry->kind);
  g_free (entry->plugin);
  g_free (entry->outcome);
  g_free (entry->message);
  g_ptr_array_unref (entry->lines);
  g_ptr_array_unref (entry->changes);
  g_free (entry);
}

static const char *
get (GVariant *payload, const char *key)
{
  const char *value = "";

  g_variant_lookup (payload, key, "&s", &value);
  return value;
}

static Entry *
add_entry (SlwPlanDocument *self, GVariant *payload)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->server = g_strdup (get (payload, "server"));
  entry->step = g_strdup (get (payload, "step"));
  entry->kind = g_strdup (get (payload, "kind"));
  entry->plugin = g_strdup (get (payload, "plugin"));
  entry->lines = g_ptr_array_new_with_free_func (g_free);
  entry->changes = g_ptr_array_new_with_free_func (change_free);
  g_ptr_array_add (self->entries, entry);
  return entry;
}

static Entry *
find_entry (SlwPlanDocument *self, const char *server, const char *step)
{
  for (guint i = self->entries->len; i > 0; i--) {
    Entry *entry = g_ptr_array_index (self->entries, i - 1);

    if (g_str_equal (entry->server, server) && g_str_equal (entry->step, step))
      return entry;
  }
  return NULL;
}

static void
add_action (Entry *entry, GVariant *payload)
{
  Change *change;

  if (g_str_equal (get (payload, "effect"), "READ"))
    return;
  change = g_new0 (Change, 1);
  change->effect = g_strdup (get (payload, "effect"));
  change->label = g_strdup (get (payload, "label"));
  change->described = g_strdup (get (payload, "describe"));
  change->key = g_strdup (get (payload, "key"));
  g_ptr_array_add (entry->changes, change);
}

static void
add_finding (Entry *entry, GVariant *payload)
{
  const char *remedy = get (payload, "remedy");

  g_ptr_array_add (entry->lines, g_strdup_printf ("%s: %s%s%s", get (payload, "severity"), get (payload, "title"),
                                                  *remedy != '\0' ? "; " : "", remedy));
}

static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, SlwPlanDocument *self)
{
  Entry *entry;

  if (g_str_equal (topic, SLW_TOPIC_STEP_STARTED)) {
    add_entry (self, payload);
    return;
  }
  entry = find_entry (self, get (payload, "server"), get (payload, "step"));
  if (entry == NULL)
    return;
  if (g_str_equal (topic, SLW_TOPIC_ACTION_STARTED)) {
    add_action (entry, payload);
  } else if (g_str_equal (topic, SLW_TOPIC_STEP_NOTE)) {
    g_ptr_array_add (entry->lines, g_strdup (get (payload, "text")));
  } else if (g_str_equal (topic, SLW_TOPIC_STEP_FINDING)) {
    add_finding (entry, payload);
  } else if (g_str_equal (topic, SLW_TOPIC_STEP_FINISHED)) {
    entry->outcome = g_strdup (get (payload, "outcome"));
    entry->message = g_strdup (get (payload, "message"));
  }
}

SlwPlanDocument *
slw_plan_document_new (SlwRun *run)
{
  SlwPlanDocument *self = g_new0 (SlwPlanDocument, 1);

  self->run = slw_run_ref (run);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->handler = g_signal_connect (run->bus, "event", G_CALLBACK (on_event), self);
  return self;
}

void
slw_plan_document_free (SlwPlanDocument *document)
{
  g_signal_handler_disconnect (document->run->bus, document->handler);
  slw_run_unref (document->run);
  g_ptr_array_unref (document->entries);
  g_free (document);
}

char *
slw_plan_document_get_digest (SlwPlanDocument *document)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < document->run->servers->len; i++) {
    const char *server = slw_server_get_name (g_ptr_array_index (document->run->servers, i));

    for (guint j = 0; j < document->entries->len; j++) {
      const Entry *entry = g_ptr_array_index (document->entries, j);

      for (guint k = 0; g_str_equal (entry->server, server) && k < entry->changes->len; k++) {
        const Change *change = g_ptr_array_index (entry->changes, k);
        g_autofree char *line
            = g_strconcat (server, "\n", entry->step, "\n", change->effect, " ", change->key, "\n", NULL);

        g_checksum_update (checksum, (const guchar *) line, -1);
      }
    }
  }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
append_entry (GString *out, const Entry *entry)
{
  const char *message = entry->message != NULL && *entry->message != '\0' ? entry->message : "nothing to change";

  if (entry->changes->len == 0)
    g_string_append_printf (out, "  %-16s %-18s %-14s %s\n", entry->step, entry->kind, entry->plugin, message);
  else
    g_string_append_printf (out, "  %-16s %-18s %s\n", entry->step, entry->kind, entry->plugin);
  for (guint i = 0; i < entry->lines->len; i++)
    g_string_append_printf (out, "      · %s\n", (char *) g_ptr_array_index (entry->lines, i));
  for (guint i = 0; i < entry->changes->len; i++) {
    const Change *change = g_ptr_array_index (entry->changes, i);

    g_string_append_printf (out, "      %-7s  %s\n               %s\n", change->effect, change->label,
                            change->described);
  }
}

/* What is not part of the run, and cannot be rehearsed: it is for a state that nobody knows yet. */
static void
append_on_abort (GString *out, SlwPipeline *pipeline)
{
  GPtrArray *steps = slw_pipeline_get_steps (pipeline);
  gboolean any = FALSE;

  for (guint i = 0; i < steps->len; i++) {
    const SlwPipelineStep *step = g_ptr_array_index (steps, i);

    if (!step->on_abort)
      continue;
    if (!any)
      g_string_append (out, "\nOnly when the run is aborted, on servers that it has changed by then\n");
    any = TRUE;
    g_string_append_printf (out, "  %-16s %-18s %s\n", step->name, step->kind,
                            step->description != NULL ? step->description : "");
  }
}

char *
slw_plan_document_to_text (SlwPlanDocument *document)
{
  GString *out = g_string_new (NULL);
  SlwRun *run = document->run;
  g_autofree char *digest = slw_plan_document_get_digest (document);

  g_string_append_printf (out, "Plan of pipeline %s on platform %s\n", slw_pipeline_get_name (run->pipeline),
                          slw_platform_get_name (run->platform));
  for (guint i = 0; i < run->servers->len; i++) {
    SlwServer *server = g_ptr_array_index (run->servers, i);
    g_autofree char *roles = g_strjoinv (", ", (char **) slw_server_get_roles (server));

    g_string_append_printf (out, "\n%s (%s): %s\n", slw_server_get_name (server), slw_server_get_address (server),
                            roles);
    for (guint j = 0; j < document->entries->len; j++) {
      const Entry *entry = g_ptr_array_index (document->entries, j);

      if (g_str_equal (entry->server, slw_server_get_name (server)))
        append_entry (out, entry);
    }
  }
  append_on_abort (out, run->pipeline);
  g_string_append_printf (out, "\n%u change%s; digest %.16s\n", run->mutations, run->mutations == 1 ? "" : "s", digest);
  return g_string_free (out, FALSE);
}

static void
add_strings (JsonBuilder *builder, const char *name, GPtrArray *strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < strings->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (strings, i));
  json_builder_end_array (builder);
}

static void
add_changes (JsonBuilder *builder, GPtrArray *changes)
{
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++) {
    const Change *change = g_ptr_array_index (changes, i);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "effect", change->effect);
    slw_cli_add_string (builder, "label", change->label);
    slw_cli_add_string (builder, "describe", change->described);
    slw_cli_add_string (builder, "key", change->key);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_steps (SlwPlanDocument *document, const char *server, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < document->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (document->entries, i);

    if (!g_str_equal (entry->server, server))
      continue;
    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "step", entry->step);
    slw_cli_add_string (builder, "kind", entry->kind);
    slw_cli_add_string (builder, "plugin", entry->plugin);
    slw_cli_add_string (builder, "outcome", entry->outcome);
    slw_cli_add_string (builder, "message", entry->message);
    add_strings (builder, "notes", entry->lines);
    add_changes (builder, entry->changes);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_on_abort (JsonBuilder *builder, SlwPipeline *pipeline)
{
  GPtrArray *steps = slw_pipeline_get_steps (pipeline);

  json_builder_set_member_name (builder, "on-abort");
  json_builder_begin_array (builder);
  for (guint i = 0; i < steps->len; i++) {
    const SlwPipelineStep *step = g_ptr_array_index (steps, i);

    if (step->on_abort)
      json_builder_add_string_value (builder, step->name);
  }
  json_builder_end_array (builder);
}

void
slw_plan_document_add_json (SlwPlanDocument *document, JsonBuilder *builder)
{
  SlwRun *run = document->run;
  g_autofree char *digest = slw_plan_document_get_digest (document);

  slw_cli_add_string (builder, "run", run->id);
  slw_cli_add_string (builder, "pipeline", slw_pipeline_get_name (run->pipeline));
  slw_cli_add_string (builder, "platform", slw_platform_get_name (run->platform));
  json_builder_set_member_name (builder, "changes");
  json_builder_add_int_value (builder, run->mutations);
  slw_cli_add_string (builder, "digest", digest);
  add_on_abort (builder, run->pipeline);
  json_builder_set_member_name (builder, "servers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < run->servers->len; i++) {
    SlwServer *server = g_ptr_array_index (run->servers, i);

    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "name", slw_server_get_name (server));
    slw_cli_add_string (builder, "address", slw_server_get_address (server));
    add_steps (document, slw_server_get_name (server), builder);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static const char *
get_member (JsonNode *root, const char *name)
{
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *member = object != NULL ? json_object_get_member (object, name) : NULL;

  return member != NULL && json_node_get_value_type (member) == G_TYPE_STRING ? json_node_get_string (member) : NULL;
}

JsonNode *
slw_plan_document_read (const char *path, const char *pipeline, const char *platform, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local = NULL;
  JsonNode *root;

  if (!json_parser_load_from_file (parser, path, &local)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: %s", path, local->message);
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (g_strcmp0 (get_member (root, "schema"), "slipway.plan/1") != 0 || get_member (root, "digest") == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: is no plan that `slipway plan -o` wrote", path);
    return NULL;
  }
  if (g_strcmp0 (get_member (root, "pipeline"), pipeline) != 0
      || g_strcmp0 (get_member (root, "platform"), platform) != 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s: is a plan of pipeline %s on platform %s, not of %s on %s",
                 path, get_member (root, "pipeline"), get_member (root, "platform"), pipeline, platform);
    return NULL;
  }
  return json_parser_steal_root (parser);
}

gboolean
slw_plan_document_check (
    SlwPlanDocument *document, const char *path, JsonNode *sealed, const char *pipeline, GError **error)
{
  g_autofree char *digest = slw_plan_document_get_digest (document);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) now = NULL;
  g_autofree char *difference = NULL;

  if (g_strcmp0 (get_member (sealed, "digest"), digest) == 0)
    return TRUE;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  slw_plan_document_add_json (document, builder);
  json_builder_end_object (builder);
  now = json_builder_get_root (builder);
  difference = slw_plan_difference (sealed, now);
  g_set_error (error, SLW_ERROR, SLW_ERROR_STALE,
               "%s is no longer what would happen (digest %.16s, now %.16s); nothing was changed. "
               "Make and read a new plan: slipway plan %s -o %s%s%s",
               path, get_member (sealed, "digest"), digest, pipeline, path, *difference != '\0' ? "\n" : "",
               difference);
  return FALSE;
}
