/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-pipeline.h"

static void
test_order (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPipeline) pipeline = slw_pipeline_load (SLW_TEST_PIPELINE, &error);
  GPtrArray *steps;
  const char *const readers[]
      = { "describe", "prepare", "probe", "repository-check", "plan", "full-backup", "backup", NULL };

  g_assert_no_error (error);
  steps = slw_pipeline_get_steps (pipeline);
  g_assert_cmpuint (steps->len, >, G_N_ELEMENTS (readers));
  /* what changes a server comes after all that only reads, on every server */
  for (guint i = 0; readers[i] != NULL; i++)
    g_assert_cmpstr (((SlwPipelineStep *) g_ptr_array_index (steps, i))->name, ==, readers[i]);
  g_assert_cmpstr (((SlwPipelineStep *) g_ptr_array_index (steps, 7))->kind, ==, "repository.add");
  g_assert_cmpstr (((SlwPipelineStep *) g_ptr_array_index (steps, 7))->after[0], ==, "*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/install-pipeline/order", test_order);
  return g_test_run ();
}
