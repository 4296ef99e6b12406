/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/engine/slw-run.h"

G_BEGIN_DECLS

/**
 * SlwPlanDocument:
 *
 * What would happen, per server and step: who claims it, its notes and findings, and each action that a plan assumes. It
 * is collected from the bus, printed for people, written as JSON (`slipway.plan/1`), and sealed: its digest is over what
 * would be changed, so that a later run can tell whether the plan still holds.
 */
typedef struct _SlwPlanDocument SlwPlanDocument;

/**
 * slw_plan_document_new:
 * @run: the run that it listens to
 *
 * Returns: (transfer full): an empty document
 */
SlwPlanDocument *slw_plan_document_new (SlwRun *run);

/**
 * slw_plan_document_free:
 * @document: (transfer full): a document
 */
void slw_plan_document_free (SlwPlanDocument *document);

/**
 * slw_plan_document_get_digest:
 * @document: a document that is complete
 *
 * Returns: (transfer full): hexadecimal SHA-256 over the changes, in an order that does not depend on which server
 *   answered first
 */
char *slw_plan_document_get_digest (SlwPlanDocument *document);

/**
 * slw_plan_document_to_text:
 * @document: a document that is complete
 *
 * Returns: (transfer full): the plan for people
 */
char *slw_plan_document_to_text (SlwPlanDocument *document);

/**
 * slw_plan_document_add_json:
 * @document: a document that is complete
 * @builder: a builder within an object
 *
 * Adds the members `run`, `pipeline`, `platform`, `changes`, `digest`, `servers`.
 */
void slw_plan_document_add_json (SlwPlanDocument *document, JsonBuilder *builder);

/**
 * slw_plan_document_read:
 * @path: a sealed plan
 * @pipeline: name of the pipeline that it must be of
 * @platform: name of the platform that it must be of
 * @error: return location
 *
 * Returns: (transfer full): what the file holds, with a member `digest`, or %NULL with %SLW_ERROR_INVALID
 */
JsonNode *slw_plan_document_read (const char *path, const char *pipeline, const char *platform, GError **error);

/**
 * slw_plan_document_check:
 * @document: a document that is complete
 * @path: the file that @sealed is from, for the message
 * @sealed: what slw_plan_document_read() gave
 * @pipeline: name of the pipeline, for the message
 * @error: return location
 *
 * Returns: whether @sealed is what would happen; %SLW_ERROR_STALE says what is not
 */
gboolean slw_plan_document_check (
    SlwPlanDocument *document, const char *path, JsonNode *sealed, const char *pipeline, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwPlanDocument, slw_plan_document_free)

G_END_DECLS
