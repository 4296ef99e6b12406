/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "openpgp.h"

#include "apt-debian/apt-test.h"

static const char *
fingerprint (GPtrArray *keys, guint i)
{
  return ((OpenpgpKey *) g_ptr_array_index (keys, i))->fingerprint;
}

static void
test_armoured (void)
{
  g_autoptr (GBytes) rsa = read_bytes ("key-rsa.asc");
  g_autoptr (GBytes) ed25519 = read_bytes ("key-ed25519.asc");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) first = openpgp_read_keys (rsa, &error);
  g_autoptr (GPtrArray) second = openpgp_read_keys (ed25519, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpstr (fingerprint (first, 0), ==, FINGERPRINT_RSA);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpstr (fingerprint (second, 0), ==, FINGERPRINT_ED25519);
}

static void
test_binary_with_two (void)
{
  g_autoptr (GBytes) both = read_bytes ("keys.gpg");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = openpgp_read_keys (both, &error);
  gsize sum = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 2);
  g_assert_cmpstr (fingerprint (keys, 0), ==, FINGERPRINT_RSA);
  g_assert_cmpstr (fingerprint (keys, 1), ==, FINGERPRINT_ED25519);
  for (guint i = 0; i < keys->len; i++) {
    OpenpgpKey *key = g_ptr_array_index (keys, i);
    g_autoptr (GPtrArray) alone = openpgp_read_keys (key->packets, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (alone->len, ==, 1);
    g_assert_cmpstr (fingerprint (alone, 0), ==, key->fingerprint);
    sum += g_bytes_get_size (key->packets);
  }
  g_assert_cmpuint (sum, ==, g_bytes_get_size (both));
}

static void
assert_refused (gconstpointer data, gsize length, const char *pattern)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (openpgp_read_keys (bytes, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not “%s”", error->message, pattern);
}

static void
test_refused (void)
{
  g_autoptr (GBytes) both = read_bytes ("keys.gpg");
  g_autofree char *armour = read_data ("key-rsa.asc");
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (both, &size);
  g_autofree char *large = g_malloc0 (300 * 1024);
  char *crc = g_strrstr (armour, "\n=");

  assert_refused ("", 0, "*empty*");
  assert_refused ("hello", 5, "*no OpenPGP*");
  assert_refused (data, 40, "*cut off*");
  assert_refused (data, size - 1, "*cut off*");
  assert_refused (large, 300 * 1024, "*larger*");
  /* old format, tag 5; new format, tag 2; partial length; no length; version 3 */
  assert_refused ("\x95\x00\x01\x04", 4, "*secret key*");
  assert_refused ("\xc2\x01\x04", 3, "*no keyring*");
  assert_refused ("\xc6\xe1\x04\x04", 4, "*partial*");
  assert_refused ("\x9b\x04\x04", 3, "*without a length*");
  assert_refused ("\xc6\x06\x03\x00\x00\x00\x00\x00", 8, "*version 3*");
  crc[3] = crc[3] == 'A' ? 'B' : 'A';
  assert_refused (armour, strlen (armour), "*checksum*");
  crc[0] = '\0';
  assert_refused (armour, strlen (armour), "*cut off*");
}

static void
test_fingerprint (void)
{
  static const char *const bad[]
      = { "", "2D0F", "2D0FE7CB1038E4193AF474E296B8A1136D0B8EA9A", "2D0FE7CB1038E4193AF474E296B8A1136D0B8EAX",
          "2D0FE7CB1038E4193AF474E296B8A1136D0B8EA9 x" };
  g_autofree char *good = openpgp_normalize_fingerprint ("2d0f e7cb 1038 e419 3af4  74e2 96b8 a113 6d0b 8ea9");

  g_assert_cmpstr (good, ==, FINGERPRINT_RSA);
  g_assert_null (openpgp_normalize_fingerprint (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (openpgp_normalize_fingerprint (bad[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/openpgp/armoured", test_armoured);
  g_test_add_func ("/openpgp/binary-with-two", test_binary_with_two);
  g_test_add_func ("/openpgp/refused", test_refused);
  g_test_add_func ("/openpgp/fingerprint", test_fingerprint);
  return g_test_run ();
}
