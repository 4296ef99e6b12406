/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-trust.h"
#include "core/engine/slw-facts-reader.h"
#include "core/engine/slw-fanout.h"
#include "core/engine/slw-run.h"

#define DEFAULT_JOBS 50

static int
list (SlwCliContext *cli, GPtrArray *servers)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.servers/1");

  json_builder_set_member_name (builder, "servers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < servers->len; i++) {
    SlwServer *server = g_ptr_array_index (servers, i);
    g_autofree char *roles = g_strjoinv (" ", (char **) slw_server_get_roles (server));

    if (!cli->json)
      g_print ("%-20s %-24s %s\n", slw_server_get_name (server), slw_server_get_address (server), roles);
    json_builder_begin_object (builder);
    slw_cli_add_string (builder, "name", slw_server_get_name (server));
    slw_cli_add_string (builder, "address", slw_server_get_address (server));
    slw_cli_add_string (builder, "roles", roles);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    slw_cli_print_json (builder);
  return SLW_EXIT_OK;
}

typedef struct {
  SlwDispatcher *dispatcher;
  GMainLoop *loop;
  GHashTable *errors; /* SlwServer -> char* */
} Reading;

typedef struct {
  Reading *reading;
  SlwFanout *fanout;
  SlwServer *server;
} Call;

static void
on_facts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (GError) error = NULL;

  if (!slw_facts_reader_read_finish (result, NULL, &error))
    g_hash_table_insert (call->reading->errors, call->server, slw_run_make_safe (error->message));
  slw_dispatcher_drop (call->reading->dispatcher, call->server);
  slw_fanout_done (call->fanout);
}

static void
begin (SlwFanout *fanout, SlwServer *server, gpointer user_data)
{
  Reading *reading = user_data;
  Call *call = g_new0 (Call, 1);

  call->reading = reading;
  call->fanout = fanout;
  call->server = server;
  slw_facts_reader_read_async (reading->dispatcher, server, NULL, on_facts, call);
}

static void
on_finished (gpointer user_data)
{
  Reading *reading = user_data;

  g_main_loop_quit (reading->loop);
}

static void
print_facts (SlwServer *server)
{
  const SlwFacts *facts = slw_server_get_facts (server);
  g_autoptr (GPtrArray) names = slw_facts_get_names (facts);

  g_print ("== %s\n", slw_server_get_name (server));
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    const char *const *values = slw_facts_get_all (facts, name);

    for (guint j = 0; values[j] != NULL; j++) {
      g_autofree char *safe = slw_run_make_safe (values[j]);

      g_print ("%-16s %s\n", name, safe);
    }
  }
}

static void
add_facts (JsonBuilder *builder, SlwServer *server, const char *error)
{
  const SlwFacts *facts = slw_server_get_facts (server);
  g_autoptr (GPtrArray) names = facts != NULL ? slw_facts_get_names (facts) : g_ptr_array_new ();

  json_builder_begin_object (builder);
  slw_cli_add_string (builder, "name", slw_server_get_name (server));
  slw_cli_add_string (builder, "error", error);
  json_builder_set_member_name (builder, "facts");
  json_builder_begin_object (builder);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    const char *const *values = slw_facts_get_all (facts, name);

    json_builder_set_member_name (builder, name);
    json_builder_begin_array (builder);
    for (guint j = 0; values[j] != NULL; j++) {
      g_autofree char *safe = slw_run_make_safe (values[j]);

      json_builder_add_string_value (builder, safe);
    }
    json_builder_end_array (builder);
  }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
print_all_facts (SlwCliContext *cli, GPtrArray *servers, GHashTable *errors)
{
  g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.facts/1");

  json_builder_set_member_name (builder, "servers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < servers->len; i++) {
    SlwServer *server = g_ptr_array_index (servers, i);
    const char *error = g_hash_table_lookup (errors, server);

    if (cli->json)
      add_facts (builder, server, error);
    else if (error != NULL)
      g_printerr ("%s: %s\n", slw_server_get_name (server), error);
    else
      print_facts (server);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    slw_cli_print_json (builder);
}

static int
read_facts (SlwCliContext *cli, SlwPlatform *platform, GPtrArray *servers)
{
  g_autoptr (SlwDispatcher) dispatcher = slw_dispatcher_new (platform);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GHashTable) errors = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Reading reading = { dispatcher, loop, errors };

  slw_fanout_start (servers, cli->jobs > 0 ? (guint) cli->jobs : DEFAULT_JOBS, begin, on_finished, &reading);
  g_main_loop_run (loop);
  print_all_facts (cli, servers, errors);
  return g_hash_table_size (errors) > 0 ? SLW_EXIT_UNREACHABLE : SLW_EXIT_OK;
}

int
slw_cmd_servers (SlwCliContext *cli, int argc, char **argv)
{
  gboolean replace = FALSE;
  const GOptionEntry entries[] = {
    { "replace", 0, 0, G_OPTION_ARG_NONE, &replace, "trust: also replace keys that have changed", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPlatform) platform = NULL;
  g_autoptr (GPtrArray) servers = NULL;
  const char *verb;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  verb = argc > 1 ? argv[1] : "";
  if (!g_str_equal (verb, "list") && !g_str_equal (verb, "facts") && !g_str_equal (verb, "trust")) {
    g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID, "slipway servers list, facts or trust [SERVER…]");
    return slw_cli_fail (cli, error);
  }
  if ((platform = slw_cli_load_platform (cli, &error)) == NULL
      || (servers = slw_cli_select_servers (platform, argv + 2, &error)) == NULL)
    return slw_cli_fail (cli, error);
  if (g_str_equal (verb, "list"))
    return list (cli, servers);
  if (g_str_equal (verb, "facts"))
    return read_facts (cli, platform, servers);
  return slw_trust_servers (cli, platform, servers, replace);
}
