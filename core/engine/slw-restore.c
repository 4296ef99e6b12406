/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-restore.h"

#include "core/api/slw-step-run-private.h"

void
slw_restore_servers (SlwRun *run)
{
  GPtrArray *steps = run->fold != NULL ? slw_fold_get_steps (run->fold) : NULL;

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const SlwFoldStep *step = g_ptr_array_index (steps, i);
    SlwServer *server = slw_platform_find_server (run->platform, step->row->server);

    if (server != NULL && step->has_jobs) {
      g_hash_table_add (run->job_servers, server);
      g_hash_table_add (run->touched, server);
    }
    if (server != NULL && step->mutations > 0)
      g_hash_table_add (run->changed, server);
  }
}

void
slw_restore_publish (SlwRun *run)
{
  GPtrArray *steps = run->fold != NULL ? slw_fold_get_steps (run->fold) : NULL;
  g_autofree char *text = NULL;
  guint count = 0;

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    if (((SlwFoldStep *) g_ptr_array_index (steps, i))->is_done)
      count++;
  if (count == 0)
    return;
  text = g_strdup_printf ("%u step%s done by an earlier process; the run goes on with the others", count,
                          count == 1 ? " was" : "s were");
  slw_run_publish (run, SLW_TOPIC_STEP_NOTE, "server", "s", "", "step", "s", "", "text", "s", text, NULL);
}

gboolean
slw_restore_node (SlwRun *run, SlwNode *node)
{
  const char *server = slw_server_get_name (node->server);
  const SlwFoldStep *known = run->fold != NULL ? slw_fold_find_step (run->fold, server, node->step->name) : NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  if (known == NULL)
    return FALSE;
  slw_step_run_set_earlier (node->run, known->outputs);
  if (!known->is_done)
    return FALSE;
  node->restored = TRUE;
  node->journal_id = known->row->id;
  node->message = g_strdup (known->row->message);
  node->mutations = known->mutations;
  run->mutations += known->mutations;
  g_hash_table_iter_init (&iter, known->outputs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    slw_step_run_set_output (node->run, name, value);
  return TRUE;
}
