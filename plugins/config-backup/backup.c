/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backup.h"

#include "capture.h"

/* Outputs: `backup` (its id), `entries`, `bytes`, `new`. */

static void
set_number (SlwStepRun *run, const char *name, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  slw_step_run_set_output (run, name, text);
}

static SlwDirective *
report (SlwStepRun *run, const Capture *capture)
{
  g_autofree char *size = g_format_size_full (capture->bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *added = g_format_size_full (capture->added_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *summary
      = g_strdup_printf ("backup %s, %s: %" G_GUINT64_FORMAT " entries, %s; new: %s", capture->backup,
                         capture->encrypted ? "encrypted, verified" : "verified", capture->entries, size, added);

  slw_step_run_set_output (run, "backup", capture->backup);
  set_number (run, "entries", capture->entries);
  set_number (run, "bytes", capture->bytes);
  set_number (run, "new", capture->added);
  if (capture->pruned > 0)
    slw_step_run_add_note (run, "%" G_GUINT64_FORMAT " old backups went", capture->pruned);
  return slw_directive_done (summary);
}

SlwDirective *
backup_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Capture) capture = NULL;
  g_autoptr (GError) local = NULL;
  SlwDirective *next = capture_next (self, run, SLW_EFFECT_CACHE, NULL, last, &capture, &local);

  if (next != NULL)
    return next;
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  return capture != NULL ? report (run, capture) : slw_directive_done ("the configuration would be kept");
}
