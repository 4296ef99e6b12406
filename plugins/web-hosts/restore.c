/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "restore.h"

#include <string.h>

#include "hosts.h"

enum { STAGE_BEGIN, STAGE_READ, STAGE_RESTORE };

static const char restore_script[] =
#include "restore.sh.inc"
    ;

/* With nothing to enable it only forgets the list. */
static SlwDirective *
restore (SlwStepRun *run, const Hosts *hosts, GPtrArray *missing)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  SlwAction *action;

  g_ptr_array_add (arguments, (char *) HOSTS_PATH);
  for (guint i = 0; i < missing->len; i++) {
    g_ptr_array_add (arguments, g_ptr_array_index (missing, i));
    g_ptr_array_add (arguments, g_hash_table_lookup (hosts->remembered, g_ptr_array_index (missing, i)));
  }
  g_ptr_array_add (arguments, NULL);
  action = slw_action_new_script (missing->len > 0 ? SLW_EFFECT_MUTATE : SLW_EFFECT_CACHE,
                                  missing->len > 0 ? "enable web hosts" : "forget the list of web hosts",
                                  restore_script, (const char *const *) arguments->pdata);
  slw_action_assume (action, 0, "X end 0\n");
  slw_step_run_set_stage (run, STAGE_RESTORE);
  return slw_directive_act (action);
}

static SlwDirective *
decide (SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Hosts) hosts = hosts_parse (slw_result_get_output (last), error);
  g_autoptr (GPtrArray) missing = hosts != NULL ? hosts_list_missing (hosts) : NULL;

  if (hosts == NULL)
    return NULL;
  if (g_hash_table_size (hosts->remembered) == 0)
    return slw_directive_done ("no web host but the product's own");
  return restore (run, hosts, missing);
}

static void
tell_refused (SlwStepRun *run, const char *text)
{
  g_autofree char *name = g_strndup (text, strcspn (text, " "));
  g_autofree char *said = slw_text_escape (text[strlen (name)] != '\0' ? text + strlen (name) + 1 : "", -1);
  g_autofree char *safe = slw_text_escape (name, -1);
  g_autofree char *title
      = g_strdup_printf ("the web host %s stays disabled, because nginx does not take it: %s", safe, said);
  g_autofree char *remedy = g_strdup_printf (
      "correct it, then: ln -s ../sites-available/%s /etc/nginx/sites-enabled/ && nginx -t && nginx -s reload", safe);

  slw_step_run_add_finding (run, SLW_SEVERITY_HIGH, "web.refused", title, remedy);
}

static void
tell_gone (SlwStepRun *run, const char *name)
{
  g_autofree char *safe = slw_text_escape (name, -1);
  g_autofree char *title
      = g_strdup_printf ("the web host %s was enabled before, and its file is not there any more", safe);

  slw_step_run_add_finding (run, SLW_SEVERITY_HIGH, "web.gone", title,
                            "bring the file back from the backup of the configuration, then enable it");
}

static SlwDirective *
report (SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (slw_result_get_output (last), "\n", -1);
  g_autoptr (GString) done = g_string_new (NULL);
  g_autofree char *summary = NULL;

  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "N "))
      tell_refused (run, lines[i] + 2);
    else if (g_str_has_prefix (lines[i], "G "))
      tell_gone (run, lines[i] + 2);
    else if (g_str_has_prefix (lines[i], "D "))
      g_string_append_printf (done, "%s%s", done->len > 0 ? ", " : "", lines[i] + 2);
    else if (strcmp (lines[i], "X end 0") == 0) {
      g_autofree char *safe = slw_text_escape (done->str, -1);

      summary = g_strdup_printf ("enabled again: %s", safe);
      return slw_directive_done (done->len > 0 ? summary : "none had to be enabled");
    }
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the answer about enabled web hosts is cut off");
  return NULL;
}

SlwDirective *
restore_next (SlwStepRun *run, const SlwResult *last, GError **error)
{
  switch (slw_step_run_get_stage (run)) {
  case STAGE_BEGIN:
    slw_step_run_set_stage (run, STAGE_READ);
    return slw_directive_act (hosts_new_action ());
  case STAGE_READ:
    return decide (run, last, error);
  default:
    return report (run, last, error);
  }
}
