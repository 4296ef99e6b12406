/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction-kind.h"

#include "apt-family.h"
#include "core/api/slw-platform-private.h"
#include "core/api/slw-server-private.h"
#include "core/api/slw-step-run-private.h"

static void
test_find (void)
{
  const TransactionKind *download = transaction_kind_find ("packages.download");
  const TransactionKind *upgrade = transaction_kind_find ("packages.upgrade");

  g_assert_true (transaction_kind_fetches_only (download));
  g_assert_cmpint (download->effect, ==, SLW_EFFECT_CACHE);
  g_assert_false (transaction_kind_fetches_only (upgrade));
  g_assert_cmpstr (upgrade->done, ==, "upgraded");
  g_assert_cmpstr (transaction_kind_find ("packages.install")->done, ==, "installed");
  g_assert_null (transaction_kind_find ("packages.plan"));
}

typedef struct {
  guint count;
  double percent;
  char *text;
} Shown;

static void
on_progress (SlwBus *bus, const char *topic, GVariant *payload, gpointer user_data)
{
  Shown *shown = user_data;

  shown->count++;
  g_free (shown->text);
  g_assert_true (g_variant_lookup (payload, "percent", "d", &shown->percent));
  g_assert_true (g_variant_lookup (payload, "text", "s", &shown->text));
}

/* @text: nullable: nothing is shown */
static void
assert_shows (const char *kind, const char *line, double percent, const char *text)
{
  const char *const roles[] = { "mailbox", NULL };
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (SlwPlatform) platform = slw_platform_new ("mail", "/");
  g_autoptr (SlwServer) server = slw_server_new ("shard", "198.18.0.11", roles, slw_login_new ());
  g_autoptr (SlwStepRun) run = slw_step_run_new ("step", kind, platform, server, SLW_EFFECT_MUTATE, bus);
  Shown shown = { 0, 0, NULL };

  g_signal_connect (bus, "event::" SLW_TOPIC_STEP_PROGRESS, G_CALLBACK (on_progress), &shown);
  transaction_kind_show_progress (transaction_kind_find (kind), &apt_family, run, line);
  g_assert_cmpuint (shown.count, ==, text != NULL);
  g_assert_cmpfloat_with_epsilon (shown.percent, percent, 0.001);
  g_assert_cmpstr (shown.text, ==, text);
  g_free (shown.text);
}

/* Fetching is the whole of a download, and the first part of an installation. */
static void
test_progress (void)
{
  assert_shows ("packages.download", "dlstatus:1:50.0:Retrieving file 1 of 2", 50, "Retrieving file 1 of 2");
  assert_shows ("packages.upgrade", "dlstatus:1:50.0:Retrieving file 1 of 2", 20, "Retrieving file 1 of 2");
  assert_shows ("packages.upgrade", "pmstatus:postfix:50.0:Unpacking postfix", 70, "Unpacking postfix");
  assert_shows ("packages.upgrade", "pmstatus:postfix:0:a\033b", 40, "a\\x1bb");
  assert_shows ("packages.upgrade", "Setting up postfix", 0, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transaction-kind/find", test_find);
  g_test_add_func ("/transaction-kind/progress", test_progress);
  return g_test_run ();
}
