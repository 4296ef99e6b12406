/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-run.h"

G_BEGIN_DECLS

/**
 * SlwRunOptions:
 * @pipeline: name or path of the pipeline, as it was given
 * @servers: names of the servers that took part
 * @sets: (element-type utf8 utf8): `--set`
 * @digests: (element-type utf8 utf8): of each file that the run depends on, by what it is: `platform file`, `pipeline`,
 *   `plugin NAME`
 * @ceiling: the highest effect that it may have
 * @jobs: how many servers at a time
 *
 * With what a run was started: what the journal keeps of it, so that another process can take it up again.
 */
typedef struct {
  char *pipeline;
  char **servers;
  GHashTable *sets;
  GHashTable *digests;
  SlwEffect ceiling;
  guint jobs;
} SlwRunOptions;

/**
 * slw_run_options_to_text:
 * @run: a run
 *
 * Reads the files that the run depends on.
 *
 * Returns: (transfer full): its options as text, for the journal
 */
char *slw_run_options_to_text (SlwRun *run);

/**
 * slw_run_options_parse:
 * @text: (nullable): what slw_run_options_to_text() made
 * @error: return location
 *
 * Returns: (transfer full): the options, or %NULL with %SLW_ERROR_INVALID
 */
SlwRunOptions *slw_run_options_parse (const char *text, GError **error);

/**
 * slw_run_options_free:
 * @options: (transfer full): options
 */
void slw_run_options_free (SlwRunOptions *options);

/**
 * slw_run_options_list_changes:
 * @options: options of a run
 * @run: the run as it would go on now
 *
 * Returns: (transfer full): what is no longer the same, separated by commas; %NULL when nothing is
 */
char *slw_run_options_list_changes (const SlwRunOptions *options, SlwRun *run);

/**
 * slw_run_options_is_unchanged:
 * @options: options of a run
 * @what: a key of its digests
 * @path: where that file is now
 *
 * Returns: whether it is what it was when the run was started
 */
gboolean slw_run_options_is_unchanged (const SlwRunOptions *options, const char *what, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwRunOptions, slw_run_options_free)

G_END_DECLS
