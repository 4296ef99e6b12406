/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-pause.h"

static void
on_over (GTask *task)
{
  g_task_return_boolean (task, TRUE);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* How long it took, in seconds. */
static double
rest (guint seconds, GCancellable *cancellable, gboolean cancel_now)
{
  gboolean over = FALSE;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, take_result, &over);
  gint64 before = g_get_monotonic_time ();

  slw_pause_begin (task, NULL, seconds, on_over);
  if (cancel_now) {
    g_cancellable_cancel (cancellable);
    g_assert_false (over); /* not within the signal */
  }
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  return (g_get_monotonic_time () - before) / (double) G_USEC_PER_SEC;
}

static void
test_rests (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_cmpfloat (rest (1, NULL, FALSE), >=, 0.9);
  g_assert_cmpfloat (rest (1, cancellable, FALSE), >=, 0.9);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_cmpfloat (rest (1000, cancellable, TRUE), <, 100);
  g_assert_cmpfloat (rest (1000, cancellable, FALSE), <, 100); /* before it began */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pause/rests", test_rests);
  g_test_add_func ("/pause/cancelled", test_cancelled);
  return g_test_run ();
}
