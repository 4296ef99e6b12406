/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include <slipway/slw-effect.h>

#include "core/model/slw-allowance.h"

G_BEGIN_DECLS

/**
 * SlwFailurePolicy:
 * @SLW_ON_FAILURE_STOP_NEW: start nothing new anywhere, let what runs end
 * @SLW_ON_FAILURE_STOP_ALL: the same, and let go of what runs after its action of now
 * @SLW_ON_FAILURE_CONTINUE: only the server that failed stops; the others go on within the failure budget
 */
typedef enum {
  SLW_ON_FAILURE_STOP_NEW,
  SLW_ON_FAILURE_STOP_ALL,
  SLW_ON_FAILURE_CONTINUE,
} SlwFailurePolicy;

/**
 * SlwPipelineStep:
 *
 * One `[step NAME]` group. On one server the steps run in the order of the file; `After=` adds: not before those steps
 * have ended on every server that they apply to.
 */
typedef struct {
  char *name;
  char *kind;
  char *description; /* nullable */
  char **roles;      /* empty: all servers */
  char **except;     /* not on servers with one of these roles */
  char **after;      /* names of earlier steps; "*" stands for all before it */
  char *provider;    /* nullable: id of the plugin that must do it */
  SlwFailurePolicy on_failure;
  guint batch;        /* servers at a time, 0: as many as the run allows */
  gboolean once;      /* on the first matching server only */
  gboolean on_abort;  /* not in a run, but when it is aborted, on the servers that it has changed */
  guint timeout;      /* seconds that it may take on a server, waits and all */
  GHashTable *params; /* name -> text with ${…} */
} SlwPipelineStep;

#define SLW_TYPE_PIPELINE (slw_pipeline_get_type ())

/**
 * SlwPipeline:
 *
 * A file: named steps, their order, where they run, what happens on failure.
 */
G_DECLARE_FINAL_TYPE (SlwPipeline, slw_pipeline, SLW, PIPELINE, GObject)

/**
 * slw_pipeline_load:
 * @path: a `NAME.pipeline` file
 * @error: return location
 *
 * Returns: (transfer full): the pipeline, or %NULL with %SLW_ERROR_INVALID
 */
SlwPipeline *slw_pipeline_load (const char *path, GError **error);

/**
 * slw_pipeline_parse:
 * @text: (array length=length): content of a pipeline file
 * @length: its length in bytes
 * @name: the file's name, for messages
 * @error: return location
 *
 * Returns: (transfer full): the pipeline, or %NULL with %SLW_ERROR_INVALID
 */
SlwPipeline *slw_pipeline_parse (const char *text, gsize length, const char *name, GError **error);

/**
 * slw_pipeline_get_name:
 * @self: a pipeline
 *
 * Returns: (transfer none): its name
 */
const char *slw_pipeline_get_name (SlwPipeline *self);

/**
 * slw_pipeline_get_path:
 * @self: a pipeline
 *
 * Returns: (transfer none) (nullable): absolute path of its file, %NULL when it was parsed from a text
 */
const char *slw_pipeline_get_path (SlwPipeline *self);

/**
 * slw_pipeline_get_description:
 * @self: a pipeline
 *
 * Returns: (transfer none) (nullable): what it is for
 */
const char *slw_pipeline_get_description (SlwPipeline *self);

/**
 * slw_pipeline_get_required_roles:
 * @self: a pipeline
 *
 * Returns: (transfer none) (array zero-terminated=1): the roles that some server of the platform must have (`Requires=`)
 */
const char *const *slw_pipeline_get_required_roles (SlwPipeline *self);

/**
 * slw_pipeline_get_ceiling:
 * @self: a pipeline
 *
 * Returns: the highest effect that a run of it may have (`Ceiling=`), by default %SLW_EFFECT_MUTATE
 */
SlwEffect slw_pipeline_get_ceiling (SlwPipeline *self);

/**
 * slw_pipeline_get_budgets:
 * @self: a pipeline
 *
 * Returns: (transfer none) (element-type utf8 SlwAllowance): how many servers of a role may fail (`FailureBudget.ROLE=`); the
 *   empty role stands for all servers (`FailureBudget=`)
 */
GHashTable *slw_pipeline_get_budgets (SlwPipeline *self);

/**
 * slw_pipeline_get_steps:
 * @self: a pipeline
 *
 * Returns: (transfer none) (element-type SlwPipelineStep): its steps in their order
 */
GPtrArray *slw_pipeline_get_steps (SlwPipeline *self);

/**
 * SlwLookupFunc:
 * @reference: what stands between `${` and `}`, for instance `plan.packages`
 * @user_data: for the function
 *
 * Returns: (transfer full) (nullable): its value, or %NULL when there is no such thing
 */
typedef char *(*SlwLookupFunc) (const char *reference, gpointer user_data);

/**
 * slw_pipeline_expand:
 * @text: a parameter's text
 * @lookup: finds the value of a reference
 * @user_data: for @lookup
 * @error: return location
 *
 * `$$` is a dollar sign. `${name:-fallback}` stands for the fallback when there is no such thing.
 *
 * Returns: (transfer full): the text with its references replaced, or %NULL with %SLW_ERROR_INVALID naming the
 * reference
 */
char *slw_pipeline_expand (const char *text, SlwLookupFunc lookup, gpointer user_data, GError **error);

G_END_DECLS
