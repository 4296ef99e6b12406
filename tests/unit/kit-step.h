/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-step.h>

#include "core/base/slw-blame-private.h"

G_BEGIN_DECLS

#define KIT_TYPE_STEP (kit_step_get_type ())

/* A provider of the test itself: next () is a function of the test, what comes by output () is kept. */
G_DECLARE_FINAL_TYPE (KitStep, kit_step, KIT, STEP, GObject)

typedef SlwDirective *(*KitStepNext) (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error);

KitStep *kit_step_new (KitStepNext next, gpointer user_data);

/* Lines of output, as they came. */
GPtrArray *kit_step_get_lines (KitStep *self);

/* Whose code ran when output () was called. */
const SlwBlame *kit_step_get_blame (KitStep *self);

/* An action that runs this line by sh; for slw_directive_act (). */
SlwAction *kit_step_make_action (SlwEffect effect, const char *label, const char *command);

G_END_DECLS
