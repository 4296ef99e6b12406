/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gmodule.h>
#include <slipway-test/slw-harness.h>

#include "core/api/slw-step-run-private.h"
#include "tests/kit/slw-expectation.h"

G_BEGIN_DECLS

typedef struct {
  SlwSeverity severity;
  char *id;
  char *title; /* pattern */
} SlwExpectedFinding;

typedef struct {
  double percent;
  char *text; /* pattern when it is expected */
} SlwProgress;

struct _SlwHarness {
  SlwPlatform *platform;
  const SlwPluginDescriptor *descriptor;
  SlwStep *given;      /* provider built into the test */
  GPtrArray *settings; /* SlwPair */
  GString *mistakes;   /* of the test itself, told at the next play */
  char *folder;        /* of the transcript */

  char *kind;
  char *server;
  SlwEffect ceiling;
  GPtrArray *params;   /* SlwPair */
  GHashTable *earlier; /* of outputs; may be NULL */
  GPtrArray *expected; /* SlwExpectation */
  GPtrArray *outputs;  /* SlwPair; value is a pattern */
  GPtrArray *findings; /* SlwExpectedFinding */
  GPtrArray *notes;    /* char* */
  GPtrArray *progress; /* SlwProgress */

  SlwStep *provider;
  SlwStepRun *run;
  SlwBus *bus;
  guint position;     /* of the next expectation */
  GPtrArray *played;  /* char* */
  GString *canonical; /* everything that the provider asked for */
  GPtrArray *shown;   /* SlwProgress */
};

/* a folder that modules stay loaded from; no GTypeModule may go away */
const SlwPluginDescriptor *slw_harness_open_module (const char *path, GError **error);
SlwStep *slw_harness_make_provider (SlwHarness *self, GError **error);
void slw_harness_add_mistake (SlwHarness *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
SlwExpectation *slw_harness_expect (SlwHarness *self, SlwExpectation *expectation);
SlwExpectation *slw_harness_last_expectation (SlwHarness *self);
gboolean slw_harness_read_transcript (SlwHarness *self, const char *path, GError **error);

G_END_DECLS
