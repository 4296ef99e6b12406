/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the scan of the core's log found; its texts are safe to show. */
typedef struct {
  guint errors;
  guint own_errors; /* that name the storage server */
  char *last;
  char *last_own;
  char *since; /* the moment from which on it counted */
} SlwLogScan;

/* A script with arguments: since (GMT, as the log writes it), uid, IP, and "recent" or "all". Recent is what came after the start
 * of the core, and within a day. Exit status 3: there is no log. */
const char *slw_log_scan_script (void);
/* A script with one argument: since (GMT). Prints the last errors of the core's log. */
const char *slw_log_errors_script (void);

SlwLogScan *slw_log_scan_parse (const char *text);
void slw_log_scan_free (SlwLogScan *self);

/* Milliseconds since 1970 as the log writes its times: in GMT, whatever the server's time zone is. */
char *slw_log_scan_format_time (gint64 milliseconds);

/* A script with arguments: host, port. Exit status 0: something accepts connections there; 1: nothing does. */
const char *slw_port_script (void);

/* The part of a version that both families share, of "installed 4.1.47249-1"; %NULL when it is not installed. */
char *slw_package_version_parse (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwLogScan, slw_log_scan_free)

G_END_DECLS
