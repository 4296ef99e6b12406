/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a server keeps its set. The file is one that `sha256sum -c` understands. */
#define PREPARED_SET_FOLDER "/var/lib/slipway"
#define PREPARED_SET_PATH PREPARED_SET_FOLDER "/prepared"

/**
 * PreparedSet:
 *
 * What was fetched ahead on one server: exact packages, and the file of each with its digest.
 */
typedef struct {
  gint64 made;   /* seconds since 1970, by the controller's clock */
  char **plan;   /* "name=version", sorted */
  char **remove; /* "name=version", sorted */
  char **files;  /* "DIGEST=PATH", sorted; the digest is SHA-256 in hexadecimal */
} PreparedSet;

/**
 * prepared_set_new:
 * @made: seconds since 1970
 * @plan: (array zero-terminated=1): what comes
 * @remove: (array zero-terminated=1): what goes
 * @files: (array zero-terminated=1): the files
 *
 * Returns: (transfer full): a set
 */
PreparedSet *
prepared_set_new (gint64 made, const char *const *plan, const char *const *remove, const char *const *files);

/**
 * prepared_set_parse:
 * @text: content of the file
 *
 * Returns: (transfer full) (nullable): the set; %NULL when there is none, or none that makes sense
 */
PreparedSet *prepared_set_parse (const char *text);

/**
 * prepared_set_format:
 * @self: a set
 *
 * Returns: (transfer full): content of the file
 */
char *prepared_set_format (const PreparedSet *self);

/**
 * prepared_set_equal:
 * @self: a set
 * @other: another
 *
 * Returns: whether both have the same packages in the same files, whenever they were made
 */
gboolean prepared_set_equal (const PreparedSet *self, const PreparedSet *other);

/**
 * prepared_set_describe_difference:
 * @self: what was prepared
 * @wanted: what the solver wants now
 *
 * Returns: (transfer full) (nullable): for people, %NULL when both have the same packages
 */
char *prepared_set_describe_difference (const PreparedSet *self, const PreparedSet *wanted);

/**
 * prepared_set_count_days:
 * @self: what was prepared
 * @wanted: what the solver wants now
 *
 * Returns: whole days between them
 */
gint64 prepared_set_count_days (const PreparedSet *self, const PreparedSet *wanted);

/**
 * prepared_set_free:
 * @self: (transfer full): a set
 */
void prepared_set_free (PreparedSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PreparedSet, prepared_set_free)

G_END_DECLS
