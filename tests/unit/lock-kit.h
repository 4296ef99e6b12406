/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of locks share: a run on two servers whose locks are one, in the folder of the test. */

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-server-private.h"
#include "core/engine/slw-locks.h"
#include "core/remote/slw-lock.h"
#include "tests/unit/engine-kit.h"

static inline void
lock_kit_begin (EngineKit *kit, gconstpointer data)
{
  engine_kit_set_up (kit, NULL);
  kit_transport_want_lock (engine_kit_add_server (kit, "one", "main"));
  kit_transport_want_lock (engine_kit_add_server (kit, "two", "mailbox"));
  engine_kit_begin (kit, data != NULL ? data : "[pipeline]\n[step only]\nKind=zoo.good\n");
  kit->run->wants_locks = TRUE;
}

static inline SlwServer *
lock_kit_get_server (EngineKit *kit)
{
  return g_ptr_array_index (kit->run->servers, 0);
}

static inline GAsyncResult *
lock_kit_send (EngineKit *kit, SlwAction *action)
{
  GAsyncResult *result = NULL;

  slw_dispatcher_send_async (kit->run->dispatcher, action, lock_kit_get_server (kit), NULL, NULL, NULL, NULL,
                             engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return result;
}

/* Another controller takes the lock, and whose it was does not matter. */
static inline void
lock_kit_take_as (EngineKit *kit, const char *run, guint64 over)
{
  const SlwLockClaim claim = { kit->run->lock_folder, run, "other", "kit", "eve", "desk" };
  g_autoptr (SlwAction) action = slw_lock_new_take (&claim, over);
  g_autoptr (GAsyncResult) async = lock_kit_send (kit, action);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = slw_dispatcher_send_finish (kit->run->dispatcher, async, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (slw_result_get_output (result), "mine "));
}

static inline gboolean
lock_kit_take (EngineKit *kit, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_locks_take_async (kit->run, kit->run->servers, kit->cancellable, engine_kit_take_result, &result);
  engine_kit_wait (&result);
  return slw_locks_take_finish (result, error);
}

static inline void
lock_kit_give (EngineKit *kit)
{
  g_autoptr (GAsyncResult) result = NULL;

  slw_locks_give_async (kit->run, FALSE, engine_kit_take_result, &result);
  engine_kit_wait (&result);
  slw_locks_give_finish (result);
}
