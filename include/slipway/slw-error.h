/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLW_ERROR (slw_error_quark ())

/**
 * SlwError:
 * @SLW_ERROR_FAILED: something was tried on a server and failed
 * @SLW_ERROR_INVALID: a file, a value or a command line is wrong; nothing was tried
 * @SLW_ERROR_REFUSED: a check or a gate said no
 * @SLW_ERROR_UNREACHABLE: a server or its API gives no answer, or the link was lost
 * @SLW_ERROR_DENIED: a server answered and did not let us in: host key, authentication, sudo
 * @SLW_ERROR_TIMED_OUT: an action or a wait took longer than allowed
 * @SLW_ERROR_NOT_FOUND: something that was asked for by name does not exist
 * @SLW_ERROR_PLUGIN: a plugin broke its contract; the message names it
 * @SLW_ERROR_CEILING: an action reaches further than the run may
 * @SLW_ERROR_VERIFY: the change was made and the verification after it failed
 * @SLW_ERROR_STALE: a sealed plan is no longer what would happen
 * @SLW_ERROR_LOCKED: another run holds the platform
 * @SLW_ERROR_CANCELLED: the operator stopped it
 * @SLW_ERROR_BUDGET: more servers failed than the failure budget allows
 * @SLW_ERROR_PAUSED: the run was paused, and can go on
 * @SLW_ERROR_ABORTED: the run was aborted
 *
 * The one error domain of Slipway. The code decides the exit status of the command line.
 */
typedef enum {
  SLW_ERROR_FAILED,
  SLW_ERROR_INVALID,
  SLW_ERROR_REFUSED,
  SLW_ERROR_UNREACHABLE,
  SLW_ERROR_DENIED,
  SLW_ERROR_TIMED_OUT,
  SLW_ERROR_NOT_FOUND,
  SLW_ERROR_PLUGIN,
  SLW_ERROR_CEILING,
  SLW_ERROR_VERIFY,
  SLW_ERROR_STALE,
  SLW_ERROR_LOCKED,
  SLW_ERROR_CANCELLED,
  SLW_ERROR_BUDGET,
  SLW_ERROR_PAUSED,
  SLW_ERROR_ABORTED,
} SlwError;

/**
 * slw_error_quark:
 *
 * Returns: the quark of #SLW_ERROR
 */
GQuark slw_error_quark (void);

G_END_DECLS
