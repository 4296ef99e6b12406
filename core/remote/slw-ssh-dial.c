/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-dial.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  char *host;
  guint port;
  gint64 deadline;
  GList *addresses; /* GInetAddress, those not tried yet */
  GInetAddress *current;
  int fd;
  GSource *source;
  GString *failures;
  gulong cancelled;
} Dial;

static void
dial_free (gpointer data)
{
  Dial *dial = data;

  if (dial->source != NULL) {
    g_source_destroy (dial->source);
    g_source_unref (dial->source);
  }
  if (dial->fd >= 0)
    close (dial->fd);
  g_list_free_full (dial->addresses, g_object_unref);
  g_clear_object (&dial->current);
  g_string_free (dial->failures, TRUE);
  g_free (dial->host);
  g_free (dial);
}

static void try_next (GTask *task);

static void
drop_attempt (Dial *dial)
{
  if (dial->source != NULL) {
    g_source_destroy (dial->source);
    g_clear_pointer (&dial->source, g_source_unref);
  }
  if (dial->fd >= 0)
    close (dial->fd);
  dial->fd = -1;
}

static void
note_failure (Dial *dial, const char *why)
{
  g_autofree char *address = g_inet_address_to_string (dial->current);

  drop_attempt (dial);
  g_string_append_printf (dial->failures, "%s%s port %u: %s", dial->failures->len > 0 ? "; " : "", address, dial->port,
                          why);
}

static void
finish (GTask *task)
{
  Dial *dial = g_task_get_task_data (task);
  int fd = dial->fd;
  int one = 1;

  dial->fd = -1;
  drop_attempt (dial);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  g_task_return_int (task, fd);
  g_object_unref (task);
}

/* Called when the socket is writable, when its time is over, and on cancellation. */
static gboolean
attempt_ended (GSource *source, GSourceFunc callback, gpointer user_data)
{
  GTask *task = user_data;
  Dial *dial = g_task_get_task_data (task);
  int failure = 0;
  socklen_t size = sizeof failure;

  if (g_task_return_error_if_cancelled (task)) {
    drop_attempt (dial);
    g_object_unref (task);
    return G_SOURCE_REMOVE;
  }
  if (getsockopt (dial->fd, SOL_SOCKET, SO_ERROR, &failure, &size) < 0)
    failure = errno;
  if (failure == 0) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;

    /* no error and no peer: it is the time that has ended */
    if (getpeername (dial->fd, (struct sockaddr *) &peer, &length) == 0) {
      finish (task);
      return G_SOURCE_REMOVE;
    }
    failure = ETIMEDOUT;
  }
  note_failure (dial, failure == ETIMEDOUT ? "no answer" : g_strerror (failure));
  try_next (task);
  return G_SOURCE_REMOVE;
}

static GSourceFuncs attempt_funcs = { .dispatch = attempt_ended };

static gboolean
ignore (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_child (GCancellable *cancellable, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for (GTask *task)
{
  Dial *dial = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gint64 now = g_get_monotonic_time ();
  gint64 share = MAX (dial->deadline - now, 0) / (1 + g_list_length (dial->addresses));

  dial->source = g_source_new (&attempt_funcs, sizeof (GSource));
  g_source_set_callback (dial->source, ignore, task, NULL);
  g_source_add_unix_fd (dial->source, dial->fd, G_IO_OUT);
  g_source_set_ready_time (dial->source, now + share);
  if (cancellable != NULL) {
    g_autoptr (GSource) child = g_cancellable_source_new (cancellable);

    g_source_set_callback (child, G_SOURCE_FUNC (cancelled_child), NULL, NULL);
    g_source_add_child_source (dial->source, child);
  }
  g_source_attach (dial->source, g_main_context_get_thread_default ());
}

/* -1 with errno; EINPROGRESS is no failure */
static int
begin (GInetAddress *address, guint port, int *fd)
{
  g_autoptr (GSocketAddress) target = g_inet_socket_address_new (address, port);
  struct sockaddr_storage native;

  if (!g_socket_address_to_native (target, &native, sizeof native, NULL)) {
    errno = EAFNOSUPPORT;
    return -1;
  }
  *fd = socket (native.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (*fd < 0)
    return -1;
  return connect (*fd, (struct sockaddr *) &native, g_socket_address_get_native_size (target));
}

static void
try_next (GTask *task)
{
  Dial *dial = g_task_get_task_data (task);

  while (dial->addresses != NULL) {
    g_clear_object (&dial->current);
    dial->current = dial->addresses->data;
    dial->addresses = g_list_delete_link (dial->addresses, dial->addresses);
    if (begin (dial->current, dial->port, &dial->fd) == 0) {
      finish (task);
      return;
    }
    if (errno == EINPROGRESS) {
      wait_for (task);
      return;
    }
    note_failure (dial, g_strerror (errno));
  }
  g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_UNREACHABLE, "cannot connect to %s: %s", dial->host,
                           dial->failures->str);
  g_object_unref (task);
}

static void
on_resolved (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Dial *dial = g_task_get_task_data (task);

  dial->addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &error);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (error != NULL) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_UNREACHABLE, "cannot find the address of %s: %s", dial->host,
                             error->message);
    return;
  }
  try_next (g_steal_pointer (&task));
}

void
slw_ssh_dial_async (const char *host,
                    guint port,
                    gint64 deadline,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GInetAddress *literal = g_inet_address_new_from_string (host);
  Dial *dial = g_new0 (Dial, 1);

  g_task_set_source_tag (task, slw_ssh_dial_async);
  /* a socket that nobody fetches would leak */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, dial, dial_free);
  dial->host = g_strdup (host);
  dial->port = port;
  dial->deadline = deadline;
  dial->fd = -1;
  dial->failures = g_string_new (NULL);
  if (literal != NULL) {
    dial->addresses = g_list_prepend (NULL, literal);
    try_next (g_steal_pointer (&task));
  } else {
    g_autoptr (GResolver) resolver = g_resolver_get_default ();

    g_resolver_lookup_by_name_async (resolver, host, cancellable, on_resolved, g_steal_pointer (&task));
  }
}

int
slw_ssh_dial_finish (GAsyncResult *result, GError **error)
{
  GError *local = NULL;
  gssize fd = g_task_propagate_int (G_TASK (result), &local);

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_CANCELLED, local->message);
    g_clear_error (&local);
  } else if (local != NULL) {
    g_propagate_error (error, local);
  }
  return fd;
}
