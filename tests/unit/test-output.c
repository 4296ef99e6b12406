/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-output.h"

#include <slipway/slw-secret.h>

#include <string.h>

static char *
text_of (const SlwOutput *output)
{
  g_autoptr (GBytes) bytes = slw_output_dup_bytes (output);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return g_strndup (data != NULL ? data : "", length);
}

static void
test_empty (void)
{
  g_autoptr (SlwOutput) output = slw_output_new (10);
  g_autofree char *text = text_of (output);

  g_assert_cmpstr (text, ==, "");
  g_assert_cmpuint (slw_output_get_dropped (output), ==, 0);
}

static void
test_just_fits (void)
{
  g_autoptr (SlwOutput) output = slw_output_new (10);
  g_autofree char *text = NULL;

  slw_output_add (output, "012", 3);
  slw_output_add (output, "3456", 4);
  slw_output_add (output, "789", 3);
  text = text_of (output);
  g_assert_cmpstr (text, ==, "0123456789");
  g_assert_cmpuint (slw_output_get_dropped (output), ==, 0);
}

static void
test_middle_goes (void)
{
  g_autoptr (SlwOutput) output = slw_output_new (10);
  g_autofree char *text = NULL;

  for (const char *c = "0123456789abcdefghij"; *c != '\0'; c++)
    slw_output_add (output, c, 1);
  g_assert_cmpuint (slw_output_get_dropped (output), ==, 10);
  text = text_of (output);
  g_assert_cmpstr (text, ==, "01234\n[slipway: 10 bytes left out here]\nfghij");
}

static void
test_one_large_piece (void)
{
  g_autoptr (SlwOutput) output = slw_output_new (7);
  g_autofree char *text = NULL;

  slw_output_add (output, "0123456789abcdefghij", 20);
  text = text_of (output);
  g_assert_cmpstr (text, ==, "0123\n[slipway: 13 bytes left out here]\nhij");
}

static void
test_nothing_is_kept (void)
{
  g_autoptr (SlwOutput) output = slw_output_new (0);

  slw_output_add (output, "0123", 4);
  g_assert_cmpuint (slw_output_get_dropped (output), ==, 4);
}

/* Every split of the same bytes gives the same. */
static void
test_pieces_do_not_matter (void)
{
  const char *all = "0123456789abcdefghijklmnopqrstuvwxyz";

  for (gsize piece = 1; piece <= strlen (all); piece++) {
    g_autoptr (SlwOutput) output = slw_output_new (9);
    g_autofree char *text = NULL;

    for (gsize i = 0; i < strlen (all); i += piece)
      slw_output_add (output, all + i, MIN (piece, strlen (all) - i));
    text = text_of (output);
    g_assert_cmpstr (text, ==, "01234\n[slipway: 27 bytes left out here]\nwxyz");
  }
}

/* The gap takes both halves of a secret that it goes through. */
static void
test_secret (void)
{
  g_autoptr (SlwOutput) output = slw_output_new (32);
  g_autofree char *text = NULL;

  slw_secret_hide ("correct-horse-battery");
  slw_output_add (output, "password: correct-horse-battery and more, and again: battery", 60);
  text = text_of (output);
  g_assert_cmpstr (text, ==, "password: \n[slipway: 34 bytes left out here]\nd again: battery");
  g_autoptr (SlwOutput) both = slw_output_new (40);
  g_autofree char *halves = NULL;
  slw_output_add (both, "0123456789correct-horse-batteryabcdefghijkl", 43);
  halves = text_of (both);
  g_assert_cmpstr (halves, ==, "0123456789\n[slipway: 21 bytes left out here]\nabcdefghijkl");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/output/empty", test_empty);
  g_test_add_func ("/output/just-fits", test_just_fits);
  g_test_add_func ("/output/middle-goes", test_middle_goes);
  g_test_add_func ("/output/one-large-piece", test_one_large_piece);
  g_test_add_func ("/output/nothing-is-kept", test_nothing_is_kept);
  g_test_add_func ("/output/pieces-do-not-matter", test_pieces_do_not_matter);
  g_test_add_func ("/output/secret", test_secret);
  return g_test_run ();
}
