/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/engine-kit.h"

#include <string.h>

#include "core/api/slw-server-private.h"
#include "core/api/slw-step-run-private.h"
#include "tests/unit/journal-kit.h"

#define PATIENCE 240 /* seconds; a sanitizer on a busy machine is slow */

void
engine_kit_set_up (EngineKit *kit, gconstpointer data)
{
  const char *folders[] = { g_getenv ("SLW_ZOO"), g_getenv ("SLW_SCRIPTED"), NULL };
  g_autoptr (GError) error = NULL;

  kit->folder = g_dir_make_tmp ("slipway-engine-XXXXXX", &error);
  g_assert_no_error (error);
  kit->journal_path = g_build_filename (kit->folder, "state", "journal.db", NULL);
  kit->journal = journal_kit_open (kit->journal_path);
  kit->platform = slw_platform_new ("kit", kit->folder);
  kit->transports = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  kit->registry = slw_registry_new (folders, &error);
  g_assert_no_error (error);
  kit->cancellable = g_cancellable_new ();
  kit->events = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("%s within %d seconds", (const char *) user_data, PATIENCE);
  return G_SOURCE_REMOVE;
}

void
engine_kit_wait (GAsyncResult **result)
{
  guint deadline = g_timeout_add_seconds (PATIENCE, on_deadline, (gpointer) "nothing came");

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

/* What a run that was left had under way holds on to it until it ends. */
static void
finalize (gpointer object)
{
  guint deadline = g_timeout_add_seconds (PATIENCE, on_deadline, (gpointer) "an object was not finalized");

  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  while (object != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

void
engine_kit_tear_down (EngineKit *kit, gconstpointer data)
{
  g_clear_object (&kit->runner);
  g_clear_object (&kit->schedule);
  g_clear_pointer (&kit->run, slw_run_unref);
  g_clear_object (&kit->pipeline);
  g_object_unref (kit->registry);
  finalize (kit->platform);
  finalize (kit->journal);
  g_object_unref (kit->cancellable);
  g_hash_table_unref (kit->transports);
  g_ptr_array_unref (kit->events);
  journal_kit_remove (kit->folder);
  g_free (kit->folder);
  g_free (kit->journal_path);
}

KitTransport *
engine_kit_add_server (EngineKit *kit, const char *name, const char *role)
{
  const char *const roles[] = { role, NULL };
  KitTransport *transport = kit_transport_new ();
  /* port 9 of loopback, which nobody listens at: a test that goes past its transport fails at once */
  SlwLogin *login = slw_login_new ();
  g_autoptr (SlwServer) server = NULL;

  login->port = 9;
  login->use_ssh_config = FALSE;
  server = slw_server_new (name, "127.0.0.1", roles, login);
  slw_platform_add_server (kit->platform, server);
  g_hash_table_insert (kit->transports, g_strdup (name), transport);
  return transport;
}

static void
on_event (SlwBus *bus, const char *topic, GVariant *payload, EngineKit *kit)
{
  g_ptr_array_add (kit->events, g_variant_ref_sink (g_variant_new ("(s@a{sv})", topic, payload)));
}

static void
adopt (EngineKit *kit, SlwServer *server)
{
  SlwTransport *transport = g_hash_table_lookup (kit->transports, slw_server_get_name (server));
  g_autoptr (SlwRemote) remote = NULL;

  if (transport == NULL) /* a real one */
    return;
  remote = slw_remote_new_for_transport (server, transport);
  slw_dispatcher_adopt (kit->run->dispatcher, server, remote);
}

void
engine_kit_begin (EngineKit *kit, const char *pipeline)
{
  GPtrArray *servers = slw_platform_get_servers (kit->platform);
  g_autoptr (GError) error = NULL;

  g_clear_object (&kit->runner);
  g_clear_pointer (&kit->run, slw_run_unref);
  g_clear_object (&kit->pipeline);
  g_ptr_array_set_size (kit->events, 0);
  kit->pipeline = slw_pipeline_parse (pipeline, strlen (pipeline), "kit.pipeline", &error);
  g_assert_no_error (error);
  slw_registry_set_platform (kit->registry, kit->platform, &error);
  g_assert_no_error (error);
  kit->run = slw_run_new (kit->platform, NULL, kit->pipeline, kit->registry, kit->journal);
  g_free (kit->run->lock_folder);
  kit->run->lock_folder = g_build_filename (kit->folder, "lock", NULL);
  kit->run->reconnect = 0; /* who is gone is gone */
  g_hash_table_insert (kit->run->sets, g_strdup ("dir"), g_strdup (kit->folder));
  for (guint i = 0; i < servers->len; i++)
    adopt (kit, g_ptr_array_index (servers, i));
  g_signal_connect (kit->run->bus, "event", G_CALLBACK (on_event), kit);
  kit->runner = slw_runner_new (kit->run);
}

void
engine_kit_begin_plan (EngineKit *kit, const char *pipeline)
{
  engine_kit_begin (kit, pipeline);
  kit->run->is_plan = TRUE;
  kit->run->ceiling = SLW_EFFECT_READ;
}

void
engine_kit_take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

gboolean
engine_kit_run (EngineKit *kit, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_runner_run_async (kit->runner, kit->cancellable, engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return slw_runner_run_finish (kit->runner, result, error);
}

void
engine_kit_run_well (EngineKit *kit)
{
  g_autoptr (GError) error = NULL;
  gboolean good = engine_kit_run (kit, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

SlwNode *
engine_kit_open_node (EngineKit *kit, const char *plugin)
{
  SlwRun *run = kit->run;
  SlwNode *node;

  g_clear_object (&kit->schedule);
  kit->schedule = slw_schedule_new (kit->pipeline, run->servers, run->jobs);
  node = slw_schedule_take (kit->schedule);
  journal_kit_begin_run (kit->journal, run->id);
  node->plugin = g_strdup (plugin);
  node->run
      = slw_step_run_new (node->step->name, node->step->kind, run->platform, node->server, run->ceiling, run->bus);
  node->journal_id = slw_journal_begin_step (kit->journal, run->id, slw_server_get_name (node->server),
                                             node->step->name, node->step->kind, plugin);
  return node;
}

SlwNode *
engine_kit_find_node (EngineKit *kit, const char *server, const char *step)
{
  GPtrArray *nodes = slw_schedule_get_nodes (slw_runner_get_schedule (kit->runner));

  for (guint i = 0; i < nodes->len; i++) {
    SlwNode *node = g_ptr_array_index (nodes, i);

    if (g_str_equal (slw_server_get_name (node->server), server) && g_str_equal (node->step->name, step))
      return node;
  }
  g_assert_not_reached ();
}

gboolean
engine_kit_has_file (EngineKit *kit, const char *name)
{
  g_autofree char *path = g_build_filename (kit->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

guint
engine_kit_count_events (EngineKit *kit, const char *topic, const char *text)
{
  guint count = 0;

  for (guint i = 0; i < kit->events->len; i++) {
    g_autofree char *printed = g_variant_print (g_ptr_array_index (kit->events, i), FALSE);
    const char *own;

    g_variant_get_child (g_ptr_array_index (kit->events, i), 0, "&s", &own);
    if ((topic == NULL || g_str_equal (own, topic)) && (text == NULL || strstr (printed, text) != NULL))
      count++;
  }
  return count;
}

gboolean
engine_kit_journal_has (EngineKit *kit, const char *text)
{
  static const char *const endings[] = { "", "-wal" };
  gboolean found = FALSE;

  journal_kit_flush_well (kit->journal);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *path = g_strconcat (kit->journal_path, endings[i], NULL);
    g_autofree char *content = NULL;
    gsize length = 0;

    if (g_file_get_contents (path, &content, &length, NULL) && memmem (content, length, text, strlen (text)) != NULL)
      found = TRUE;
  }
  return found;
}

GPtrArray *
engine_kit_list_rows (EngineKit *kit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *steps;

  journal_kit_flush_well (kit->journal);
  steps = slw_journal_list_steps (kit->journal, kit->run->id, &error);
  g_assert_no_error (error);
  return steps;
}

const SlwJournalStep *
engine_kit_find_row (GPtrArray *steps, const char *server, const char *step)
{
  for (guint i = 0; i < steps->len; i++) {
    const SlwJournalStep *row = g_ptr_array_index (steps, i);

    if (g_str_equal (row->server, server) && g_str_equal (row->step, step))
      return row;
  }
  g_assert_not_reached ();
}

GPtrArray *
engine_kit_list_actions (EngineKit *kit, const char *server, const char *step)
{
  g_autoptr (GPtrArray) steps = engine_kit_list_rows (kit);
  g_autoptr (GError) error = NULL;
  GPtrArray *actions = slw_journal_list_actions (kit->journal, engine_kit_find_row (steps, server, step)->id, &error);

  g_assert_no_error (error);
  return actions;
}
