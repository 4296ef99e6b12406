/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/* A log of a server: where it ended, and the errors in it since a moment. */
typedef struct {
  char *file;
  guint64 inode;
  guint64 size;
  guint64 before; /* errors before the moment from which on they count apart */
  guint64 after;  /* errors from it on */
  char *last_before;
  char *last_after; /* both safe to show; NULL without an error */
} SlwSurveyLog;

/**
 * SlwSurvey:
 *
 * What a server shows of itself. Its texts are a server's words, made safe to show.
 */
typedef struct {
  char *now;             /* on its clock, in GMT */
  gint64 epoch;          /* the same, seconds since 1970 */
  int bmctl;             /* exit status of bmctl status, -1 without one */
  char *down;            /* what bmctl calls down, "" when nothing */
  char **answers;        /* ports that greet as they should */
  char *elasticsearch;   /* colour, NULL without one */
  guint64 database_used; /* of the file system of PostgreSQL, KiB; both 0 without one */
  guint64 database_free;
  char *core;         /* version of bm-core, NULL where it is not installed */
  char *node;         /* of bm-node */
  guint broken;       /* packages of the product that are half installed, or there in two versions */
  char *subscription; /* digest of the addresses of the subscription, NULL without one */
  char *list;         /* its file */
  char **maps;        /* tables of postfix that are named and there */
  GPtrArray *logs;    /* SlwSurveyLog */
} SlwSurvey;

/* The script, whose arguments it describes. */
const char *slw_survey_script (void);

/* Returns: (transfer full) (nullable): %NULL when @text is not what the script prints */
SlwSurvey *slw_survey_parse (const char *text);
void slw_survey_free (SlwSurvey *self);

SlwSurveyLog *slw_survey_log_new (const char *file);
void slw_survey_log_free (SlwSurveyLog *self);

gboolean slw_survey_has_answer (const SlwSurvey *self, const char *port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwSurvey, slw_survey_free)

G_END_DECLS
