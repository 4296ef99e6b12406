/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>

G_BEGIN_DECLS

/* What those who carry an action out must see of it. A plugin never needs this. */

typedef struct {
  char *name;
  char *value;       /* or… */
  SlwSecret *secret; /* …this */
} SlwActionHeader;

struct _SlwAction {
  gatomicrefcount refs;
  SlwActionType type;
  SlwEffect effect;
  char *label;
  SlwServer *server;
  GArray *expected; /* int */
  guint timeout;    /* seconds, 0: none */
  gboolean unprivileged;
  gboolean on_controller;
  gboolean secret_result;
  gsize output_limit; /* bytes */

  /* exec */
  char **argv;
  GPtrArray *env;            /* "NAME=value" */
  GBytes *content;           /* standard input, content of a put, body of a request… */
  SlwSecret *secret_content; /* …or this */

  /* put, get */
  char *path;
  guint mode;
  char *owner;
  GFile *file;        /* source of a put, destination of a get or of an exec's output; NULL: memory */
  guint64 file_limit; /* bytes, for the destination of an exec's output */

  /* http */
  char *method;
  char *url;
  char *content_type;
  GPtrArray *headers; /* SlwActionHeader */
  char *connect_to;
  char *tls_pin;

  /* connect */
  guint port;
  char *greeting;
  char *goodbye;

  /* assumed result */
  int assumed_status;
  char *assumed_output;
};

/**
 * slw_action_dup_content:
 * @action: an action
 *
 * Returns: (transfer full) (nullable): what it sends (standard input, content or body), secret or not; %NULL when
 * nothing or when it is a file
 */
GBytes *slw_action_dup_content (const SlwAction *action);

/**
 * slw_action_is_success:
 * @action: an action
 * @status: a status
 *
 * Returns: whether @status is good of itself: slw_action_is_expected() without what slw_action_expect() has added
 */
gboolean slw_action_is_success (const SlwAction *action, int status);

G_END_DECLS
