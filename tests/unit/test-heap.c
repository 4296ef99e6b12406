/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-heap.h"

#define MANY (4 * 1024 * 1024)

/* Large blocks come from elsewhere than small ones; both are counted. */
static void
test_taken_and_given_back (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  gint64 before = slw_heap_get_bytes ();
  gpointer *blocks = g_new (gpointer, MANY / size);
  gint64 grown;

  for (gsize i = 0; i < MANY / size; i++)
    blocks[i] = g_malloc (size);
  grown = slw_heap_get_bytes () - before;
  for (gsize i = 0; i < MANY / size; i++)
    g_free (blocks[i]);
  g_free (blocks);
  g_assert_cmpint (grown, >=, MANY);
  g_assert_cmpint (grown, <, 3 * MANY);
  g_assert_cmpint (slw_heap_get_bytes () - before, <, MANY / 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/heap/small", GSIZE_TO_POINTER (64), test_taken_and_given_back);
  g_test_add_data_func ("/heap/large", GSIZE_TO_POINTER (1024 * 1024), test_taken_and_given_back);
  return g_test_run ();
}
