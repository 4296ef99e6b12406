/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/sshd/kit-sshd.h"

#include <glib/gstdio.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/remote/slw-transport-ssh.h"

#define PATIENCE 20 /* seconds */

static gboolean
out_of_patience (gpointer user_data)
{
  g_error ("the test waited too long");
  return G_SOURCE_REMOVE;
}

void
kit_wait (const gboolean *condition)
{
  guint patience = g_timeout_add_seconds (PATIENCE, out_of_patience, NULL);

  while (!*condition)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
}

void
kit_take_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

GAsyncResult *
kit_wait_result (GAsyncResult **result, guint seconds)
{
  guint patience = g_timeout_add_seconds (seconds, out_of_patience, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
  return *result;
}

char *
kit_run (const char *program, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  va_list more;

  g_ptr_array_add (argv, (gpointer) program);
  va_start (more, program);
  for (const char *word = va_arg (more, const char *); word != NULL; word = va_arg (more, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (more);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s has failed", program);
  return output;
}

char *
kit_sshd_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
write_file (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
}

void
kit_remove_folder (const char *path)
{
  g_autofree char *nothing = kit_run ("rm", "-rf", "--", path, NULL);
}

void
kit_sshd_make_key (const char *path, const char *type, const char *passphrase)
{
  g_autofree char *nothing = kit_run ("ssh-keygen", "-q", "-t", type, "-N", passphrase != NULL ? passphrase : "", "-C",
                                      "slipway-test", "-f", path, NULL);
}

void
kit_sshd_authorize (KitSshd *sshd, const char *path)
{
  g_autofree char *file = g_build_filename (sshd->folder, "authorized_keys", NULL);
  g_autofree char *public_path = g_strconcat (path, ".pub", NULL);
  g_autofree char *key = kit_sshd_read (public_path);
  g_autofree char *old = NULL;
  g_autofree char *both = NULL;

  g_file_get_contents (file, &old, NULL, NULL);
  both = g_strconcat (old != NULL ? old : "", key, NULL);
  write_file (file, both);
  /* sshd reads it as the user who logs in */
  g_assert_cmpint (g_chmod (file, 0644), ==, 0);
}

static guint
find_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, size), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &size), ==, 0);
  close (fd);
  return ntohs (address.sin_port);
}

static char *
write_config (KitSshd *sshd, const char *extra)
{
  char *path = g_build_filename (sshd->folder, "sshd_config", NULL);
  g_autofree char *text = g_strdup_printf ("%s\n"
                                           "Port %u\n"
                                           "ListenAddress 127.0.0.1\n"
                                           "HostKey %s\n"
                                           "PidFile none\n"
                                           "AuthorizedKeysFile %s/authorized_keys\n"
                                           "StrictModes no\n"
                                           "UsePAM no\n"
                                           "PermitRootLogin yes\n"
                                           "PrintMotd no\n"
                                           "PrintLastLog no\n"
                                           "MaxStartups 1000\n"
                                           "LogLevel VERBOSE\n",
                                           extra != NULL ? extra : "", sshd->port, sshd->host_key, sshd->folder);

  write_file (path, text);
  return path;
}

static void
on_message (GObject *object, GAsyncResult *result, gpointer user_data)
{
  KitSshd *sshd = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);

  sshd->log_ended = line == NULL;
  if (line == NULL)
    return;
  g_string_append_printf (sshd->log, "%s\n", line);
  g_data_input_stream_read_line_async (sshd->messages, G_PRIORITY_DEFAULT, NULL, on_message, sshd);
}

static void
start (KitSshd *sshd, const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  guint patience = g_timeout_add_seconds (PATIENCE, out_of_patience, NULL);

  sshd->process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  sshd->messages = g_data_input_stream_new (g_subprocess_get_stderr_pipe (sshd->process));
  g_data_input_stream_read_line_async (sshd->messages, G_PRIORITY_DEFAULT, NULL, on_message, sshd);
  while (strstr (sshd->log->str, "Server listening") == NULL && !sshd->log_ended)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
  if (sshd->log_ended)
    g_error ("sshd does not start: %s", sshd->log->str);
}

static void
know_host_key (KitSshd *sshd)
{
  g_autofree char *path = g_strconcat (sshd->host_key, ".pub", NULL);
  g_autofree char *key = kit_sshd_read (path);
  g_autofree char *line = g_strdup_printf ("[127.0.0.1]:%u %s", sshd->port, key);

  write_file (sshd->known_hosts, line);
}

static KitSshd *
prepare (void)
{
  KitSshd *sshd = g_new0 (KitSshd, 1);

  /* what the person who runs the tests has configured is none of their business */
  g_setenv ("SLIPWAY_SSH_CONFIG", "/nonexistent", TRUE);
  g_unsetenv ("SSH_AUTH_SOCK");
  if (getuid () == 0)
    g_mkdir_with_parents ("/run/sshd", 0755); /* sshd's own demand */
  sshd->folder = g_dir_make_tmp ("slipway-sshd-XXXXXX", NULL);
  g_assert_cmpint (g_chmod (sshd->folder, 0755), ==, 0);
  sshd->port = find_port ();
  sshd->log = g_string_new (NULL);
  sshd->known_hosts = g_build_filename (sshd->folder, "known_hosts", NULL);
  sshd->user_key = g_build_filename (sshd->folder, "user", NULL);
  sshd->other_key = g_build_filename (sshd->folder, "other", NULL);
  sshd->host_key = g_build_filename (sshd->folder, "host", NULL);
  kit_sshd_make_key (sshd->user_key, "ed25519", NULL);
  kit_sshd_make_key (sshd->other_key, "ed25519", NULL);
  kit_sshd_make_key (sshd->host_key, "ed25519", NULL);
  kit_sshd_authorize (sshd, sshd->user_key);
  know_host_key (sshd);
  return sshd;
}

KitSshd *
kit_sshd_new (const char *extra)
{
  KitSshd *sshd = prepare ();
  g_autofree char *config = write_config (sshd, extra);
  const char *const argv[] = { "/usr/sbin/sshd", "-D", "-e", "-f", config, NULL };

  start (sshd, argv);
  return sshd;
}

static void
copy_with_line (KitSshd *sshd, const char *original, const char *base, const char *line)
{
  g_autofree char *path = g_build_filename (sshd->folder, base, NULL);
  g_autofree char *old = kit_sshd_read (original);
  g_autofree char *text = g_strconcat (old, line, "\n", NULL);

  write_file (path, text);
}

/* $1 folder; the rest is the command */
static const char in_namespace[] = "set -e; cd \"$1\"; shift\n"
                                   "chmod 644 passwd; chmod 440 sudoers; mkdir small\n"
                                   "mount --bind passwd /etc/passwd\n"
                                   "mount --bind shadow /etc/shadow\n"
                                   "[ ! -e /etc/sudoers ] || mount --bind sudoers /etc/sudoers\n"
                                   "mount -t tmpfs -o size=1m,mode=1777 slipway-test small\n"
                                   "exec \"$@\"\n";

static gboolean
can_unshare (void)
{
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "unshare", "--mount", "true", NULL);

  return getuid () == 0 && process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

KitSshd *
kit_sshd_new_with_user (const char *extra, const char *sudoers)
{
  KitSshd *sshd;
  g_autofree char *config = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *passwd = NULL;
  g_autofree char *shadow = NULL;
  g_autofree char *path = NULL;

  if (!can_unshare ()) {
    g_test_skip ("needs root, for a mount namespace");
    return NULL;
  }
  sshd = prepare ();
  config = write_config (sshd, extra);
  hash = g_strchomp (kit_run ("openssl", "passwd", "-6", KIT_PASSWORD, NULL));
  passwd = g_strdup_printf ("%s:x:54321:54321::%s:/bin/sh", KIT_USER, sshd->folder);
  shadow = g_strdup_printf ("%s:%s:19000:0:99999:7:::", KIT_USER, hash);
  path = g_build_filename (sshd->folder, "sudoers", NULL);
  copy_with_line (sshd, "/etc/passwd", "passwd", passwd);
  copy_with_line (sshd, "/etc/shadow", "shadow", shadow);
  write_file (path, sudoers != NULL ? sudoers : "");
  {
    const char *const argv[] = { "unshare",        "--mount", "sh", "-c", in_namespace, "sh", sshd->folder,
                                 "/usr/sbin/sshd", "-D",      "-e", "-f", config,       NULL };

    start (sshd, argv);
  }
  return sshd;
}

void
kit_sshd_stop (KitSshd *sshd)
{
  g_subprocess_send_signal (sshd->process, SIGTERM);
  g_subprocess_wait (sshd->process, NULL, NULL);
}

void
kit_sshd_free (KitSshd *sshd)
{
  if (g_subprocess_get_identifier (sshd->process) != NULL)
    kit_sshd_stop (sshd);
  /* its pipe ends only when the last session has */
  kit_wait (&sshd->log_ended);
  g_object_unref (sshd->messages);
  g_object_unref (sshd->process);
  kit_remove_folder (sshd->folder);
  g_string_free (sshd->log, TRUE);
  g_free (sshd->folder);
  g_free (sshd->known_hosts);
  g_free (sshd->user_key);
  g_free (sshd->other_key);
  g_free (sshd->host_key);
  g_free (sshd);
}

SlwServer *
kit_sshd_new_server (KitSshd *sshd)
{
  static const char *const roles[] = { "test", NULL };
  SlwLogin *login = slw_login_new ();

  login->user = g_strdup (g_get_user_name ());
  login->port = sshd->port;
  login->identity = g_strdup (sshd->user_key);
  login->use_ssh_config = FALSE;
  return slw_server_new ("alpha", "127.0.0.1", roles, login);
}

SlwPlatform *
kit_sshd_new_platform (KitSshd *sshd)
{
  SlwPlatform *platform = slw_platform_new ("test", sshd->folder);

  slw_platform_set_known_hosts (platform, sshd->known_hosts);
  return platform;
}

SlwTransport *
kit_sshd_connect (KitSshd *sshd, SlwServer *server, GError **error)
{
  g_autoptr (SlwPlatform) platform = kit_sshd_new_platform (sshd);
  g_autoptr (SlwTransport) transport = slw_transport_ssh_new (platform, server);
  GAsyncResult *result = NULL;
  gboolean connected;

  slw_transport_connect_async (transport, NULL, kit_take_result, &result);
  connected = slw_transport_connect_finish (transport, kit_wait_result (&result, 60), error);
  g_object_unref (result);
  return connected ? g_steal_pointer (&transport) : NULL;
}

SlwResult *
kit_exec (SlwTransport *transport, const SlwExecRequest *request, GError **error)
{
  GAsyncResult *result = NULL;
  SlwResult *answer;

  slw_transport_exec_async (transport, request, NULL, kit_take_result, &result);
  answer = slw_transport_exec_finish (transport, kit_wait_result (&result, 300), error);
  g_object_unref (result);
  return answer;
}

SlwResult *
kit_exec_line (SlwTransport *transport, const char *command, GError **error)
{
  SlwExecRequest request = { .command = command, .output_limit = 1024 * 1024, .timeout = 120, .idle_timeout = 60 };

  return kit_exec (transport, &request, error);
}

void
kit_sshd_signal (KitSshd *sshd, int number)
{
  g_autofree char *parent = g_strdup (g_subprocess_get_identifier (sshd->process));
  g_autofree char *path = g_strdup_printf ("/proc/%s/task/%s/children", parent, parent);
  g_autofree char *text = kit_sshd_read (path);
  g_auto (GStrv) children = g_strsplit (text, " ", -1);

  for (gsize i = 0; children[i] != NULL; i++)
    if (*g_strstrip (children[i]) != '\0')
      kill (g_ascii_strtoull (children[i], NULL, 10), number);
}

guint
kit_sshd_count (KitSshd *sshd, const char *text)
{
  guint patience = g_timeout_add_seconds (PATIENCE, out_of_patience, NULL);
  guint count = 0;

  while (strstr (sshd->log->str, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
  for (const char *at = strstr (sshd->log->str, text); at != NULL; at = strstr (at + 1, text))
    count++;
  return count;
}

guint
kit_full_port (int fds[4])
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;

  fds[0] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (fds[0], (struct sockaddr *) &address, size), ==, 0);
  g_assert_cmpint (listen (fds[0], 0), ==, 0);
  g_assert_cmpint (getsockname (fds[0], (struct sockaddr *) &address, &size), ==, 0);
  for (int i = 1; i < 4; i++) {
    fds[i] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    connect (fds[i], (struct sockaddr *) &address, size);
  }
  return ntohs (address.sin_port);
}
