/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-step.h>

G_BEGIN_DECLS

typedef enum {
  KIT_OWN_AT_ONCE,
  KIT_OWN_WHEN_CANCELLED, /* it ends when it is told to, as cancelled */
  KIT_OWN_WITHOUT_FAIL,   /* it ends when it is told to, and says that all is well */
  KIT_OWN_NEVER,
} KitOwnEnd;

#define KIT_TYPE_OWN_STEP (kit_own_step_get_type ())
G_DECLARE_FINAL_TYPE (KitOwnStep, kit_own_step, KIT, OWN_STEP, GObject)

/* A provider of the test itself that does its own work. */
struct _KitOwnStep {
  GObject parent_instance;
  KitOwnEnd end;
  gboolean fails;
  gboolean says_why;
  GTask *task; /* what it has not ended yet */
  guint runs;
  guint finishes;
};

KitOwnStep *kit_own_step_new (KitOwnEnd end);

/* Ends what it has under way, and lets the main loop know of it. */
void kit_own_step_end_late (KitOwnStep *self);

G_END_DECLS
