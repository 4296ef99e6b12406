/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The least that `true` on many servers can cost with libssh2: one poll() loop, a number of connections at a time, one
 * exec per address, the host key compared byte by byte, nothing else. bench-exec measures slipway against it. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libssh2.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_AT_ONCE 256
#define MOST_ADDRESSES 8192

typedef enum { CONNECT, HANDSHAKE, AUTHENTICATE, OPEN, EXEC, READ, CLOSE, FREE, DISCONNECT, DONE } Stage;

typedef struct {
  Stage stage;
  int fd;
  LIBSSH2_SESSION *session;
  LIBSSH2_CHANNEL *channel;
} Slot;

static struct sockaddr_in addresses[MOST_ADDRESSES];
static unsigned n_addresses, n_started, n_failed;
static Slot slots[MOST_AT_ONCE];
static const char *user;
static char private_key[8192], public_key[1024], host_key[1024];
static size_t private_key_length, public_key_length, host_key_length;

static size_t
read_whole (const char *path, char *buffer, size_t size)
{
  FILE *f = fopen (path, "rb");
  size_t n = f ? fread (buffer, 1, size, f) : 0;

  if (f)
    fclose (f);
  if (n == 0 || n == size) {
    fprintf (stderr, "floor: cannot use %s\n", path);
    exit (2);
  }
  return n;
}

static void
read_addresses (const char *path, unsigned port)
{
  char line[64];
  FILE *f = fopen (path, "r");

  while (f && n_addresses < MOST_ADDRESSES && fgets (line, sizeof line, f)) {
    struct sockaddr_in *a = &addresses[n_addresses];
    line[strcspn (line, "\n")] = '\0';
    a->sin_family = AF_INET;
    a->sin_port = htons ((unsigned short) port);
    n_addresses += inet_pton (AF_INET, line, &a->sin_addr) == 1;
  }
  if (f)
    fclose (f);
}

static void
fail (Slot *slot, const char *what)
{
  char *message = NULL;

  if (slot->session)
    libssh2_session_last_error (slot->session, &message, NULL, 0);
  fprintf (stderr, "floor: %s: %s\n", what, message ? message : "");
  n_failed++;
  slot->stage = DISCONNECT;
}

static void
start (Slot *slot)
{
  int one = 1;
  struct sockaddr_in *address = &addresses[n_started++];

  slot->stage = CONNECT;
  slot->channel = NULL;
  slot->session = libssh2_session_init ();
  libssh2_session_set_blocking (slot->session, 0);
  slot->fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt (slot->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect (slot->fd, (struct sockaddr *) address, sizeof *address) != 0 && errno != EINPROGRESS)
    fail (slot, "connect");
}

static int
check_host_key (Slot *slot)
{
  size_t length = 0;
  int type = 0;
  const char *key = libssh2_session_hostkey (slot->session, &length, &type);

  return key && length == host_key_length && memcmp (key, host_key, length) == 0;
}

static ssize_t
drain (Slot *slot)
{
  char buffer[4096];
  ssize_t n;

  do {
    n = libssh2_channel_read (slot->channel, buffer, sizeof buffer);
  } while (n > 0);
  return n == LIBSSH2_ERROR_EAGAIN && libssh2_channel_eof (slot->channel) ? 0 : n;
}

static int
open_channel (Slot *slot)
{
  slot->channel = libssh2_channel_open_session (slot->session);
  return slot->channel ? 0 : libssh2_session_last_errno (slot->session);
}

static int
connected (Slot *slot)
{
  int error = 0;
  socklen_t length = sizeof error;

  getsockopt (slot->fd, SOL_SOCKET, SO_ERROR, &error, &length);
  return error ? LIBSSH2_ERROR_SOCKET_DISCONNECT : 0;
}

/* One call of libssh2; what it returned. */
static ssize_t
step (Slot *slot)
{
  switch (slot->stage) {
  case CONNECT:
    return connected (slot);
  case HANDSHAKE:
    return libssh2_session_handshake (slot->session, slot->fd);
  case AUTHENTICATE:
    return libssh2_userauth_publickey_frommemory (slot->session, user, strlen (user), public_key, public_key_length,
                                                  private_key, private_key_length, NULL);
  case OPEN:
    return open_channel (slot);
  case EXEC:
    return libssh2_channel_exec (slot->channel, "true");
  case READ:
    return drain (slot);
  case CLOSE:
    return libssh2_channel_close (slot->channel);
  case FREE:
    return libssh2_channel_free (slot->channel);
  default:
    return libssh2_session_disconnect (slot->session, "");
  }
}

static void
finish (Slot *slot)
{
  libssh2_session_free (slot->session);
  slot->session = NULL;
  close (slot->fd);
  slot->stage = DONE;
}

/* Runs one connection until it must wait. */
static void
advance (Slot *slot)
{
  static const char *const names[] = { "connect", "handshake",     "authentication", "open channel", "exec",
                                       "read",    "close channel", "free channel",   "disconnect" };

  while (slot->stage != DONE) {
    Stage was = slot->stage;
    ssize_t result = step (slot);

    if (result == LIBSSH2_ERROR_EAGAIN)
      return;
    if (was == DISCONNECT) {
      finish (slot);
      return;
    }
    slot->stage = was + 1;
    if (result < 0)
      fail (slot, names[was]);
    else if (was == HANDSHAKE && !check_host_key (slot))
      fail (slot, "host key differs");
    else if (was == CLOSE && libssh2_channel_get_exit_status (slot->channel) != 0)
      fail (slot, "exit status is not 0");
  }
}

static short
wanted (Slot *slot)
{
  int directions;

  if (slot->stage == CONNECT)
    return POLLOUT;
  directions = libssh2_session_block_directions (slot->session);
  return (short) ((directions & LIBSSH2_SESSION_BLOCK_INBOUND ? POLLIN : 0)
                  | (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND ? POLLOUT : 0));
}

static void
run (unsigned at_once)
{
  struct pollfd fds[MOST_AT_ONCE];
  Slot *polled[MOST_AT_ONCE];

  for (;;) {
    nfds_t n = 0;

    for (unsigned i = 0; i < at_once; i++) {
      if (slots[i].stage == DONE && n_started < n_addresses)
        start (&slots[i]);
      if (slots[i].stage == DONE)
        continue;
      polled[n] = &slots[i];
      fds[n++] = (struct pollfd){ .fd = slots[i].fd, .events = wanted (&slots[i]) };
    }
    if (n == 0)
      return;
    poll (fds, n, -1);
    for (nfds_t i = 0; i < n; i++)
      if (fds[i].revents)
        advance (polled[i]);
  }
}

int
main (int argc, char **argv)
{
  unsigned at_once;

  if (argc != 8) {
    fprintf (stderr, "usage: floor ADDRESSES PORT USER PRIVATE-KEY PUBLIC-KEY HOST-KEY-BLOB AT-ONCE\n");
    return 2;
  }
  read_addresses (argv[1], (unsigned) strtoul (argv[2], NULL, 10));
  user = argv[3];
  private_key_length = read_whole (argv[4], private_key, sizeof private_key);
  public_key_length = read_whole (argv[5], public_key, sizeof public_key);
  host_key_length = read_whole (argv[6], host_key, sizeof host_key);
  at_once = (unsigned) strtoul (argv[7], NULL, 10);
  if (n_addresses == 0 || at_once == 0 || at_once > MOST_AT_ONCE || libssh2_init (0) != 0)
    return 2;
  for (unsigned i = 0; i < MOST_AT_ONCE; i++)
    slots[i].stage = DONE;
  run (at_once);
  libssh2_exit ();
  printf ("%u of %u\n", n_addresses - n_failed, n_addresses);
  return n_failed != 0;
}
