/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/kit/slw-harness-private.h"

#include "core/api/slw-action-private.h"
#include "core/api/slw-directive-private.h"
#include "core/api/slw-result-private.h"

#define MAX_CALLS 10000

static gboolean
fail_play (SlwHarness *self, GError **error, const char *format, ...)
{
  g_autofree char *played = slw_harness_dup_played (self);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s on %s:\n%s\n  played so far:\n%s", self->kind, self->server,
               text, played);
  return FALSE;
}

static gboolean
fail_mismatch (SlwHarness *self, const SlwExpectation *expected, const char *came, const char *why, GError **error)
{
  g_autofree char *wanted = expected != NULL ? slw_expectation_describe (expected) : g_strdup ("nothing more");

  return fail_play (self, error, "- expected (%u of %u): %s\n+ came: %s%s%s", self->position + 1, self->expected->len,
                    wanted, came, why != NULL ? "\n  " : "", why != NULL ? why : "");
}

static const SlwExpectation *
peek_expected (SlwHarness *self)
{
  return self->position < self->expected->len ? g_ptr_array_index (self->expected, self->position) : NULL;
}

/* Takes the next expectation when it is of @type and its text fits. */
static const SlwExpectation *
take_expected (SlwHarness *self, SlwExpectationType type, const char *text, const char *came, GError **error)
{
  const SlwExpectation *next = peek_expected (self);

  g_ptr_array_add (self->played, g_strdup (came));
  if (next != NULL && next->type == type
      && (next->text == NULL || g_pattern_match_simple (next->text, text != NULL ? text : ""))) {
    self->position++;
    return next;
  }
  fail_mismatch (self, next, came, NULL, error);
  return NULL;
}

static gboolean
holds_secret (const char *text)
{
  g_autofree char *redacted = slw_redact (text);

  return text != NULL && !g_str_equal (redacted, text);
}

static const char *
find_secret_in_list (char **texts)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (holds_secret (texts[i]))
      return texts[i];
  return NULL;
}

static const char *
find_secret_in_headers (const SlwAction *action)
{
  for (guint i = 0; action->headers != NULL && i < action->headers->len; i++) {
    const SlwActionHeader *header = g_ptr_array_index (action->headers, i);
    if (holds_secret (header->value))
      return header->name;
  }
  return NULL;
}

/* Where a secret would be seen: in a list of processes, the journal, a plan or a log. */
static const char *
find_exposed_secret (const SlwAction *action)
{
  g_autofree char *content = NULL;

  if (find_secret_in_list (action->argv) != NULL)
    return "its arguments";
  for (guint i = 0; action->env != NULL && i < action->env->len; i++)
    if (holds_secret (g_ptr_array_index (action->env, i)))
      return "its environment";
  if (holds_secret (action->label))
    return "its label";
  if (holds_secret (action->url) || holds_secret (action->path))
    return "its address or path";
  if (find_secret_in_headers (action) != NULL)
    return "a header that is not secret";
  content = slw_expectation_dup_text (action->content);
  return holds_secret (content) ? "content that is not secret" : NULL;
}

static void
feed_output (SlwHarness *self, const SlwExpectation *expected)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (expected->action_type != SLW_ACTION_EXEC || expected->output == NULL || g_bytes_get_size (expected->output) == 0)
    return;
  text = slw_expectation_dup_text (expected->output);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' || lines[i + 1] != NULL)
      slw_step_output (self->provider, self->run, lines[i]);
}

/* What is secret stays so from the moment that the core has it. */
static SlwResult *
hide_result (SlwResult *result, const SlwAction *action)
{
  if (action->secret_result) {
    g_autoptr (SlwSecret) secret = slw_result_dup_secret (result);
    (void) secret;
  }
  return result;
}

static SlwResult *
answer_action (SlwHarness *self, const SlwExpectation *expected, SlwAction *action, GError **error)
{
  if (action->effect > self->ceiling && expected->answered) {
    fail_mismatch (self, expected, "an action above the ceiling", "it is assumed, so no answer can be given", error);
    return NULL;
  }
  if (action->effect > self->ceiling) {
    slw_step_run_set_assuming (self->run, TRUE);
    return slw_result_new_assumed (action);
  }
  feed_output (self, expected);
  return hide_result (slw_expectation_make_result (expected), action);
}

static char *
describe_action (SlwHarness *self, const SlwAction *action)
{
  g_autofree char *text = slw_action_describe (action);
  g_autofree char *canonical = slw_action_to_canonical (action);
  SlwServer *server = action->server != NULL ? action->server : slw_step_run_get_server (self->run);

  g_string_append_printf (self->canonical, "%s\n%s\n", slw_server_get_name (server), canonical);
  return g_strdup_printf ("%s %s: %s (“%s”)", slw_effect_to_string (action->effect), slw_server_get_name (server), text,
                          action->label);
}

static SlwResult *
play_action (SlwHarness *self, SlwAction *action, GError **error)
{
  const SlwExpectation *expected = peek_expected (self);
  g_autofree char *came = describe_action (self, action);
  g_autofree char *why = NULL;
  const char *exposed = find_exposed_secret (action);

  g_ptr_array_add (self->played, g_strdup (came));
  if (exposed != NULL) {
    fail_play (self, error, "a secret can be seen in an action, in %s: %s", exposed, came);
    return NULL;
  }
  if (expected != NULL && expected->type == SLW_EXPECT_ACTION)
    why = slw_expectation_compare (expected, action, slw_step_run_get_server (self->run));
  if (expected == NULL || expected->type != SLW_EXPECT_ACTION || why != NULL) {
    fail_mismatch (self, expected, came, why, error);
    return NULL;
  }
  self->position++;
  return answer_action (self, expected, action, error);
}

static gboolean
play_failure (SlwHarness *self, const GError *failure, GError **error)
{
  const SlwExpectation *next = peek_expected (self);
  g_autofree char *came
      = g_strdup_printf ("failed (%s): %s", slw_expectation_error_name (failure->code), failure->message);

  if (failure->domain != SLW_ERROR)
    return fail_play (self, error, "an error that is not of SLW_ERROR: %s", came);
  if (next != NULL && next->type == SLW_EXPECT_FAILED && next->code != failure->code)
    return fail_mismatch (self, next, came, "the code is another one", error);
  return take_expected (self, SLW_EXPECT_FAILED, failure->message, came, error) != NULL;
}

/* What the core makes of a status that the action did not expect. */
static GError *
judge_status (const SlwAction *action, const SlwResult *result)
{
  int status = slw_result_get_status (result);

  if (slw_action_is_expected (action, status) || slw_result_is_assumed (result))
    return NULL;
  return g_error_new (SLW_ERROR, status == SLW_STATUS_NO_ANSWER ? SLW_ERROR_UNREACHABLE : SLW_ERROR_FAILED,
                      "%s: status %d", action->label, status);
}

typedef enum {
  TURN_GO_ON,
  TURN_END,
  TURN_BAD,
} Turn;

static Turn
end_if (gboolean good)
{
  return good ? TURN_END : TURN_BAD;
}

static Turn
turn_action (SlwHarness *self, SlwAction *action, SlwResult **last, GError **error)
{
  g_autoptr (SlwResult) result = NULL;
  g_autoptr (GError) failure = NULL;

  if (self->ceiling > SLW_EFFECT_READ && action->effect > self->ceiling) {
    g_autofree char *came = describe_action (self, action);
    return end_if (take_expected (self, SLW_EXPECT_CEILING, NULL, came, error) != NULL);
  }
  result = play_action (self, action, error);
  if (result == NULL)
    return TURN_BAD;
  failure = judge_status (action, result);
  if (failure != NULL)
    return end_if (play_failure (self, failure, error));
  g_clear_pointer (last, slw_result_unref);
  *last = g_steal_pointer (&result);
  return TURN_GO_ON;
}

static Turn
turn_wait (SlwHarness *self, SlwDirective *directive, GError **error)
{
  g_autofree char *came = g_strdup_printf ("wait %u s: %s", directive->seconds, directive->text);
  const SlwExpectation *expected = take_expected (self, SLW_EXPECT_WAIT, directive->text, came, error);

  if (expected == NULL)
    return TURN_BAD;
  g_string_append_printf (self->canonical, "%s\n", came);
  if (directive->seconds < 1 || (expected->seconds > 0 && expected->seconds != directive->seconds))
    return end_if (fail_mismatch (self, expected, came, "the seconds are other ones", error));
  if (holds_secret (directive->text))
    return end_if (fail_play (self, error, "a secret in what is waited for"));
  /* in a plan, what is waited for will not come once something was only assumed: the core ends the step */
  return self->ceiling == SLW_EFFECT_READ && slw_step_run_is_assuming (self->run) ? TURN_END : TURN_GO_ON;
}

static Turn
turn_done (SlwHarness *self, SlwDirective *directive, GError **error)
{
  g_autofree char *came = g_strdup_printf ("done: %s", directive->text != NULL ? directive->text : "");

  if (holds_secret (directive->text))
    return end_if (fail_play (self, error, "a secret in the summary"));
  return end_if (take_expected (self, SLW_EXPECT_DONE, directive->text, came, error) != NULL);
}

static Turn
play_turn (SlwHarness *self, SlwResult **last, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlwDirective) directive = slw_step_next (self->provider, self->run, *last, &failure);

  if (directive == NULL && failure == NULL)
    return end_if (fail_play (self, error, "next () failed without an error"));
  if (directive != NULL && failure != NULL)
    return end_if (fail_play (self, error, "next () answered and set an error: %s", failure->message));
  if (directive == NULL)
    return end_if (play_failure (self, failure, error));
  switch (directive->type) {
  case SLW_DIRECTIVE_ACT:
    return turn_action (self, directive->action, last, error);
  case SLW_DIRECTIVE_WAIT:
    return turn_wait (self, directive, error);
  default:
    return turn_done (self, directive, error);
  }
}

static gboolean
check_outputs (SlwHarness *self, GError **error)
{
  GHashTable *came = slw_step_run_get_outputs (self->run);
  GHashTableIter iter;
  gpointer name, value;
  guint expected = self->outputs != NULL ? self->outputs->len : 0;

  for (guint i = 0; i < expected; i++) {
    const SlwPair *pair = g_ptr_array_index (self->outputs, i);
    const char *text = g_hash_table_lookup (came, pair->name);
    if (text == NULL || !g_pattern_match_simple (pair->value, text))
      return fail_play (self, error, "- expected output %s: %s\n+ came: %s", pair->name, pair->value,
                        text != NULL ? text : "(none)");
  }
  g_hash_table_iter_init (&iter, came);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    if (holds_secret (value))
      return fail_play (self, error, "a secret in output %s", (const char *) name);
    if (g_hash_table_size (came) != expected
        && (self->outputs == NULL
            || !g_ptr_array_find_with_equal_func (self->outputs, name, slw_expectation_pair_has_name, NULL)))
      return fail_play (self, error, "- expected no output %s\n+ came: %s", (const char *) name, (const char *) value);
  }
  return TRUE;
}

static gboolean
check_findings (SlwHarness *self, GError **error)
{
  GPtrArray *came = slw_step_run_get_findings (self->run);

  for (guint i = 0; i < MAX (came->len, self->findings->len); i++) {
    const SlwExpectedFinding *want = i < self->findings->len ? g_ptr_array_index (self->findings, i) : NULL;
    const SlwFinding *got = i < came->len ? g_ptr_array_index (came, i) : NULL;
    gboolean same = want != NULL && got != NULL && want->severity == got->severity && g_str_equal (want->id, got->id)
                    && (want->title == NULL || g_pattern_match_simple (want->title, got->title));
    if (!same)
      return fail_play (self, error, "- expected finding: %s %s %s\n+ came: %s %s %s",
                        want != NULL ? slw_severity_to_string (want->severity) : "(none)", want != NULL ? want->id : "",
                        want != NULL && want->title != NULL ? want->title : "",
                        got != NULL ? slw_severity_to_string (got->severity) : "(none)", got != NULL ? got->id : "",
                        got != NULL ? got->title : "");
  }
  return TRUE;
}

static gboolean
pattern_matches_note (gconstpointer note, gconstpointer pattern)
{
  return g_pattern_match_simple (pattern, note);
}

static gboolean
progress_matches (gconstpointer came, gconstpointer wanted)
{
  const SlwProgress *shown = came;
  const SlwProgress *pattern = wanted;
  double difference = shown->percent - pattern->percent;

  return difference > -0.5 && difference < 0.5
         && (pattern->text == NULL || g_pattern_match_simple (pattern->text, shown->text != NULL ? shown->text : ""));
}

static gboolean
check_notes (SlwHarness *self, GError **error)
{
  GPtrArray *came = slw_step_run_get_notes (self->run);

  for (guint i = 0; i < self->notes->len; i++) {
    const char *pattern = g_ptr_array_index (self->notes, i);
    if (!g_ptr_array_find_with_equal_func (came, pattern, pattern_matches_note, NULL))
      return fail_play (self, error, "- expected a note: %s\n+ came: %u notes, none of them", pattern, came->len);
  }
  for (guint i = 0; i < self->progress->len; i++) {
    const SlwProgress *pattern = g_ptr_array_index (self->progress, i);
    if (!g_ptr_array_find_with_equal_func (self->shown, pattern, progress_matches, NULL))
      return fail_play (self, error, "- expected progress: %.0f %%, %s\n+ came: %u, none of it", pattern->percent,
                        pattern->text != NULL ? pattern->text : "*", self->shown->len);
  }
  return TRUE;
}

static gboolean
check_end (SlwHarness *self, GError **error)
{
  const SlwExpectation *next = peek_expected (self);

  if (next != NULL)
    return fail_mismatch (self, next, "the end", NULL, error);
  return check_outputs (self, error) && check_findings (self, error) && check_notes (self, error);
}

static gboolean
reset_play (SlwHarness *self, GError **error)
{
  SlwServer *server = slw_harness_get_server (self, self->server != NULL ? self->server : "");

  if (self->mistakes->len > 0 || server == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "test: %s",
                 self->mistakes->len > 0 ? self->mistakes->str : "no step was begun on a server that there is");
    return FALSE;
  }
  g_clear_object (&self->run);
  g_clear_object (&self->provider);
  self->provider = slw_harness_make_provider (self, error);
  if (self->provider == NULL)
    return FALSE;
  self->run = slw_step_run_new (self->kind, self->kind, self->platform, server, self->ceiling, self->bus);
  for (guint i = 0; self->params != NULL && i < self->params->len; i++) {
    const SlwPair *pair = g_ptr_array_index (self->params, i);
    slw_step_run_set_param (self->run, pair->name, pair->value);
  }
  if (self->earlier != NULL)
    slw_step_run_set_earlier (self->run, self->earlier);
  self->position = 0;
  g_ptr_array_set_size (self->played, 0);
  g_ptr_array_set_size (self->shown, 0);
  g_string_truncate (self->canonical, 0);
  return TRUE;
}

gboolean
slw_harness_play (SlwHarness *harness, GError **error)
{
  g_autoptr (SlwResult) last = NULL;
  g_autofree char *reason = NULL;
  Turn turn = TURN_GO_ON;

  if (!reset_play (harness, error))
    return FALSE;
  if (slw_step_offer (harness->provider, harness->kind, slw_step_run_get_server (harness->run), &reason) < 0) {
    g_autofree char *came = g_strdup_printf ("declined: %s", reason != NULL ? reason : "(no reason)");
    return take_expected (harness, SLW_EXPECT_DECLINED, reason, came, error) != NULL && check_end (harness, error);
  }
  for (guint calls = 0; turn == TURN_GO_ON && calls < MAX_CALLS; calls++)
    turn = play_turn (harness, &last, error);
  if (turn == TURN_GO_ON)
    return fail_play (harness, error, "after %d calls of next () there is no end", MAX_CALLS);
  return turn == TURN_END && check_end (harness, error);
}

gboolean
slw_harness_play_twice (SlwHarness *harness, GError **error)
{
  g_autofree char *first = NULL;

  if (!slw_harness_play (harness, error))
    return FALSE;
  first = g_strdup (harness->canonical->str);
  if (!slw_harness_play (harness, error))
    return FALSE;
  if (g_str_equal (first, harness->canonical->str))
    return TRUE;
  return fail_play (harness, error, "the second play asked for something else than the first:\n- %s\n+ %s", first,
                    harness->canonical->str);
}
