/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "remember.h"

#include <string.h>

#include "hosts.h"

enum { STAGE_BEGIN, STAGE_READ, STAGE_WRITE };

static const char write_script[] = "set -eu\n"
                                   "umask 022\n"
                                   "mkdir -p -- \"${1%/*}\"\n"
                                   "cat > \"$1.new\"\n"
                                   "mv -f -- \"$1.new\" \"$1\"\n";

static SlwDirective *
write_list (SlwStepRun *run, char *text)
{
  static const char *const arguments[] = { HOSTS_PATH, NULL };
  SlwAction *action = slw_action_new_script (SLW_EFFECT_CACHE, "write down the web hosts", write_script, arguments);
  g_autoptr (GBytes) content = g_bytes_new_take (text, strlen (text));

  slw_action_set_stdin (action, content);
  slw_step_run_set_stage (run, STAGE_WRITE);
  return slw_directive_act (action);
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
  return write_list (run, g_steal_pointer (&text));
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
  default:
    return slw_directive_done ("written down");
  }
}
