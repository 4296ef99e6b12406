/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "config-backup.h"

G_BEGIN_DECLS

/**
 * Capture:
 * @backup: (nullable): id of what is there now
 * @entries: how many files, folders, links and states
 * @bytes: their size
 * @added: how many contents are new in the store
 * @added_bytes: their size
 * @pruned: how many old backups went
 * @encrypted: whether it is encrypted
 * @verified: whether it was read back
 *
 * What became of a capture, as `slipway backups take` prints it.
 */
typedef struct {
  char *backup;
  guint64 entries;
  guint64 bytes;
  guint64 added;
  guint64 added_bytes;
  guint64 pruned;
  gboolean encrypted;
  gboolean verified;
} Capture;

/**
 * capture_parse:
 * @text: what was printed
 * @error: return location
 *
 * Returns: (transfer full): what it says, or %NULL with %SLW_ERROR_VERIFY when it does not say that it was verified
 */
Capture *capture_parse (const char *text, GError **error);

/**
 * capture_free:
 * @self: (transfer full): a capture
 */
void capture_free (Capture *self);

/**
 * capture_next:
 * @self: the provider
 * @run: a step run, whose stages from 0 on are the capture's until it is done
 * @effect: how far its actions reach
 * @id: (nullable): id in the store; %NULL for a new backup
 * @last: (nullable): the last result
 * @capture: (out) (transfer full): what became of it, set when %NULL is returned without @error; itself %NULL in a plan
 * @error: return location
 *
 * Streams what the list names off the server and into the store on the controller.
 *
 * Returns: (transfer full): what comes next; %NULL at the end or with @error
 */
SlwDirective *capture_next (ConfigBackup *self,
                            SlwStepRun *run,
                            SlwEffect effect,
                            const char *id,
                            const SlwResult *last,
                            Capture **capture,
                            GError **error);

/**
 * capture_new_store_action:
 * @self: the provider
 * @run: a step run
 * @effect: how far it reaches
 * @label: what it is for
 * @verb: a verb of `slipway backups`
 * @words: (array zero-terminated=1): its other words
 *
 * Returns: (transfer full): an action on the controller that runs the verb for the store of the platform and the step's
 *   server
 */
SlwAction *capture_new_store_action (ConfigBackup *self,
                                     SlwStepRun *run,
                                     SlwEffect effect,
                                     const char *label,
                                     const char *verb,
                                     const char *const *words);

/**
 * CAPTURE_STAGES:
 *
 * The first stage that a step may use itself after a capture.
 */
#define CAPTURE_STAGES 16

/**
 * capture_leftovers_next:
 * @self: the provider
 * @run: a step run of `config.conffiles`
 * @last: (nullable): the last result
 * @error: return location
 *
 * Reads new defaults of configuration files that package managers put beside edited ones, and those, to be compared on the
 * controller with the old defaults of backups.
 *
 * Returns: (transfer full): what comes next, or %NULL with @error
 */
SlwDirective *capture_leftovers_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Capture, capture_free)

G_END_DECLS
