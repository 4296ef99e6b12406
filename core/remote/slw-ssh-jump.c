/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-jump.h"

#include <slipway/slw-error.h>

#include <unistd.h>

#include "core/remote/slw-ssh-connect.h"
#include "core/remote/slw-ssh-tunnel.h"

#define MOST_LINKS 8
#define PATIENCE (G_USEC_PER_SEC / 2) /* that a request waits for a session before another one is made */

/* The sessions to one jump host, and who waits for a tunnel of them. Goes when both are none. */
typedef struct {
  char *key;
  SlwSshRoute *route;
  guint index; /* of the jump host */
  GPtrArray *links;
  GQueue waiting; /* GTask */
  gboolean connecting;
  GSource *timer;
} Jump;

/* One session, and how many use it. */
typedef struct {
  Jump *jump;
  SlwSshSession *session;
  guint tunnels;
  GTask *opening; /* whose tunnel is being opened */
} Link;

/* Somebody who wants a tunnel. */
typedef struct {
  Jump *jump;
  const SlwSshTarget *target;
  SlwSshRoute *route; /* keeps target */
  gint64 since;
  GSource *deadline;
  gulong cancelled;
  gboolean answered;
} Request;

typedef struct {
  Link *link;
  GTask *task;
} Opening;

static GHashTable *jumps; /* key -> Jump */

static void schedule (Jump *jump);

static void
request_free (gpointer data)
{
  Request *request = data;

  slw_ssh_route_unref (request->route);
  g_free (request);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Whoever answers first: the tunnel, the deadline, or the cancellation. FALSE when it was answered already. */
static gboolean
begin_answer (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  if (request->answered)
    return FALSE;
  request->answered = TRUE;
  clear_source (&request->deadline);
  return TRUE;
}

static void
answer_error (GTask *task, const GError *error)
{
  if (begin_answer (task))
    g_task_return_error (task, g_error_copy (error));
}

static gboolean
is_used (const Link *link)
{
  if (link->tunnels > 0 || link->opening != NULL)
    return TRUE;
  return !g_queue_is_empty (&link->jump->waiting) && slw_ssh_session_get_handle (link->session) != NULL;
}

static void
close_unused_links (Jump *jump)
{
  for (guint i = jump->links->len; i > 0; i--) {
    Link *link = g_ptr_array_index (jump->links, i - 1);

    if (is_used (link))
      continue;
    g_ptr_array_remove_index (jump->links, i - 1);
    slw_ssh_session_close (link->session, NULL);
    g_object_unref (link->session);
    g_free (link);
  }
}

static void
drop_if_unused (Jump *jump)
{
  if (jump->links->len > 0 || jump->connecting || !g_queue_is_empty (&jump->waiting))
    return;
  clear_source (&jump->timer);
  g_hash_table_remove (jumps, jump->key);
  g_ptr_array_unref (jump->links);
  slw_ssh_route_unref (jump->route);
  g_free (jump->key);
  g_free (jump);
}

static void
on_tunnel_closed (gpointer data)
{
  Link *link = data;

  link->tunnels--;
  schedule (link->jump);
}

static void
on_tunnel_open (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Opening *opening = user_data;
  g_autoptr (GTask) task = opening->task;
  Link *link = opening->link;
  g_autoptr (GError) error = NULL;
  int fd = slw_ssh_tunnel_open_finish (result, &error);

  link->opening = NULL;
  if (fd >= 0) {
    link->tunnels++;
    if (begin_answer (task))
      g_task_return_int (task, fd);
    else
      close (fd);
  } else {
    answer_error (task, error);
  }
  schedule (link->jump);
}

static void
open_tunnel (Link *link, GTask *task)
{
  const Request *request = g_task_get_task_data (task);
  Opening *opening = g_new0 (Opening, 1);

  opening->link = link;
  opening->task = task;
  link->opening = task;
  slw_ssh_tunnel_open_async (link->session, request->target->host, request->target->port, on_tunnel_closed, link,
                             on_tunnel_open, opening);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Jump *jump = user_data;
  g_autoptr (GError) error = NULL;
  SlwSshSession *session = slw_ssh_connect_finish (result, NULL, &error);

  jump->connecting = FALSE;
  if (session != NULL) {
    Link *link = g_new0 (Link, 1);

    slw_ssh_session_set_keepalive (session, 15);
    link->jump = jump;
    link->session = session;
    g_ptr_array_add (jump->links, link);
  } else if (jump->links->len == 0) {
    /* with another session at hand those who wait have a chance yet */
    for (GTask *task = g_queue_pop_head (&jump->waiting); task != NULL; task = g_queue_pop_head (&jump->waiting)) {
      answer_error (task, error);
      g_object_unref (task);
    }
  }
  schedule (jump);
}

static Link *
find_free_link (Jump *jump)
{
  for (guint i = 0; i < jump->links->len; i++) {
    Link *link = g_ptr_array_index (jump->links, i);

    if (link->opening == NULL && slw_ssh_session_get_handle (link->session) != NULL)
      return link;
  }
  return NULL;
}

static gboolean
on_timer (gpointer user_data)
{
  Jump *jump = user_data;

  clear_source (&jump->timer);
  schedule (jump);
  return G_SOURCE_REMOVE;
}

/* Another session at once when there is none, else when those there are have been busy for a while. */
static void
consider_connecting (Jump *jump)
{
  GTask *task = g_queue_peek_head (&jump->waiting);
  const Request *request = g_task_get_task_data (task);
  gint64 when = jump->links->len == 0 ? 0 : request->since + PATIENCE;

  if (jump->connecting || jump->links->len >= MOST_LINKS)
    return;
  if (g_get_monotonic_time () >= when) {
    jump->connecting = TRUE;
    slw_ssh_connect_async (jump->route, jump->index, SLW_SSH_GOAL_LOGIN, NULL, on_connected, jump);
  } else if (jump->timer == NULL) {
    jump->timer = g_timeout_source_new ((when - g_get_monotonic_time ()) / 1000 + 1);
    g_source_set_callback (jump->timer, on_timer, jump, NULL);
    g_source_attach (jump->timer, g_main_context_get_thread_default ());
  }
}

static void
assign_links (Jump *jump)
{
  while (!g_queue_is_empty (&jump->waiting)) {
    const Request *request = g_task_get_task_data (g_queue_peek_head (&jump->waiting));
    Link *link = find_free_link (jump);

    if (request->answered) {
      g_object_unref (g_queue_pop_head (&jump->waiting));
    } else if (link != NULL) {
      open_tunnel (link, g_queue_pop_head (&jump->waiting));
    } else {
      consider_connecting (jump);
      return;
    }
  }
}

/* To be called last: the jump may be gone afterwards. */
static void
schedule (Jump *jump)
{
  assign_links (jump);
  close_unused_links (jump);
  drop_if_unused (jump);
}

/* A session that only opens tunnels for those who have given up is of no use to anybody. */
static void
close_abandoned_links (Jump *jump)
{
  g_autoptr (GPtrArray) abandoned = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < jump->links->len; i++) {
    Link *link = g_ptr_array_index (jump->links, i);
    const Request *request = link->opening != NULL ? g_task_get_task_data (link->opening) : NULL;

    if (link->tunnels == 0 && request != NULL && request->answered)
      g_ptr_array_add (abandoned, g_object_ref (link->session));
  }
  for (guint i = 0; i < abandoned->len; i++)
    slw_ssh_session_close (g_ptr_array_index (abandoned, i), NULL);
}

static gboolean
on_deadline (gpointer user_data)
{
  GTask *task = user_data;
  const Request *request = g_task_get_task_data (task);
  const SlwSshTarget *jump_host = slw_ssh_route_get_target (request->jump->route, request->jump->index);
  g_autoptr (GError) error = g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s cannot connect to %s port %u in time",
                                          jump_host->name, request->target->host, request->target->port);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    g_clear_error (&error);
    error = g_error_new (SLW_ERROR, SLW_ERROR_CANCELLED, "stopped on request");
  }
  answer_error (task, error);
  close_abandoned_links (request->jump);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A time-out with the cancellable as a child: either has it dispatched. */
static GSource *
watch_request (GTask *task, gint64 deadline)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  GSource *source = g_timeout_source_new (MAX (deadline - g_get_monotonic_time (), 0) / 1000);

  if (cancellable != NULL) {
    g_autoptr (GSource) child = g_cancellable_source_new (cancellable);

    g_source_set_callback (child, G_SOURCE_FUNC (on_cancelled), NULL, NULL);
    g_source_add_child_source (source, child);
  }
  g_source_set_callback (source, on_deadline, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static Jump *
get_jump (SlwSshRoute *route, guint index)
{
  g_autofree char *key = slw_ssh_route_dup_key (route, index);
  Jump *jump;

  if (jumps == NULL)
    jumps = g_hash_table_new (g_str_hash, g_str_equal);
  jump = g_hash_table_lookup (jumps, key);
  if (jump != NULL)
    return jump;
  jump = g_new0 (Jump, 1);
  jump->key = g_steal_pointer (&key);
  jump->route = slw_ssh_route_ref (route);
  jump->index = index;
  jump->links = g_ptr_array_new ();
  g_queue_init (&jump->waiting);
  g_hash_table_insert (jumps, jump->key, jump);
  return jump;
}

void
slw_ssh_jump_open_async (SlwSshRoute *route,
                         guint index,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, slw_ssh_jump_open_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, request, request_free);
  request->jump = get_jump (route, index - 1);
  request->route = slw_ssh_route_ref (route);
  request->target = slw_ssh_route_get_target (route, index);
  request->since = g_get_monotonic_time ();
  request->deadline = watch_request (task, deadline);
  g_queue_push_tail (&request->jump->waiting, task);
  schedule (request->jump);
}

int
slw_ssh_jump_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
