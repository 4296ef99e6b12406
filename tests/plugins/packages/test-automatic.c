/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "automatic.h"

#include <string.h>

#include "apt-family.h"
#include "core/api/slw-platform-private.h"
#include "core/api/slw-result-private.h"
#include "core/api/slw-server-private.h"
#include "core/api/slw-step-run-private.h"

static SlwStepRun *
new_run (const char *automatic, const char *asked)
{
  const char *const roles[] = { "mailbox", NULL };
  g_autoptr (SlwPlatform) platform = slw_platform_new ("mail", "/");
  g_autoptr (SlwServer) server = slw_server_new ("shard", "198.18.0.11", roles, slw_login_new ());
  SlwStepRun *run = slw_step_run_new ("install", "packages.install", platform, server, SLW_EFFECT_MUTATE, NULL);

  if (automatic != NULL)
    slw_step_run_set_param (run, "automatic", automatic);
  if (asked != NULL)
    slw_step_run_set_param (run, "packages", asked);
  return run;
}

/* @marked: nullable: what the package manager answers; @command: nullable: what is to be done then */
static void
assert_marks (SlwStepRun *run, const char *marked, const char *command)
{
  g_autoptr (GBytes) output = marked != NULL ? g_bytes_new (marked, strlen (marked)) : NULL;
  g_autoptr (SlwResult) result = marked != NULL ? slw_result_new (0, output, NULL) : NULL;
  g_autoptr (SlwAction) action = automatic_new_mark (&apt_family, run, result);
  g_autofree char *text = action != NULL ? g_strjoinv (" ", (char **) slw_action_get_argv (action)) : NULL;

  g_assert_cmpstr (text, ==, command);
  if (action != NULL)
    g_assert_cmpint (slw_action_get_effect (action), ==, SLW_EFFECT_MUTATE);
}

static void
test_mark (void)
{
  g_autoptr (SlwStepRun) run = new_run ("bm-node libc6:i386 postfix", "bm-node");

  g_assert_true (automatic_is_due (run));
  assert_marks (run, NULL, "apt-mark auto libc6:i386 postfix");
  assert_marks (run, "", "apt-mark auto libc6:i386 postfix");
  assert_marks (run, "bm-node\nlibc6:i386\n", "apt-mark auto postfix");
}

/* Then it still is due: only the package manager knows that it is done. */
static void
test_marked (void)
{
  g_autoptr (SlwStepRun) run = new_run ("postfix", "");

  g_assert_true (automatic_is_due (run));
  assert_marks (run, "libc6\npostfix\n", NULL);
}

/* All of it was asked for by name, or nobody said what came for others. */
static void
test_nothing (void)
{
  g_autoptr (SlwStepRun) asked = new_run ("bm-node postfix", "postfix bm-node");
  g_autoptr (SlwStepRun) none = new_run (NULL, NULL);

  g_assert_false (automatic_is_due (asked));
  assert_marks (asked, NULL, NULL);
  g_assert_false (automatic_is_due (none));
  assert_marks (none, "libc6\n", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/automatic/mark", test_mark);
  g_test_add_func ("/automatic/marked", test_marked);
  g_test_add_func ("/automatic/nothing", test_nothing);
  return g_test_run ();
}
