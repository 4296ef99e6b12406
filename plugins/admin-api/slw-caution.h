/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bm-api/slw-talk.h"

G_BEGIN_DECLS

/* A server whose data bases have less than half of their file system to themselves, or nothing. */
typedef struct {
  const char *crowded; /* name of a server, %NULL when there is none */
} SlwCautionFacts;

/* Adds a finding for each point of caution on the way from technical version @from to @to. */
void slw_caution_add_findings (SlwStepRun *run, const char *from, const char *to, const SlwCautionFacts *facts);

/* The technical version to come of a plan (`name=version` words) or a public target; %NULL when it cannot be known. */
char *slw_caution_read_plan (const char *const *words);

/* The lowest technical version that a public one (4.1.5, 5.0) can stand for; %NULL for latest and current. */
const char *slw_caution_find_technical (const char *target);

/* platform.caution: the same, once the plan says exactly which version is to come. */
gboolean slw_caution_start (SlwTalk *talk, GError **error);

/* Returns: whether the table can be read, as a test asserts */
gboolean slw_caution_is_valid (void);

G_END_DECLS
