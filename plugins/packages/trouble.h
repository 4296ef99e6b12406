/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "family.h"

G_BEGIN_DECLS

/**
 * TroubleKind:
 *
 * Why a repository can't be used; where several reasons are given, the earlier one here is the cause of the others.
 */
typedef enum {
  TROUBLE_BROKEN_FILE,
  TROUBLE_CONFLICT,
  TROUBLE_DENIED,
  TROUBLE_WRONG_KEY,
  TROUBLE_KEY_EXPIRED,
  TROUBLE_BAD_SIGNATURE,
  TROUBLE_FALSE_SIGNATURE,
  TROUBLE_EXPIRED,
  TROUBLE_NOT_YET_VALID,
  TROUBLE_NAME,
  TROUBLE_TLS,
  TROUBLE_CONNECT,
  TROUBLE_PORTAL,
  TROUBLE_DAMAGED,
  TROUBLE_GONE,
  TROUBLE_SERVER_ERROR,
  TROUBLE_UNSIGNED,
  TROUBLE_OTHER,
} TroubleKind;

/**
 * TroubleSource:
 *
 * A repository that is known, and the file that it is known from.
 */
typedef struct {
  char *file;
  char *address;
} TroubleSource;

/**
 * Trouble:
 *
 * What is wrong with one file's repository.
 */
typedef struct {
  TroubleKind kind;
  char *file;   /* NULL: it was not said which */
  char *detail; /* the package manager's own words, safe to show after redaction */
} Trouble;

/**
 * trouble_source_new:
 * @file: a file of sources
 * @address: an address in it
 *
 * Returns: (transfer full): a source; a user's name in @address is left out, as package managers leave it out
 */
TroubleSource *trouble_source_new (const char *file, const char *address);

/**
 * trouble_source_free:
 * @source: (transfer full): a source
 */
void trouble_source_free (TroubleSource *source);

/**
 * TroubleSign:
 *
 * Words of a package manager and what they mean.
 */
typedef struct {
  const char *words;
  TroubleKind kind;
} TroubleSign;

/**
 * trouble_classify:
 * @line: a line of a package manager
 * @signs: (array length=count): what is known of its words, the first that stands in @line counts
 * @count: how many
 *
 * Returns: what is wrong, %TROUBLE_OTHER when no sign is in @line
 */
TroubleKind trouble_classify (const char *line, const TroubleSign *signs, guint count);

/**
 * trouble_find_file:
 * @line: a line of a package manager
 * @sources: (element-type TroubleSource): the repositories
 *
 * Returns: (transfer none) (nullable): the file whose address stands in @line; of several the one with the longest address
 */
const char *trouble_find_file (const char *line, GPtrArray *sources);

/**
 * trouble_add:
 * @troubles: (element-type Trouble): the list
 * @kind: what is wrong
 * @file: (nullable): with the repository of which file
 * @line: the package manager's words
 *
 * Adds to the list, which has one entry for each file: the one with the earliest kind.
 */
void trouble_add (GPtrArray *troubles, TroubleKind kind, const char *file, const char *line);

/**
 * trouble_free:
 * @trouble: (transfer full): a trouble
 */
void trouble_free (Trouble *trouble);

/**
 * trouble_get_title:
 * @kind: a kind
 *
 * Returns: (transfer none): what is wrong, to follow the name of the file and a colon
 */
const char *trouble_get_title (TroubleKind kind);

/**
 * trouble_make_remedy:
 * @kind: a kind
 * @family: whose commands are named
 *
 * Returns: (transfer full): what to do about it
 */
char *trouble_make_remedy (TroubleKind kind, const PackagesFamily *family);

G_END_DECLS
