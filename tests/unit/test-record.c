/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-record.h"

static void
assert_took (gint64 usec, const char *expected)
{
  g_autofree char *took = slw_record_format_took (G_USEC_PER_SEC, G_USEC_PER_SEC + usec);

  g_assert_cmpstr (took, ==, expected);
}

static void
test_took (void)
{
  assert_took (0, "0.0s");
  assert_took (-5, "0.0s");
  assert_took (9940000, "9.9s");
  assert_took (10 * G_USEC_PER_SEC, "10s");
  assert_took (185 * G_USEC_PER_SEC, "3m05s");
  assert_took (G_GINT64_CONSTANT (3720) * G_USEC_PER_SEC, "1h02m");
}

static void
test_states (void)
{
  SlwJournalRun run = { .outcome = NULL };
  SlwJournalStep step = { .outcome = NULL };

  g_assert_cmpstr (slw_record_get_run_state (&run), ==, "running");
  g_assert_cmpstr (slw_record_get_step_state (&run, &step), ==, "running");
  g_assert_false (slw_record_has_ended (&run));
  run.abandoned = TRUE;
  g_assert_cmpstr (slw_record_get_run_state (&run), ==, "interrupted");
  g_assert_cmpstr (slw_record_get_step_state (&run, &step), ==, "interrupted");
  g_assert_true (slw_record_has_ended (&run));
  run.outcome = (char *) "failed";
  step.outcome = (char *) "done";
  g_assert_cmpstr (slw_record_get_run_state (&run), ==, "failed");
  g_assert_cmpstr (slw_record_get_step_state (&run, &step), ==, "done");
}

static void
test_good (void)
{
  static const struct {
    const char *outcome;
    gboolean good;
  } cases[] = {
    { NULL, FALSE },     { "done", TRUE },         { "skipped", TRUE },  { "ceiling", TRUE },
    { "failed", FALSE }, { "unreachable", FALSE }, { "blocked", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const SlwJournalStep step = { .outcome = (char *) cases[i].outcome };

    g_assert_cmpint (slw_record_is_good (&step), ==, cases[i].good);
  }
  g_assert_false (slw_record_is_good (NULL));
}

static void
test_first_line (void)
{
  g_autofree char *none = slw_record_first_line (NULL);
  g_autofree char *one = slw_record_first_line ("a\tb\033\nc");

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (one, ==, "a b\\x1b");
}

static void
test_time (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  slw_record_add_time (builder, "a", G_GINT64_CONSTANT (1795323389000042));
  slw_record_add_time (builder, "b", 0);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);
  g_assert_cmpstr (text, ==, "{\"a\":\"2026-11-22T04:56:29.000042Z\",\"b\":null}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/took", test_took);
  g_test_add_func ("/record/states", test_states);
  g_test_add_func ("/record/good", test_good);
  g_test_add_func ("/record/first-line", test_first_line);
  g_test_add_func ("/record/time", test_time);
  return g_test_run ();
}
