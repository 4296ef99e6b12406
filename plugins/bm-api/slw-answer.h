/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * SlwAnswer:
 *
 * What the API answered to one request, sorted out by its own rules: the meaning of a failure is in `errorCode`, not in the
 * status; a route that the version does not have is a 500 with `code`; a call without a value answers with no bytes.
 */
typedef struct {
  int status; /* HTTP, or SLW_STATUS_NO_ANSWER */
  gboolean assumed;
  gboolean good;          /* 2xx */
  gboolean unknown_route; /* not in this version */
  gboolean down;          /* no answer, or the web server's 502, 503, 504: the core is not there (yet) */
  char *code;             /* errorCode, never NULL where !good */
  char *message;          /* safe to show, never NULL where !good */
  char *body;
  gsize length;
  JsonNode *json; /* parsed on demand */
} SlwAnswer;

SlwAnswer *slw_answer_new (const SlwResult *result);
SlwAnswer *slw_answer_new_assumed (const char *body);
void slw_answer_free (SlwAnswer *self);

/* The value of a good answer as what it has to be, or %NULL with an error. The node stays the answer's. */
JsonObject *slw_answer_get_object (SlwAnswer *self, GError **error);
JsonArray *slw_answer_get_array (SlwAnswer *self, GError **error);

/* %TRUE for zero bytes or JSON's null: a call without a value, an absent object. */
gboolean slw_answer_is_empty (const SlwAnswer *self);

/* A value of type String, which comes quoted or raw. */
char *slw_answer_dup_string (SlwAnswer *self, GError **error);

/* Sets @error to what a failure means: %SLW_ERROR_DENIED, NOT_FOUND, UNREACHABLE, REFUSED, TIMED_OUT or FAILED. */
void slw_answer_set_error (const SlwAnswer *self, const char *what, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwAnswer, slw_answer_free)

G_END_DECLS
