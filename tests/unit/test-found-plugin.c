/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-found-plugin.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-plugin.h>

#include "core/model/slw-prompt.h"

typedef struct {
  SlwManifest *manifest;
  SlwFoundPlugin *plugin;
} Found;

/* @data: its manifest, below the zoo */
static void
found_set_up (Found *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("SLW_ZOO"), data, NULL);
  g_autoptr (GError) error = NULL;

  f->manifest = slw_manifest_load (path, &error);
  g_assert_no_error (error);
  f->plugin = slw_found_plugin_new (f->manifest);
}

static void
found_tear_down (Found *f, gconstpointer data)
{
  slw_found_plugin_free (f->plugin);
  slw_manifest_free (f->manifest);
}

static SlwPlatform *
make_platform (const char *key, const char *value)
{
  SlwPlatform *platform = slw_platform_new ("p", "/");

  slw_platform_set_setting (platform, "good", key, value);
  return platform;
}

static void
test_provider (Found *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int rank = 0;
  SlwStep *step = slw_found_plugin_get_provider (f->plugin, "zoo.good", &rank, &error);

  g_assert_no_error (error);
  g_assert_true (slw_found_plugin_get_manifest (f->plugin) == f->manifest);
  g_assert_true (SLW_IS_STEP (step));
  g_assert_cmpint (rank, ==, SLW_RANK_PRIMARY);
  g_assert_true (slw_found_plugin_get_provider (f->plugin, "zoo.good", &rank, &error) == step);
  g_assert_no_error (error);
}

static void
test_types (Found *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) types = slw_found_plugin_list_types (f->plugin, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (types->len, ==, 2);
  g_assert_true (g_type_is_a (g_array_index (types, GType, 0), SLW_TYPE_STEP));
  g_assert_true (g_type_is_a (g_array_index (types, GType, 1), SLW_TYPE_BUS_CLIENT));
}

/* Each way to open it says the same; a second try does not go further than the first. */
static void
assert_refused (Found *f, const char *kind, const char *message)
{
  const char *const kinds[] = { kind, NULL };
  int rank = 0;

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;

    if (i == 0)
      g_assert_null (slw_found_plugin_get_provider (f->plugin, kind, &rank, &error));
    else if (i == 1)
      g_assert_null (slw_found_plugin_list_types (f->plugin, &error));
    else
      g_assert_false (slw_found_plugin_make_providers (f->plugin, kinds, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
    if (strstr (error->message, message) == NULL)
      g_error ("%s: %s", message, error->message);
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *manifest;
    const char *kind;
    const char *message;
  } cases[] = {
    { "wrong-magic.plugin", "zoo.wrong-magic", "plugin wrong-magic: " },
    { "no-type.plugin", "zoo.no-type",
      "plugin no-type: its type (none) for zoo.no-type is no class that implements SlwStep" },
    { "no-step.plugin", "zoo.no-step",
      "plugin no-step: its type Zoo-no-step for zoo.no-step is no class that implements SlwStep" },
    { "no-next.plugin", "zoo.no-next", "plugin no-next: its type Zoo-no-next has neither next nor run_async" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Found found;

    found_set_up (&found, cases[i].manifest);
    assert_refused (&found, cases[i].kind, cases[i].message);
    found_tear_down (&found, NULL);
  }
}

static char *
get_text (Found *f)
{
  int rank = 0;
  char *text = NULL;

  g_object_get (slw_found_plugin_get_provider (f->plugin, "zoo.good", &rank, NULL), "text", &text, NULL);
  return text;
}

static void
test_platform (Found *f, gconstpointer data)
{
  g_autoptr (SlwPlatform) platform = make_platform ("text", "set");
  g_autofree char *before = get_text (f);
  g_autofree char *with = NULL;
  g_autofree char *after = NULL;

  slw_found_plugin_set_platform (f->plugin, platform);
  with = get_text (f);
  slw_found_plugin_set_platform (f->plugin, NULL);
  after = get_text (f);
  g_assert_null (before);
  g_assert_cmpstr (with, ==, "set");
  g_assert_null (after);
}

/* Where nobody may be asked, asking fails: that shows when it is done. */
static void
test_prompt (Found *f, gconstpointer data)
{
  static const char *const kinds[] = { "zoo.tie", "zoo.good", NULL };
  static const char *const others[] = { "zoo.tie", NULL };
  g_autoptr (SlwPlatform) file = make_platform ("password", "file:/nowhere");
  g_autoptr (SlwPlatform) prompt = make_platform ("password", "prompt");
  g_autoptr (GError) error = NULL;

  slw_prompt_allow (FALSE);
  g_assert_false (slw_found_plugin_has_prompt (f->plugin));
  slw_found_plugin_set_platform (f->plugin, file);
  g_assert_false (slw_found_plugin_has_prompt (f->plugin));
  slw_found_plugin_set_platform (f->plugin, prompt);
  g_assert_true (slw_found_plugin_has_prompt (f->plugin));
  g_assert_true (slw_found_plugin_make_providers (f->plugin, others, &error));
  g_assert_no_error (error);
  g_assert_false (slw_found_plugin_make_providers (f->plugin, kinds, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "[good] password: asking is not allowed"));
  slw_prompt_allow (TRUE);
}

/* One object is the provider and the client; it is attached once, and detached once. */
static void
test_bus (Found *f, gconstpointer data)
{
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *heard = NULL;
  int rank = 0;
  SlwStep *step = slw_found_plugin_get_provider (f->plugin, "zoo.good", &rank, &error);

  slw_found_plugin_detach (f->plugin, bus);
  g_assert_true (slw_found_plugin_attach (f->plugin, bus, &error));
  g_assert_true (slw_found_plugin_attach (f->plugin, bus, &error));
  g_assert_no_error (error);
  slw_bus_publish (bus, "run-started", g_variant_new_parsed ("@a{sv} {}"));
  slw_found_plugin_detach (f->plugin, bus);
  slw_found_plugin_detach (f->plugin, bus);
  slw_bus_publish (bus, "run-finished", g_variant_new_parsed ("@a{sv} {}"));
  g_object_get (step, "heard", &heard, NULL);
  g_assert_cmpstr (heard, ==, "run-started ");
}

/* A change of the platform takes nobody off the bus. */
static void
test_bus_and_platform (Found *f, gconstpointer data)
{
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *heard = NULL;
  int rank = 0;
  g_autoptr (SlwStep) step = g_object_ref (slw_found_plugin_get_provider (f->plugin, "zoo.good", &rank, &error));

  g_assert_true (slw_found_plugin_attach (f->plugin, bus, &error));
  g_assert_no_error (error);
  slw_found_plugin_set_platform (f->plugin, NULL);
  slw_bus_publish (bus, "run-started", g_variant_new_parsed ("@a{sv} {}"));
  slw_found_plugin_detach (f->plugin, bus);
  g_object_get (step, "heard", &heard, NULL);
  g_assert_cmpstr (heard, ==, "run-started ");
}

/* It is not even opened: there is nothing wrong with it for the bus. */
static void
test_no_client (Found *f, gconstpointer data)
{
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (slw_found_plugin_attach (f->plugin, bus, &error));
  g_assert_no_error (error);
  slw_found_plugin_detach (f->plugin, bus);
}

static void
test_bus_refused (Found *f, gconstpointer data)
{
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (slw_found_plugin_attach (f->plugin, bus, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "plugin no-client: its type Zoo-no-client for the bus is no class"));
}

static void
add (const char *path, const char *manifest, void (*test) (Found *, gconstpointer))
{
  g_test_add (path, Found, manifest, found_set_up, test, found_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/found-plugin/provider", "good.plugin", test_provider);
  add ("/found-plugin/types", "good.plugin", test_types);
  g_test_add_func ("/found-plugin/refused", test_refused);
  add ("/found-plugin/platform", "good.plugin", test_platform);
  add ("/found-plugin/prompt", "good.plugin", test_prompt);
  add ("/found-plugin/bus", "good.plugin", test_bus);
  add ("/found-plugin/bus-and-platform", "good.plugin", test_bus_and_platform);
  add ("/found-plugin/no-client", "wrong-magic.plugin", test_no_client);
  add ("/found-plugin/bus-refused", "clients/no-client/no-client.plugin", test_bus_refused);
  return g_test_run ();
}
