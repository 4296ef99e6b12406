/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwTarget:
 *
 * Which version was chosen last, as a small file on the main server says. The choice itself is in the address of the
 * repository, whose layout nobody publishes; so the file has a digest of the subscription that the choice left behind.
 */
typedef struct {
  char *now;    /* of the main server, in GMT, as its logs write it */
  char *digest; /* of the subscription as it is */
  char *chosen; /* NULL when nothing was */
  char *at;     /* the version that was installed when it was chosen */
  char *left;   /* digest of the subscription when it was chosen */
} SlwTarget;

/* A script without arguments that prints what slw_target_parse() reads. */
const char *slw_target_read_script (void);

/* A script with arguments: target, installed version. It writes the file. */
const char *slw_target_write_script (void);

/* Returns: (transfer full) (nullable): %NULL when @text is not what the script prints */
SlwTarget *slw_target_parse (const char *text);
void slw_target_free (SlwTarget *self);

/* Whether @target was chosen, and the subscription is still the one that it left behind. @installed: %NULL when not known;
 * "current" depends on it. */
gboolean slw_target_is_chosen (const SlwTarget *self, const char *target, const char *installed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwTarget, slw_target_free)

G_END_DECLS
