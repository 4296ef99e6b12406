/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-run-options.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/engine-kit.h"

static const char pipeline[] = "[pipeline]\n[step only]\nKind=zoo.good\n";

static void
begin (EngineKit *kit, gconstpointer data)
{
  engine_kit_set_up (kit, NULL);
  engine_kit_add_server (kit, "one", "main");
  engine_kit_begin (kit, pipeline);
}

static void
test_round_trip (EngineKit *kit, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (SlwRunOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  g_hash_table_replace (kit->run->sets, g_strdup ("target"), g_strdup ("it's “4.1”\n"));
  kit->run->ceiling = SLW_EFFECT_CACHE;
  kit->run->jobs = 7;
  text = slw_run_options_to_text (kit->run);
  options = slw_run_options_parse (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (options->pipeline, ==, slw_pipeline_get_name (kit->pipeline));
  g_assert_cmpuint (g_strv_length (options->servers), ==, 1);
  g_assert_cmpstr (options->servers[0], ==, "one");
  g_assert_cmpstr (g_hash_table_lookup (options->sets, "target"), ==, "it's “4.1”\n");
  g_assert_cmpint (options->ceiling, ==, SLW_EFFECT_CACHE);
  g_assert_cmpuint (options->jobs, ==, 7);
  g_assert_null (slw_run_options_list_changes (options, kit->run));
}

/* A gate may forbid what it allowed before. */
static void
test_clients (EngineKit *kit, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (SlwRunOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  engine_kit_begin (kit, "[pipeline]\n[step only]\nKind=scripted.do\nParam.1=READ -- true\n");
  text = slw_run_options_to_text (kit->run);
  options = slw_run_options_parse (text, &error);
  g_assert_no_error (error);
  g_assert_true (g_hash_table_contains (options->digests, "plugin scripted"));
  g_assert_true (g_hash_table_contains (options->digests, "plugin good"));
  g_assert_true (g_hash_table_contains (options->digests, "manifest of plugin good"));
  g_assert_false (g_hash_table_contains (options->digests, "plugin endless"));
}

static void
write_file (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_changes (EngineKit *kit, gconstpointer data)
{
  g_autofree char *path = g_build_filename (kit->folder, "platform.ini", NULL);
  g_autofree char *text = NULL;
  g_autofree char *changes = NULL;
  g_autofree char *gone = NULL;
  g_autoptr (SlwRunOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  write_file (path, "one");
  slw_platform_set_file (kit->platform, path);
  text = slw_run_options_to_text (kit->run);
  options = slw_run_options_parse (text, &error);
  g_assert_no_error (error);
  g_assert_null (slw_run_options_list_changes (options, kit->run));
  g_assert_true (slw_run_options_is_unchanged (options, "platform file", path));
  g_assert_false (slw_run_options_is_unchanged (options, "pipeline", path));
  write_file (path, "two");
  g_assert_false (slw_run_options_is_unchanged (options, "platform file", path));
  g_hash_table_remove (options->digests, "plugin good");
  changes = slw_run_options_list_changes (options, kit->run);
  g_assert_cmpstr (changes, ==, "platform file, plugin good");
  g_unlink (path);
  gone = slw_run_options_list_changes (options, kit->run);
  g_assert_nonnull (strstr (gone, "platform file"));
}

static void
test_bad (void)
{
  const char *const texts[] = { NULL,
                                "",
                                "nonsense",
                                "{'servers': <['a']>}",
                                "{'pipeline': <1>}",
                                "{'pipeline': <'x'>, 'servers': <@as []>, 'jobs': <uint32 0>}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (slw_run_options_parse (texts[i], &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/run-options/round-trip", EngineKit, NULL, begin, test_round_trip, engine_kit_tear_down);
  g_test_add ("/run-options/changes", EngineKit, NULL, begin, test_changes, engine_kit_tear_down);
  g_test_add ("/run-options/clients", EngineKit, NULL, begin, test_clients, engine_kit_tear_down);
  g_test_add_func ("/run-options/bad", test_bad);
  return g_test_run ();
}
