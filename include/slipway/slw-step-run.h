/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include <slipway/slw-action.h>
#include <slipway/slw-effect.h>
#include <slipway/slw-platform.h>
#include <slipway/slw-server.h>

G_BEGIN_DECLS

#define SLW_TYPE_STEP_RUN (slw_step_run_get_type ())

/**
 * SlwStepRun:
 *
 * One step on one server in one run: what a provider sees of the world, and where it keeps what it has learnt. Only
 * the core makes one.
 */
G_DECLARE_FINAL_TYPE (SlwStepRun, slw_step_run, SLW, STEP_RUN, GObject)

/**
 * SlwSeverity:
 * @SLW_SEVERITY_INFO: worth knowing
 * @SLW_SEVERITY_MEDIUM: should be looked at
 * @SLW_SEVERITY_HIGH: likely to hurt
 * @SLW_SEVERITY_INHIBITOR: the run must not go on; the step ends with %SLW_ERROR_REFUSED when it is done
 */
typedef enum {
  SLW_SEVERITY_INFO,
  SLW_SEVERITY_MEDIUM,
  SLW_SEVERITY_HIGH,
  SLW_SEVERITY_INHIBITOR,
} SlwSeverity;

/**
 * slw_step_run_get_step:
 * @run: a step run
 *
 * Returns: (transfer none): name of the step in the pipeline
 */
const char *slw_step_run_get_step (SlwStepRun *run);

/**
 * slw_step_run_get_kind:
 * @run: a step run
 *
 * Returns: (transfer none): its kind, `noun.verb`
 */
const char *slw_step_run_get_kind (SlwStepRun *run);

/**
 * slw_step_run_get_server:
 * @run: a step run
 *
 * Returns: (transfer none): the server that it is for
 */
SlwServer *slw_step_run_get_server (SlwStepRun *run);

/**
 * slw_step_run_get_target:
 * @run: a step run
 *
 * For a gate at %SLW_GATE_CHANGE.
 *
 * Returns: (transfer none): the server that is about to be changed, which an action of the step may name
 *   (slw_action_set_server()); otherwise that of slw_step_run_get_server()
 */
SlwServer *slw_step_run_get_target (SlwStepRun *run);

/**
 * slw_step_run_get_platform:
 * @run: a step run
 *
 * Returns: (transfer none): the platform
 */
SlwPlatform *slw_step_run_get_platform (SlwStepRun *run);

/**
 * slw_step_run_get_ceiling:
 * @run: a step run
 *
 * Returns: the highest effect that the run may have; %SLW_EFFECT_READ in a plan
 */
SlwEffect slw_step_run_get_ceiling (SlwStepRun *run);

/**
 * slw_step_run_is_assuming:
 * @run: a step run
 *
 * Returns: whether an earlier action of this run on this server was only assumed, so that what is read now is still the
 *   state before it. A provider then does not compare what it reads with what should have become of it.
 */
gboolean slw_step_run_is_assuming (SlwStepRun *run);

/**
 * slw_step_run_get_param:
 * @run: a step run
 * @name: a parameter of the step (`Param.name=` in the pipeline), `${…}` already replaced
 *
 * Returns: (transfer none) (nullable): its value, %NULL when the pipeline gives none
 */
const char *slw_step_run_get_param (SlwStepRun *run, const char *name);

/**
 * slw_step_run_dup_param_list:
 * @run: a step run
 * @name: a parameter whose value is a list: words separated by spaces, commas or semicolons
 *
 * Returns: (transfer full) (array zero-terminated=1): the words, possibly none
 */
char **slw_step_run_dup_param_list (SlwStepRun *run, const char *name);

/**
 * slw_step_run_set_output:
 * @run: a step run
 * @name: name of an output: lower case, digits and `-`
 * @value: (nullable): its value; never a secret: outputs are journalled
 *
 * Later steps use it as `${STEP.name}` on the same server, as `${ROLE/STEP.name}` on others.
 */
void slw_step_run_set_output (SlwStepRun *run, const char *name, const char *value);

/**
 * slw_step_run_get_output:
 * @run: a step run
 * @name: name of an output
 *
 * Returns: (transfer none) (nullable): what slw_step_run_set_output() set on this step run
 */
const char *slw_step_run_get_output (SlwStepRun *run, const char *name);

/**
 * slw_step_run_get_stage:
 * @run: a step run
 *
 * Returns: the stage that the provider set last, 0 at first: what its `switch` is about
 */
guint slw_step_run_get_stage (SlwStepRun *run);

/**
 * slw_step_run_set_stage:
 * @run: a step run
 * @stage: the stage to be in at the next call
 */
void slw_step_run_set_stage (SlwStepRun *run, guint stage);

/**
 * slw_step_run_get_data:
 * @run: a step run
 *
 * Returns: (transfer none) (nullable): what slw_step_run_set_data() set
 */
gpointer slw_step_run_get_data (SlwStepRun *run);

/**
 * slw_step_run_set_data:
 * @run: a step run
 * @data: (transfer full) (nullable): what the provider keeps between two calls
 * @destroy: (nullable): frees @data
 *
 * It is not journalled: on resume the provider is asked from its first stage on, with the recorded results.
 */
void slw_step_run_set_data (SlwStepRun *run, gpointer data, GDestroyNotify destroy);

/**
 * slw_step_run_set_progress:
 * @run: a step run
 * @percent: 0 to 100, or -1 for unknown
 * @text: (nullable): what is going on, in a few words
 */
void slw_step_run_set_progress (SlwStepRun *run, double percent, const char *text);

/**
 * slw_step_run_add_note:
 * @run: a step run
 * @format: a printf format
 * @...: its arguments
 *
 * A line for the plan and the log: what will happen, or what was decided.
 */
void slw_step_run_add_note (SlwStepRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * slw_step_run_add_finding:
 * @run: a step run
 * @severity: how bad it is
 * @id: what was checked, stable for scripts (`check.memory`)
 * @title: what was found, with the figures
 * @remedy: (nullable): what to do about it
 */
void
slw_step_run_add_finding (SlwStepRun *run, SlwSeverity severity, const char *id, const char *title, const char *remedy);

/**
 * slw_step_run_watch:
 * @run: a step run
 * @service: name of a service of its server, for instance `smtp`; a later call with the same name replaces the action
 * @action: a READ action of type http or connect, for which no answer is a failure
 * @interval: seconds from one question to the next, at least 1
 *
 * Asks the core to repeat @action from the end of this step to the end of the run, and to say on the bus and in the journal
 * when the service goes down and comes up again (%SLW_TOPIC_SERVICE_STATE). Only for a service that answered just now: what
 * was never up cannot be seen going down. A plan, and a run whose ceiling is below %SLW_EFFECT_MUTATE, watch nothing. It
 * delays nothing, and is no part of the outcome.
 */
void slw_step_run_watch (SlwStepRun *run, const char *service, SlwAction *action, guint interval);

/**
 * slw_step_run_watch_down:
 * @run: a step run
 * @service: name of a service of its server
 * @action: as with slw_step_run_watch()
 * @interval: seconds, as with slw_step_run_watch()
 *
 * The same for a service that does not answer now, and that an earlier process of the same run has watched
 * (slw_step_run_get_earlier()): it is down until it answers.
 */
void slw_step_run_watch_down (SlwStepRun *run, const char *service, SlwAction *action, guint interval);

/**
 * slw_step_run_get_earlier:
 * @run: a step run
 * @output: name of an output
 *
 * A step that was done is done again when a run goes on in another process and its effect has ended with the first one: a watch.
 *
 * Returns: (transfer none) (nullable): what an earlier process of the same run has said with slw_step_run_set_output() in this
 *   step; %NULL when there was none, or it said nothing
 */
const char *slw_step_run_get_earlier (SlwStepRun *run, const char *output);

G_END_DECLS
