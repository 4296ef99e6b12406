/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-recorder.h"

#include <string.h>

#include <slipway/slw-topics.h>

#include "core/api/slw-server-private.h"
#include "core/api/slw-step-run-private.h"
#include "journal-kit.h"

static const char pipeline_text[] = "[pipeline]\n[step packages]\nKind=packages.install\n";

typedef struct {
  JournalKit kit;
  SlwRun *run;
  SlwSchedule *schedule;
  SlwRecorder *recorder;
  SlwNode *node;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const roles[] = { "main", NULL };
  const char *const no_folders[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPlatform) platform = slw_platform_new ("mail", "/");
  g_autoptr (SlwServer) server = slw_server_new ("main", "192.0.2.1", roles, slw_login_new ());
  g_autoptr (SlwPipeline) pipeline
      = slw_pipeline_parse (pipeline_text, strlen (pipeline_text), "install.pipeline", &error);
  g_autoptr (SlwRegistry) registry = slw_registry_new (no_folders, &error);

  g_assert_no_error (error);
  journal_kit_set_up (&fixture->kit, NULL);
  g_autoptr (SlwJournal) journal = journal_kit_open (fixture->kit.path);
  slw_platform_add_server (platform, server);
  fixture->run = slw_run_new (platform, NULL, pipeline, registry, journal);
  fixture->schedule = slw_schedule_new (pipeline, fixture->run->servers, 1);
  fixture->recorder = slw_recorder_new (fixture->run);
  fixture->node = slw_schedule_take (fixture->schedule);
  fixture->node->plugin = g_strdup ("apt-debian");
  fixture->node->run = slw_step_run_new ("packages", "packages.install", platform, server, SLW_EFFECT_MUTATE, NULL);
  slw_recorder_begin_run (fixture->recorder);
  slw_recorder_begin_step (fixture->recorder, fixture->node);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slw_recorder_free (fixture->recorder);
  g_object_unref (fixture->schedule);
  slw_run_unref (fixture->run);
  journal_kit_tear_down (&fixture->kit, NULL);
}

static void
print (Fixture *fixture, const char *stream, const char *line)
{
  slw_run_publish (fixture->run, SLW_TOPIC_ACTION_OUTPUT, "server", "s", "main", "step", "s", "packages", "stream", "s",
                   stream, "line", "s", line, NULL);
}

static void
start_action (Fixture *fixture, const char *effect)
{
  slw_run_publish (fixture->run, SLW_TOPIC_ACTION_STARTED, "server", "s", "main", "step", "s", "packages", "label", "s",
                   "label", "effect", "s", effect, "describe", "s", "what", "assumed", "b", FALSE, NULL);
}

/* The lines on record, as "kind text|kind text|…", of findings all there is. */
static void
assert_lines (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GPtrArray) lines = NULL;

  journal_kit_flush_well (fixture->run->journal);
  lines = slw_journal_list_lines (fixture->run->journal, fixture->run->id, 0, 0, NULL);
  for (guint i = 0; i < lines->len; i++) {
    const SlwJournalLine *line = g_ptr_array_index (lines, i);

    if (line->severity == NULL)
      g_string_append_printf (out, "%s %s|", line->kind, line->text);
    else
      g_string_append_printf (out, "%s %s %s %s (%s)|", line->kind, line->severity, line->check, line->text,
                              line->remedy);
  }
  g_assert_cmpstr (out->str, ==, expected);
}

/* What changes something is on record as it prints; what only looks is not, its outcome has it. */
static void
test_output (Fixture *fixture, gconstpointer data)
{
  start_action (fixture, "READ");
  print (fixture, "stdout", "a list");
  start_action (fixture, "MUTATE");
  print (fixture, "stdout", "unpacking");
  print (fixture, "stderr", "a warning");
  start_action (fixture, "READ");
  print (fixture, "stdout", "a list");
  assert_lines (fixture, "output unpacking|stderr a warning|");
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  slw_run_publish (fixture->run, SLW_TOPIC_STEP_NOTE, "server", "s", "main", "step", "s", "packages", "text", "s",
                   "a note", NULL);
  slw_run_publish (fixture->run, SLW_TOPIC_STEP_NOTE, "server", "s", "other", "step", "s", "packages", "text", "s",
                   "of a step that does not run", NULL);
  slw_run_publish (fixture->run, SLW_TOPIC_STEP_FINDING, "server", "s", "main", "step", "s", "packages", "severity",
                   "s", "high", "id", "s", "disk", "title", "s", "disk is full", "remedy", "s", "free some", NULL);
  slw_run_publish (fixture->run, SLW_TOPIC_STEP_FINDING, "server", "s", "main", "step", "s", "packages", "severity",
                   "s", "info", "id", "s", "x", "title", "s", "so it is", "remedy", "s", "", NULL);
  assert_lines (fixture, "note a note|finding high disk disk is full (free some)|finding info x so it is ()|");
}

static void
test_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GHashTable) outputs = NULL;
  const SlwJournalStep *step;

  slw_step_run_set_output (fixture->node->run, "packages", "a b");
  fixture->node->message = g_strdup ("2 packages");
  slw_recorder_end_step (fixture->recorder, fixture->node, SLW_OUTCOME_DONE);
  start_action (fixture, "MUTATE");
  print (fixture, "stdout", "after its end");
  assert_lines (fixture, "");

  steps = slw_journal_list_steps (fixture->run->journal, fixture->run->id, NULL);
  g_assert_cmpuint (steps->len, ==, 1);
  step = g_ptr_array_index (steps, 0);
  g_assert_cmpstr (step->server, ==, "main");
  g_assert_cmpstr (step->plugin, ==, "apt-debian");
  g_assert_cmpstr (step->outcome, ==, "done");
  g_assert_cmpstr (step->message, ==, "2 packages");
  outputs = slw_journal_get_outputs (fixture->run->journal, step->id, NULL, NULL);
  g_assert_cmpstr (g_hash_table_lookup (outputs, "packages"), ==, "a b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/recorder/output", Fixture, NULL, set_up, test_output, tear_down);
  g_test_add ("/recorder/words", Fixture, NULL, set_up, test_words, tear_down);
  g_test_add ("/recorder/end", Fixture, NULL, set_up, test_end, tear_down);
  return g_test_run ();
}
