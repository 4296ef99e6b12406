/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-result.h>

G_BEGIN_DECLS

/**
 * SlwOutputFunc:
 * @is_stderr: which stream
 * @data: (array length=length): what came
 * @length: how many bytes
 * @user_data: what was given with the request
 */
typedef void (*SlwOutputFunc) (gboolean is_stderr, const char *data, gsize length, gpointer user_data);

/**
 * SlwExecRequest:
 * @command: one line for the server's sh
 * @preamble: (nullable): what comes first on its standard input: a password for sudo, the length of a file
 * @input: (nullable): what comes then on its standard input; streamed; %NULL is nothing
 * @sink: (nullable): where its standard output goes instead of the result; streamed
 * @output_limit: bytes of each stream that are kept for the result
 * @timeout: seconds, 0 for none
 * @idle_timeout: seconds without any byte from the server, not even an answer to a keepalive, after which the link counts
 *   as lost, 0 for none; a transport without a link does not heed it
 * @on_output: (nullable): is given every piece as it comes
 * @output_data: for @on_output
 *
 * The caller keeps it alive until the call has finished.
 */
typedef struct {
  const char *command;
  GBytes *preamble;
  GInputStream *input;
  GOutputStream *sink;
  gsize output_limit;
  guint timeout;
  guint idle_timeout;
  SlwOutputFunc on_output;
  gpointer output_data;
} SlwExecRequest;

#define SLW_TYPE_TRANSPORT (slw_transport_get_type ())

/**
 * SlwTransport:
 *
 * A way to run a command on one server: ssh, local, replay. Everything else (files, sudo, jobs) is made of this one
 * verb, so that it holds for every transport. One command at a time; callers queue (see SlwRemote).
 */
G_DECLARE_INTERFACE (SlwTransport, slw_transport, SLW, TRANSPORT, GObject)

struct _SlwTransportInterface {
  GTypeInterface parent;
  void (*connect_async) (SlwTransport *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  gboolean (*connect_finish) (SlwTransport *self, GAsyncResult *result, GError **error);
  void (*exec_async) (SlwTransport *self,
                      const SlwExecRequest *request,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  SlwResult *(*exec_finish) (SlwTransport *self, GAsyncResult *result, GError **error);
  const char *(*get_user) (SlwTransport *self);
  gboolean (*wants_jobs) (SlwTransport *self); /* NULL: no */
  gboolean (*can_lock) (SlwTransport *self);   /* NULL: no */
  void (*close) (SlwTransport *self);
};

/* Thin calls of the interface above. Errors: %SLW_ERROR_UNREACHABLE (no answer, link lost), %SLW_ERROR_DENIED (host
 * key, authentication), %SLW_ERROR_TIMED_OUT, %SLW_ERROR_CANCELLED. */
void slw_transport_connect_async (SlwTransport *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean slw_transport_connect_finish (SlwTransport *self, GAsyncResult *result, GError **error);
void slw_transport_exec_async (SlwTransport *self,
                               const SlwExecRequest *request,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
SlwResult *slw_transport_exec_finish (SlwTransport *self, GAsyncResult *result, GError **error);

/* The user whose commands run, once connected; %NULL when the transport cannot know. */
const char *slw_transport_get_user (SlwTransport *self);

/* Whether a command ends with the link or with the controller, so that one that changes something has to be a job. */
gboolean slw_transport_wants_jobs (SlwTransport *self);

/* Whether there is a machine on which others may be at work, so that it wants a lock. */
gboolean slw_transport_can_lock (SlwTransport *self);
void slw_transport_close (SlwTransport *self);

G_END_DECLS
