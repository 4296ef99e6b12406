/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "remember.h"

#include <string.h>

#include "hosts.h"

enum { STAGE_BEGIN, STAGE_READ, STAGE_FOLDER, STAGE_WRITE };

static SlwDirective *
make_folder (SlwStepRun *run, char *list)
{
  static const char *const argv[] = { "mkdir", "-p", "--", HOSTS_FOLDER, NULL };

  slw_step_run_set_data (run, list, g_free);
  slw_step_run_set_stage (run, STAGE_FOLDER);
  return slw_directive_act (slw_action_new_exec (SLW_EFFECT_CACHE, "make the folder of the list", argv));
}

static SlwDirective *
write_list (SlwStepRun *run)
{
  const char *list = slw_step_run_get_data (run);
  g_autoptr (GBytes) content = g_bytes_new (list, strlen (list));

  slw_step_run_set_stage (run, STAGE_WRITE);
  return slw_directive_act (
      slw_action_new_put (SLW_EFFECT_CACHE, "write down the web hosts", HOSTS_PATH, content, 0644));
}

static SlwDirective *
decide (SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Hosts) hosts = hosts_parse (slw_result_get_output (last), error);
  g_autofree char *text = hosts != NULL ? hosts_format_union (hosts) : NULL;

  if (hosts == NULL)
    return NULL;
  if (g_hash_table_size (hosts->remembered) > 0)
    slw_step_run_add_note (run, "an earlier update was not finished: what it found enabled counts, too");
  if (text == NULL)
    return slw_directive_done (g_hash_table_size (hosts->remembered) > 0 ? "written down already"
                                                                         : "no web host but the product's own");
  return make_folder (run, g_steal_pointer (&text));
}

SlwDirective *
remember_next (SlwStepRun *run, const SlwResult *last, GError **error)
{
  switch (slw_step_run_get_stage (run)) {
  case STAGE_BEGIN:
    slw_step_run_set_stage (run, STAGE_READ);
    return slw_directive_act (hosts_new_action ());
  case STAGE_READ:
    return decide (run, last, error);
  case STAGE_FOLDER:
    return write_list (run);
  default:
    return slw_directive_done ("written down");
  }
}
