/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <slipway/slipway.h>

G_BEGIN_DECLS

/* What the answers of the API mean to somebody who is about to update, as findings of @run. */

/* Adds a finding whose title is @format. */
void slw_check_find (SlwStepRun *run, SlwSeverity severity, const char *id, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

/* @now: seconds since 1970 on the main server's clock; @few_days: fewer are worth a warning */
void slw_check_subscription (SlwStepRun *run, JsonObject *subscription, gint64 now, guint few_days);
void slw_check_upgraders (SlwStepRun *run, JsonObject *status);
void slw_check_jobs (SlwStepRun *run, JsonArray *executions);
void slw_check_hot_upgrades (SlwStepRun *run, JsonArray *failed);
void slw_check_state (SlwStepRun *run, const char *state);

G_END_DECLS
