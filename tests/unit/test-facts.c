/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-facts-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <slipway/slw-error.h>

#define BEGIN SLW_FACTS_BEGIN "\n"
#define END SLW_FACTS_END "\n"

static SlwFacts *
parse (const char *text, GError **error)
{
  return slw_facts_parse (text, strlen (text), error);
}

static SlwFacts *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "facts", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  SlwFacts *facts;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  facts = parse (text, &error);
  g_assert_no_error (error);
  return facts;
}

static void
assert_all (const SlwFacts *facts, const char *name, const char *wanted)
{
  g_autofree char *joined = g_strjoinv ("|", (char **) slw_facts_get_all (facts, name));

  g_assert_cmpstr (joined, ==, wanted);
}

static void
test_debian (void)
{
  g_autoptr (SlwFacts) facts = load ("debian-12.txt");

  g_assert_cmpstr (slw_facts_get (facts, "os.id"), ==, "debian");
  g_assert_cmpstr (slw_facts_get (facts, "os.family"), ==, "debian");
  g_assert_cmpstr (slw_facts_get (facts, "os.codename"), ==, "bookworm");
  g_assert_cmpstr (slw_facts_get (facts, "host.fqdn"), ==, "main.lab.test");
  g_assert_cmpint (slw_facts_get_number (facts, "memory.mib", 0), ==, 24105);
  g_assert_cmpint (slw_facts_get_number (facts, "os.name", -7), ==, -7);
  g_assert_cmpint (slw_facts_get_number (facts, "nothing", 3), ==, 3);
  g_assert_cmpstr (slw_facts_get (facts, "mta"), ==, "exim4-daemon-light");
  assert_all (facts, "port", "22 0.0.0.0|25 127.0.0.1|22 ::|25 ::1");
  assert_all (facts, "locale", "C|C.utf8|POSIX|en_US.utf8");
  assert_all (facts, "apt-lock", "/var/cache/apt/archives/lock 1027 apt-daily-fake2.service");
  g_assert_cmpint (slw_facts_get_free_mib (facts, "/var/lib"), ==, 79449);
  g_assert_cmpint (slw_facts_get_free_mib (facts, "/dev/shm/x"), ==, 2410);
  g_assert_cmpint (slw_facts_get_free_mib (facts, "/dev/shmx"), ==, 4);
  g_assert_cmpint (slw_facts_get_free_mib (facts, "relative"), ==, -1);
  g_assert_null (slw_facts_get (facts, "selinux"));
}

static void
test_almalinux (void)
{
  g_autoptr (SlwFacts) facts = load ("almalinux-9.txt");

  g_assert_cmpstr (slw_facts_get (facts, "os.family"), ==, "redhat");
  g_assert_cmpstr (slw_facts_get (facts, "os.version"), ==, "9.4");
  g_assert_null (slw_facts_get (facts, "os.codename"));
  g_assert_cmpstr (slw_facts_get (facts, "selinux"), ==, "enforcing");
  assert_all (facts, "package-manager", "dnf|yum");
  g_assert_cmpint (slw_facts_get_free_mib (facts, "/var/spool/bm-mail archive/a"), ==, 401233);
  g_assert_cmpint (slw_facts_get_free_mib (facts, "/boot"), ==, 710);
}

static void
test_names (void)
{
  g_autoptr (SlwFacts) facts = parse ("motd\n" BEGIN "b=1\na=x=y\nb=\n" END, NULL);
  g_autoptr (GPtrArray) names = slw_facts_get_names (facts);
  SlwFacts *again = slw_facts_ref (facts);

  slw_facts_unref (again);
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (names, 0), ==, "a");
  g_assert_cmpstr (slw_facts_get (facts, "a"), ==, "x=y");
  assert_all (facts, "b", "1|");
}

static void
test_hostile (void)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "none begins the facts" },
    { "Welcome!\nsudo: a password is required\n", "none begins the facts" },
    { BEGIN, "none ends the facts: they are cut off" },
    { BEGIN "a=1\n", "none ends the facts: they are cut off" },
    { BEGIN "a=1\nslipway-facts en", "line 3 is no name=value" },
    { "x" BEGIN "a=1\n" END, "none begins the facts" },
    { BEGIN "a=1\n" END "b=2\n", "line 4 comes after the end" },
    { BEGIN "a=1\n" END "\n\n", "line 4 comes after the end" },
    { BEGIN BEGIN END, "line 2 is no name=value" },
    { BEGIN "nothing\n" END, "line 2 is no name=value" },
    { BEGIN "=1\n" END, "line 2 has a name that no fact has" },
    { BEGIN "A=1\n" END, "line 2 has a name" },
    { BEGIN "1a=1\n" END, "line 2 has a name" },
    { BEGIN "a b=1\n" END, "line 2 has a name" },
    { BEGIN "a=\033]0;x\007\n" END, "line 2 has a value that is too long or has control characters" },
    { BEGIN "a=1\r\n" END, "line 2 has a value" },
    { BEGIN "a=\tx\n" END, "line 2 has a value" },
    { BEGIN "a=\x7f\n" END, "line 2 has a value" },
    { BEGIN "a=\xc2\x9b"
            "31m\n" END,
      "line 2 has a value" }, /* C1: an escape in one character */
    { BEGIN "a=\xe2\x80\xae"
            "txt.exe\n" END,
      "line 2 has a value" }, /* right to left from here on */
    { BEGIN "a=\xff\n" END, "is no text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (cases[i].text, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, cases[i].message));
    g_assert_null (strchr (error->message, '\033'));
  }
}

/* A text with @count lines "@line" between the markers. */
static char *
repeat (const char *line, guint count)
{
  GString *text = g_string_new (BEGIN);

  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s%u=x\n", line, i);
  g_string_append (text, END);
  return g_string_free (text, FALSE);
}

static void
assert_too_much (const char *text, gsize length, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (slw_facts_parse (text, length, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_too_much (void)
{
  g_autofree char *name = g_strnfill (65, 'a');
  g_autofree char *value = g_strnfill (1025, 'v');
  g_autofree char *long_name = g_strdup_printf (BEGIN "%s=1\n" END, name);
  g_autofree char *long_value = g_strdup_printf (BEGIN "a=%s\n" END, value);
  g_autofree char *names = repeat ("a", 10000);
  g_autofree char *values = repeat ("a=", 3000);
  g_autofree char *many = repeat ("a=", 2000);
  g_autofree char *huge = g_malloc0 (10 * SLW_FACTS_LIMIT);
  g_autoptr (SlwFacts) facts = NULL;

  assert_too_much (long_name, strlen (long_name), "has a name");
  assert_too_much (long_value, strlen (long_value), "too long");
  assert_too_much (names, strlen (names), "is one too many");
  assert_too_much (values, strlen (values), "repeats a name too often");
  assert_too_much (huge, 10 * SLW_FACTS_LIMIT, "at most 1048576 are taken");
  assert_too_much (BEGIN "a=\0\n" END, sizeof (BEGIN "a=\0\n" END) - 1, "is no text");
  facts = parse (many, NULL);
  g_assert_cmpuint (g_strv_length ((char **) slw_facts_get_all (facts, "a")), ==, 2000);
}

/* The script itself, in a folder that must be empty afterwards. */
static char *
run_script (const char *const *shell)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  for (guint i = 0; shell[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) shell[i]);
  g_ptr_array_add (argv, (gpointer) "-c");
  g_ptr_array_add (argv, (gpointer) slw_facts_script ());
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_cwd (launcher, folder);
  g_subprocess_launcher_setenv (launcher, "TMPDIR", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", folder, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  return output;
}

static gboolean
has_port (const SlwFacts *facts, guint port, const char *address)
{
  g_autofree char *wanted = g_strdup_printf ("%u %s", port, address);

  return g_strv_contains (slw_facts_get_all (facts, "port"), wanted);
}

static guint
listen_on (const char *address, GSocket **socket)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) local = NULL;

  *socket = g_socket_new (g_socket_address_get_family (any), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  if (*socket == NULL || !g_socket_bind (*socket, any, FALSE, NULL) || !g_socket_listen (*socket, NULL))
    return 0; /* a machine without IPv6 */
  local = g_socket_get_local_address (*socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

static void
assert_true_of_this_machine (const SlwFacts *facts)
{
  g_autofree char *user = g_strdup_printf ("%u", geteuid ());
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  g_assert_cmpstr (slw_facts_get (facts, "user.id"), ==, user);
  g_assert_cmpint (slw_facts_get_number (facts, "cpu.count", 0), ==, sysconf (_SC_NPROCESSORS_ONLN));
  g_assert_cmpint (slw_facts_get_number (facts, "memory.mib", 0), >, 0);
  g_assert_cmpint (ABS (slw_facts_get_number (facts, "time", 0) - now), <, 60);
  g_assert_true (g_str_has_prefix (g_get_host_name (), slw_facts_get (facts, "host.short")));
  g_assert_nonnull (slw_facts_get (facts, "os.id"));
  g_assert_nonnull (slw_facts_get (facts, "arch"));
  g_assert_nonnull (slw_facts_get (facts, "kernel"));
  g_assert_cmpint (slw_facts_get_free_mib (facts, "/"), >=, 0);
  g_assert_true (g_strv_contains (slw_facts_get_all (facts, "locale"), "C"));
}

static void
test_script (gconstpointer data)
{
  const char *const *shell = data;
  g_autofree char *program = g_find_program_in_path (shell[0]);
  g_autofree char *output = NULL;
  g_autoptr (GSocket) socket4 = NULL;
  g_autoptr (GSocket) socket6 = NULL;
  g_autoptr (SlwFacts) facts = NULL;
  g_autoptr (GError) error = NULL;
  guint port4, port6;

  if (program == NULL) {
    g_test_skip ("this shell is not installed");
    return;
  }
  port4 = listen_on ("127.0.0.1", &socket4);
  port6 = listen_on ("::1", &socket6);
  output = run_script (shell);
  facts = parse (output, &error);
  g_assert_no_error (error);
  assert_true_of_this_machine (facts);
  g_assert_true (has_port (facts, port4, "127.0.0.1"));
  g_assert_true (port6 == 0 || has_port (facts, port6, "::1"));
}

/* In a child with a file system of its own: another os-release, and locks that nobody else sees. */
static void
write_file (const char *path, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0755);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static int
hold (const char *path)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd;

  write_file (path, "");
  fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  return fd >= 0 && fcntl (fd, F_SETLK, &lock) == 0 ? fd : -1;
}

static int
look_at_another_system (void)
{
  static const char *const shell[] = { "sh", NULL };
  g_autofree char *output = NULL;
  g_autofree char *wanted = g_strdup_printf ("/var/lib/apt/lists/lock %d ", getpid ());
  g_autoptr (SlwFacts) facts = NULL;
  const char *lock;

  if (unshare (CLONE_NEWNS) != 0 || mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("none", "/mnt", "tmpfs", 0, NULL) != 0 || mount ("none", "/var/lib", "tmpfs", 0, NULL) != 0)
    return 77;
  write_file ("/mnt/os-release", "ID='almalinux'\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\n# x\n"
                                 "PRETTY_NAME=\"Alma\033[31m $(touch /mnt/run) `touch /mnt/run`\"");
  if (mount ("/mnt/os-release", "/etc/os-release", NULL, MS_BIND, NULL) != 0)
    return 77;
  write_file ("/var/lib/dpkg/lock", "");
  if (hold ("/var/lib/apt/lists/lock") < 0)
    return 1;
  output = run_script (shell);
  facts = parse (output, NULL);
  if (facts == NULL || g_strcmp0 (slw_facts_get (facts, "os.family"), "redhat") != 0
      || g_strcmp0 (slw_facts_get (facts, "os.name"), "Alma?[31m $(touch /mnt/run) `touch /mnt/run`") != 0)
    return 2;
  lock = slw_facts_get (facts, "apt-lock");
  if (lock == NULL || !g_str_has_prefix (lock, wanted) || strlen (lock) == strlen (wanted))
    return 3;
  if (slw_facts_get_all (facts, "apt-lock")[1] != NULL)
    return 4;
  return g_file_test ("/mnt/run", G_FILE_TEST_EXISTS) ? 5 : 0;
}

static void
test_another_system (void)
{
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    _exit (look_at_another_system ());
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    g_test_skip ("a file system of its own needs root");
  else
    g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char **argv)
{
  static const char *const dash[] = { "dash", NULL };
  static const char *const bash[] = { "bash", NULL };
  static const char *const busybox[] = { "busybox", "sh", NULL };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts/debian", test_debian);
  g_test_add_func ("/facts/almalinux", test_almalinux);
  g_test_add_func ("/facts/names", test_names);
  g_test_add_func ("/facts/hostile", test_hostile);
  g_test_add_func ("/facts/too-much", test_too_much);
  g_test_add_data_func ("/facts/script/dash", dash, test_script);
  g_test_add_data_func ("/facts/script/bash", bash, test_script);
  g_test_add_data_func ("/facts/script/busybox", busybox, test_script);
  g_test_add_func ("/facts/another-system", test_another_system);
  return g_test_run ();
}
