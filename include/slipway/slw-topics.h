/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Topics of the bus. The payload is always an a{sv}; its keys stand beside each topic. All texts are redacted and
 * escaped before they are published. `time` (x, microseconds since 1970) is in every payload.
 */

/* run (s), pipeline (s), platform (s), mode (s: plan|run), ceiling (s), servers (as) */
#define SLW_TOPIC_RUN_STARTED "run-started"
/* run (s), outcome (s), message (s), seconds (d) */
#define SLW_TOPIC_RUN_FINISHED "run-finished"
/* server (s), state (s: connecting|connected|failed), message (s) */
#define SLW_TOPIC_SERVER_STATE "server-state"
/* server (s), step (s), kind (s), plugin (s), restored (b: it was done by an earlier process of the run, and only said again) */
#define SLW_TOPIC_STEP_STARTED "step-started"
/* server (s), step (s), percent (d, -1 unknown), text (s) */
#define SLW_TOPIC_STEP_PROGRESS "step-progress"
/* server (s), step (s), text (s) */
#define SLW_TOPIC_STEP_NOTE "step-note"
/* server (s), step (s), severity (s), id (s), title (s), remedy (s) */
#define SLW_TOPIC_STEP_FINDING "step-finding"
/* server (s), step (s), outcome (s: done|failed|unreachable|blocked|skipped|ceiling), message (s), seconds (d),
 * mutations (u), restored (b) */
#define SLW_TOPIC_STEP_FINISHED "step-finished"
/* server (s), step (s), label (s), effect (s), describe (s), assumed (b), key (s: digest of all that it does, of the step and
 * the server) */
#define SLW_TOPIC_ACTION_STARTED "action-started"
/* server (s), step (s), stream (s: stdout|stderr), line (s) */
#define SLW_TOPIC_ACTION_OUTPUT "action-output"
/* server (s), step (s), label (s), status (i), seconds (d) */
#define SLW_TOPIC_ACTION_FINISHED "action-finished"
/* server (s), step (s: the one that asked for the watch), service (s), state (s: watched|down|up|unwatched), message (s: why
 * it is down), time (x: of down, when the question that failed was asked; of up, when the right answer came) */
#define SLW_TOPIC_SERVICE_STATE "service-state"
