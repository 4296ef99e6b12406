/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-directive.h>

#include "core/api/slw-directive-private.h"

static void
test_act (void)
{
  const char *const argv[] = { "true", NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "try", argv);
  g_autoptr (SlwDirective) directive = slw_directive_act (slw_action_ref (action));

  slw_action_unref (action);
  g_assert_cmpint (directive->type, ==, SLW_DIRECTIVE_ACT);
  g_assert_cmpstr (slw_action_get_label (directive->action), ==, "try");
}

/* A wait of no time would make a loop that never rests. */
static void
test_wait (void)
{
  g_autoptr (SlwDirective) none = slw_directive_wait (0, "nothing");
  g_autoptr (SlwDirective) some = slw_directive_wait (30, "task at 40 %");

  g_assert_cmpint (none->type, ==, SLW_DIRECTIVE_WAIT);
  g_assert_cmpuint (none->seconds, ==, 1);
  g_assert_cmpuint (some->seconds, ==, 30);
  g_assert_cmpstr (some->text, ==, "task at 40 %");
}

static void
test_done (void)
{
  g_autoptr (SlwDirective) silent = slw_directive_done (NULL);
  g_autoptr (SlwDirective) summary = slw_directive_done ("already there");

  g_assert_cmpint (silent->type, ==, SLW_DIRECTIVE_DONE);
  g_assert_null (silent->text);
  g_assert_cmpstr (summary->text, ==, "already there");
}

static void
test_nothing (void)
{
  g_test_expect_message ("slipway", G_LOG_LEVEL_CRITICAL, "*action != NULL*");
  g_assert_null (slw_directive_act (NULL));
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/directive/act", test_act);
  g_test_add_func ("/directive/wait", test_wait);
  g_test_add_func ("/directive/done", test_done);
  g_test_add_func ("/directive/nothing", test_nothing);
  return g_test_run ();
}
