/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repository.h"

#include "apt-debian/apt-test.h"
#include "apt-family.h"

static Repository *
make (const char *keyring, const char *fingerprint, gboolean signed_by, GError **error)
{
  g_autoptr (SlwSecret) subscription = slw_secret_new (SUBSCRIPTION, -1);
  g_autoptr (GBytes) bytes = keyring != NULL ? read_bytes (keyring) : NULL;
  const RepositorySettings settings = {
    .name = "bm", .subscription = subscription, .keyring = bytes, .fingerprint = fingerprint, .signed_by = signed_by
  };

  return repository_new (&apt_family, &settings, error);
}

static void
assert_renders (const Repository *repository, const char *keyring, const char *pattern)
{
  g_autoptr (SlwSecret) list = repository_render (repository, keyring);

  if (!g_pattern_match_simple (pattern, slw_secret_peek (list, NULL)))
    g_error ("“%s” is not “%s”", slw_secret_peek (list, NULL), pattern);
}

static void
test_signed_by (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Repository) self = make ("keys.gpg", "f6dc 9350 d5cc a4e3 ed77  d40e 694a 55a7 4e2c 8fab", TRUE, &error);
  g_autoptr (GBytes) whole = read_bytes ("keys.gpg");

  g_assert_no_error (error);
  g_assert_cmpstr (self->list_path, ==, "/etc/apt/sources.list.d/bm.list");
  g_assert_cmpstr (self->keyring_path, ==, "/usr/share/keyrings/slipway-bm.gpg");
  g_assert_cmpstr (self->fingerprint, ==, FINGERPRINT_ED25519);
  /* the other key of the file must not be trusted */
  g_assert_cmpuint (g_bytes_get_size (self->keyring), <, g_bytes_get_size (whole));
  assert_renders (self, NULL, "# BlueMind*deb ?signed-by=/usr/share/keyrings/slipway-bm.gpg] https:*");
}

static void
test_whole_trust (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Repository) self = make ("key-rsa.asc", FINGERPRINT_RSA, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (self->keyring_path, ==, "/etc/apt/trusted.gpg.d/slipway-bm.gpg");
  assert_renders (self, NULL, SUBSCRIPTION);
}

static void
test_no_key (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Repository) self = make (NULL, NULL, TRUE, &error);

  g_assert_no_error (error);
  g_assert_null (self->keyring_path);
  assert_renders (self, NULL, SUBSCRIPTION);
}

static void
assert_refused (const char *keyring, const char *fingerprint, int code, const char *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make (keyring, fingerprint, TRUE, &error));
  g_assert_error (error, SLW_ERROR, code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not “%s”", error->message, pattern);
}

static void
test_refused (void)
{
  assert_refused ("key-rsa.asc", FINGERPRINT_ED25519, SLW_ERROR_REFUSED, "*does not hold the key F6DC*but 2D0F*");
  assert_refused ("key-rsa.asc", NULL, SLW_ERROR_INVALID, "*fingerprint: it is missing; the keyring holds 2D0F*");
  assert_refused ("key-rsa.asc", "abc", SLW_ERROR_INVALID, "*40 hexadecimal digits*");
  assert_refused ("install.txt", FINGERPRINT_RSA, SLW_ERROR_INVALID, "*?apt-debian] keyring: this is no OpenPGP*");
}

static void
test_settings (void)
{
  g_autoptr (SlwSecret) subscription = slw_secret_new (SUBSCRIPTION, -1);
  g_autoptr (SlwSecret) bad = slw_secret_new ("nonsense here", -1);
  const RepositorySettings none = { .name = "bm" };
  const RepositorySettings name = { .name = "../bm", .subscription = subscription };
  const RepositorySettings list = { .name = "bm", .subscription = bad };
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;
  g_autoptr (GError) third = NULL;

  g_assert_null (repository_new (&apt_family, &none, &first));
  g_assert_nonnull (strstr (first->message, "subscription is missing"));
  g_assert_null (repository_new (&apt_family, &name, &second));
  g_assert_nonnull (strstr (second->message, "repository=../bm"));
  g_assert_null (repository_new (&apt_family, &list, &third));
  g_assert_nonnull (strstr (third->message, "subscription: line 1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repository/signed-by", test_signed_by);
  g_test_add_func ("/repository/whole-trust", test_whole_trust);
  g_test_add_func ("/repository/no-key", test_no_key);
  g_test_add_func ("/repository/refused", test_refused);
  g_test_add_func ("/repository/settings", test_settings);
  return g_test_run ();
}
