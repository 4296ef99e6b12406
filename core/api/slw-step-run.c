/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-step-run-private.h"

#include <slipway/slw-secret.h>
#include <slipway/slw-text.h>

struct _SlwStepRun {
  GObject parent_instance;
  char *step;
  char *kind;
  SlwPlatform *platform;
  SlwServer *server;
  SlwServer *target;
  SlwEffect ceiling;
  SlwBus *bus;
  gboolean assuming;
  guint stage;
  gpointer data;
  GDestroyNotify data_destroy;
  GHashTable *params;
  GHashTable *outputs;
  GHashTable *earlier; /* outputs of an earlier process; may be NULL */
  GPtrArray *findings; /* SlwFinding */
  GPtrArray *notes;    /* char* */
  GPtrArray *watches;  /* SlwWatchRequest */
};

G_DEFINE_TYPE (SlwStepRun, slw_step_run, G_TYPE_OBJECT)

static void
finding_free (gpointer data)
{
  SlwFinding *finding = data;

  g_free (finding->id);
  g_free (finding->title);
  g_free (finding->remedy);
  g_free (finding);
}

static void
watch_request_free (gpointer data)
{
  SlwWatchRequest *request = data;

  g_free (request->service);
  slw_action_unref (request->action);
  g_free (request);
}

static void
slw_step_run_finalize (GObject *object)
{
  SlwStepRun *self = SLW_STEP_RUN (object);

  slw_step_run_set_data (self, NULL, NULL);
  g_free (self->step);
  g_free (self->kind);
  g_clear_object (&self->platform);
  g_clear_object (&self->server);
  g_clear_object (&self->target);
  g_clear_object (&self->bus);
  g_hash_table_unref (self->params);
  g_hash_table_unref (self->outputs);
  g_clear_pointer (&self->earlier, g_hash_table_unref);
  g_ptr_array_unref (self->findings);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->watches);
  G_OBJECT_CLASS (slw_step_run_parent_class)->finalize (object);
}

static void
slw_step_run_class_init (SlwStepRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_step_run_finalize;
}

static void
slw_step_run_init (SlwStepRun *self)
{
  self->params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->outputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->watches = g_ptr_array_new_with_free_func (watch_request_free);
}

SlwStepRun *
slw_step_run_new (
    const char *step, const char *kind, SlwPlatform *platform, SlwServer *server, SlwEffect ceiling, SlwBus *bus)
{
  SlwStepRun *self = g_object_new (SLW_TYPE_STEP_RUN, NULL);

  self->step = g_strdup (step);
  self->kind = g_strdup (kind);
  self->platform = g_object_ref (platform);
  self->server = g_object_ref (server);
  self->ceiling = ceiling;
  self->bus = bus != NULL ? g_object_ref (bus) : NULL;
  return self;
}

void
slw_step_run_set_param (SlwStepRun *run, const char *name, const char *value)
{
  g_hash_table_replace (run->params, g_strdup (name), g_strdup (value));
}

void
slw_step_run_set_assuming (SlwStepRun *run, gboolean assuming)
{
  run->assuming = assuming;
}

const char *
slw_step_run_get_step (SlwStepRun *run)
{
  return run->step;
}

const char *
slw_step_run_get_kind (SlwStepRun *run)
{
  return run->kind;
}

SlwServer *
slw_step_run_get_server (SlwStepRun *run)
{
  return run->server;
}

SlwServer *
slw_step_run_get_target (SlwStepRun *run)
{
  return run->target != NULL ? run->target : run->server;
}

void
slw_step_run_set_target (SlwStepRun *run, SlwServer *server)
{
  g_set_object (&run->target, server);
}

SlwPlatform *
slw_step_run_get_platform (SlwStepRun *run)
{
  return run->platform;
}

SlwEffect
slw_step_run_get_ceiling (SlwStepRun *run)
{
  return run->ceiling;
}

gboolean
slw_step_run_is_assuming (SlwStepRun *run)
{
  return run->assuming;
}

const char *
slw_step_run_get_param (SlwStepRun *run, const char *name)
{
  return g_hash_table_lookup (run->params, name);
}

char **
slw_step_run_dup_param_list (SlwStepRun *run, const char *name)
{
  const char *value = slw_step_run_get_param (run, name);
  g_auto (GStrv) words = g_strsplit_set (value != NULL ? value : "", " ,;\t\n", -1);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0')
      g_ptr_array_add (list, g_strdup (words[i]));
  }
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

void
slw_step_run_set_output (SlwStepRun *run, const char *name, const char *value)
{
  if (value == NULL)
    g_hash_table_remove (run->outputs, name);
  else
    g_hash_table_replace (run->outputs, g_strdup (name), g_strdup (value));
}

const char *
slw_step_run_get_output (SlwStepRun *run, const char *name)
{
  return g_hash_table_lookup (run->outputs, name);
}

GHashTable *
slw_step_run_get_outputs (SlwStepRun *run)
{
  return run->outputs;
}

guint
slw_step_run_get_stage (SlwStepRun *run)
{
  return run->stage;
}

void
slw_step_run_set_stage (SlwStepRun *run, guint stage)
{
  run->stage = stage;
}

gpointer
slw_step_run_get_data (SlwStepRun *run)
{
  return run->data;
}

void
slw_step_run_set_data (SlwStepRun *run, gpointer data, GDestroyNotify destroy)
{
  gpointer old = run->data;
  GDestroyNotify old_destroy = run->data_destroy;

  run->data = data;
  run->data_destroy = destroy;
  if (old != NULL && old_destroy != NULL)
    old_destroy (old);
}

static char *
make_safe (const char *text)
{
  g_autofree char *escaped = slw_text_escape (text, -1);

  return slw_redact (escaped);
}

/* What every event of a step run begins with. */
static void
init_payload (SlwStepRun *run, GVariantDict *payload)
{
  g_variant_dict_init (payload, NULL);
  g_variant_dict_insert (payload, "server", "s", slw_server_get_name (run->server));
  g_variant_dict_insert (payload, "step", "s", run->step);
}

static void
publish (SlwStepRun *run, const char *topic, GVariantDict *payload)
{
  GVariant *value = g_variant_ref_sink (g_variant_dict_end (payload));

  if (run->bus != NULL)
    slw_bus_publish (run->bus, topic, value);
  g_variant_unref (value);
}

void
slw_step_run_set_progress (SlwStepRun *run, double percent, const char *text)
{
  g_autofree char *safe = make_safe (text);
  GVariantDict payload;

  init_payload (run, &payload);
  g_variant_dict_insert (&payload, "percent", "d", percent < 0 ? -1.0 : MIN (percent, 100.0));
  g_variant_dict_insert (&payload, "text", "s", safe);
  publish (run, SLW_TOPIC_STEP_PROGRESS, &payload);
}

void
slw_step_run_add_note (SlwStepRun *run, const char *format, ...)
{
  g_autofree char *text = NULL;
  char *safe;
  GVariantDict payload;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  safe = make_safe (text);
  g_ptr_array_add (run->notes, safe);
  init_payload (run, &payload);
  g_variant_dict_insert (&payload, "text", "s", safe);
  publish (run, SLW_TOPIC_STEP_NOTE, &payload);
}

void
slw_step_run_add_finding (SlwStepRun *run, SlwSeverity severity, const char *id, const char *title, const char *remedy)
{
  SlwFinding *finding = g_new0 (SlwFinding, 1);
  GVariantDict payload;

  finding->severity = severity;
  finding->id = g_strdup (id);
  finding->title = make_safe (title);
  finding->remedy = make_safe (remedy);
  g_ptr_array_add (run->findings, finding);
  init_payload (run, &payload);
  g_variant_dict_insert (&payload, "severity", "s", slw_severity_to_string (severity));
  g_variant_dict_insert (&payload, "id", "s", id);
  g_variant_dict_insert (&payload, "title", "s", finding->title);
  g_variant_dict_insert (&payload, "remedy", "s", finding->remedy);
  publish (run, SLW_TOPIC_STEP_FINDING, &payload);
}

const char *
slw_severity_to_string (SlwSeverity severity)
{
  static const char *names[] = { "info", "medium", "high", "inhibitor" };

  g_return_val_if_fail ((guint) severity < G_N_ELEMENTS (names), "inhibitor");
  return names[severity];
}

GPtrArray *
slw_step_run_get_findings (SlwStepRun *run)
{
  return run->findings;
}

GPtrArray *
slw_step_run_get_notes (SlwStepRun *run)
{
  return run->notes;
}

static gboolean
is_of_service (gconstpointer request, gconstpointer service)
{
  return g_str_equal (((const SlwWatchRequest *) request)->service, service);
}

static gboolean
can_be_watched (SlwAction *action)
{
  SlwActionType type = slw_action_get_action_type (action);

  return (type == SLW_ACTION_HTTP || type == SLW_ACTION_CONNECT) && slw_action_get_effect (action) == SLW_EFFECT_READ;
}

static void
add_watch (SlwStepRun *run, const char *service, SlwAction *action, guint interval, gboolean down)
{
  SlwWatchRequest *request;
  guint index = 0;

  request = g_new0 (SlwWatchRequest, 1);
  request->service = g_strdup (service);
  request->action = slw_action_ref (action);
  request->interval = interval;
  request->down = down;
  if (g_ptr_array_find_with_equal_func (run->watches, service, is_of_service, &index))
    g_ptr_array_remove_index (run->watches, index);
  g_ptr_array_add (run->watches, request);
}

void
slw_step_run_watch (SlwStepRun *run, const char *service, SlwAction *action, guint interval)
{
  g_return_if_fail (service != NULL && interval > 0);
  g_return_if_fail (can_be_watched (action));

  add_watch (run, service, action, interval, FALSE);
}

void
slw_step_run_watch_down (SlwStepRun *run, const char *service, SlwAction *action, guint interval)
{
  g_return_if_fail (service != NULL && interval > 0);
  g_return_if_fail (can_be_watched (action));

  add_watch (run, service, action, interval, TRUE);
}

void
slw_step_run_set_earlier (SlwStepRun *run, GHashTable *outputs)
{
  g_clear_pointer (&run->earlier, g_hash_table_unref);
  run->earlier = g_hash_table_ref (outputs);
}

const char *
slw_step_run_get_earlier (SlwStepRun *run, const char *output)
{
  return run->earlier != NULL ? g_hash_table_lookup (run->earlier, output) : NULL;
}

GPtrArray *
slw_step_run_get_watches (SlwStepRun *run)
{
  return run->watches;
}
