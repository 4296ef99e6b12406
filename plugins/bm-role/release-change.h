/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * ReleaseSource:
 *
 * A suite that packages are taken from.
 */
typedef struct {
  char *file;
  char *suite;
  gboolean vendor; /* in the archive of the distribution itself */
} ReleaseSource;

/**
 * ReleaseChange:
 *
 * What a server shows that bears on whether its distribution is about to become another release. Its texts are not made safe.
 */
typedef struct {
  GPtrArray *sources; /* ReleaseSource */
  GPtrArray *pending; /* texts: what was begun, or waits for a reboot */
  GPtrArray *named;   /* "FILE RELEASE": the release that a file tells dnf to take */
  char *base_files;   /* nullable: the version of base-files that apt would install */
  char *file;         /* of the lines that follow */
  GString *stanza;    /* lines of a stanza that has not ended */
} ReleaseChange;

/**
 * release_change_new:
 *
 * Returns: (transfer full): one that shows nothing
 */
ReleaseChange *release_change_new (void);

/**
 * release_change_read:
 * @self: what was read so far
 * @name: first word of a line of probe.sh
 * @value: the rest of the line
 *
 * Lines of files of sources are in order: each belongs to the file that was named last. Lines that it does not know are left
 * out.
 */
void release_change_read (ReleaseChange *self, const char *name, const char *value);

/**
 * release_change_end:
 * @self: what was read
 *
 * There are no more lines.
 */
void release_change_end (ReleaseChange *self);

/**
 * release_change_free:
 * @self: (transfer full): what was read
 */
void release_change_free (ReleaseChange *self);

/**
 * release_change_judge:
 * @self: what was read
 * @run: a step run on a server whose facts are known
 *
 * Adds a finding for each sign that the server is about to become another release of its distribution: the product forbids to
 * change it under its feet.
 */
void release_change_judge (const ReleaseChange *self, SlwStepRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReleaseChange, release_change_free)

G_END_DECLS
