/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-limited-stream.h"

static void
test_limit (void)
{
  g_autoptr (GOutputStream) base = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = slw_limited_stream_new (base, 10);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_output_stream_write_all (stream, "12345", 5, NULL, NULL, &error));
  g_assert_true (g_output_stream_write_all (stream, "67890", 5, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_output_stream_write_all (stream, "1", 1, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpstr (error->message, ==, "more than 10 bytes came");
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  g_assert_false (g_output_stream_is_closed (base));
  g_assert_cmpuint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (base)), ==, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limited-stream/limit", test_limit);
  return g_test_run ();
}
