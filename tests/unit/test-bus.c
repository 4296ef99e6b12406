/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-bus.h>
#include <slipway/slw-error.h>

#include <string.h>

#include "core/base/slw-blame-private.h"

static GVariant *
make_payload (const char *text)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "text", "s", text);
  return g_variant_dict_end (&dict);
}

static void
on_any (SlwBus *bus, const char *topic, GVariant *payload, GString *seen)
{
  const char *text = "";
  gint64 time = 0;

  g_assert_true (g_variant_lookup (payload, "time", "x", &time));
  g_assert_cmpint (time, >, 0);
  g_variant_lookup (payload, "text", "&s", &text);
  g_string_append_printf (seen, "%s:%s ", topic, text);
  if (g_str_equal (topic, "outer"))
    slw_bus_publish (bus, "inner", make_payload ("2"));
  g_string_append (seen, "| ");
}

static void
test_publish (void)
{
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GString) seen = g_string_new (NULL);

  g_signal_connect (bus, "event::outer", G_CALLBACK (on_any), seen);
  slw_bus_publish (bus, "other", make_payload ("0"));
  slw_bus_publish (bus, "outer", make_payload ("1"));
  g_assert_cmpstr (seen->str, ==, "outer:1 | ");
}

/* What an observer publishes comes after the event that it was told of, never inside. */
static void
test_no_reentry (void)
{
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GString) seen = g_string_new (NULL);

  g_signal_connect (bus, "event", G_CALLBACK (on_any), seen);
  slw_bus_publish (bus, "outer", make_payload ("1"));
  g_assert_cmpstr (seen->str, ==, "outer:1 | inner:2 | ");
}

static GString *asked;

static gboolean
on_gate (SlwGatePoint point, SlwStepRun *run, gpointer user_data, GError **error)
{
  const char *name = user_data;

  g_string_append_printf (asked, "%s ", name);
  if (g_str_equal (name, "veto"))
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_REFUSED, "not on a Friday");
  return !g_str_equal (name, "veto") && !g_str_equal (name, "mute");
}

static guint
add (SlwBus *bus, SlwGateClass gate_class, int priority, const char *name)
{
  return slw_bus_add_gate (bus, gate_class, priority, name, on_gate, (gpointer) name, NULL);
}

static void
test_gates (void)
{
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GError) error = NULL;
  guint id;

  asked = g_string_new (NULL);
  g_assert_true (slw_bus_ask (bus, SLW_GATE_STEP, NULL, &error));
  add (bus, SLW_GATE_LAST, 0, "last");
  add (bus, SLW_GATE_PREPARE, 0, "backup");
  add (bus, SLW_GATE_POLICY, 5, "late");
  add (bus, SLW_GATE_POLICY, 1, "zeta");
  add (bus, SLW_GATE_POLICY, 1, "alpha");
  g_assert_true (slw_bus_ask (bus, SLW_GATE_STEP, NULL, &error));
  g_assert_cmpstr (asked->str, ==, "alpha zeta late backup last ");
  g_string_truncate (asked, 0);
  id = add (bus, SLW_GATE_POLICY, 9, "veto");
  g_assert_false (slw_bus_ask (bus, SLW_GATE_CHANGE, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "veto: not on a Friday");
  g_assert_cmpstr (asked->str, ==, "alpha zeta late veto ");
  g_clear_error (&error);
  slw_bus_remove_gate (bus, id);
  g_assert_true (slw_bus_ask (bus, SLW_GATE_STEP, NULL, &error));
  add (bus, SLW_GATE_POLICY, 0, "mute");
  g_assert_false (slw_bus_ask (bus, SLW_GATE_STEP, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "mute"));
  g_string_free (asked, TRUE);
}

static gboolean
on_watched_gate (SlwGatePoint point, SlwStepRun *run, gpointer user_data, GError **error)
{
  SlwBlame now;

  g_assert_cmpuint (slw_blame_look (&now), >, 0);
  g_string_append (user_data, now.who);
  return TRUE;
}

/* A gate is its plugin's; one that is no plugin's has a name of its own. */
static void
test_gate_is_named (void)
{
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  SlwBlame now;

  slw_bus_add_gate (bus, SLW_GATE_POLICY, 0, "keeper", on_watched_gate, seen, NULL);
  g_assert_true (slw_bus_ask (bus, SLW_GATE_STEP, NULL, &error));
  g_assert_cmpstr (seen->str, ==, "gate keeper");
  slw_blame_add_owner (on_watched_gate, "tests");
  g_string_truncate (seen, 0);
  g_assert_true (slw_bus_ask (bus, SLW_GATE_STEP, NULL, &error));
  g_assert_cmpstr (seen->str, ==, "plugin tests");
  g_assert_cmpuint (slw_blame_look (&now), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/publish", test_publish);
  g_test_add_func ("/bus/no-reentry", test_no_reentry);
  g_test_add_func ("/bus/gates", test_gates);
  g_test_add_func ("/bus/gate-is-named", test_gate_is_named);
  return g_test_run ();
}
