/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of the runner share. */

#include "core/engine/slw-runner.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-server-private.h"
#include "core/api/slw-step-run-private.h"
#include "tests/unit/engine-kit.h"
#include "tests/unit/journal-kit.h"

/* Three servers: one is main, two and three are mailboxes. */
typedef struct {
  EngineKit kit;
  KitTransport *one;
  KitTransport *two;
  KitTransport *three;
} Fixture;

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  engine_kit_set_up (&fixture->kit, NULL);
  fixture->one = engine_kit_add_server (&fixture->kit, "one", "main");
  fixture->two = engine_kit_add_server (&fixture->kit, "two", "mailbox");
  fixture->three = engine_kit_add_server (&fixture->kit, "three", "mailbox");
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  engine_kit_tear_down (&fixture->kit, NULL);
}

static inline guint
count_sent (Fixture *fixture)
{
  return kit_transport_count_sent (fixture->one, "") + kit_transport_count_sent (fixture->two, "")
         + kit_transport_count_sent (fixture->three, "");
}

static inline SlwOutcome
get_outcome (Fixture *fixture, const char *server, const char *step)
{
  return engine_kit_find_node (&fixture->kit, server, step)->outcome;
}

static inline SlwJournalRun *
find_run (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SlwJournalRun *row = slw_journal_find_run (fixture->kit.journal, fixture->kit.run->id, &error);

  g_assert_no_error (error);
  return row;
}

#define TOUCH                                                                                         \
  "[pipeline]\n"                                                                                      \
  "[step look]\nKind=scripted.do\nParam.1=READ -- echo seen on ${server.name}\nParam.2=OUTPUT what\n" \
  "Param.3=DONE ${server.name} was looked at\n"                                                       \
  "[step change]\nKind=scripted.do\nAfter=look\n"                                                     \
  "Param.1=MUTATE -- echo ${look.what} >${set.dir}/${server.name}\n"

typedef struct {
  const char *name;
  void (*test) (Fixture *fixture, gconstpointer data);
} RunnerTest;
