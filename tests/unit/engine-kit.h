/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/engine/slw-runner.h"
#include "tests/unit/kit-transport.h"

G_BEGIN_DECLS

/* What the tests of the engine share: a platform of servers that are no machines, the zoo and the scripted plugin, a journal
 * in a folder that goes with the test, and everything that was said on the bus. */
typedef struct {
  char *folder; /* `${set.dir}` in a pipeline */
  char *journal_path;
  SlwPlatform *platform;
  GHashTable *transports; /* name of a server -> KitTransport */
  SlwRegistry *registry;
  SlwJournal *journal;
  SlwPipeline *pipeline;
  SlwRun *run;
  SlwRunner *runner;
  SlwSchedule *schedule; /* of engine_kit_open_node () */
  GCancellable *cancellable;
  GPtrArray *events; /* GVariant (sa{sv}): topic and payload */
} EngineKit;

/* For g_test_add (): a platform without servers. */
void engine_kit_set_up (EngineKit *kit, gconstpointer data);
void engine_kit_tear_down (EngineKit *kit, gconstpointer data);

/* Before engine_kit_begin (). */
KitTransport *engine_kit_add_server (EngineKit *kit, const char *name, const char *role);

/* Makes the run and its runner. */
void engine_kit_begin (EngineKit *kit, const char *pipeline);

/* The same as a plan. */
void engine_kit_begin_plan (EngineKit *kit, const char *pipeline);

/* Carries it out to its end. */
gboolean engine_kit_run (EngineKit *kit, GError **error);

/* The same, and fails the test when it fails. */
void engine_kit_run_well (EngineKit *kit);

/* Starts the first node of the pipeline without a runner: it has a step run, a row in the journal, and this plugin. */
SlwNode *engine_kit_open_node (EngineKit *kit, const char *plugin);

/* Of the runner. */
SlwNode *engine_kit_find_node (EngineKit *kit, const char *server, const char *step);

/* Runs the main context until *result is set, for at most some minutes. */
void engine_kit_wait (GAsyncResult **result);

/* A callback for it. */
void engine_kit_take_result (GObject *source, GAsyncResult *result, gpointer user_data);

/* Whether a command of the pipeline has made this file in the folder. */
gboolean engine_kit_has_file (EngineKit *kit, const char *name);

/* How many events have this topic (all for NULL), and this text somewhere in their payload (any for NULL). */
guint engine_kit_count_events (EngineKit *kit, const char *topic, const char *text);

/* Whether the journal's file has these bytes anywhere, after everything was written. */
gboolean engine_kit_journal_has (EngineKit *kit, const char *text);

/* The actions of a step of the run, as the journal has them. */
GPtrArray *engine_kit_list_actions (EngineKit *kit, const char *server, const char *step);

/* A step of the run, as the journal has it; the list owns it. */
const SlwJournalStep *engine_kit_find_row (GPtrArray *steps, const char *server, const char *step);
GPtrArray *engine_kit_list_rows (EngineKit *kit);

G_END_DECLS
