/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-text.h"

#include <string.h>

static const struct {
  const char *text;
  const char *shown;
} cases[] = {
  { "host = mail\n", "host = mail\n" },
  { "password = hunter2\nport = 1\n", "password = [secret]\nport = 1\n" },
  { "  db.Passwd: 'a b'\n", "  db.Passwd: [secret]\n" },
  { "smtp_sasl_password_maps = hash:/etc/postfix/relay_passwd\n", "smtp_sasl_password_maps = [secret]\n" },
  { "api-key=x\n\"token\": \"y\"\n", "api-key=[secret]\n\"token\": [secret]\n" },
  { "url https://bob:geheim@repo.example.test/\n", "url https://bob:[secret]@repo.example.test/\n" },
  { "# the password is elsewhere\n", "# the password is elsewhere\n" },
};

static void
test_hide (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = slw_backup_text_hide (cases[i].text);

    g_assert_cmpstr (shown, ==, cases[i].shown);
  }
}

static gboolean
is_text (const char *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  return slw_backup_text_is_text (bytes);
}

static void
test_is_text (void)
{
  g_assert_true (is_text ("", 0));
  g_assert_true (is_text ("a\tb\r\n\303\251", 7));
  g_assert_false (is_text ("a\0b", 3));
  g_assert_false (is_text ("\033[2J", 4));
  g_assert_false (is_text ("\377", 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backup-text/hide", test_hide);
  g_test_add_func ("/backup-text/is-text", test_is_text);
  return g_test_run ();
}
