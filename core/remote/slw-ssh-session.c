/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-session.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

/* More than this in the queue towards the wire, and clients with much to send wait. */
#define QUEUE_IS_LONG (256 * 1024)

/* After so many rounds of pumping the main loop gets its turn. */
#define ROUNDS 16

struct _SlwSshSession {
  GObject parent_instance;

  char *peer;
  char *farewell;
  int fd;
  LIBSSH2_SESSION *handle;
  GSource *source;
  gpointer fd_tag;
  GIOCondition watched;

  GPtrArray *clients; /* SlwSshClient, not owned */
  SlwSshClient *claimer;
  GByteArray *queue; /* what the kernel did not take yet */
  gboolean muted;    /* closing: the wire is not touched any more */
  gboolean pumping;
  gboolean kicked;
  gint64 last_input;
  guint64 received;
  guint64 sent;
  guint keepalive;
  gint64 next_keepalive;
  gint64 asked; /* when the last keepalive was sent, 0 when something came since */
};

G_DEFINE_TYPE (SlwSshSession, slw_ssh_session, G_TYPE_OBJECT)

typedef struct {
  GSource source;
  SlwSshSession *session;
} SessionSource;

/* The first one counts. */
static void
note_farewell (SlwSshSession *self, const char *text, gssize length)
{
  if (self->farewell == NULL)
    self->farewell = slw_text_escape (text, length);
}

static void
on_disconnect (LIBSSH2_SESSION *handle,
               int reason,
               const char *message,
               int message_length,
               const char *language,
               int language_length,
               void **abstract)
{
  note_farewell (*abstract, message, message_length);
}

/* The two ends of libssh2. It never sees a full wire, see SlwSshClient. */

static ssize_t
receive (libssh2_socket_t fd, void *buffer, size_t length, int flags, void **abstract)
{
  SlwSshSession *self = *abstract;
  ssize_t n;

  if (self->muted)
    return -ENOTCONN;
  do
    n = recv (fd, buffer, length, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n < 0 && errno != EAGAIN)
    note_farewell (self, g_strerror (errno), -1);
  if (n < 0)
    return -errno;
  if (n == 0)
    note_farewell (self, "without a word", -1);
  if (n > 0) {
    self->received += n;
    self->last_input = g_get_monotonic_time ();
    self->asked = 0;
  }
  return n;
}

static ssize_t
write_out (SlwSshSession *self, const guint8 *data, gsize length)
{
  ssize_t n;

  do
    n = send (self->fd, data, length, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return 0;
  return n < 0 ? -errno : n;
}

static ssize_t
transmit (libssh2_socket_t fd, const void *buffer, size_t length, int flags, void **abstract)
{
  SlwSshSession *self = *abstract;
  ssize_t sent = 0;

  if (self->muted)
    return -ENOTCONN;
  if (self->queue->len == 0)
    sent = write_out (self, buffer, length);
  if (sent < 0)
    return sent;
  self->sent += length;
  g_byte_array_append (self->queue, (const guint8 *) buffer + sent, length - sent);
  return length;
}

static gboolean
flush (SlwSshSession *self)
{
  ssize_t sent;

  if (self->queue->len == 0)
    return TRUE;
  sent = write_out (self, self->queue->data, self->queue->len);
  if (sent > 0)
    g_byte_array_remove_range (self->queue, 0, sent);
  return sent >= 0;
}

/* A descriptor that nobody waits for is taken out altogether: poll () tells of a hang-up even when not asked, over and over. */
static void
watch_fd (SlwSshSession *self, GIOCondition wanted)
{
  if (wanted == self->watched)
    return;
  if (self->fd_tag == NULL) {
    self->fd_tag = g_source_add_unix_fd (self->source, self->fd, wanted);
  } else if (wanted == 0) {
    g_source_remove_unix_fd (self->source, g_steal_pointer (&self->fd_tag));
  } else {
    g_source_modify_unix_fd (self->source, self->fd_tag, wanted);
  }
  self->watched = wanted;
}

static void
watch (SlwSshSession *self)
{
  GIOCondition wanted = self->queue->len > 0 ? G_IO_OUT : 0;
  gint64 wake = -1;

  for (guint i = 0; i < self->clients->len; i++) {
    const SlwSshClient *client = g_ptr_array_index (self->clients, i);

    if (!client->full)
      wanted |= G_IO_IN;
    if (client->wake > 0 && (wake < 0 || client->wake < wake))
      wake = client->wake;
  }
  if (self->clients->len > 0 && self->keepalive > 0 && (wake < 0 || self->next_keepalive < wake))
    wake = self->next_keepalive;
  watch_fd (self, wanted);
  g_source_set_ready_time (self->source, self->kicked ? 0 : wake);
}

static void
keep_alive (SlwSshSession *self)
{
  guint64 before = self->sent;
  int seconds = 0;
  gint64 now;

  if (self->keepalive == 0 || self->clients->len == 0)
    return;
  now = g_get_monotonic_time ();
  if (now < self->next_keepalive)
    return;
  /* libssh2 counts in seconds of the wall clock, which may jump: ask it when, never assume that it has sent */
  libssh2_keepalive_send (self->handle, &seconds);
  self->next_keepalive = now + CLAMP (seconds, 1, (int) self->keepalive) * G_USEC_PER_SEC;
  if (self->sent != before && self->asked == 0)
    self->asked = now;
}

static void
pump_clients (SlwSshSession *self)
{
  g_autoptr (GPtrArray) round = g_ptr_array_sized_new (self->clients->len);

  g_ptr_array_extend (round, self->clients, NULL, NULL);
  for (guint i = 0; i < round->len && self->handle != NULL; i++) {
    SlwSshClient *client = g_ptr_array_index (round, i);

    /* the one before may have ended it */
    if (g_ptr_array_find (self->clients, client, NULL))
      client->pump (client);
  }
}

/* What one client takes from the wire may be for another, so all are asked again until nothing comes any more. */
static void
pump (SlwSshSession *self)
{
  guint64 before;
  guint round = 0;

  self->pumping = TRUE;
  self->kicked = FALSE;
  keep_alive (self);
  do {
    before = self->received;
    pump_clients (self);
  } while (self->handle != NULL && self->received != before && self->clients->len > 1 && ++round < ROUNDS);
  self->pumping = FALSE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (SlwSshSession) self = g_object_ref (((SessionSource *) source)->session);

  if (!flush (self)) {
    g_autoptr (GError) error = slw_ssh_session_dup_error (self, LIBSSH2_ERROR_SOCKET_SEND, "sending");

    slw_ssh_session_close (self, error);
    return G_SOURCE_REMOVE;
  }
  pump (self);
  if (self->handle == NULL)
    return G_SOURCE_REMOVE;
  watch (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

static void
slw_ssh_session_finalize (GObject *object)
{
  SlwSshSession *self = SLW_SSH_SESSION (object);

  slw_ssh_session_close (self, NULL);
  g_ptr_array_unref (self->clients);
  g_byte_array_unref (self->queue);
  g_free (self->peer);
  g_free (self->farewell);
  G_OBJECT_CLASS (slw_ssh_session_parent_class)->finalize (object);
}

static void
slw_ssh_session_class_init (SlwSshSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_ssh_session_finalize;
  libssh2_init (0);
}

static void
slw_ssh_session_init (SlwSshSession *self)
{
  self->clients = g_ptr_array_new ();
  self->queue = g_byte_array_new ();
}

static void
set_callbacks (SlwSshSession *self)
{
#if LIBSSH2_VERSION_NUM >= 0x010b01
  libssh2_session_callback_set2 (self->handle, LIBSSH2_CALLBACK_RECV, (libssh2_cb_generic *) receive);
  libssh2_session_callback_set2 (self->handle, LIBSSH2_CALLBACK_SEND, (libssh2_cb_generic *) transmit);
  libssh2_session_callback_set2 (self->handle, LIBSSH2_CALLBACK_DISCONNECT, (libssh2_cb_generic *) on_disconnect);
#else
  libssh2_session_callback_set (self->handle, LIBSSH2_CALLBACK_RECV, (void *) receive);
  libssh2_session_callback_set (self->handle, LIBSSH2_CALLBACK_SEND, (void *) transmit);
  libssh2_session_callback_set (self->handle, LIBSSH2_CALLBACK_DISCONNECT, (void *) on_disconnect);
#endif
}

SlwSshSession *
slw_ssh_session_new (const char *peer, int fd)
{
  SlwSshSession *self = g_object_new (SLW_TYPE_SSH_SESSION, NULL);

  self->peer = g_strdup (peer);
  self->fd = fd;
  self->last_input = g_get_monotonic_time ();
  self->handle = libssh2_session_init_ex (NULL, NULL, NULL, self);
  g_assert (self->handle != NULL); /* only for want of memory, which ends a GLib program anyway */
  libssh2_session_set_blocking (self->handle, 0);
  set_callbacks (self);

  self->source = g_source_new (&source_funcs, sizeof (SessionSource));
  ((SessionSource *) self->source)->session = self;
  g_source_set_name (self->source, "slipway ssh session");
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

LIBSSH2_SESSION *
slw_ssh_session_get_handle (SlwSshSession *self)
{
  return self->handle;
}

int
slw_ssh_session_get_fd (SlwSshSession *self)
{
  return self->fd;
}

const char *
slw_ssh_session_get_peer (SlwSshSession *self)
{
  return self->peer;
}

void
slw_ssh_session_add_client (SlwSshSession *self, SlwSshClient *client)
{
  g_return_if_fail (self->handle != NULL);

  if (self->clients->len == 0) {
    self->last_input = g_get_monotonic_time ();
    self->next_keepalive = self->last_input + self->keepalive * G_USEC_PER_SEC;
    self->asked = 0;
  }
  g_ptr_array_add (self->clients, client);
  slw_ssh_session_kick (self);
}

void
slw_ssh_session_remove_client (SlwSshSession *self, SlwSshClient *client)
{
  slw_ssh_session_unclaim (self, client);
  g_ptr_array_remove (self->clients, client);
  if (self->handle != NULL && !self->pumping && self->clients->len == 0)
    watch (self);
}

void
slw_ssh_session_kick (SlwSshSession *self)
{
  self->kicked = TRUE;
  if (self->source != NULL && !self->pumping)
    g_source_set_ready_time (self->source, 0);
}

void
slw_ssh_session_pump_client (SlwSshSession *self, SlwSshClient *client)
{
  guint64 before = self->received;

  if (self->pumping || self->handle == NULL) {
    slw_ssh_session_kick (self);
    return;
  }
  g_object_ref (self);
  self->pumping = TRUE;
  client->pump (client);
  self->pumping = FALSE;
  if (self->handle != NULL && self->received != before)
    self->kicked = TRUE;
  if (self->handle != NULL)
    watch (self);
  g_object_unref (self);
}

gboolean
slw_ssh_session_can_send (SlwSshSession *self)
{
  return self->queue->len < QUEUE_IS_LONG;
}

gint64
slw_ssh_session_get_lost_at (SlwSshSession *self, guint idle_timeout)
{
  gint64 asked = self->asked != 0 ? self->asked : self->next_keepalive;

  return MAX (self->last_input + (gint64) idle_timeout * G_USEC_PER_SEC,
              asked + (gint64) self->keepalive * G_USEC_PER_SEC);
}

void
slw_ssh_session_set_keepalive (SlwSshSession *self, guint seconds)
{
  self->keepalive = seconds;
  self->next_keepalive = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  if (self->handle != NULL)
    libssh2_keepalive_config (self->handle, 1, seconds);
}

gboolean
slw_ssh_session_claim (SlwSshSession *self, SlwSshClient *client)
{
  if (self->claimer == NULL)
    self->claimer = client;
  return self->claimer == client;
}

void
slw_ssh_session_unclaim (SlwSshSession *self, SlwSshClient *client)
{
  if (self->claimer != client)
    return;
  self->claimer = NULL;
  if (self->clients->len > 1)
    slw_ssh_session_kick (self);
}

const char *
slw_ssh_session_get_farewell (SlwSshSession *self)
{
  return self->farewell;
}

static gboolean
is_link_error (int rc)
{
  return rc == LIBSSH2_ERROR_SOCKET_DISCONNECT || rc == LIBSSH2_ERROR_SOCKET_RECV || rc == LIBSSH2_ERROR_SOCKET_SEND
         || rc == LIBSSH2_ERROR_SOCKET_NONE || rc == LIBSSH2_ERROR_BAD_SOCKET || rc == LIBSSH2_ERROR_SOCKET_TIMEOUT
         || rc == LIBSSH2_ERROR_INVALID_MAC || rc == LIBSSH2_ERROR_DECRYPT || rc == LIBSSH2_ERROR_PROTO;
}

GError *
slw_ssh_session_dup_error (SlwSshSession *self, int rc, const char *what)
{
  char *text = NULL;
  g_autofree char *safe = NULL;

  if (self->farewell != NULL)
    return g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE,
                        "%s: the connection was lost while %s: the server hung up (%s)", self->peer, what,
                        self->farewell);
  if (self->handle != NULL)
    libssh2_session_last_error (self->handle, &text, NULL, 0);
  safe = slw_text_escape (text != NULL && *text != '\0' ? text : "no more is known", -1);
  if (is_link_error (rc))
    return g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s: the connection was lost while %s: %s", self->peer, what,
                        safe);
  return g_error_new (SLW_ERROR, SLW_ERROR_FAILED, "%s: %s failed: %s (libssh2 %d)", self->peer, what, safe, rc);
}

static void
release (SlwSshSession *self)
{
  LIBSSH2_SESSION *handle = g_steal_pointer (&self->handle);
  guint attempts = 0;

  libssh2_session_disconnect_ex (handle, SSH_DISCONNECT_BY_APPLICATION, "done", "");
  flush (self);
  /* from here on libssh2 is told that the link is down, so that freeing never waits for the server */
  self->muted = TRUE;
  while (libssh2_session_free (handle) == LIBSSH2_ERROR_EAGAIN && ++attempts < ROUNDS)
    continue;
}

void
slw_ssh_session_close (SlwSshSession *self, const GError *reason)
{
  g_autoptr (GError) closed = NULL;

  if (self->handle == NULL)
    return;
  g_object_ref (self);
  self->claimer = NULL;
  release (self);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  close (self->fd);
  self->fd = -1;

  if (reason == NULL)
    reason = closed = g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s: the connection was closed", self->peer);
  /* one at a time: what one of them does may remove another */
  while (self->clients->len > 0) {
    SlwSshClient *client = g_ptr_array_steal_index (self->clients, 0);

    client->lost (client, reason);
  }
  g_object_unref (self);
}
