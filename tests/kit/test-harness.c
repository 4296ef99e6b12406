/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kit must fail what is wrong: each way of being wrong is tried with a small provider. */
#include <slipway-test/slw-harness.h>
#include <string.h>

#define TEST_TYPE_STEP (test_step_get_type ())
G_DECLARE_FINAL_TYPE (TestStep, test_step, TEST, STEP, GObject)

struct _TestStep {
  GObject parent_instance;
  guint made;
};

static void test_step_iface_init (SlwStepInterface *iface);
G_DEFINE_TYPE_WITH_CODE (TestStep,
                         test_step,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_STEP, test_step_iface_init))

static int
test_step_offer (SlwStep *self, const char *kind, SlwServer *server, char **reason)
{
  if (g_str_equal (kind, "test.run"))
    return 0;
  *reason = g_strdup ("not my kind");
  return SLW_OFFER_DECLINE;
}

static SlwAction *
make_change (SlwStepRun *run, guint *made)
{
  const char *mode = slw_step_run_get_param (run, "mode");
  g_autofree char *number = g_strdup_printf ("%u", ++*made);
  g_autoptr (SlwSecret) secret = slw_secret_new ("harness-planted-secret", -1);
  const char *argv[] = { "touch", "/a b", NULL, NULL };
  SlwAction *action;

  if (g_strcmp0 (mode, "leak") == 0)
    argv[2] = slw_secret_peek (secret, NULL);
  if (g_strcmp0 (mode, "unsteady") == 0)
    argv[2] = number;
  action = slw_action_new_exec (SLW_EFFECT_MUTATE, "make the file", argv);
  slw_action_set_stdin_secret (action, secret);
  return action;
}

static SlwDirective *
finish (SlwStepRun *run, const SlwResult *last, GError **error)
{
  slw_step_run_set_output (run, "assumed", slw_result_is_assumed (last) ? "yes" : "no");
  if (g_strcmp0 (slw_step_run_get_param (run, "mode"), "silent") == 0)
    return NULL;
  if (slw_result_get_status (last) == 3) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "it is not there");
    return NULL;
  }
  return slw_directive_done ("made");
}

static SlwDirective *
test_step_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  guint stage = slw_step_run_get_stage (run);
  SlwAction *action;

  if (g_strcmp0 (slw_step_run_get_param (run, "mode"), "endless") == 0)
    return slw_directive_act (slw_action_new_get ("again", "/a", 10));
  slw_step_run_set_stage (run, stage + 1);
  switch (stage) {
  case 0:
    return slw_directive_act (slw_action_new_get ("look", "/etc/thing", 100));
  case 1:
    slw_step_run_add_finding (run, SLW_SEVERITY_INFO, "test.size", slw_result_get_output (last), NULL);
    slw_step_run_add_note (run, "will make it");
    slw_step_run_set_progress (run, 50, "half");
    action = make_change (run, &((TestStep *) step)->made);
    slw_action_expect (action, 3);
    return slw_directive_act (action);
  case 2:
    return slw_directive_wait (2, "it settles");
  default:
    return finish (run, last, error);
  }
}

static void
test_step_output (SlwStep *step, SlwStepRun *run, const char *line)
{
  slw_step_run_set_progress (run, 75, line);
}

static void
test_step_iface_init (SlwStepInterface *iface)
{
  iface->offer = test_step_offer;
  iface->next = test_step_next;
  iface->output = test_step_output;
}

static void
test_step_class_init (TestStepClass *klass)
{
}

static void
test_step_init (TestStep *self)
{
}

static SlwHarness *
new_harness (const char *mode)
{
  SlwHarness *h = slw_harness_new ();
  g_autoptr (SlwStep) provider = g_object_new (TEST_TYPE_STEP, NULL);

  slw_harness_set_provider (h, provider);
  slw_harness_add_server (h, "main", "198.18.0.10", "main mailbox", "os.id=debian\nmemory.mib=4000\n");
  slw_harness_begin (h, "test.run", "main");
  slw_harness_set_param (h, "mode", mode);
  return h;
}

static void
expect_beginning (SlwHarness *h)
{
  slw_harness_expect_get (h, "/etc/thing");
  slw_harness_answer (h, 0, "12", NULL);
  slw_harness_expect_finding (h, SLW_SEVERITY_INFO, "test.size", "1?");
}

static void
expect_all (SlwHarness *h)
{
  expect_beginning (h);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "touch '/a b'");
  slw_harness_answer (h, 0, "line one\n", NULL);
  slw_harness_expect_wait (h, "it settles");
  slw_harness_expect_done (h, "ma*");
  slw_harness_expect_output (h, "assumed", "no");
}

static void
assert_fails (SlwHarness *h, const char *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (slw_harness_play_twice (h, &error));
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not “%s”", error->message, pattern);
}

static void
test_good (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");
  g_autoptr (GError) error = NULL;
  g_autofree char *played = NULL;

  expect_all (h);
  slw_harness_expect_note (h, "will*");
  slw_harness_expect_progress (h, 50, "half");
  slw_harness_expect_progress (h, 75, "line one");
  slw_harness_play_twice (h, &error);
  g_assert_no_error (error);
  played = slw_harness_dup_played (h);
  g_assert_nonnull (strstr (played, "done: made"));
  g_assert_cmpstr (slw_facts_get (slw_server_get_facts (slw_harness_get_server (h, "main")), "os.id"), ==, "debian");
}

static void
test_failed (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");
  g_autoptr (GError) error = NULL;

  expect_beginning (h);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "make the file");
  slw_harness_answer (h, 3, NULL, NULL);
  slw_harness_expect_wait (h, NULL);
  slw_harness_expect_failed (h, SLW_ERROR_VERIFY, "*not there");
  slw_harness_expect_output (h, "assumed", "no");
  slw_harness_play (h, &error);
  g_assert_no_error (error);
}

static void
test_status_of_no_answer (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");
  g_autoptr (GError) error = NULL;

  expect_beginning (h);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, NULL);
  slw_harness_answer (h, 100, NULL, NULL);
  slw_harness_expect_failed (h, SLW_ERROR_FAILED, "make the file: status 100");
  slw_harness_play (h, &error);
  g_assert_no_error (error);
}

static void
test_plan (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");
  g_autoptr (GError) error = NULL;

  slw_harness_set_ceiling (h, SLW_EFFECT_READ);
  expect_beginning (h);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, NULL);
  slw_harness_expect_wait (h, NULL);
  slw_harness_play_twice (h, &error);
  g_assert_no_error (error);
}

static void
test_ceiling (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");
  g_autoptr (GError) error = NULL;

  slw_harness_set_ceiling (h, SLW_EFFECT_CACHE);
  expect_beginning (h);
  slw_harness_expect_ceiling (h);
  slw_harness_play_twice (h, &error);
  g_assert_no_error (error);
}

static void
test_declined (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");
  g_autoptr (GError) error = NULL;

  slw_harness_begin (h, "test.other", "main");
  slw_harness_expect_declined (h, "not my*");
  slw_harness_play_twice (h, &error);
  g_assert_no_error (error);
}

static void
test_bad_expectations (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");

  slw_harness_expect_get (h, "/etc/other");
  assert_fails (h, "*- expected (1 of 1): READ get /etc/other*+ came: READ main:*/etc/thing*path: expected*");
  slw_harness_begin (h, "test.run", "main");
  expect_beginning (h);
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, NULL);
  assert_fails (h, "*effect: expected “CACHE”, came “MUTATE”*");
  slw_harness_begin (h, "test.run", "main");
  expect_beginning (h);
  assert_fails (h, "*expected (2 of 1): nothing more*");
  slw_harness_begin (h, "test.run", "main");
  expect_all (h);
  slw_harness_expect_get (h, "/more");
  assert_fails (h, "*- expected (5 of 5): READ get /more*+ came: the end*");
}

static void
test_bad_ends (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");

  expect_all (h);
  slw_harness_expect_output (h, "more", "*");
  assert_fails (h, "*expected output more*");
  slw_harness_begin (h, "test.run", "main");
  expect_all (h);
  slw_harness_expect_finding (h, SLW_SEVERITY_HIGH, "test.more", NULL);
  assert_fails (h, "*expected finding: high test.more*");
  slw_harness_begin (h, "test.run", "main");
  expect_all (h);
  slw_harness_expect_note (h, "nothing");
  assert_fails (h, "*expected a note: nothing*");
  slw_harness_begin (h, "test.run", "main");
  assert_fails (h, "*expected (1 of 0): nothing more*");
}

static void
test_unexpected_output (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");

  expect_beginning (h);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, NULL);
  slw_harness_expect_wait (h, NULL);
  slw_harness_expect_done (h, NULL);
  assert_fails (h, "*expected no output assumed*");
}

static void
test_broken_provider (void)
{
  static const struct {
    const char *mode;
    const char *pattern;
  } cases[] = {
    { "silent", "*failed without an error*" },
    { "leak", "*secret can be seen in an action, in its arguments*" },
    { "unsteady", "*second play asked for something else*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwHarness) h = new_harness (cases[i].mode);
    expect_beginning (h);
    slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "make the file");
    slw_harness_expect_wait (h, NULL);
    slw_harness_expect_done (h, NULL);
    slw_harness_expect_output (h, "assumed", "no");
    assert_fails (h, cases[i].pattern);
  }
}

static void
test_endless_provider (void)
{
  g_autoptr (SlwHarness) h = new_harness ("endless");

  for (guint i = 0; i < 10001; i++)
    slw_harness_expect_get (h, "/a");
  assert_fails (h, "*there is no end*");
}

static void
test_mistakes (void)
{
  g_autoptr (SlwHarness) h = new_harness ("plain");

  slw_harness_answer (h, 0, NULL, NULL);
  assert_fails (h, "test: *an answer is given*");
}

static char *
write_transcript (const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-kit-XXXXXX", NULL);
  char *path = g_build_filename (folder, "t.json", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
remove_transcript (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) parent = g_file_new_for_path (folder);

  g_file_delete (file, NULL, NULL);
  g_file_delete (parent, NULL, NULL);
}

static void
check_transcript (const char *text, const char *failure)
{
  g_autoptr (SlwHarness) h = slw_harness_new ();
  g_autoptr (SlwStep) provider = g_object_new (TEST_TYPE_STEP, NULL);
  g_autofree char *path = write_transcript (text);
  g_autoptr (GError) error = NULL;

  slw_harness_set_provider (h, provider);
  slw_harness_play_transcript (h, path, &error);
  remove_transcript (path);
  if (failure == NULL)
    g_assert_no_error (error);
  else if (error == NULL || !g_pattern_match_simple (failure, error->message))
    g_error ("“%s” is not “%s”", error != NULL ? error->message : "success", failure);
}

#define HEAD                                                                                                  \
  "{\"transcript\": 1, \"servers\": [{\"name\": \"main\", \"address\": \"198.18.0.10\", \"roles\": \"main\"," \
  "\"facts\": [\"os.id=debian\"]}], \"step\": {\"kind\": \"test.run\", \"server\": \"main\"},"                \
  "\"findings\": [{\"severity\": \"info\", \"id\": \"test.size\", \"title\": \"12\\n\"}],"                    \
  "\"outputs\": {\"assumed\": \"no\"}, \"play\": [{\"expect\": \"get\", \"path\": \"/etc/thing\", \"give\": " \
  "{\"output\": [\"12\"]}},"

static void
test_transcript (void)
{
  check_transcript (HEAD
                    "{\"expect\": \"exec\", \"effect\": \"MUTATE\", \"argv\": [\"touch\", \"/*\"], \"timeout\": 300,"
                    "\"stdin\": \"harness-planted-secret\"},"
                    "{\"expect\": \"wait\", \"seconds\": 2, \"reason\": \"it*\"},"
                    "{\"expect\": \"done\"}]}",
                    NULL);
  check_transcript (HEAD "{\"expect\": \"exec\", \"effect\": \"MUTATE\", \"argv\": [\"touch\"]}]}", "*argv: expected*");
  check_transcript (HEAD "{\"expect\": \"exec\", \"efect\": \"MUTATE\"}]}", "*unknown key “efect”*");
  check_transcript (HEAD "{\"expect\": \"exek\"}]}", "*“exek” cannot be expected*");
  check_transcript (HEAD "{\"expect\": \"failed\", \"code\": \"bad\"}]}", "*a failure has a code*");
  check_transcript ("{\"transcript\": 2}", "*format is not 1*");
  check_transcript ("[]", "*is no object*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/harness/good", test_good);
  g_test_add_func ("/harness/failed", test_failed);
  g_test_add_func ("/harness/status-of-no-answer", test_status_of_no_answer);
  g_test_add_func ("/harness/plan", test_plan);
  g_test_add_func ("/harness/ceiling", test_ceiling);
  g_test_add_func ("/harness/declined", test_declined);
  g_test_add_func ("/harness/bad-expectations", test_bad_expectations);
  g_test_add_func ("/harness/bad-ends", test_bad_ends);
  g_test_add_func ("/harness/unexpected-output", test_unexpected_output);
  g_test_add_func ("/harness/broken-provider", test_broken_provider);
  g_test_add_func ("/harness/endless-provider", test_endless_provider);
  g_test_add_func ("/harness/mistakes", test_mistakes);
  g_test_add_func ("/harness/transcript", test_transcript);
  return g_test_run ();
}
