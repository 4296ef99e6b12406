/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/kit/slw-harness-private.h"

#include "core/api/slw-facts-private.h"
#include "core/api/slw-platform-private.h"
#include "core/api/slw-server-private.h"

static void
expected_finding_free (gpointer data)
{
  SlwExpectedFinding *finding = data;

  g_free (finding->id);
  g_free (finding->title);
  g_free (finding);
}

static void
progress_free (gpointer data)
{
  SlwProgress *progress = data;

  g_free (progress->text);
  g_free (progress);
}

static void
clear_step (SlwHarness *self)
{
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->params, g_ptr_array_unref);
  g_clear_pointer (&self->earlier, g_hash_table_unref);
  g_clear_pointer (&self->expected, g_ptr_array_unref);
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->progress, g_ptr_array_unref);
}

static void
init_step (SlwHarness *self)
{
  self->ceiling = SLW_EFFECT_DESTROY;
  self->expected = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_expectation_free);
  self->findings = g_ptr_array_new_with_free_func (expected_finding_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->progress = g_ptr_array_new_with_free_func (progress_free);
}

static void
on_progress (SlwBus *bus, const char *topic, GVariant *payload, gpointer user_data)
{
  SlwHarness *self = user_data;
  SlwProgress *progress = g_new0 (SlwProgress, 1);

  g_variant_lookup (payload, "percent", "d", &progress->percent);
  g_variant_lookup (payload, "text", "s", &progress->text);
  g_ptr_array_add (self->shown, progress);
}

SlwHarness *
slw_harness_new (void)
{
  SlwHarness *self = g_new0 (SlwHarness, 1);

  self->platform = slw_platform_new ("test", "/nonexistent");
  self->mistakes = g_string_new (NULL);
  self->played = g_ptr_array_new_with_free_func (g_free);
  self->shown = g_ptr_array_new_with_free_func (progress_free);
  self->canonical = g_string_new (NULL);
  self->bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_signal_connect (self->bus, "event::" SLW_TOPIC_STEP_PROGRESS, G_CALLBACK (on_progress), self);
  init_step (self);
  return self;
}

void
slw_harness_free (SlwHarness *harness)
{
  clear_step (harness);
  g_clear_object (&harness->run);
  g_clear_object (&harness->provider);
  g_clear_object (&harness->given);
  g_clear_object (&harness->bus);
  g_clear_object (&harness->platform);
  g_clear_pointer (&harness->settings, g_ptr_array_unref);
  g_ptr_array_unref (harness->played);
  g_ptr_array_unref (harness->shown);
  g_string_free (harness->canonical, TRUE);
  g_string_free (harness->mistakes, TRUE);
  g_free (harness->folder);
  g_free (harness);
}

void
slw_harness_add_mistake (SlwHarness *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->mistakes, format, args);
  va_end (args);
  g_string_append_c (self->mistakes, '\n');
}

gboolean
slw_harness_load_plugin (SlwHarness *harness, const char *path, GError **error)
{
  harness->descriptor = slw_harness_open_module (path, error);
  return harness->descriptor != NULL;
}

void
slw_harness_set_provider (SlwHarness *harness, SlwStep *provider)
{
  g_set_object (&harness->given, provider);
}

void
slw_harness_set_setting (SlwHarness *harness, const char *name, const char *value)
{
  slw_expectation_add_pair (&harness->settings, name, value);
}

void
slw_harness_name_platform (SlwHarness *harness, const char *name)
{
  g_object_unref (harness->platform);
  harness->platform = slw_platform_new (name, "/nonexistent");
}

static SlwFacts *
parse_facts (const char *text, GError **error)
{
  g_autoptr (GString) framed = g_string_new (SLW_FACTS_BEGIN "\n");

  g_string_append (framed, text);
  if (framed->str[framed->len - 1] != '\n')
    g_string_append_c (framed, '\n');
  g_string_append (framed, SLW_FACTS_END "\n");
  return slw_facts_parse (framed->str, framed->len, error);
}

void
slw_harness_add_server (
    SlwHarness *harness, const char *name, const char *address, const char *roles, const char *facts)
{
  g_auto (GStrv) list = g_strsplit (roles, " ", -1);
  g_autoptr (SlwServer) server = slw_server_new (name, address, (const char *const *) list, slw_login_new ());
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwFacts) parsed = facts != NULL ? parse_facts (facts, &error) : NULL;

  if (error != NULL)
    slw_harness_add_mistake (harness, "facts of %s: %s", name, error->message);
  slw_server_set_facts (server, parsed);
  slw_platform_add_server (harness->platform, server);
}

SlwServer *
slw_harness_get_server (SlwHarness *harness, const char *name)
{
  return slw_platform_find_server (harness->platform, name);
}

void
slw_harness_begin (SlwHarness *harness, const char *kind, const char *server)
{
  clear_step (harness);
  init_step (harness);
  harness->kind = g_strdup (kind);
  harness->server = g_strdup (server);
}

void
slw_harness_set_param (SlwHarness *harness, const char *name, const char *value)
{
  slw_expectation_add_pair (&harness->params, name, value);
}

void
slw_harness_set_earlier (SlwHarness *harness, const char *output, const char *value)
{
  if (harness->earlier == NULL)
    harness->earlier = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (harness->earlier, g_strdup (output), g_strdup (value));
}

void
slw_harness_set_ceiling (SlwHarness *harness, SlwEffect ceiling)
{
  harness->ceiling = ceiling;
}

SlwExpectation *
slw_harness_expect (SlwHarness *self, SlwExpectation *expectation)
{
  g_ptr_array_add (self->expected, expectation);
  return expectation;
}

SlwExpectation *
slw_harness_last_expectation (SlwHarness *self)
{
  SlwExpectation *last = self->expected->len > 0 ? g_ptr_array_index (self->expected, self->expected->len - 1) : NULL;

  if (last != NULL && last->type == SLW_EXPECT_ACTION)
    return last;
  slw_harness_add_mistake (self, "an answer is given, but what was expected last is no action");
  return NULL;
}

void
slw_harness_expect_exec (SlwHarness *harness, SlwEffect effect, const char *command)
{
  SlwExpectation *new = slw_expectation_new_action (SLW_ACTION_EXEC, effect, command);

  slw_harness_expect (harness, new)->or_label = TRUE;
}

void
slw_harness_expect_get (SlwHarness *harness, const char *path)
{
  slw_harness_expect (harness, slw_expectation_new_action (SLW_ACTION_GET, SLW_EFFECT_READ, path));
}

void
slw_harness_expect_put (SlwHarness *harness, SlwEffect effect, const char *path, const char *content, int mode)
{
  SlwExpectation *new = slw_expectation_new_action (SLW_ACTION_PUT, effect, path);

  new->content = g_strdup (content);
  new->mode = mode;
  slw_harness_expect (harness, new);
}

void
slw_harness_expect_http (SlwHarness *harness, SlwEffect effect, const char *method, const char *url, const char *body)
{
  SlwExpectation *new = slw_expectation_new_action (SLW_ACTION_HTTP, effect, url);

  new->method = g_strdup (method);
  new->content = g_strdup (body);
  slw_harness_expect (harness, new);
}

void
slw_harness_expect_connect (SlwHarness *harness, const char *port)
{
  slw_harness_expect (harness, slw_expectation_new_action (SLW_ACTION_CONNECT, SLW_EFFECT_READ, port));
}

void
slw_harness_answer (SlwHarness *harness, int status, const char *output, const char *errors)
{
  SlwExpectation *last = slw_harness_last_expectation (harness);

  if (last == NULL)
    return;
  last->answered = TRUE;
  last->status = status;
  g_clear_pointer (&last->output, g_bytes_unref);
  if (output != NULL)
    last->output = g_bytes_new (output, strlen (output));
  g_free (last->errors);
  last->errors = g_strdup (errors);
}

void
slw_harness_answer_recorded (SlwHarness *harness)
{
  SlwExpectation *last = slw_harness_last_expectation (harness);

  if (last != NULL)
    last->recorded = TRUE;
}

void
slw_harness_answer_header (SlwHarness *harness, const char *name, const char *value)
{
  SlwExpectation *last = slw_harness_last_expectation (harness);

  if (last != NULL)
    slw_expectation_add_pair (&last->answer_headers, name, value);
}

static void
expect_text (SlwHarness *self, SlwExpectationType type, const char *text)
{
  slw_harness_expect (self, slw_expectation_new (type))->text = g_strdup (text);
}

void
slw_harness_expect_wait (SlwHarness *harness, const char *reason)
{
  expect_text (harness, SLW_EXPECT_WAIT, reason);
}

void
slw_harness_expect_ceiling (SlwHarness *harness)
{
  expect_text (harness, SLW_EXPECT_CEILING, NULL);
}

void
slw_harness_expect_done (SlwHarness *harness, const char *summary)
{
  expect_text (harness, SLW_EXPECT_DONE, summary);
}

void
slw_harness_expect_failed (SlwHarness *harness, SlwError code, const char *message)
{
  SlwExpectation *new = slw_expectation_new (SLW_EXPECT_FAILED);

  new->code = code;
  new->text = g_strdup (message);
  slw_harness_expect (harness, new);
}

void
slw_harness_expect_declined (SlwHarness *harness, const char *reason)
{
  expect_text (harness, SLW_EXPECT_DECLINED, reason);
}

void
slw_harness_expect_output (SlwHarness *harness, const char *name, const char *value)
{
  slw_expectation_add_pair (&harness->outputs, name, value);
}

void
slw_harness_expect_finding (SlwHarness *harness, SlwSeverity severity, const char *id, const char *title)
{
  SlwExpectedFinding *finding = g_new0 (SlwExpectedFinding, 1);

  finding->severity = severity;
  finding->id = g_strdup (id);
  finding->title = g_strdup (title);
  g_ptr_array_add (harness->findings, finding);
}

void
slw_harness_expect_note (SlwHarness *harness, const char *text)
{
  g_ptr_array_add (harness->notes, g_strdup (text));
}

void
slw_harness_expect_progress (SlwHarness *harness, double percent, const char *text)
{
  SlwProgress *progress = g_new0 (SlwProgress, 1);

  progress->percent = percent;
  progress->text = g_strdup (text);
  g_ptr_array_add (harness->progress, progress);
}

SlwStepRun *
slw_harness_get_run (SlwHarness *harness)
{
  return harness->run;
}

char *
slw_harness_dup_played (SlwHarness *harness)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < harness->played->len; i++)
    g_string_append_printf (text, "%3u %s\n", i + 1, (char *) g_ptr_array_index (harness->played, i));
  return g_string_free (text, FALSE);
}
