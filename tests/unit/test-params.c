/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-params.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-server-private.h"
#include "core/api/slw-step-run-private.h"
#include "tests/unit/engine-kit.h"

#define TWO_STEPS "[pipeline]\n[step first]\nKind=zoo.good\n[step second]\nKind=zoo.good\nRoles=mailbox\nParam.text="

static const char facts_text[] = SLW_FACTS_BEGIN "\nos.id=debian\n" SLW_FACTS_END "\n";

/* Servers one (main) and two (mailbox); first is done on both, second begins on two. */
typedef struct {
  EngineKit kit;
  SlwNode *node;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwFacts) facts = slw_facts_parse (facts_text, strlen (facts_text), NULL);

  engine_kit_set_up (&fixture->kit, NULL);
  engine_kit_add_server (&fixture->kit, "one", "main");
  engine_kit_add_server (&fixture->kit, "two", "mailbox");
  slw_server_set_facts (slw_platform_find_server (fixture->kit.platform, "two"), facts);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  engine_kit_tear_down (&fixture->kit, NULL);
}

static SlwNode *
run_node (Fixture *fixture, const char *output)
{
  SlwRun *run = fixture->kit.run;
  SlwNode *node = slw_schedule_take (fixture->kit.schedule);

  node->run = slw_step_run_new (node->step->name, node->step->kind, run->platform, node->server, run->ceiling, NULL);
  if (output != NULL) {
    slw_step_run_set_output (node->run, "packages", output);
    slw_schedule_finish (fixture->kit.schedule, node, SLW_OUTCOME_DONE);
  }
  return node;
}

static gboolean
expand (Fixture *fixture, const char *text, GError **error)
{
  g_autofree char *pipeline = g_strconcat (TWO_STEPS, text, "\n", NULL);

  engine_kit_begin (&fixture->kit, pipeline);
  g_hash_table_insert (fixture->kit.run->sets, g_strdup ("colour"), g_strdup ("blue"));
  g_clear_object (&fixture->kit.schedule);
  fixture->kit.schedule = slw_schedule_new (fixture->kit.pipeline, fixture->kit.run->servers, 9);
  run_node (fixture, "of one");
  run_node (fixture, "of two");
  fixture->node = run_node (fixture, NULL);
  return slw_params_expand (fixture->kit.run, fixture->kit.schedule, fixture->node, error);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text;
    const char *value;
  } cases[] = {
    { "plain $$HOME", "plain $HOME" },
    { "${first.packages}", "of two" },
    { "${main/first.packages}", "of one" },
    { "${mailbox/first.packages}", "of two" },
    { "${server.name} ${server.address} ${server.roles}", "two 127.0.0.1 mailbox" },
    { "${server.fact.os.id}", "debian" },
    { "${platform.name}", "kit" },
    { "${set.colour}", "blue" },
    { "${set.shape:-round}", "round" },
    { "${first.nothing:-}", "" },
    { "${server.fact.os.codename:-unknown}", "unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (expand (fixture, cases[i].text, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (slw_step_run_get_param (fixture->node->run, "text"), ==, cases[i].value);
  }
}

/* What stands for nothing is an error, never an empty text: `rm -rf ${x}/` must not become `rm -rf /`. */
static void
test_bad (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[] = {
    "${first.nothing}", "${nobody.packages}",         "${edge/first.packages}", "${main/first}", "${set.shape}",
    "${server.colour}", "${server.fact.os.codename}", "${platform.colour}",     "${word}",       "${second.packages}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = g_strndup (cases[i] + 2, strlen (cases[i]) - 3);
    g_autoptr (GError) error = NULL;

    g_assert_false (expand (fixture, cases[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, "Param.text: "));
    g_assert_nonnull (strstr (error->message, name));
    g_assert_null (slw_step_run_get_param (fixture->node->run, "text"));
  }
}

/* What a server says is a value and no text to be expanded again. */
static void
test_no_second_expansion (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (expand (fixture, "${first.packages}", &error));
  slw_step_run_set_output (((SlwNode *) g_ptr_array_index (slw_schedule_get_nodes (fixture->kit.schedule), 1))->run,
                           "packages", "${set.colour}");
  g_assert_true (slw_params_expand (fixture->kit.run, fixture->kit.schedule, fixture->node, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (slw_step_run_get_param (fixture->node->run, "text"), ==, "${set.colour}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/params/good", Fixture, NULL, set_up, test_good, tear_down);
  g_test_add ("/params/bad", Fixture, NULL, set_up, test_bad, tear_down);
  g_test_add ("/params/no-second-expansion", Fixture, NULL, set_up, test_no_second_expansion, tear_down);
  return g_test_run ();
}
