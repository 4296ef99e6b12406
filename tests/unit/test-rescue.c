/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-rescue.h"

#include "tests/unit/runner-kit.h"

#define CHANGES                                                                                           \
  "[pipeline]\n"                                                                                          \
  "[step fetch]\nKind=scripted.do\nParam.1=CACHE -- true\n"                                               \
  "[step names]\nKind=scripted.do\nRoles=main\nParam.1=READ -- echo http\nParam.2=OUTPUT names\n"         \
  "[step change]\nKind=scripted.do\nRoles=main\nParam.1=MUTATE -- slow-thing\n"                           \
  "Param.2=MUTATE -- touch ${set.dir}/changed\n"                                                          \
  "[step late]\nKind=scripted.do\nRoles=mailbox\nAfter=change\nParam.1=MUTATE -- touch ${set.dir}/late\n" \
  "[step safe]\nKind=scripted.do\nWhen=abort\nParam.1=MUTATE -- touch ${set.dir}/safe-${server.name}\n"   \
  "Param.2=DONE ${names.names} is up\n"

static void
on_change (SlwBus *bus, const char *topic, GVariant *payload, gpointer runner)
{
  const char *effect = "";

  g_variant_lookup (payload, "effect", "&s", &effect);
  if (g_str_equal (effect, "MUTATE"))
    slw_runner_abort (runner, "eve@desk");
}

static void
assert_states (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) states = slw_journal_list_states (fixture->kit.journal, fixture->kit.run->id, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < states->len; i++) {
    const SlwJournalState *state = g_ptr_array_index (states, i);

    g_string_append_printf (text, "%s %s: %s;", state->server, state->state, state->message);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

/* The step that is under way ends, nothing new starts, and the server that it has changed is made safe. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournalRun) row = NULL;

  kit_transport_answer (fixture->one, "slow-thing", 0, "", 0, "");
  engine_kit_begin (&fixture->kit, CHANGES);
  g_signal_connect (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (on_change),
                    fixture->kit.runner);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_ABORTED);
  g_assert_true (g_str_has_prefix (error->message, "aborted by eve@desk\none: safe: step “safe”: http is up\n"));
  g_assert_true (engine_kit_has_file (&fixture->kit, "changed"));
  g_assert_true (engine_kit_has_file (&fixture->kit, "safe-one"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "late"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "safe-two"));
  g_assert_cmpint (get_outcome (fixture, "two", "safe"), ==, SLW_OUTCOME_SKIPPED);
  row = find_run (fixture);
  g_assert_cmpstr (row->outcome, ==, "aborted");
  assert_states (fixture, "one safe: step “safe”: http is up;three fetched: was prepared, not changed;"
                          "two fetched: was prepared, not changed;");
}

/* In a run that nobody aborts, they are not there. */
static void
test_undisturbed (Fixture *fixture, gconstpointer data)
{
  kit_transport_answer (fixture->one, "slow-thing", 0, "", 0, "");
  engine_kit_begin (&fixture->kit, CHANGES);
  engine_kit_run_well (&fixture->kit);
  g_assert_true (engine_kit_has_file (&fixture->kit, "late"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "safe-one"));
  assert_states (fixture, "");
}

static void
take_up (Fixture *fixture, const char *id)
{
  engine_kit_begin (&fixture->kit, CHANGES);
  g_assert_true (slw_run_take_up (fixture->kit.run, id, NULL));
  fixture->kit.run->aborted_by = g_strdup ("eve@desk");
}

/* A run that had failed on a server that is not there any more: the others are made safe all the same. */
static void
test_taken_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) refusal = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "nobody is at home");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) aborted = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *id = NULL;

  kit_transport_answer (fixture->one, "slow-thing", 1, "", 0, "");
  engine_kit_begin (&fixture->kit, CHANGES);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  id = g_strdup (fixture->kit.run->id);
  kit_transport_refuse (fixture->two, refusal);
  take_up (fixture, id);
  g_assert_false (engine_kit_run (&fixture->kit, &aborted));
  g_assert_error (aborted, SLW_ERROR, SLW_ERROR_ABORTED);
  g_assert_false (engine_kit_has_file (&fixture->kit, "changed")); /* what had failed is not tried again */
  assert_states (fixture, "one safe: step “safe”: http is up;three fetched: was prepared, not changed;"
                          "two fetched: was prepared, not changed;");
  rows = engine_kit_list_rows (&fixture->kit);
  g_assert_cmpstr (engine_kit_find_row (rows, "one", "change")->outcome, ==, "failed");
}

static void
test_changed_and_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) refusal = g_error_new_literal (SLW_ERROR, SLW_ERROR_UNREACHABLE, "nobody is at home");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) states = NULL;
  g_autofree char *id = NULL;

  kit_transport_answer (fixture->one, "slow-thing", 1, "", 0, "");
  engine_kit_begin (&fixture->kit, CHANGES);
  g_assert_false (engine_kit_run (&fixture->kit, NULL));
  id = g_strdup (fixture->kit.run->id);
  kit_transport_refuse (fixture->one, refusal);
  take_up (fixture, id);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_ABORTED);
  states = slw_journal_list_states (fixture->kit.journal, id, NULL);
  g_assert_cmpstr (((SlwJournalState *) g_ptr_array_index (states, 0))->server, ==, "one");
  g_assert_cmpstr (((SlwJournalState *) g_ptr_array_index (states, 0))->state, ==, "unreachable");
}

static void
detach (SlwBus *bus, const char *topic, GVariant *payload, gpointer runner)
{
  const char *effect = "";

  g_variant_lookup (payload, "effect", "&s", &effect);
  if (g_str_equal (effect, "MUTATE"))
    slw_runner_detach (runner);
}

static void
pause_now (SlwBus *bus, const char *topic, GVariant *payload, gpointer runner)
{
  slw_runner_pause (runner, "eve@desk");
}

/* What an earlier process has left under way is waited for, also when the pause comes before it was taken up again. */
static void
test_pause_of_a_resumed_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  kit_transport_answer (fixture->one, "slow-thing", 0, "", 0, "");
  engine_kit_begin (&fixture->kit, CHANGES);
  g_signal_connect (fixture->kit.run->bus, "event::" SLW_TOPIC_ACTION_STARTED, G_CALLBACK (detach),
                    fixture->kit.runner);
  g_assert_false (engine_kit_run (&fixture->kit, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  id = g_strdup (fixture->kit.run->id);
  take_up (fixture, id);
  g_clear_pointer (&fixture->kit.run->aborted_by, g_free);
  g_signal_connect (fixture->kit.run->bus, "event::" SLW_TOPIC_RUN_STARTED, G_CALLBACK (pause_now),
                    fixture->kit.runner);
  g_assert_false (engine_kit_run (&fixture->kit, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PAUSED);
  g_assert_true (engine_kit_has_file (&fixture->kit, "changed"));
  g_assert_false (engine_kit_has_file (&fixture->kit, "late"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/rescue/live", Fixture, NULL, set_up, test_live, tear_down);
  g_test_add ("/rescue/undisturbed", Fixture, NULL, set_up, test_undisturbed, tear_down);
  g_test_add ("/rescue/taken-up", Fixture, NULL, set_up, test_taken_up, tear_down);
  g_test_add ("/rescue/pause-of-a-resumed-run", Fixture, NULL, set_up, test_pause_of_a_resumed_run, tear_down);
  g_test_add ("/rescue/changed-and-gone", Fixture, NULL, set_up, test_changed_and_gone, tear_down);
  return g_test_run ();
}
