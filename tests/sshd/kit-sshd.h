/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "core/api/slw-login.h"
#include "core/api/slw-platform-private.h"
#include "core/api/slw-server-private.h"
#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

/* A real sshd of the test's own on a port of loopback, with keys made on the spot. Everything of it lives in one folder. */
typedef struct {
  char *folder;
  guint port;
  GSubprocess *process;
  GDataInputStream *messages;
  GString *log; /* what it has said so far */
  gboolean log_ended;
  char *known_hosts;
  char *user_key;  /* ed25519, authorized */
  char *other_key; /* ed25519, not authorized */
  char *host_key;  /* ed25519 */
} KitSshd;

/* extra: lines of sshd_config that come first, so that they win; may be NULL */
KitSshd *kit_sshd_new (const char *extra);
void kit_sshd_free (KitSshd *sshd);

#define KIT_USER "tester"
#define KIT_PASSWORD "correct horse"

/* The same in a mount namespace of its own, where there is a user KIT_USER with KIT_PASSWORD, sudoers is as given, and
 * FOLDER/small is a file system of 1 MiB. NULL where that cannot be had (it needs root), and the test is marked as skipped. */
KitSshd *kit_sshd_new_with_user (const char *extra, const char *sudoers);

/* Ends the listening sshd, not the sessions. */
void kit_sshd_stop (KitSshd *sshd);

/* A server of the platform at 127.0.0.1, login with user_key, no ssh configuration. */
SlwServer *kit_sshd_new_server (KitSshd *sshd);
SlwPlatform *kit_sshd_new_platform (KitSshd *sshd);

/* A transport to a server that is connected, or NULL with the error. */
SlwTransport *kit_sshd_connect (KitSshd *sshd, SlwServer *server, GError **error);

/* Runs one command and waits for its end. */
SlwResult *kit_exec (SlwTransport *transport, const SlwExecRequest *request, GError **error);
SlwResult *kit_exec_line (SlwTransport *transport, const char *command, GError **error);

/* Sends a signal to the processes of sshd that serve sessions: SIGKILL cuts the links, SIGSTOP makes them fall silent. */
void kit_sshd_signal (KitSshd *sshd, int number);

/* How often a text stands in what sshd has said; waits until it does so at least once. */
guint kit_sshd_count (KitSshd *sshd, const char *text);

/* A listening socket on loopback whose queue is full, so that connecting to it is never answered. Close all in fds. */
guint kit_full_port (int fds[4]);

/* Makes a key pair PATH, PATH.pub; passphrase may be NULL */
void kit_sshd_make_key (const char *path, const char *type, const char *passphrase);

/* Lets the owner of PATH.pub in. */
void kit_sshd_authorize (KitSshd *sshd, const char *path);

char *kit_sshd_read (const char *path);

/* Runs a program to its end; fails the test when it fails. Its standard output. */
char *kit_run (const char *program, ...) G_GNUC_NULL_TERMINATED;

/* Runs the main context until *condition is TRUE; fails the test after some seconds. */
void kit_wait (const gboolean *condition);

/* Removes a folder with all that is in it. */
void kit_remove_folder (const char *path);

/* Keeps the result of an asynchronous call; for kit_wait_result (). */
void kit_take_result (GObject *object, GAsyncResult *result, gpointer user_data);

/* Runs the main context until *result is set, for at most that many seconds. */
GAsyncResult *kit_wait_result (GAsyncResult **result, guint seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KitSshd, kit_sshd_free)

G_END_DECLS
