/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <slipway/slipway.h>

G_BEGIN_DECLS

typedef enum {
  SLW_EXPECT_ACTION,
  SLW_EXPECT_WAIT,
  SLW_EXPECT_CEILING,
  SLW_EXPECT_DONE,
  SLW_EXPECT_FAILED,
  SLW_EXPECT_DECLINED,
} SlwExpectationType;

typedef struct {
  char *name;
  char *value;
} SlwPair;

/**
 * SlwExpectation:
 *
 * One thing that must come next, with the result to give when it is an action. A member that is %NULL or -1 is not compared.
 */
typedef struct {
  SlwExpectationType type;

  SlwActionType action_type;
  SlwEffect effect;
  char *server;      /* whom the action is for; NULL: whoever */
  char *label;       /* pattern */
  char *target;      /* pattern of command line, path or URL */
  gboolean or_label; /* target may match the label instead */
  char **argv;       /* patterns, one per argument */
  char *method;
  char *content;      /* pattern of standard input, content or body */
  JsonNode *json;     /* the same, as JSON whose strings are patterns */
  GPtrArray *headers; /* SlwPair; value is a pattern */
  char *owner;
  char *connect_to;
  char *tls_pin; /* pattern */
  int mode;
  int secret_result; /* -1: not compared */
  gint64 timeout;

  int status;
  gboolean answered;
  GBytes *output;
  char *errors;
  gboolean recorded;         /* the answer is an earlier process's */
  GPtrArray *answer_headers; /* SlwPair */
  gboolean truncated;

  guint seconds; /* of a wait; 0: not compared */
  char *text;    /* pattern of reason, summary or message */
  int code;      /* SlwError */
} SlwExpectation;

SlwExpectation *slw_expectation_new (SlwExpectationType type);
SlwExpectation *slw_expectation_new_action (SlwActionType type, SlwEffect effect, const char *target);
void slw_expectation_free (SlwExpectation *self);
void slw_expectation_add_pair (GPtrArray **pairs, const char *name, const char *value);
gboolean slw_expectation_pair_has_name (gconstpointer pair, gconstpointer name);
gboolean slw_expectation_find_error (const char *name, int *code);
const char *slw_expectation_error_name (int code);

/* NULL when it is this action, else what is different */
char *slw_expectation_compare (const SlwExpectation *self, const SlwAction *action, SlwServer *own);
char *slw_expectation_describe (const SlwExpectation *self);
/* NULL for NULL, else the bytes followed by a NUL */
char *slw_expectation_dup_text (GBytes *bytes);
SlwResult *slw_expectation_make_result (const SlwExpectation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwExpectation, slw_expectation_free)

G_END_DECLS
