/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/cli/slw-cli.h"
#include "core/engine/slw-run.h"
#include "core/engine/slw-schedule.h"

G_BEGIN_DECLS

/**
 * SlwView:
 *
 * What a run looks like while it goes on: a reader of the bus, nothing more.
 */
typedef struct _SlwView SlwView;

/**
 * slw_view_new:
 * @cli: the context: `--json-lines`, `-q`, colours
 * @run: the run
 *
 * Events as JSON with `--json-lines`; nothing with `--json` or `-q`; a table in place on a terminal; else a plain line for
 * each event.
 *
 * Returns: (transfer full): a view
 */
SlwView *slw_view_new (SlwCliContext *cli, SlwRun *run);

/**
 * slw_view_free:
 * @view: (transfer full): a view
 *
 * Leaves the terminal as it should be.
 */
void slw_view_free (SlwView *view);

/* The four kinds of view; each connects to the bus and is freed by the function it fills in. */
struct _SlwView {
  SlwCliContext *cli;
  SlwRun *run;
  gulong handler;
  gpointer data;
  void (*free_data) (SlwView *view);
};

void slw_view_lines_init (SlwView *view);
void slw_view_table_init (SlwView *view);
void slw_view_json_init (SlwView *view);

/**
 * slw_view_lookup:
 * @payload: payload of an event
 * @key: a key whose value is a string
 *
 * Returns: (transfer none): its value, empty when there is none
 */
const char *slw_view_lookup (GVariant *payload, const char *key);

G_END_DECLS
