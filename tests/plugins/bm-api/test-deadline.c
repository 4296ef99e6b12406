/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-api/slw-deadline.h"

static void
test_count (void)
{
  SlwDeadline deadline;

  slw_deadline_begin (&deadline, 4);
  g_assert_true (slw_deadline_wait (&deadline, 2));
  g_assert_true (slw_deadline_wait (&deadline, 2));
  g_assert_false (slw_deadline_wait (&deadline, 2));
  g_assert_cmpuint (slw_deadline_get_waited (&deadline), ==, 4);
}

static void
test_none (void)
{
  SlwDeadline deadline;

  slw_deadline_begin (&deadline, 0);
  g_assert_false (slw_deadline_wait (&deadline, 1));
}

/* Requests that take their time count, too. */
static void
test_clock (void)
{
  SlwDeadline deadline;

  slw_deadline_begin (&deadline, 60);
  deadline.since -= 61 * G_USEC_PER_SEC;
  g_assert_false (slw_deadline_wait (&deadline, 1));
  g_assert_cmpuint (slw_deadline_get_waited (&deadline), >=, 61);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/deadline/count", test_count);
  g_test_add_func ("/deadline/none", test_none);
  g_test_add_func ("/deadline/clock", test_clock);
  return g_test_run ();
}
