/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * StatusLine:
 *
 * One line of apt's status file descriptor (README.progress-reporting of apt).
 */
typedef struct {
  gboolean is_download; /* dlstatus, else of dpkg */
  gboolean is_error;    /* pmerror */
  char *package;        /* nullable */
  double percent;
  char *text;
} StatusLine;

/**
 * status_line_parse:
 * @line: a line of apt-get's standard output with `APT::Status-Fd=1`; it may begin with what dpkg was printing
 *
 * Returns: (transfer full) (nullable): the status, %NULL when the line is none
 */
StatusLine *status_line_parse (const char *line);

/**
 * status_line_free:
 * @self: (transfer full): a status line
 */
void status_line_free (StatusLine *self);

/**
 * status_line_strip:
 * @text: output of apt-get
 *
 * Returns: (transfer full): @text without its status lines, for people
 */
char *status_line_strip (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StatusLine, status_line_free)

G_END_DECLS
