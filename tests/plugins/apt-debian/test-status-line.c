/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "status-line.h"

#include "apt-test.h"

static void
assert_status (const char *line, gboolean download, const char *package, double percent, const char *text)
{
  g_autoptr (StatusLine) status = status_line_parse (line);

  g_assert_nonnull (status);
  g_assert_cmpint (status->is_download, ==, download);
  g_assert_cmpstr (status->package, ==, package);
  g_assert_cmpfloat_with_epsilon (status->percent, percent, 0.001);
  g_assert_cmpstr (status->text, ==, text);
}

static void
test_parse (void)
{
  assert_status ("dlstatus:9:68.4450:Retrieving file 9 of 18", TRUE, NULL, 68.445, "Retrieving file 9 of 18");
  assert_status ("pmstatus:postfix:86.3014:Configuring postfix (amd64)", FALSE, "postfix", 86.3014,
                 "Configuring postfix (amd64)");
  assert_status ("pmstatus:libc6:amd64:20.5:Unpacking: libc6", FALSE, "libc6", 20.5, "Unpacking: libc6");
  assert_status ("(Reading database ... pmstatus:dpkg-exec:0.0000:Running dpkg", FALSE, "dpkg-exec", 0, "Running dpkg");
  assert_status ("pmerror:/var/cache/apt/archives/a_1.deb:60:failed", FALSE, "a_1.deb", 60, "failed");
  assert_status ("pmstatus:a:1000:x", FALSE, "a", 100, "x");
}

static void
test_others (void)
{
  static const char *const none[] = { "",
                                      "Setting up a (1) ...",
                                      "pmstatus:",
                                      "pmstatus:a",
                                      "pmstatus:a:b",
                                      "pmstatus:a:nan:x",
                                      "pmstatus:a:b:c:d",
                                      "dlstatus:1:x" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (StatusLine) status = status_line_parse (none[i]);

    g_assert_null (status);
  }
}

static void
test_recorded (void)
{
  g_autofree char *text = read_data ("install.txt");
  g_autofree char *plain = status_line_strip (text);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  double last[2] = { 0, 0 };
  guint count = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (StatusLine) status = status_line_parse (lines[i]);

    if (status == NULL)
      continue;
    count++;
    g_assert_cmpfloat (status->percent, >=, last[status->is_download]);
    last[status->is_download] = status->percent;
  }
  g_assert_cmpuint (count, >, 20);
  g_assert_cmpfloat (last[TRUE], ==, 100);
  g_assert_cmpfloat (last[FALSE], >, 90);
  g_assert_null (strstr (plain, "status:"));
  g_assert_nonnull (strstr (plain, "Setting up netbase (6.4) ...\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status-line/parse", test_parse);
  g_test_add_func ("/status-line/others", test_others);
  g_test_add_func ("/status-line/recorded", test_recorded);
  return g_test_run ();
}
