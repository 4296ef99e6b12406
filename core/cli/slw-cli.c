/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-cli.h"

#include <slipway/slw-error.h>
#include <slipway/slw-secret.h>
#include <slipway/slw-text.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cli/slw-commands.h"
#include "core/model/slw-platform-file.h"
#include "core/model/slw-prompt.h"
#include "core/plugin/slw-search-path.h"

static gboolean
count_verbose (const char *option, const char *value, gpointer data, GError **error)
{
  SlwCliContext *cli = data;

  cli->verbose++;
  return TRUE;
}

static const char *
get_usage (const char *name)
{
  for (const SlwCliCommand *each = slw_commands_get (); each->name != NULL; each++) {
    if (g_str_equal (each->name, name))
      return each->usage;
  }
  return "";
}

static gboolean
add_names (GPtrArray *names, const GOptionEntry *entries, const char *word)
{
  for (; entries != NULL && entries->long_name != NULL; entries++) {
    g_ptr_array_add (names, g_strconcat ("--", entries->long_name, NULL));
    if (g_str_equal (g_ptr_array_index (names, names->len - 1), word))
      return TRUE;
  }
  return FALSE;
}

/* What stands before "see --help" in the error about an option that does not exist. */
static char *
suggest_option (const GOptionEntry *globals, const GOptionEntry *entries, char **words)
{
  for (guint i = 1; words[i] != NULL; i++) {
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_auto (GStrv) parts = g_strsplit (words[i], "=", 2);
    const char *closest;

    if (!g_str_has_prefix (words[i], "--") || add_names (names, globals, parts[0])
        || add_names (names, entries, parts[0]))
      continue;
    g_ptr_array_add (names, NULL);
    closest = slw_text_closest (parts[0], (const char *const *) names->pdata);
    return closest != NULL ? g_strdup_printf ("; did you mean “%s”?", closest) : g_strdup ("");
  }
  return g_strdup ("");
}

static gboolean
refuse_option (
    const GError *cause, const GOptionEntry *globals, const GOptionEntry *entries, char **words, GError **error)
{
  g_autofree char *suggestion = g_error_matches (cause, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)
                                    ? suggest_option (globals, entries, words)
                                    : g_strdup ("");
  const char *space = *words[0] != '\0' ? " " : "";

  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s%s; see `slipway%s%s --help`", cause->message, suggestion, space,
               words[0]);
  return FALSE;
}

/* What the options say must make sense together. */
static gboolean
check_options (SlwCliContext *cli, GError **error)
{
  if (cli->jobs < 0 || cli->jobs > 10000) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "-j %d: how many servers at a time, 1 to 10000", cli->jobs);
    return FALSE;
  }
  if (cli->json && cli->json_lines) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "--json is one document, --json-lines are events: choose one");
    return FALSE;
  }
  if (cli->directory != NULL && chdir (cli->directory) != 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "-C %s: %s", cli->directory, g_strerror (errno));
    return FALSE;
  }
  return TRUE;
}

gboolean
slw_cli_parse (SlwCliContext *cli, const GOptionEntry *entries, int *argc, char ***argv, GError **error)
{
  const GOptionEntry globals[] = {
    { "platform", 'p', 0, G_OPTION_ARG_FILENAME, &cli->platform_path, "Platform file", "FILE" },
    { "directory", 'C', 0, G_OPTION_ARG_FILENAME, &cli->directory, "Go to DIR first", "DIR" },
    { "plugin-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &cli->plugin_dirs, "Look for plugins in DIR first", "DIR" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &cli->jobs, "Work on N servers at a time", "N" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, "Print the result and errors only", NULL },
    { "verbose", 'v', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer) count_verbose, "Print more", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, "Print one JSON document", NULL },
    { "json-lines", 0, 0, G_OPTION_ARG_NONE, &cli->json_lines, "Print one JSON object per event", NULL },
    { "no-color", 0, 0, G_OPTION_ARG_NONE, &cli->no_color, "No colours, no table", NULL },
    { "no-input", 0, 0, G_OPTION_ARG_NONE, &cli->no_input, "Never ask", NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &cli->yes, "Answer yes", NULL },
    { NULL },
  };
  g_autofree char *summary = g_strdup_printf ("%s %s", (*argv)[0], get_usage ((*argv)[0]));
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("slipway", "", "", cli, NULL);
  g_autoptr (GError) local = NULL;

  g_option_group_add_entries (group, globals);
  if (entries != NULL)
    g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, summary);
  if (!g_option_context_parse (context, argc, argv, &local))
    return refuse_option (local, globals, entries, *argv, error);
  if (!check_options (cli, error))
    return FALSE;
  slw_prompt_allow (!cli->no_input);
  return TRUE;
}

int
slw_cli_get_exit_status (const GError *error)
{
  if (error == NULL)
    return SLW_EXIT_OK;
  if (error->domain != SLW_ERROR)
    return SLW_EXIT_INTERNAL;
  switch ((SlwError) error->code) {
  case SLW_ERROR_INVALID:
  case SLW_ERROR_NOT_FOUND:
    return SLW_EXIT_USAGE;
  case SLW_ERROR_REFUSED:
    return SLW_EXIT_REFUSED;
  case SLW_ERROR_UNREACHABLE:
  case SLW_ERROR_DENIED:
    return SLW_EXIT_UNREACHABLE;
  case SLW_ERROR_FAILED:
  case SLW_ERROR_TIMED_OUT:
  case SLW_ERROR_CEILING:
    return SLW_EXIT_FAILED;
  case SLW_ERROR_BUDGET:
    return SLW_EXIT_BUDGET;
  case SLW_ERROR_PAUSED:
    return SLW_EXIT_PAUSED;
  case SLW_ERROR_ABORTED:
    return SLW_EXIT_ABORTED;
  case SLW_ERROR_STALE:
    return SLW_EXIT_STALE;
  case SLW_ERROR_LOCKED:
    return SLW_EXIT_LOCKED;
  case SLW_ERROR_VERIFY:
    return SLW_EXIT_VERIFY;
  case SLW_ERROR_CANCELLED:
    return SLW_EXIT_INTERRUPTED;
  case SLW_ERROR_PLUGIN:
    return SLW_EXIT_INTERNAL;
  }
  return SLW_EXIT_INTERNAL;
}

int
slw_cli_fail (SlwCliContext *cli, const GError *error)
{
  int status = slw_cli_get_exit_status (error);
  g_autofree char *escaped = slw_text_escape (error->message, -1);
  g_autofree char *message = slw_redact (escaped);

  g_printerr ("slipway: %s\n", message);
  if (cli->json) {
    g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.error/1");

    slw_cli_add_string (builder, "message", message);
    json_builder_set_member_name (builder, "exit");
    json_builder_add_int_value (builder, status);
    json_builder_end_object (builder);
    slw_cli_print_json (builder);
  }
  return status;
}

SlwPlatform *
slw_cli_load_platform (SlwCliContext *cli, GError **error)
{
  const char *path = cli->platform_path;

  if (path == NULL)
    path = g_getenv ("SLIPWAY_PLATFORM");
  if (path != NULL)
    return slw_platform_file_load (path, error);
  if (!g_file_test ("platform.ini", G_FILE_TEST_EXISTS)) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID,
                         "there is no platform.ini here; -p FILE or $SLIPWAY_PLATFORM names another platform file");
    return NULL;
  }
  return slw_platform_file_load ("platform.ini", error);
}

static const char *
suggest_server (SlwPlatform *platform, const char *name)
{
  GPtrArray *servers = slw_platform_get_servers (platform);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < servers->len; i++)
    g_ptr_array_add (names, (gpointer) slw_server_get_name (g_ptr_array_index (servers, i)));
  g_ptr_array_add (names, NULL);
  return slw_text_closest (name, (const char *const *) names->pdata);
}

GPtrArray *
slw_cli_select_servers (SlwPlatform *platform, char **names, GError **error)
{
  g_autoptr (GPtrArray) selected = g_ptr_array_new_with_free_func (g_object_unref);

  if (names == NULL || names[0] == NULL)
    return g_ptr_array_ref (slw_platform_get_servers (platform));
  for (guint i = 0; names[i] != NULL; i++) {
    SlwServer *server = slw_platform_find_server (platform, names[i]);
    const char *near;

    if (server == NULL) {
      near = suggest_server (platform, names[i]);
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "platform %s has no server “%s”%s%s%s",
                   slw_platform_get_name (platform), names[i], near != NULL ? "; did you mean “" : "",
                   near != NULL ? near : "", near != NULL ? "”?" : "");
      return NULL;
    }
    if (!g_ptr_array_find (selected, server, NULL))
      g_ptr_array_add (selected, g_object_ref (server));
  }
  return g_steal_pointer (&selected);
}

SlwRegistry *
slw_cli_load_registry (SlwCliContext *cli, SlwPlatform *platform, GError **error)
{
  g_auto (GStrv) folders = slw_search_path_new ((const char *const *) cli->plugin_dirs);
  g_autoptr (SlwRegistry) registry = slw_registry_new ((const char *const *) folders, error);

  if (registry == NULL)
    return NULL;
  if (platform != NULL
      && (!slw_registry_check_roles (registry, platform, error)
          || !slw_registry_set_platform (registry, platform, error)))
    return NULL;
  return g_steal_pointer (&registry);
}

static char *
get_pipeline_name (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".pipeline"))
    name[strlen (name) - strlen (".pipeline")] = '\0';
  return name;
}

SlwPipeline *
slw_cli_load_pipeline (SlwRegistry *registry, const char *name, GError **error)
{
  g_autoptr (GPtrArray) paths = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *near;

  if (strchr (name, '/') != NULL)
    return slw_pipeline_load (name, error);
  paths = slw_registry_list_pipelines (registry);
  for (guint i = 0; i < paths->len; i++) {
    char *each = get_pipeline_name (g_ptr_array_index (paths, i));

    g_ptr_array_add (names, each);
    if (g_str_equal (each, name))
      return slw_pipeline_load (g_ptr_array_index (paths, i), error);
  }
  g_ptr_array_add (names, NULL);
  near = slw_text_closest (name, (const char *const *) names->pdata);
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
               "there is no pipeline “%s”%s%s%s; `slipway pipelines list` names them, a path with a slash names a file",
               name, near != NULL ? "; did you mean “" : "", near != NULL ? near : "", near != NULL ? "”?" : "");
  return NULL;
}

static char *
dup_journal_path (void)
{
  const char *path = g_getenv ("SLIPWAY_JOURNAL");
  const char *state = g_getenv ("XDG_STATE_HOME");

  if (path != NULL)
    return g_strdup (path);
  if (state != NULL && g_path_is_absolute (state))
    return g_build_filename (state, "slipway", "journal.db", NULL);
  return g_build_filename (g_get_home_dir (), ".local", "state", "slipway", "journal.db", NULL);
}

SlwJournal *
slw_cli_open_journal (SlwCliContext *cli, GError **error)
{
  g_autofree char *path = dup_journal_path ();

  return slw_journal_sqlite_new (path, error);
}

char *
slw_cli_dup_crash_note (const char *run)
{
  g_autofree char *path = dup_journal_path ();

  return g_strconcat (path, "-crash-", run, NULL);
}

void
slw_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  fputs (text, stdout);
  fputc ('\n', stdout);
}

JsonBuilder *
slw_cli_begin_document (const char *schema)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  slw_cli_add_string (builder, "schema", schema);
  return builder;
}

void
slw_cli_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

char *
slw_cli_format_time (gint64 usec)
{
  g_autoptr (GDateTime) time = usec != 0 ? g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}

gboolean
slw_cli_confirm (SlwCliContext *cli, const char *question, GError **error)
{
  char answer[16];

  if (cli->yes)
    return TRUE;
  if (cli->no_input || !isatty (STDIN_FILENO)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s There is nobody to ask here; -y answers yes", question);
    return FALSE;
  }
  g_printerr ("%s [y/N] ", question);
  if (fgets (answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y'))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_CANCELLED, "not confirmed; nothing was done");
  return FALSE;
}

gboolean
slw_cli_use_color (SlwCliContext *cli, int fd)
{
  const char *no_color = g_getenv ("NO_COLOR");

  if (cli->no_color || (no_color != NULL && *no_color != '\0') || g_strcmp0 (g_getenv ("TERM"), "dumb") == 0)
    return FALSE;
  return isatty (fd);
}
