/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-prompt.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <slipway/slw-error.h>

#define DEADLINE_MS 10000

/* In the child: asks, and says by its exit status what came of it. */
static void
ask (void)
{
  g_autoptr (GError) error = NULL;
  SlwSecret *secret = slw_prompt_ask_secret ("Password of main", &error);

  if (secret != NULL)
    _exit (g_str_equal (slw_secret_peek (secret, NULL), "sesame") ? 0 : 1);
  if (g_error_matches (error, SLW_ERROR, SLW_ERROR_CANCELLED))
    _exit (2);
  _exit (strstr (error->message, "empty") != NULL ? 3 : 4);
}

static void
read_until (int terminal, const char *wanted, GString *seen)
{
  while (strstr (seen->str, wanted) == NULL) {
    struct pollfd poll_fd = { terminal, POLLIN, 0 };
    char buffer[256];
    gssize n;

    g_assert_cmpint (poll (&poll_fd, 1, DEADLINE_MS), ==, 1);
    n = read (terminal, buffer, sizeof buffer);
    g_assert_cmpint (n, >, 0);
    g_string_append_len (seen, buffer, n);
  }
}

/* What a child that asks on a terminal of its own makes of @typed. */
static int
type (const char *typed)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  struct termios before, after;
  int terminal = -1;
  int status = 0;
  pid_t child = forkpty (&terminal, NULL, NULL, NULL);

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    ask ();
  read_until (terminal, "Password of main: ", seen);
  g_assert_cmpint (tcgetattr (terminal, &before), ==, 0);
  g_assert_cmpint (before.c_lflag & (ECHO | ISIG), ==, 0);
  g_assert_cmpint (write (terminal, typed, strlen (typed)), ==, strlen (typed));
  read_until (terminal, "\n", seen);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  /* The echo is on again, and nothing of the answer was shown. */
  g_assert_cmpint (tcgetattr (terminal, &after), ==, 0);
  g_assert_cmpint (after.c_lflag & ECHO, !=, 0);
  g_assert_null (strstr (seen->str, "sesame"));
  close (terminal);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_answers (void)
{
  g_assert_cmpint (type ("sesame\n"), ==, 0);
  g_assert_cmpint (type ("sesame\r"), ==, 0);
  g_assert_cmpint (type ("wrong\025sesamee\177\n"), ==, 0);
  g_assert_cmpint (type ("\177\177sesame\n"), ==, 0);
  g_assert_cmpint (type ("other\n"), ==, 1);
  g_assert_cmpint (type ("sesame\003"), ==, 2);
  g_assert_cmpint (type ("\n"), ==, 3);
}

static void
test_no_terminal (void)
{
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    g_autoptr (GError) error = NULL;

    setsid ();
    slw_prompt_ask_secret ("x", &error);
    _exit (error != NULL && strstr (error->message, "no terminal to ask on") != NULL ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
test_not_allowed (void)
{
  g_autoptr (GError) error = NULL;

  slw_prompt_allow (FALSE);
  g_assert_null (slw_prompt_ask_secret ("x", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  slw_prompt_allow (TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prompt/answers", test_answers);
  g_test_add_func ("/prompt/no-terminal", test_no_terminal);
  g_test_add_func ("/prompt/not-allowed", test_not_allowed);
  return g_test_run ();
}
