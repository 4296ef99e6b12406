/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-host-keys.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define KEY_A "AAAAC3NzaC1lZDI1NTE5AAAAIB0AcZI+1G2nb3gPfsqvRsqFFUYLcHMG06dxD6rt6dGo"
#define KEY_A_PRINT "SHA256:2FCCasD/mVcR4tyhS9MJxOKfJwpP0felr6t6Fjh8f90" /* as ssh-keygen -l says */
#define KEY_B "AAAAC3NzaC1lZDI1NTE5AAAAIEAcZI+1G2nb3gPfsqvRsqFFUYLcHMG06dxD6rt6dGoB"

typedef struct {
  char *folder;
  char *file;
  char *other;
  guint8 *a;
  guint8 *b;
  guint8 *rsa;
  gsize length; /* of a and of b */
  gsize rsa_length;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char rsa[] = "\0\0\0\7ssh-rsa\0\0\0\1\3\0\0\0\1\5";

  fixture->folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "known_hosts", NULL);
  fixture->other = g_build_filename (fixture->folder, "other", NULL);
  fixture->a = g_base64_decode (KEY_A, &fixture->length);
  fixture->b = g_base64_decode (KEY_B, &fixture->length);
  fixture->rsa_length = sizeof rsa - 1;
  fixture->rsa = g_memdup2 (rsa, fixture->rsa_length);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->file);
  g_unlink (fixture->other);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* nothing else was left behind */
  g_free (fixture->folder);
  g_free (fixture->file);
  g_free (fixture->other);
  g_free (fixture->a);
  g_free (fixture->b);
  g_free (fixture->rsa);
}

static void
write_file (const char *path, const char *text)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
read_file (const char *path)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static SlwHostKeyState
check (Fixture *fixture, const char *host, const guint8 *key, SlwHostKeyLine *line)
{
  const char *const files[] = { fixture->file, fixture->other, NULL };

  return slw_host_keys_check (files, host, 22, key, fixture->length, line);
}

static void
test_fingerprint (Fixture *fixture, gconstpointer data)
{
  g_autofree char *print = slw_host_keys_dup_fingerprint (fixture->a, fixture->length);
  g_autofree char *type = slw_host_keys_dup_type (fixture->a, fixture->length);

  g_assert_cmpstr (print, ==, KEY_A_PRINT);
  g_assert_cmpstr (type, ==, "ssh-ed25519");
  g_assert_null (slw_host_keys_dup_type ((const guint8 *) "\0\0\0\2\033[", 6));
  g_assert_null (slw_host_keys_dup_type ((const guint8 *) "\0\0\0\0", 4));
  g_assert_null (slw_host_keys_dup_type ((const guint8 *) "ab", 2));
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_auto (SlwHostKeyLine) line = { 0 };

  g_assert_cmpint (check (fixture, "alpha", fixture->a, &line), ==, SLW_HOST_KEY_NEW);
  g_assert_null (line.file);
  write_file (fixture->file, "\nalpha ssh-ed25519 " KEY_A "\n");
  g_assert_cmpint (check (fixture, "alpha", fixture->a, &line), ==, SLW_HOST_KEY_KNOWN);
  g_assert_cmpuint (line.line, ==, 2);
  g_assert_cmpint (check (fixture, "beta", fixture->a, NULL), ==, SLW_HOST_KEY_NEW);
  g_assert_cmpint (check (fixture, "alpha", fixture->b, &line), ==, SLW_HOST_KEY_CHANGED);
  g_assert_cmpstr (line.file, ==, fixture->file);
  g_assert_cmpstr (line.type, ==, "ssh-ed25519");
  g_assert_cmpstr (line.fingerprint, ==, KEY_A_PRINT);
}

/* Several lines and files may name a host: one that fits is enough, one that revokes is too much. */
static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_auto (SlwHostKeyLine) line = { 0 };

  write_file (fixture->file, "alpha ssh-ed25519 " KEY_A "\n");
  write_file (fixture->other, "# own\nalpha ssh-ed25519 " KEY_B "\n");
  g_assert_cmpint (check (fixture, "alpha", fixture->a, NULL), ==, SLW_HOST_KEY_KNOWN);
  g_assert_cmpint (check (fixture, "alpha", fixture->b, &line), ==, SLW_HOST_KEY_KNOWN);
  g_assert_cmpstr (line.file, ==, fixture->other);
  write_file (fixture->other, "@revoked * ssh-ed25519 " KEY_A "\n");
  g_assert_cmpint (check (fixture, "alpha", fixture->a, &line), ==, SLW_HOST_KEY_REVOKED);
  g_assert_cmpstr (line.file, ==, fixture->other);
  g_assert_cmpint (check (fixture, "alpha", fixture->b, NULL), ==, SLW_HOST_KEY_CHANGED);
}

static void
test_authority_never_matches (Fixture *fixture, gconstpointer data)
{
  write_file (fixture->file, "@cert-authority alpha ssh-ed25519 " KEY_A "\n");
  g_assert_cmpint (check (fixture, "alpha", fixture->a, NULL), ==, SLW_HOST_KEY_NEW);
}

static void
test_types (Fixture *fixture, gconstpointer data)
{
  const char *const files[] = { fixture->file, fixture->other, NULL };
  g_autoptr (GPtrArray) types = NULL;

  write_file (fixture->file,
              "alpha ssh-ed25519 " KEY_A "\nalpha ssh-rsa AAAA\n@revoked alpha ecdsa-sha2-nistp256 AAAA\n");
  write_file (fixture->other, "alpha ssh-rsa BBBB\n");
  types = slw_host_keys_dup_types (files, "alpha", 22);
  g_assert_cmpuint (types->len, ==, 2);
  g_assert_cmpstr (types->pdata[0], ==, "ssh-ed25519");
  g_assert_cmpstr (types->pdata[1], ==, "ssh-rsa");
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GStatBuf info;

  g_assert_true (slw_host_keys_add (fixture->file, "Alpha", 22, fixture->a, fixture->length, FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (slw_host_keys_add (fixture->file, "alpha", 2222, fixture->b, fixture->length, FALSE, &error));
  g_assert_true (slw_host_keys_add (fixture->file, "alpha", 22, fixture->a, fixture->length, FALSE, &error));
  text = read_file (fixture->file);
  g_assert_cmpstr (text, ==, "alpha ssh-ed25519 " KEY_A "\n[alpha]:2222 ssh-ed25519 " KEY_B "\n");
  g_assert_cmpint (g_stat (fixture->file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_add_keeps_the_rest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  write_file (fixture->file, "# by hand\nbeta ssh-ed25519 " KEY_B);
  g_assert_true (slw_host_keys_add (fixture->file, "alpha", 22, fixture->a, fixture->length, FALSE, &error));
  text = read_file (fixture->file);
  g_assert_cmpstr (text, ==, "# by hand\nbeta ssh-ed25519 " KEY_B "\nalpha ssh-ed25519 " KEY_A "\n");
}

static void
test_replace (Fixture *fixture, gconstpointer data)
{
  const char *before = "# by hand\nalpha ssh-ed25519 " KEY_B "\n\nbeta ssh-ed25519 " KEY_B "\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  write_file (fixture->file, before);
  g_assert_false (slw_host_keys_add (fixture->file, "alpha", 22, fixture->a, fixture->length, FALSE, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, ":2 has another key of alpha"));
  g_clear_error (&error);
  text = read_file (fixture->file);
  g_assert_cmpstr (text, ==, before);
  g_clear_pointer (&text, g_free);
  g_assert_true (slw_host_keys_add (fixture->file, "alpha", 22, fixture->a, fixture->length, TRUE, &error));
  g_assert_no_error (error);
  text = read_file (fixture->file);
  g_assert_cmpstr (text, ==, "# by hand\n\nbeta ssh-ed25519 " KEY_B "\nalpha ssh-ed25519 " KEY_A "\n");
}

/* A line that speaks of other hosts, too, is not ours to change. */
static void
test_replace_leaves_lists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_file (fixture->file, "alpha,beta ssh-ed25519 " KEY_B "\n");
  g_assert_false (slw_host_keys_add (fixture->file, "alpha", 22, fixture->a, fixture->length, TRUE, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
}

static void
test_add_revoked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_file (fixture->file, "@revoked alpha ssh-ed25519 " KEY_A "\n");
  g_assert_false (slw_host_keys_add (fixture->file, "alpha", 22, fixture->a, fixture->length, TRUE, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
}

/* A second key of another type is no replacement. */
static void
test_add_second_type (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_file (fixture->file, "alpha ssh-ed25519 " KEY_A "\n");
  g_assert_true (slw_host_keys_add (fixture->file, "alpha", 22, fixture->rsa, fixture->rsa_length, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (check (fixture, "alpha", fixture->a, NULL), ==, SLW_HOST_KEY_KNOWN);
}

static void
test_add_to_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "absent", "known_hosts", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (slw_host_keys_add (path, "alpha", 22, fixture->a, fixture->length, FALSE, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
}

#define ADD(path, test) g_test_add ("/host-keys/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("fingerprint", test_fingerprint);
  ADD ("check", test_check);
  ADD ("several", test_several);
  ADD ("authority-never-matches", test_authority_never_matches);
  ADD ("types", test_types);
  ADD ("add", test_add);
  ADD ("add-keeps-the-rest", test_add_keeps_the_rest);
  ADD ("replace", test_replace);
  ADD ("replace-leaves-lists", test_replace_leaves_lists);
  ADD ("add-revoked", test_add_revoked);
  ADD ("add-second-type", test_add_second_type);
  ADD ("add-to-no-folder", test_add_to_no_folder);
  return g_test_run ();
}
