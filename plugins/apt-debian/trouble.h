/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TroubleKind:
 *
 * Why a repository can't be used; where apt gives several reasons, the earlier one here is the cause of the others.
 */
typedef enum {
  TROUBLE_BROKEN_FILE,
  TROUBLE_CONFLICT,
  TROUBLE_DENIED,
  TROUBLE_WRONG_KEY,
  TROUBLE_KEY_EXPIRED,
  TROUBLE_BAD_SIGNATURE,
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
 * A repository that apt knows, and the file that it knows it from.
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
  char *file;   /* NULL: apt did not say which */
  char *detail; /* apt's own words, safe to show after redaction */
} Trouble;

/**
 * trouble_source_new:
 * @file: a file of sources
 * @address: an address in it
 *
 * Returns: (transfer full): a source; a user's name in @address is left out, as apt leaves it out
 */
TroubleSource *trouble_source_new (const char *file, const char *address);

/**
 * trouble_source_free:
 * @source: (transfer full): a source
 */
void trouble_source_free (TroubleSource *source);

/**
 * trouble_parse_update:
 * @text: both streams of `apt-get update`, LC_ALL=C
 * @sources: (element-type TroubleSource): the repositories
 *
 * The exit status tells too little: apt-get exits with 0 when a server can't be reached.
 *
 * Returns: (transfer full) (element-type Trouble): at most one for each file, possibly none
 */
GPtrArray *trouble_parse_update (const char *text, GPtrArray *sources);

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
 * trouble_get_remedy:
 * @kind: a kind
 *
 * Returns: (transfer none): what to do about it
 */
const char *trouble_get_remedy (TroubleKind kind);

/**
 * trouble_is_lock:
 * @text: standard error of apt-get
 *
 * Returns: whether it failed because another process held one of the locks
 */
gboolean trouble_is_lock (const char *text);

G_END_DECLS
