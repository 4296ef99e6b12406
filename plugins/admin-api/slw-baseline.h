/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-survey.h"

G_BEGIN_DECLS

/* What a server was like. */
typedef struct {
  char *name;        /* in the platform file */
  char **tags;       /* sorted; NULL when BlueMind does not list it, or could not be asked */
  gint64 domains;    /* that have it as a mailbox storage server, -1 when not known */
  SlwSurvey *survey; /* NULL when it could not be looked at */
} SlwBaselineServer;

/**
 * SlwBaseline:
 *
 * What a platform was like before it was changed, to compare it with what it is like afterwards.
 */
typedef struct {
  char *state;    /* of the core; NULL when it gave no answer, like the next three */
  char *software; /* technical versions */
  char *database;
  char *version;      /* public */
  gboolean https;     /* the login page was there */
  GPtrArray *servers; /* SlwBaselineServer */
} SlwBaseline;

SlwBaseline *slw_baseline_new (void);
void slw_baseline_free (SlwBaseline *self);

/* Returns: (transfer none): the server of that name, made when it is not there and @make is */
SlwBaselineServer *slw_baseline_get_server (SlwBaseline *self, const char *name, gboolean make);

/* One line of JSON, and back. */
char *slw_baseline_to_text (const SlwBaseline *self);
SlwBaseline *slw_baseline_parse (const char *text, GError **error);

/* Returns: (transfer full) (element-type utf8): what is worse on a server than it was, for people; none when nothing is.
 * @may_pass: (inout): becomes %TRUE when some of it may pass by itself, as what is still starting does */
GPtrArray *slw_baseline_compare (const SlwBaselineServer *before, const SlwBaselineServer *after, gboolean *may_pass);

/* Leaves out that the server greeted on IMAP. Returns: whether it did */
gboolean slw_baseline_forget_imap (SlwBaselineServer *server);

/* The arguments of the survey that looks at the logs since then; @until may be %NULL. */
GPtrArray *slw_baseline_make_arguments (const SlwBaselineServer *server, const char *until);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwBaseline, slw_baseline_free)

G_END_DECLS
