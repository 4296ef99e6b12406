/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-bus.h>
#include <slipway/slw-step-run.h>

G_BEGIN_DECLS

/**
 * slw_step_run_new:
 * @step: name of the step
 * @kind: its kind
 * @platform: the platform
 * @server: the server
 * @ceiling: the highest effect of the run
 * @bus: (nullable): where progress, notes and findings are published
 *
 * Returns: (transfer full): a step run at stage 0
 */
SlwStepRun *slw_step_run_new (
    const char *step, const char *kind, SlwPlatform *platform, SlwServer *server, SlwEffect ceiling, SlwBus *bus);

/**
 * slw_step_run_set_param:
 * @run: a step run
 * @name: name of a parameter
 * @value: its value, nothing left to replace
 */
void slw_step_run_set_param (SlwStepRun *run, const char *name, const char *value);

/**
 * slw_step_run_set_target:
 * @run: a step run
 * @server: the server that its action goes to
 */
void slw_step_run_set_target (SlwStepRun *run, SlwServer *server);

/**
 * slw_step_run_set_assuming:
 * @run: a step run
 * @assuming: whether an action before it was only assumed
 */
void slw_step_run_set_assuming (SlwStepRun *run, gboolean assuming);

/**
 * slw_step_run_set_earlier:
 * @run: a step run
 * @outputs: (transfer none) (element-type utf8 utf8): the outputs that an earlier process of the run left in this step
 */
void slw_step_run_set_earlier (SlwStepRun *run, GHashTable *outputs);

/**
 * slw_step_run_get_outputs:
 * @run: a step run
 *
 * Returns: (transfer none) (element-type utf8 utf8): its outputs
 */
GHashTable *slw_step_run_get_outputs (SlwStepRun *run);

/**
 * SlwFinding:
 *
 * One finding of a step run.
 */
typedef struct {
  SlwSeverity severity;
  char *id;
  char *title;
  char *remedy;
} SlwFinding;

/**
 * slw_severity_to_string:
 * @severity: a severity
 *
 * Returns: (transfer none): `info`, `medium`, `high` or `inhibitor`
 */
const char *slw_severity_to_string (SlwSeverity severity);

/**
 * slw_step_run_get_findings:
 * @run: a step run
 *
 * Returns: (transfer none) (element-type SlwFinding): its findings
 */
GPtrArray *slw_step_run_get_findings (SlwStepRun *run);

/**
 * SlwWatchRequest:
 *
 * What slw_step_run_watch() and slw_step_run_watch_down() asked for.
 */
typedef struct {
  char *service;
  SlwAction *action;
  guint interval; /* seconds */
  gboolean down;  /* it does not answer now */
} SlwWatchRequest;

/**
 * slw_step_run_get_watches:
 * @run: a step run
 *
 * Returns: (transfer none) (element-type SlwWatchRequest): the services that it wants to be watched
 */
GPtrArray *slw_step_run_get_watches (SlwStepRun *run);

/**
 * slw_step_run_get_notes:
 * @run: a step run
 *
 * Returns: (transfer none) (element-type utf8): its notes, escaped and redacted
 */
GPtrArray *slw_step_run_get_notes (SlwStepRun *run);

G_END_DECLS
