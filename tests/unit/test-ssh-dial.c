/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-dial.h"

#include <slipway/slw-error.h>

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/sshd/kit-sshd.h"

#define SECONDS(n) ((gint64) (n) *G_USEC_PER_SEC)

/* A listening socket of loopback. */
static int
listen_somewhere (guint *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, size), ==, 0);
  g_assert_cmpint (listen (fd, 8), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &size), ==, 0);
  *port = ntohs (address.sin_port);
  return fd;
}

static int
dial (const char *host, guint port, gint64 time, GCancellable *cancellable, GError **error)
{
  GAsyncResult *result = NULL;
  int fd;

  slw_ssh_dial_async (host, port, g_get_monotonic_time () + time, cancellable, kit_take_result, &result);
  fd = slw_ssh_dial_finish (kit_wait_result (&result, 60), error);
  g_object_unref (result);
  return fd;
}

static void
test_answers (void)
{
  g_autoptr (GError) error = NULL;
  guint port;
  int listener = listen_somewhere (&port);
  int fd = dial ("127.0.0.1", port, SECONDS (20), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
  close (listener);
}

/* localhost is ::1 as well, where nobody listens. */
static void
test_next_address (void)
{
  g_autoptr (GError) error = NULL;
  guint port;
  int listener = listen_somewhere (&port);
  int fd = dial ("localhost", port, SECONDS (20), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
  close (listener);
}

static void
test_closed (void)
{
  g_autoptr (GError) error = NULL;
  guint port;

  close (listen_somewhere (&port));
  g_assert_cmpint (dial ("127.0.0.1", port, SECONDS (20), NULL, &error), ==, -1);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1 port"));
  g_assert_nonnull (strstr (error->message, "Connection refused"));
}

static void
test_unknown_name (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (dial ("no-such-host.invalid", 22, SECONDS (20), NULL, &error), ==, -1);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "no-such-host.invalid"));
}

static void
test_no_answer (void)
{
  g_autoptr (GError) error = NULL;
  int fds[4];
  guint port = kit_full_port (fds);
  gint64 before = g_get_monotonic_time ();

  g_assert_cmpint (dial ("127.0.0.1", port, SECONDS (1) / 5, NULL, &error), ==, -1);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "no answer"));
  g_assert_cmpint (g_get_monotonic_time () - before, >=, SECONDS (1) / 5);
  for (int i = 0; i < 4; i++)
    close (fds[i]);
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  int fds[4];
  guint port = kit_full_port (fds);

  g_idle_add (cancel, cancellable);
  g_assert_cmpint (dial ("127.0.0.1", port, SECONDS (60), cancellable, &error), ==, -1);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_CANCELLED);
  for (int i = 0; i < 4; i++)
    close (fds[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ssh-dial/answers", test_answers);
  g_test_add_func ("/ssh-dial/next-address", test_next_address);
  g_test_add_func ("/ssh-dial/closed", test_closed);
  g_test_add_func ("/ssh-dial/unknown-name", test_unknown_name);
  g_test_add_func ("/ssh-dial/no-answer", test_no_answer);
  g_test_add_func ("/ssh-dial/cancelled", test_cancelled);
  return g_test_run ();
}
