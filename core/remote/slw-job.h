/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-action.h>
#include <slipway/slw-result.h>

#include "core/api/slw-server-private.h"
#include "core/remote/slw-remote-command.h"
#include "core/remote/slw-transport.h"

G_BEGIN_DECLS

#define SLW_JOB_FOLDER "/var/lib/slipway/jobs"

/**
 * SlwJob:
 *
 * A command on a server that outlives the link: its folder on the server has the command, its output and its exit status,
 * and whoever asks starts it or, when it was started already, follows it. Any number of links may be lost meanwhile; what
 * came over one is not asked for again over the next.
 *
 * What the server says is a sequence of frames, each a line, of which `o` and `e` are followed by as many bytes:
 *
 * - `s`: started by this call; `a`: had been started before
 * - `o N`, `e N`: N bytes of standard output or standard error
 * - `k`: nothing new, but somebody still follows it
 * - `x N`: it has ended, with exit status N
 * - `d`: its processes are gone, and it never said how it ended: it was killed, or the server was restarted
 */
typedef struct _SlwJob SlwJob;

/**
 * SlwJobState:
 * @SLW_JOB_UNKNOWN: the server has not said anything yet: whether it was started is not known
 * @SLW_JOB_RUNNING: was started, its end is not known
 * @SLW_JOB_ENDED: has ended by itself
 * @SLW_JOB_DEAD: is gone without an exit status
 *
 * What is known of a job.
 */
typedef enum {
  SLW_JOB_UNKNOWN,
  SLW_JOB_RUNNING,
  SLW_JOB_ENDED,
  SLW_JOB_DEAD,
} SlwJobState;

/**
 * slw_job_new:
 * @folder: folder on the server for the jobs of the run
 * @name: of the job within it; digits and letters
 * @output_limit: bytes of each stream that are kept for the result
 *
 * Returns: (transfer full): a job of which nothing is known
 */
SlwJob *slw_job_new (const char *folder, const char *name, gsize output_limit);

/**
 * slw_job_free:
 * @job: (transfer full): a job; what runs on the server is not touched
 */
void slw_job_free (SlwJob *job);

/**
 * slw_job_make_command:
 * @job: a job
 * @action: the exec action that it is
 * @privilege: how to become root
 * @password: (nullable): for sudo
 * @fence: (nullable): the lock that is held on the server; once that is lost, the job is followed, but not started
 *
 * What was left of an earlier link's frames is forgotten. The input of @action must follow the command's preamble on
 * standard input.
 *
 * Returns: (transfer full): the command that starts or follows it, from the last byte that came
 */
SlwRemoteCommand *slw_job_make_command (
    SlwJob *job, const SlwAction *action, SlwPrivilege privilege, const SlwSecret *password, const SlwFence *fence);

/**
 * slw_job_feed:
 * @job: a job
 * @data: (array length=length): what the command printed
 * @length: how much
 * @on_output: (nullable): is given what the job printed
 * @output_data: for @on_output
 *
 * What is no frame ends the following; see slw_job_get_state() and slw_job_dup_result().
 */
void slw_job_feed (SlwJob *job, const char *data, gsize length, SlwOutputFunc on_output, gpointer output_data);

/**
 * slw_job_was_sent:
 * @job: a job
 *
 * Returns: whether a command of slw_job_make_command() was made, so that it may run
 */
gboolean slw_job_was_sent (const SlwJob *job);

/**
 * slw_job_get_state:
 * @job: a job
 *
 * Returns: what is known of it
 */
SlwJobState slw_job_get_state (const SlwJob *job);

/**
 * slw_job_dup_result:
 * @job: a job
 * @answer: what the command of slw_job_make_command() came to
 * @error: return location
 *
 * Returns: (transfer full): the result of the action; or %NULL with %SLW_ERROR_FAILED when it is dead, could not be started
 *   or said what nobody understands
 */
SlwResult *slw_job_dup_result (const SlwJob *job, const SlwResult *answer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwJob, slw_job_free)

G_END_DECLS
