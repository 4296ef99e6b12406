/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/api/slw-platform-private.h"
#include "core/journal/slw-journal.h"
#include "core/model/slw-pipeline.h"
#include "core/plugin/slw-registry.h"

G_BEGIN_DECLS

/* Exit statuses; the table is in slipway(1). */
enum {
  SLW_EXIT_OK = 0,
  SLW_EXIT_INTERNAL = 1,
  SLW_EXIT_USAGE = 2,
  SLW_EXIT_REFUSED = 3,
  SLW_EXIT_FAILED = 4,
  SLW_EXIT_UNREACHABLE = 5,
  SLW_EXIT_BUDGET = 6,
  SLW_EXIT_ABORTED = 6, /* the run was stopped, too */
  SLW_EXIT_PAUSED = 7,
  SLW_EXIT_STALE = 9,
  SLW_EXIT_CHANGES = 10,
  SLW_EXIT_LOCKED = 11,
  SLW_EXIT_VERIFY = 12,
  SLW_EXIT_INTERRUPTED = 130,
};

/**
 * SlwCliContext:
 * @program: how the program was called
 * @platform_path: (nullable): `-p`
 * @directory: (nullable): `-C`
 * @plugin_dirs: (nullable): `--plugin-dir`, in their order
 * @quiet: `-q`
 * @verbose: how many `-v`
 * @json: `--json`: one document
 * @json_lines: `--json-lines`: events
 * @no_color: `--no-color`, or `NO_COLOR`, or a dumb terminal
 * @no_input: `--no-input`
 * @yes: `-y`
 * @jobs: `-j`, 0 for the platform's own
 * @tail: (nullable): what stands after `--`
 *
 * What every command knows.
 */
typedef struct {
  const char *program;
  char *platform_path;
  char *directory;
  char **plugin_dirs;
  gboolean quiet;
  int verbose;
  gboolean json;
  gboolean json_lines;
  gboolean no_color;
  gboolean no_input;
  gboolean yes;
  int jobs;
  char **tail;
} SlwCliContext;

/**
 * slw_cli_parse:
 * @cli: the context; filled from the global options
 * @entries: (nullable): the command's own options
 * @argc: (inout): count of words
 * @argv: (inout): the words; what is left are the command's name and its arguments
 * @error: return location
 *
 * Prints the help and ends the program for `-h`.
 *
 * Returns: %FALSE with %SLW_ERROR_INVALID for an option that does not exist
 */
gboolean slw_cli_parse (SlwCliContext *cli, const GOptionEntry *entries, int *argc, char ***argv, GError **error);

/**
 * slw_cli_fail:
 * @cli: the context
 * @error: what went wrong
 *
 * Prints @error to standard error (and, with `--json`, as a document to standard output).
 *
 * Returns: the exit status for it
 */
int slw_cli_fail (SlwCliContext *cli, const GError *error);

/**
 * slw_cli_get_exit_status:
 * @error: (nullable): what went wrong
 *
 * Returns: the exit status for it, 0 for %NULL
 */
int slw_cli_get_exit_status (const GError *error);

/**
 * slw_cli_load_platform:
 * @cli: the context
 * @error: return location
 *
 * `-p FILE`, else `$SLIPWAY_PLATFORM`, else `platform.ini` here.
 *
 * Returns: (transfer full): the platform, or %NULL
 */
SlwPlatform *slw_cli_load_platform (SlwCliContext *cli, GError **error);

/**
 * slw_cli_select_servers:
 * @platform: the platform
 * @names: (array zero-terminated=1): names of servers; none means all
 * @error: return location
 *
 * Returns: (transfer full) (element-type SlwServer): the servers, or %NULL when a name is unknown
 */
GPtrArray *slw_cli_select_servers (SlwPlatform *platform, char **names, GError **error);

/**
 * slw_cli_load_registry:
 * @cli: the context
 * @platform: (nullable): whose settings the plugins get
 * @error: return location
 *
 * Folders: `--plugin-dir`, then as slw_search_path_new() says. With a platform, its roles and settings are checked.
 *
 * Returns: (transfer full): the plugins, or %NULL
 */
SlwRegistry *slw_cli_load_registry (SlwCliContext *cli, SlwPlatform *platform, GError **error);

/**
 * slw_cli_load_pipeline:
 * @registry: the plugins
 * @name: name of a pipeline, or path of a file when it has a slash
 * @error: return location
 *
 * Returns: (transfer full): the pipeline, or %NULL with the nearest name suggested
 */
SlwPipeline *slw_cli_load_pipeline (SlwRegistry *registry, const char *name, GError **error);

/**
 * slw_cli_open_journal:
 * @cli: the context
 * @error: return location
 *
 * `$SLIPWAY_JOURNAL`, else `slipway/journal.db` in the user's state folder.
 *
 * Returns: (transfer full): the journal, or %NULL
 */
SlwJournal *slw_cli_open_journal (SlwCliContext *cli, GError **error);

/**
 * slw_cli_dup_crash_note:
 * @run: id of a run
 *
 * Returns: (transfer full): path of the file, beside the journal, that says who is to blame when the run's process crashed
 */
char *slw_cli_dup_crash_note (const char *run);

/**
 * slw_cli_print_json:
 * @builder: a finished document
 *
 * Prints it to standard output, with a newline.
 */
void slw_cli_print_json (JsonBuilder *builder);

/**
 * slw_cli_begin_document:
 * @schema: name of the schema with its version, for instance `slipway.history/1`
 *
 * Returns: (transfer full): a builder in whose object `schema` is set
 */
JsonBuilder *slw_cli_begin_document (const char *schema);

/**
 * slw_cli_add_string:
 * @builder: a builder within an object
 * @name: name of the member
 * @value: (nullable): its value
 */
void slw_cli_add_string (JsonBuilder *builder, const char *name, const char *value);

/**
 * slw_cli_format_time:
 * @usec: microseconds since 1970; 0 gives an empty text
 *
 * Returns: (transfer full): the time in RFC 3339, in UTC, to the second
 */
char *slw_cli_format_time (gint64 usec);

/**
 * slw_cli_confirm:
 * @cli: the context
 * @question: what is asked
 * @error: return location
 *
 * Asks on the terminal, unless `-y`. Without a terminal, or with `--no-input`, it is %SLW_ERROR_INVALID.
 *
 * Returns: whether the answer was yes; a no is %SLW_ERROR_CANCELLED
 */
gboolean slw_cli_confirm (SlwCliContext *cli, const char *question, GError **error);

/**
 * slw_cli_use_color:
 * @cli: the context
 * @fd: a file descriptor
 *
 * Returns: whether colours and cursor movements may be written to @fd
 */
gboolean slw_cli_use_color (SlwCliContext *cli, int fd);

G_END_DECLS
