/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-tunnel.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/remote/slw-ssh-operation.h"

#define BUFFER (32 * 1024)

/* Bytes on their way in one direction. */
typedef struct {
  guint8 data[BUFFER];
  gsize start;
  gsize end;
  gboolean ended; /* nothing comes after these */
} Flow;

typedef struct {
  SlwSshClient client;
  SlwSshSession *session;
  LIBSSH2_CHANNEL *channel;
  int fd; /* our end of the pair */
  GSource *source;
  gpointer fd_tag;
  GIOCondition watched;
  Flow out; /* from the pair to the channel */
  Flow in;  /* from the channel to the pair */
  gboolean eof_sent;
  gboolean closing;
  GDestroyNotify on_closed;
  gpointer closed_data;
} Tunnel;

typedef struct {
  GSource source;
  Tunnel *tunnel;
} TunnelSource;

static void
tunnel_free (Tunnel *tunnel)
{
  GDestroyNotify on_closed = tunnel->on_closed;
  gpointer closed_data = tunnel->closed_data;

  slw_ssh_session_remove_client (tunnel->session, &tunnel->client);
  g_source_destroy (tunnel->source);
  g_source_unref (tunnel->source);
  if (tunnel->fd >= 0)
    close (tunnel->fd);
  g_object_unref (tunnel->session);
  g_free (tunnel);
  if (on_closed != NULL)
    on_closed (closed_data);
}

static gboolean
is_empty (const Flow *flow)
{
  return flow->start == flow->end;
}

/* From the socket to the channel; TRUE when something moved. */
static gboolean
move_out (Tunnel *tunnel)
{
  Flow *flow = &tunnel->out;
  ssize_t n;

  if (is_empty (flow) && !flow->ended && slw_ssh_session_can_send (tunnel->session)) {
    n = recv (tunnel->fd, flow->data, BUFFER, 0);
    flow->start = 0;
    flow->end = MAX (n, 0);
    flow->ended = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
  }
  if (!is_empty (flow)) {
    n = libssh2_channel_write_ex (tunnel->channel, 0, (const char *) flow->data + flow->start, flow->end - flow->start);
    if (n == LIBSSH2_ERROR_EAGAIN)
      return FALSE;
    flow->start = n > 0 ? flow->start + n : flow->end;
    return n > 0;
  }
  if (flow->ended && !tunnel->eof_sent)
    tunnel->eof_sent = libssh2_channel_send_eof (tunnel->channel) != LIBSSH2_ERROR_EAGAIN;
  return FALSE;
}

/* From the channel to the socket; TRUE when something moved. */
static gboolean
move_in (Tunnel *tunnel)
{
  Flow *flow = &tunnel->in;
  ssize_t n;

  if (is_empty (flow) && !flow->ended) {
    n = libssh2_channel_read_ex (tunnel->channel, 0, (char *) flow->data, BUFFER);
    flow->start = 0;
    flow->end = MAX (n, 0);
    flow->ended = n == 0 ? libssh2_channel_eof (tunnel->channel) == 1 : n < 0 && n != LIBSSH2_ERROR_EAGAIN;
  }
  if (is_empty (flow))
    return FALSE;
  n = send (tunnel->fd, flow->data + flow->start, flow->end - flow->start, MSG_NOSIGNAL);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return FALSE;
  flow->ended = flow->ended || n < 0;
  flow->start = n > 0 ? flow->start + n : flow->end;
  return n > 0;
}

/* Not even listed when nothing is wanted of it: a hang-up would be told over and over. */
static void
watch_fd (Tunnel *tunnel, GIOCondition wanted)
{
  if (wanted == tunnel->watched)
    return;
  if (tunnel->fd_tag == NULL)
    tunnel->fd_tag = g_source_add_unix_fd (tunnel->source, tunnel->fd, wanted);
  else if (wanted == 0)
    g_source_remove_unix_fd (tunnel->source, g_steal_pointer (&tunnel->fd_tag));
  else
    g_source_modify_unix_fd (tunnel->source, tunnel->fd_tag, wanted);
  tunnel->watched = wanted;
}

static void
watch (Tunnel *tunnel)
{
  GIOCondition wanted = 0;

  tunnel->client.full = !is_empty (&tunnel->in);
  if (tunnel->closing)
    return;
  if (is_empty (&tunnel->out) && !tunnel->out.ended && slw_ssh_session_can_send (tunnel->session))
    wanted |= G_IO_IN;
  if (!is_empty (&tunnel->in))
    wanted |= G_IO_OUT;
  watch_fd (tunnel, wanted);
}

/* Both ends are told; the channel goes when the jump host has closed it, too. */
static void
begin_closing (Tunnel *tunnel)
{
  tunnel->closing = TRUE;
  watch_fd (tunnel, 0);
  close (tunnel->fd);
  tunnel->fd = -1;
}

static void
pump (SlwSshClient *client)
{
  Tunnel *tunnel = (Tunnel *) client;
  gboolean moved = !tunnel->closing;

  while (moved) {
    moved = move_out (tunnel);
    moved = move_in (tunnel) || moved;
  }
  if (!tunnel->closing && (tunnel->out.ended || tunnel->in.ended) && is_empty (&tunnel->out) && is_empty (&tunnel->in))
    begin_closing (tunnel);
  if (tunnel->closing && libssh2_channel_free (tunnel->channel) != LIBSSH2_ERROR_EAGAIN)
    tunnel_free (tunnel);
  else
    watch (tunnel);
}

static void
lost (SlwSshClient *client, const GError *error)
{
  /* closing the session has freed the channel; whoever is at the other end of the pair sees its end */
  tunnel_free ((Tunnel *) client);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  Tunnel *tunnel = ((TunnelSource *) source)->tunnel;

  slw_ssh_session_pump_client (tunnel->session, &tunnel->client);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

/* Opening it */

typedef struct {
  char *host;
  guint port;
  int fd; /* the caller's end of the pair */
  GDestroyNotify on_closed;
  gpointer closed_data;
} Open;

static void
open_free (gpointer data)
{
  Open *open = data;

  if (open->fd >= 0)
    close (open->fd);
  g_free (open->host);
  g_free (open);
}

/* FALSE with errno */
static gboolean
start (SlwSshSession *session, LIBSSH2_CHANNEL *channel, Open *open)
{
  Tunnel *tunnel;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
    return FALSE;
  open->fd = pair[1];
  tunnel = g_new0 (Tunnel, 1);
  tunnel->client.pump = pump;
  tunnel->client.lost = lost;
  tunnel->session = g_object_ref (session);
  tunnel->channel = channel;
  tunnel->fd = pair[0];
  tunnel->on_closed = open->on_closed;
  tunnel->closed_data = open->closed_data;
  tunnel->source = g_source_new (&source_funcs, sizeof (TunnelSource));
  ((TunnelSource *) tunnel->source)->tunnel = tunnel;
  g_source_set_name (tunnel->source, "slipway ssh tunnel");
  g_source_attach (tunnel->source, g_main_context_get_thread_default ());
  slw_ssh_session_add_client (session, &tunnel->client);
  return TRUE;
}

static void
fail (SlwSshOperation *operation, const char *why)
{
  const Open *open = operation->data;

  slw_ssh_operation_fail (operation,
                          g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s cannot connect to %s port %u: %s",
                                       slw_ssh_session_get_peer (operation->session), open->host, open->port, why));
}

static void
step (SlwSshOperation *operation)
{
  Open *open = operation->data;
  LIBSSH2_SESSION *handle = slw_ssh_session_get_handle (operation->session);
  LIBSSH2_CHANNEL *channel;
  char *text = NULL;

  if (!slw_ssh_session_claim (operation->session, &operation->client))
    return;
  channel = libssh2_channel_direct_tcpip_ex (handle, open->host, open->port, "127.0.0.1", 0);
  if (channel == NULL && libssh2_session_last_errno (handle) == LIBSSH2_ERROR_EAGAIN)
    return;
  slw_ssh_session_unclaim (operation->session, &operation->client);
  if (channel == NULL) {
    libssh2_session_last_error (handle, &text, NULL, 0);
    fail (operation, text != NULL ? text : "no more is known");
  } else if (start (operation->session, channel, open)) {
    slw_ssh_operation_finish (operation, open, NULL);
  } else {
    fail (operation, g_strerror (errno));
  }
}

void
slw_ssh_tunnel_open_async (SlwSshSession *session,
                           const char *host,
                           guint port,
                           GDestroyNotify on_closed,
                           gpointer closed_data,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (session, NULL, callback, user_data);
  Open *open = g_new0 (Open, 1);

  g_task_set_source_tag (task, slw_ssh_tunnel_open_async);
  open->host = g_strdup (host);
  open->port = port;
  open->fd = -1;
  open->on_closed = on_closed;
  open->closed_data = closed_data;
  g_task_set_task_data (task, open, open_free);
  slw_ssh_operation_start (session, task, step, open, 0);
}

int
slw_ssh_tunnel_open_finish (GAsyncResult *result, GError **error)
{
  Open *open = g_task_propagate_pointer (G_TASK (result), error);
  int fd = open != NULL ? open->fd : -1;

  if (open != NULL)
    open->fd = -1;
  return fd;
}
