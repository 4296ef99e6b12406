/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/http/slw-http.h"

#include <glib-unix.h>

#include <slipway/slw-error.h>

#include "core/http/slw-http-request.h"

struct _SlwHttp {
  GObject parent_instance;
  char *ca_file;
  GMainContext *context;
  const SlwHttpLibrary *library; /* NULL until the first request */
  CURLM *multi;
  GSource *timer; /* its ready time is when curl wants to be called */
};

G_DEFINE_TYPE (SlwHttp, slw_http, G_TYPE_OBJECT)

/* The data of a request's task. */
typedef struct {
  SlwHttpRequest *request;
  GSource *cancelled;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  if (pending->cancelled != NULL) {
    g_source_destroy (pending->cancelled);
    g_source_unref (pending->cancelled);
  }
  slw_http_request_free (pending->request);
  g_free (pending);
}

/* --- the end of a request --- */

/* Takes the reference that curl's handle had. */
static void
complete (SlwHttp *self, GTask *task, CURLcode status)
{
  g_autoptr (GTask) owned = task;
  Pending *pending = g_task_get_task_data (task);
  GError *error = NULL;
  SlwResult *result;

  self->library->curl_multi_remove_handle (self->multi, slw_http_request_get_handle (pending->request));
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_CANCELLED, "the request was cancelled");
    return;
  }
  result = slw_http_request_finish (pending->request, status, &error);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) slw_result_unref);
  else
    g_task_return_error (task, error);
}

static void
collect (SlwHttp *self)
{
  CURLMsg *message;
  int left = 0;

  while ((message = self->library->curl_multi_info_read (self->multi, &left)) != NULL) {
    CURLcode status = message->data.result; /* gone with the handle */
    char *task = NULL;

    self->library->curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, &task);
    complete (self, G_TASK ((gpointer) task), status);
  }
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  GTask *task = data;
  g_autoptr (SlwHttp) self = g_object_ref (g_task_get_source_object (task));

  complete (self, task, CURLE_ABORTED_BY_CALLBACK);
  return G_SOURCE_REMOVE;
}

/* --- curl on the main context --- */

static void
act (SlwHttp *self, curl_socket_t fd, int events)
{
  g_autoptr (SlwHttp) alive = g_object_ref (self);
  int running = 0;

  alive->library->curl_multi_socket_action (alive->multi, fd, events, &running);
  collect (alive);
}

static gboolean
on_fd (int fd, GIOCondition condition, gpointer data)
{
  int events = 0;

  if (condition & (G_IO_IN | G_IO_HUP))
    events |= CURL_CSELECT_IN;
  if (condition & G_IO_OUT)
    events |= CURL_CSELECT_OUT;
  if (condition & (G_IO_ERR | G_IO_NVAL))
    events |= CURL_CSELECT_ERR;
  act (data, fd, events);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timer (gpointer data)
{
  SlwHttp *self = data;

  g_source_set_ready_time (self->timer, -1);
  act (self, CURL_SOCKET_TIMEOUT, 0);
  return G_SOURCE_CONTINUE;
}

/* Called by curl: what it waits for on @fd from now on. @known is the source of @fd, which is replaced. */
static int
on_socket (CURL *easy, curl_socket_t fd, int what, void *data, void *known)
{
  SlwHttp *self = data;
  GSource *source = NULL;

  if (known != NULL) {
    g_source_destroy (known);
    g_source_unref (known);
  }
  if (what != CURL_POLL_REMOVE) {
    source = g_unix_fd_source_new (fd, (what & CURL_POLL_IN ? G_IO_IN : 0) | (what & CURL_POLL_OUT ? G_IO_OUT : 0));
    g_source_set_callback (source, G_SOURCE_FUNC (on_fd), self, NULL);
    g_source_attach (source, self->context);
  }
  self->library->curl_multi_assign (self->multi, fd, source);
  return 0;
}

static int
on_timeout_changed (CURLM *multi, long milliseconds, void *data)
{
  SlwHttp *self = data;

  g_source_set_ready_time (self->timer, milliseconds < 0 ? -1 : g_get_monotonic_time () + milliseconds * 1000);
  return 0;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch };

static gboolean
start_curl (SlwHttp *self, GError **error)
{
  if (self->library != NULL)
    return TRUE;
  self->library = slw_http_library_get (error);
  if (self->library == NULL)
    return FALSE;
  self->multi = self->library->curl_multi_init ();
  self->library->curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  self->library->curl_multi_setopt (self->multi, CURLMOPT_SOCKETDATA, self);
  self->library->curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, on_timeout_changed);
  self->library->curl_multi_setopt (self->multi, CURLMOPT_TIMERDATA, self);
  return TRUE;
}

/* --- the calls --- */

static void
start_request (SlwHttp *self, GTask *task, SlwHttpRequest *request)
{
  Pending *pending = g_new0 (Pending, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);
  CURL *easy = slw_http_request_get_handle (request);

  pending->request = request;
  g_task_set_task_data (task, pending, pending_free);
  if (cancellable != NULL) {
    pending->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (pending->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
    g_source_attach (pending->cancelled, self->context);
  }
  self->library->curl_easy_setopt (easy, CURLOPT_PRIVATE, g_object_ref (task));
  self->library->curl_multi_add_handle (self->multi, easy);
}

void
slw_http_send_async (
    SlwHttp *self, SlwAction *action, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SlwHttpRequest *request = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, slw_http_send_async);
  /* an answer that came is told, also when it was cancelled at the same moment */
  g_task_set_check_cancellable (task, FALSE);
  if (start_curl (self, &error))
    request = slw_http_request_new (self->library, action, self->ca_file, &error);
  if (request == NULL)
    g_task_return_error (task, error);
  else
    start_request (self, task, request);
}

SlwResult *
slw_http_send_finish (SlwHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the object --- */

static void
slw_http_finalize (GObject *object)
{
  SlwHttp *self = SLW_HTTP (object);

  if (self->multi != NULL)
    self->library->curl_multi_cleanup (self->multi);
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_main_context_unref (self->context);
  g_free (self->ca_file);
  G_OBJECT_CLASS (slw_http_parent_class)->finalize (object);
}

static void
slw_http_class_init (SlwHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_http_finalize;
}

static void
slw_http_init (SlwHttp *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_set_ready_time (self->timer, -1);
  g_source_set_name (self->timer, "slw-http");
  g_source_attach (self->timer, self->context);
}

SlwHttp *
slw_http_new (const char *ca_file)
{
  SlwHttp *self = g_object_new (SLW_TYPE_HTTP, NULL);

  self->ca_file = g_strdup (ca_file);
  return self;
}
