/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-baseline.h"

#include "bm-api/slw-json.h"

#include <string.h>

#define FORMAT 1
#define MAX_SERVERS 1000

static void
server_free (gpointer data)
{
  SlwBaselineServer *server = data;

  g_free (server->name);
  g_strfreev (server->tags);
  g_clear_pointer (&server->survey, slw_survey_free);
  g_free (server);
}

SlwBaseline *
slw_baseline_new (void)
{
  SlwBaseline *self = g_new0 (SlwBaseline, 1);

  self->servers = g_ptr_array_new_with_free_func (server_free);
  return self;
}

void
slw_baseline_free (SlwBaseline *self)
{
  g_free (self->state);
  g_free (self->software);
  g_free (self->database);
  g_free (self->version);
  g_ptr_array_unref (self->servers);
  g_free (self);
}

SlwBaselineServer *
slw_baseline_get_server (SlwBaseline *self, const char *name, gboolean make)
{
  SlwBaselineServer *server;

  for (guint i = 0; i < self->servers->len; i++) {
    server = g_ptr_array_index (self->servers, i);
    if (g_str_equal (server->name, name))
      return server;
  }
  if (!make)
    return NULL;
  server = g_new0 (SlwBaselineServer, 1);
  server->name = g_strdup (name);
  server->domains = -1;
  g_ptr_array_add (self->servers, server);
  return server;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_texts (JsonBuilder *builder, const char *name, char **texts)
{
  if (texts == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; texts[i] != NULL; i++)
    json_builder_add_string_value (builder, texts[i]);
  json_builder_end_array (builder);
}

static void
add_survey (JsonBuilder *builder, const SlwSurvey *survey)
{
  add_text (builder, "now", survey->now);
  add_number (builder, "epoch", survey->epoch);
  add_number (builder, "bmctl", survey->bmctl);
  add_text (builder, "down", survey->down);
  add_texts (builder, "answers", survey->answers);
  add_texts (builder, "maps", survey->maps);
  add_text (builder, "elasticsearch", survey->elasticsearch);
  json_builder_set_member_name (builder, "logs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < survey->logs->len; i++) {
    const SlwSurveyLog *log = g_ptr_array_index (survey->logs, i);

    json_builder_begin_object (builder);
    add_text (builder, "file", log->file);
    add_number (builder, "inode", (gint64) log->inode);
    add_number (builder, "size", (gint64) log->size);
    add_number (builder, "errors", (gint64) log->before);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_server (JsonBuilder *builder, const SlwBaselineServer *server)
{
  json_builder_begin_object (builder);
  add_text (builder, "name", server->name);
  add_texts (builder, "tags", server->tags);
  add_number (builder, "domains", server->domains);
  if (server->survey != NULL)
    add_survey (builder, server->survey);
  json_builder_end_object (builder);
}

char *
slw_baseline_to_text (const SlwBaseline *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_number (builder, "baseline", FORMAT);
  add_text (builder, "state", self->state);
  add_text (builder, "software", self->software);
  add_text (builder, "database", self->database);
  add_text (builder, "version", self->version);
  json_builder_set_member_name (builder, "https");
  json_builder_add_boolean_value (builder, self->https);
  json_builder_set_member_name (builder, "servers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->servers->len; i++)
    add_server (builder, g_ptr_array_index (self->servers, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static char **
read_texts (JsonObject *object, const char *name)
{
  JsonArray *array = slw_json_get_array (object, name);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *text = slw_json_element_string (array, i);

    if (text != NULL)
      g_strv_builder_add (texts, text);
  }
  return array != NULL ? g_strv_builder_end (texts) : NULL;
}

/* A whole number that was written by add_number(). */
static gint64
read_number (JsonObject *object, const char *name)
{
  double number = slw_json_get_number (object, name);

  return number > -1e15 && number < 1e15 ? (gint64) number : 0;
}

static void
read_logs (SlwSurvey *survey, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *object = slw_json_element_object (array, i);
    const char *file = slw_json_get_string (object, "file");
    SlwSurveyLog *log;

    if (file == NULL || *file != '/')
      continue;
    log = slw_survey_log_new (file);
    log->inode = (guint64) MAX (read_number (object, "inode"), 0);
    log->size = (guint64) MAX (read_number (object, "size"), 0);
    log->before = (guint64) MAX (read_number (object, "errors"), 0);
    g_ptr_array_add (survey->logs, log);
  }
}

static SlwSurvey *
read_survey (JsonObject *object)
{
  const char *now = slw_json_get_string (object, "now");
  const char *down = slw_json_get_string (object, "down");
  SlwSurvey *survey;

  if (now == NULL)
    return NULL;
  survey = g_new0 (SlwSurvey, 1);
  survey->now = g_strdup (now);
  survey->epoch = read_number (object, "epoch");
  survey->bmctl = (int) CLAMP (read_number (object, "bmctl"), -1, 255);
  survey->down = g_strdup (down != NULL ? down : "");
  survey->answers = read_texts (object, "answers");
  if (survey->answers == NULL)
    survey->answers = g_new0 (char *, 1);
  survey->maps = read_texts (object, "maps");
  survey->elasticsearch = g_strdup (slw_json_get_string (object, "elasticsearch"));
  survey->logs = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_survey_log_free);
  read_logs (survey, slw_json_get_array (object, "logs"));
  return survey;
}

static void
read_servers (SlwBaseline *self, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_SERVERS); i++) {
    JsonObject *object = slw_json_element_object (array, i);
    const char *name = slw_json_get_string (object, "name");
    SlwBaselineServer *server;

    if (name == NULL || slw_baseline_get_server (self, name, FALSE) != NULL)
      continue;
    server = slw_baseline_get_server (self, name, TRUE);
    server->tags = read_texts (object, "tags");
    server->domains = read_number (object, "domains");
    server->survey = read_survey (object);
  }
}

SlwBaseline *
slw_baseline_parse (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = slw_json_parse (text, strlen (text), error);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  SlwBaseline *self;

  if (node != NULL && read_number (object, "baseline") != FORMAT)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.baseline is none that platform.check wrote");
  if (object == NULL || read_number (object, "baseline") != FORMAT)
    return NULL;
  self = slw_baseline_new ();
  self->state = g_strdup (slw_json_get_string (object, "state"));
  self->software = g_strdup (slw_json_get_string (object, "software"));
  self->database = g_strdup (slw_json_get_string (object, "database"));
  self->version = g_strdup (slw_json_get_string (object, "version"));
  self->https = slw_json_get_boolean (object, "https");
  read_servers (self, slw_json_get_array (object, "servers"));
  return self;
}

static void complain (GPtrArray *worse, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
complain (GPtrArray *worse, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (worse, g_strdup_vprintf (format, args));
  va_end (args);
}

static const SlwSurveyLog *
find_log (const SlwSurvey *survey, const char *file)
{
  for (guint i = 0; i < survey->logs->len; i++) {
    const SlwSurveyLog *log = g_ptr_array_index (survey->logs, i);

    if (g_str_equal (log->file, file))
      return log;
  }
  return NULL;
}

/* A log that always complains proves nothing by one more error: more than in the whole day before is worse. */
static void
compare_logs (GPtrArray *worse, const SlwSurvey *before, const SlwSurvey *after)
{
  for (guint i = 0; i < after->logs->len; i++) {
    const SlwSurveyLog *log = g_ptr_array_index (after->logs, i);
    const SlwSurveyLog *old = find_log (before, log->file);
    guint64 usual = old != NULL ? old->before : 0;

    if (log->after > usual)
      complain (worse,
                "%s has %" G_GUINT64_FORMAT " errors since then (%" G_GUINT64_FORMAT
                " in the day before), the last: %s",
                log->file, log->after, usual, log->last_after != NULL ? log->last_after : "?");
  }
}

static const char *
name_port (const char *port)
{
  return g_str_equal (port, "25") ? "SMTP" : "IMAP";
}

static void
compare_services (GPtrArray *worse, const SlwSurvey *before, const SlwSurvey *after)
{
  for (guint i = 0; before->answers[i] != NULL; i++)
    if (!slw_survey_has_answer (after, before->answers[i]))
      complain (worse, "%s gives no greeting on port %s any more", name_port (before->answers[i]), before->answers[i]);
  for (guint i = 0; before->maps != NULL && before->maps[i] != NULL; i++)
    if (after->maps == NULL || !g_strv_contains ((const char *const *) after->maps, before->maps[i]))
      complain (worse, "postfix has lost its table %s", before->maps[i]);
  if (before->bmctl == 0 && after->bmctl != 0)
    complain (worse, "bmctl status ended with status %d, it was 0%s%s", after->bmctl, *after->down != '\0' ? ": " : "",
              after->down);
  if (g_strcmp0 (before->elasticsearch, "green") == 0 && g_strcmp0 (after->elasticsearch, "green") != 0)
    complain (worse, "Elasticsearch was green and %s%s", after->elasticsearch != NULL ? "is " : "gives no answer",
              after->elasticsearch != NULL ? after->elasticsearch : "");
}

GPtrArray *
slw_baseline_compare (const SlwBaselineServer *before, const SlwBaselineServer *after, gboolean *may_pass)
{
  GPtrArray *worse = g_ptr_array_new_with_free_func (g_free);
  guint settled;

  for (guint i = 0; before->tags != NULL && before->tags[i] != NULL; i++)
    if (after->tags == NULL || !g_strv_contains ((const char *const *) after->tags, before->tags[i]))
      complain (worse, "it lost the tag %s", before->tags[i]);
  if (before->domains >= 0 && after->domains < before->domains)
    complain (worse, "%" G_GINT64_FORMAT " domains may place their users there, it were %" G_GINT64_FORMAT,
              MAX (after->domains, 0), before->domains);
  if (before->survey == NULL || after->survey == NULL)
    return worse;
  settled = worse->len;
  compare_services (worse, before->survey, after->survey);
  *may_pass |= worse->len > settled;
  compare_logs (worse, before->survey, after->survey);
  return worse;
}

gboolean
slw_baseline_forget_imap (SlwBaselineServer *server)
{
  g_autoptr (GStrvBuilder) rest = g_strv_builder_new ();
  gboolean greeted = FALSE;

  for (guint i = 0; server->survey != NULL && server->survey->answers[i] != NULL; i++) {
    const char *port = server->survey->answers[i];

    if (g_str_equal (name_port (port), "IMAP"))
      greeted = TRUE;
    else
      g_strv_builder_add (rest, port);
  }
  if (greeted) {
    g_strfreev (server->survey->answers);
    server->survey->answers = g_strv_builder_end (rest);
  }
  return greeted;
}

GPtrArray *
slw_baseline_make_arguments (const SlwBaselineServer *server, const char *until)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (arguments, g_strdup (server->survey->now));
  g_ptr_array_add (arguments, g_strdup_printf ("%" G_GINT64_FORMAT, server->survey->epoch));
  g_ptr_array_add (arguments, g_strdup (until != NULL && *until != '\0' ? until : server->survey->now));
  for (guint i = 0; i < server->survey->logs->len; i++) {
    const SlwSurveyLog *log = g_ptr_array_index (server->survey->logs, i);

    g_ptr_array_add (arguments, g_strdup (log->file));
    g_ptr_array_add (arguments, g_strdup_printf ("%" G_GUINT64_FORMAT, log->inode));
    g_ptr_array_add (arguments, g_strdup_printf ("%" G_GUINT64_FORMAT, log->size));
  }
  g_ptr_array_add (arguments, NULL);
  return arguments;
}
