/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-run.h"

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>
#include <slipway/slw-text.h>

#define DEFAULT_JOBS 50
#define LOCK_FOLDER "/var/lib/slipway/lock"
#define DEFAULT_RECONNECT 300 /* seconds */

static int
get_number (SlwPlatform *platform, const char *key, int fallback)
{
  GHashTable *settings = slw_platform_get_settings (platform, "run");
  const char *text = settings != NULL ? g_hash_table_lookup (settings, key) : NULL;
  gint64 number;

  /* the platform file's reader has checked that it is one */
  if (text == NULL || !g_ascii_string_to_signed (text, 10, -1, G_MAXINT, &number, NULL))
    return fallback;
  return (int) number;
}

/* The operator's own, else the pipeline's. */
static SlwAllowance *
dup_budget (SlwPlatform *platform, SlwPipeline *pipeline)
{
  GHashTable *settings = slw_platform_get_settings (platform, "run");
  const char *text = settings != NULL ? g_hash_table_lookup (settings, "failure-budget") : NULL;
  SlwAllowance allowance;

  if (text != NULL && slw_allowance_parse (text, &allowance))
    return g_memdup2 (&allowance, sizeof allowance);
  return g_memdup2 (g_hash_table_lookup (slw_pipeline_get_budgets (pipeline), ""), sizeof allowance);
}

/* Tests have folders of their own. */
static const char *
get_folder (const char *variable, const char *usual)
{
  const char *folder = g_getenv (variable);

  return folder != NULL ? folder : usual;
}

static char *
make_job_folder (const char *id)
{
  return g_build_filename (get_folder ("SLIPWAY_JOB_FOLDER", SLW_JOB_FOLDER), id, NULL);
}

SlwRun *
slw_run_new (
    SlwPlatform *platform, GPtrArray *servers, SlwPipeline *pipeline, SlwRegistry *registry, SlwJournal *journal)
{
  SlwRun *self = g_rc_box_new0 (SlwRun);

  self->id = slw_journal_new_run_id ();
  self->platform = g_object_ref (platform);
  self->servers = g_ptr_array_ref (servers != NULL ? servers : slw_platform_get_servers (platform));
  self->pipeline = g_object_ref (pipeline);
  self->registry = g_object_ref (registry);
  self->journal = g_object_ref (journal);
  self->ceiling = slw_pipeline_get_ceiling (pipeline);
  self->jobs = MAX (get_number (platform, "jobs", DEFAULT_JOBS), 1);
  self->budget = dup_budget (platform, pipeline);
  self->reconnect = MAX (get_number (platform, "reconnect", DEFAULT_RECONNECT), 0);
  self->job_folder = make_job_folder (self->id);
  self->lock_folder = g_strdup (get_folder ("SLIPWAY_LOCK_FOLDER", LOCK_FOLDER));
  self->lock_token = g_uuid_string_random ();
  self->bus = g_object_new (SLW_TYPE_BUS, NULL);
  self->dispatcher = slw_dispatcher_new (platform);
  self->watcher = slw_watcher_new (self->dispatcher, journal, self->bus);
  self->sets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->assumed = g_hash_table_new (NULL, NULL);
  self->changed = g_hash_table_new (NULL, NULL);
  self->touched = g_hash_table_new (NULL, NULL);
  self->halt = g_cancellable_new ();
  self->job_servers = g_hash_table_new (NULL, NULL);
  self->locked = g_hash_table_new (NULL, NULL);
  self->intents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

gboolean
slw_run_take_up (SlwRun *run, const char *id, GError **error)
{
  run->fold = slw_fold_new (run->journal, id, error);
  if (run->fold == NULL)
    return FALSE;
  g_free (run->id);
  g_free (run->job_folder);
  run->id = g_strdup (id);
  run->job_folder = make_job_folder (id);
  return TRUE;
}

SlwRun *
slw_run_ref (SlwRun *run)
{
  return g_rc_box_acquire (run);
}

static void
run_clear (gpointer data)
{
  SlwRun *self = data;

  g_free (self->id);
  g_free (self->job_folder);
  g_free (self->lock_folder);
  g_free (self->lock_token);
  slw_watcher_free (self->watcher);
  g_clear_object (&self->platform);
  g_ptr_array_unref (self->servers);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->registry);
  g_clear_object (&self->journal);
  g_clear_object (&self->bus);
  g_clear_object (&self->dispatcher);
  g_hash_table_unref (self->sets);
  g_hash_table_unref (self->assumed);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->touched);
  g_hash_table_unref (self->job_servers);
  g_object_unref (self->halt);
  g_free (self->aborted_by);
  g_free (self->budget);
  g_hash_table_unref (self->intents);
  g_hash_table_unref (self->locked);
  g_clear_pointer (&self->fold, slw_fold_free);
}

void
slw_run_unref (SlwRun *run)
{
  g_rc_box_release_full (run, run_clear);
}

gboolean
slw_run_check_roles (SlwRun *run, GError **error)
{
  const char *const *required = slw_pipeline_get_required_roles (run->pipeline);

  for (guint i = 0; required != NULL && required[i] != NULL; i++) {
    if (slw_platform_find_role (run->platform, required[i]) != NULL)
      continue;
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "pipeline %s needs a server with the role %s, and platform %s has none; add it to a roles= line",
                 slw_pipeline_get_name (run->pipeline), required[i], slw_platform_get_name (run->platform));
    return FALSE;
  }
  return TRUE;
}

void
slw_run_publish (SlwRun *run, const char *topic, ...)
{
  GVariantDict payload;
  const char *key;
  va_list args;

  g_variant_dict_init (&payload, NULL);
  va_start (args, topic);
  while ((key = va_arg (args, const char *)) != NULL) {
    const char *type = va_arg (args, const char *);

    g_variant_dict_insert_value (&payload, key, g_variant_new_va (type, NULL, &args));
  }
  va_end (args);
  slw_bus_publish (run->bus, topic, g_variant_dict_end (&payload));
}

void
slw_run_publish_started (SlwRun *run)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < run->servers->len; i++)
    g_ptr_array_add (names, (gpointer) slw_server_get_name (g_ptr_array_index (run->servers, i)));
  g_ptr_array_add (names, NULL);
  slw_run_publish (run, SLW_TOPIC_RUN_STARTED, "run", "s", run->id, "pipeline", "s",
                   slw_pipeline_get_name (run->pipeline), "platform", "s", slw_platform_get_name (run->platform),
                   "mode", "s", run->is_plan ? "plan" : "run", "ceiling", "s", slw_effect_to_string (run->ceiling),
                   "servers", "^as", names->pdata, NULL);
}

char *
slw_run_dup_operator (void)
{
  return g_strdup_printf ("%s@%s", g_get_user_name (), g_get_host_name ());
}

void
slw_run_note (SlwRun *run, const char *text)
{
  slw_journal_add_note (run->journal, run->id, text);
  slw_run_publish (run, SLW_TOPIC_STEP_NOTE, "server", "s", "", "step", "s", "", "text", "s", text, NULL);
}

char *
slw_run_make_safe (const char *text)
{
  g_autofree char *escaped = slw_text_escape (text, -1);

  return slw_redact (escaped);
}
