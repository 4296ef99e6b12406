/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/kit-transport.h"

#include <slipway/slw-error.h>
#include <slipway/slw-facts.h>

#include <string.h>

#include "core/api/slw-result-private.h"

static const char facts[] = SLW_FACTS_BEGIN "\nos.id=debian\nos.family=debian\nos.version=12\nos.codename=bookworm\n"
                                            "host.short=kit\ncpus=2\n" SLW_FACTS_END "\n";

typedef struct {
  char *needle;
  SlwResult *answer;
  GError *error;
  gboolean hangs;
} Rule;

struct _KitTransport {
  GObject parent_instance;
  GError *refusal;
  GPtrArray *rules; /* Rule */
  GPtrArray *sent;  /* char* */
  guint connections;
  gboolean wants_lock;
};

static void kit_transport_init_interface (SlwTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (KitTransport,
                         kit_transport,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_TRANSPORT, kit_transport_init_interface))

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free (rule->needle);
  g_clear_pointer (&rule->answer, slw_result_unref);
  g_clear_error (&rule->error);
  g_free (rule);
}

static void
kit_transport_finalize (GObject *object)
{
  KitTransport *self = KIT_TRANSPORT (object);

  g_clear_error (&self->refusal);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->sent);
  G_OBJECT_CLASS (kit_transport_parent_class)->finalize (object);
}

static void
kit_transport_class_init (KitTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kit_transport_finalize;
}

static void
kit_transport_init (KitTransport *self)
{
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->sent = g_ptr_array_new_with_free_func (g_free);
  kit_transport_answer (self, SLW_FACTS_BEGIN, 0, facts, -1, "");
}

KitTransport *
kit_transport_new (void)
{
  return g_object_new (KIT_TYPE_TRANSPORT, NULL);
}

static Rule *
add_rule (KitTransport *self, const char *needle)
{
  Rule *rule = g_new0 (Rule, 1);

  rule->needle = g_strdup (needle);
  g_ptr_array_insert (self->rules, 0, rule);
  return rule;
}

void
kit_transport_refuse (KitTransport *self, const GError *error)
{
  g_clear_error (&self->refusal);
  self->refusal = error != NULL ? g_error_copy (error) : NULL;
}

void
kit_transport_answer (
    KitTransport *self, const char *needle, int status, const char *output, gssize length, const char *errors)
{
  g_autoptr (GBytes) out = g_bytes_new (output, length < 0 ? strlen (output) : (gsize) length);
  g_autoptr (GBytes) err = g_bytes_new (errors, strlen (errors));

  add_rule (self, needle)->answer = slw_result_new (status, out, err);
}

void
kit_transport_break (KitTransport *self, const char *needle, const GError *error)
{
  add_rule (self, needle)->error = g_error_copy (error);
}

void
kit_transport_mend (KitTransport *self)
{
  for (guint i = self->rules->len; i > 0; i--)
    if (((const Rule *) g_ptr_array_index (self->rules, i - 1))->error != NULL)
      g_ptr_array_remove_index (self->rules, i - 1);
}

void
kit_transport_hang (KitTransport *self, const char *needle)
{
  add_rule (self, needle)->hangs = TRUE;
}

guint
kit_transport_count_sent (KitTransport *self, const char *needle)
{
  guint count = 0;

  for (guint i = 0; i < self->sent->len; i++) {
    const char *command = g_ptr_array_index (self->sent, i);

    count += strstr (command, *needle != '\0' ? needle : SLW_FACTS_BEGIN) != NULL ? 1 : 0;
  }
  return *needle != '\0' ? count : self->sent->len - count;
}

guint
kit_transport_count_connections (KitTransport *self)
{
  return self->connections;
}

static void
kit_transport_connect_async (SlwTransport *transport,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KitTransport *self = KIT_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kit_transport_connect_async);
  if (self->refusal != NULL) {
    g_task_return_error (task, g_error_copy (self->refusal));
    return;
  }
  self->connections++;
  g_task_return_boolean (task, TRUE);
}

static gboolean
kit_transport_connect_finish (SlwTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
show_output (const SlwExecRequest *request, SlwResult *result)
{
  const char *errors = slw_result_get_errors (result);

  if (request->on_output == NULL)
    return;
  request->on_output (FALSE, slw_result_get_output (result), slw_result_get_output_length (result),
                      request->output_data);
  request->on_output (TRUE, errors, strlen (errors), request->output_data);
}

static void
on_ended (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GSubprocess *process = G_SUBPROCESS (source);
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GBytes) errors = NULL;
  SlwResult *result;
  int status;

  if (!g_subprocess_communicate_finish (process, async, &output, &errors, NULL)) {
    g_subprocess_force_exit (process);
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_CANCELLED, "the command was cancelled");
    return;
  }
  status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                                : 128 + g_subprocess_get_term_sig (process);
  result = slw_result_new (status, output, errors);
  show_output (g_task_get_task_data (task), result);
  g_task_return_pointer (task, result, (GDestroyNotify) slw_result_unref);
}

static GBytes *
join_input (const SlwExecRequest *request)
{
  GByteArray *all = g_byte_array_new ();
  g_autoptr (GBytes) rest = NULL;

  if (request->preamble != NULL)
    g_byte_array_append (all, g_bytes_get_data (request->preamble, NULL), g_bytes_get_size (request->preamble));
  if (request->input != NULL) {
    rest = g_input_stream_read_bytes (request->input, 1024 * 1024, NULL, NULL);
    g_byte_array_append (all, g_bytes_get_data (rest, NULL), g_bytes_get_size (rest));
  }
  return g_byte_array_free_to_bytes (all);
}

static void
run (GTask *task, const SlwExecRequest *request)
{
  g_autoptr (GBytes) input = join_input (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                          | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                                      &error, "sh", "-c", request->command, NULL);

  g_assert_no_error (error);
  g_subprocess_communicate_async (process, input, g_task_get_cancellable (task), on_ended, g_object_ref (task));
}

static const Rule *
find_rule (KitTransport *self, const char *command)
{
  for (guint i = 0; i < self->rules->len; i++) {
    const Rule *rule = g_ptr_array_index (self->rules, i);

    if (strstr (command, rule->needle) != NULL)
      return rule;
  }
  return NULL;
}

static gboolean
on_hang_ended (GCancellable *cancellable, gpointer user_data)
{
  g_task_return_new_error (G_TASK (user_data), SLW_ERROR, SLW_ERROR_CANCELLED, "the command was cancelled");
  return G_SOURCE_REMOVE;
}

static void
hang (GTask *task)
{
  g_autoptr (GSource) source = g_cancellable_source_new (g_task_get_cancellable (task));

  g_source_set_callback (source, G_SOURCE_FUNC (on_hang_ended), g_object_ref (task), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
kit_transport_exec_async (SlwTransport *transport,
                          const SlwExecRequest *request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  KitTransport *self = KIT_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const Rule *rule = find_rule (self, request->command);

  g_task_set_source_tag (task, kit_transport_exec_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, (gpointer) request, NULL);
  g_ptr_array_add (self->sent, g_strdup (request->command));
  if (rule == NULL) {
    run (task, request);
  } else if (rule->hangs) {
    hang (task);
  } else if (rule->error != NULL) {
    g_task_return_error (task, g_error_copy (rule->error));
  } else {
    show_output (request, rule->answer);
    g_task_return_pointer (task, slw_result_ref (rule->answer), (GDestroyNotify) slw_result_unref);
  }
}

static SlwResult *
kit_transport_exec_finish (SlwTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Whoever runs the tests; commands are then run without sudo. */
static const char *
kit_transport_get_user (SlwTransport *self)
{
  return "root";
}

static void
kit_transport_close (SlwTransport *self)
{
}

static gboolean
kit_transport_can_lock (SlwTransport *self)
{
  return KIT_TRANSPORT (self)->wants_lock;
}

static void
kit_transport_init_interface (SlwTransportInterface *iface)
{
  iface->connect_async = kit_transport_connect_async;
  iface->connect_finish = kit_transport_connect_finish;
  iface->exec_async = kit_transport_exec_async;
  iface->exec_finish = kit_transport_exec_finish;
  iface->get_user = kit_transport_get_user;
  iface->can_lock = kit_transport_can_lock;
  iface->close = kit_transport_close;
}

void
kit_transport_want_lock (KitTransport *self)
{
  self->wants_lock = TRUE;
}
