/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "core/model/slw-pipeline.h"

static char *
look_up (const char *reference, gpointer user_data)
{
  return g_str_has_prefix (reference, "plan.") ? g_strdup ("${not.again}") : NULL;
}

static void
expand_all (SlwPipelineStep *step)
{
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, step->params);
  while (g_hash_table_iter_next (&iter, NULL, &text)) {
    g_autoptr (GError) error = NULL;
    g_autofree char *expanded = slw_pipeline_expand (text, look_up, NULL, &error);
    fuzz_assert_outcome (expanded, error);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPipeline) pipeline = slw_pipeline_parse ((const char *) data, size, "install.pipeline", &error);

  fuzz_assert_outcome (pipeline, error);
  if (pipeline != NULL) {
    GPtrArray *steps = slw_pipeline_get_steps (pipeline);

    g_assert_cmpuint (steps->len, >, 0);
    for (guint i = 0; i < steps->len; i++)
      expand_all (steps->pdata[i]);
  }
  return 0;
}
