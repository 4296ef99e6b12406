/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bundle.h"

#include <string.h>

#include "spool.h"

/* Parameters: `lists` (a file of the controller), `system` (what it is for, in a word), `first` (whether this server is the one whose
 * lists are taken), `files` (output of packages.download).
 * Writes the signed lists of this server's repositories and a manifest of its packages into a bundle. No outputs. */

#define LISTS_MOST (512 * 1024 * 1024)

enum { STAGE_BEGIN, STAGE_LISTS, STAGE_MANIFEST };

/* What is in a bundle, for people and for `sha256sum --check`; nobody believes it. */
static const char manifest_script[] = "set -eu\n"
                                      "umask 077\n"
                                      "lists=$1 system=$2 server=$3\n"
                                      "cd \"${lists%/*}/..\"\n"
                                      "{\n"
                                      "  echo '# A bundle of packages; sha256sum --check reads it.'\n"
                                      "  echo \"# created $(date -u +%Y-%m-%dT%H:%M:%SZ)\"\n"
                                      "  echo \"# system $system\"\n"
                                      "  cat\n"
                                      "  [ \"$4\" = no ] || sha256sum \"lists/${lists##*/}\"\n"
                                      "} > \"manifest.$server.part\"\n"
                                      "mv -f \"manifest.$server.part\" \"manifest.$server\"\n";

static gboolean
is_first (SlwStepRun *run)
{
  return g_strcmp0 (slw_step_run_get_param (run, "first"), "no") != 0;
}

static SlwDirective *
read_lists (const Packages *provider, SlwStepRun *run)
{
  g_autoptr (GFile) destination = g_file_new_for_path (slw_step_run_get_param (run, "lists"));
  SlwAction *action = slw_action_new_script (SLW_EFFECT_CACHE, "read the signed lists of the repositories",
                                             provider->family->bundle_script, NULL);

  slw_action_set_output_file (action, destination, LISTS_MOST);
  slw_action_set_timeout (action, 900);
  slw_step_run_set_stage (run, STAGE_LISTS);
  return slw_directive_act (action);
}

/* NAME_VERSION_ARCHITECTURE.deb, NAME-VERSION-RELEASE.ARCHITECTURE.rpm: the name of the file says it all. */
static SlwDirective *
write_manifest (SlwStepRun *run)
{
  g_autofree char *server = g_uri_escape_string (slw_server_get_name (slw_step_run_get_server (run)), NULL, FALSE);
  const char *const words[] = { slw_step_run_get_param (run, "lists"), slw_step_run_get_param (run, "system"), server,
                                is_first (run) ? "yes" : "no", NULL };
  g_auto (GStrv) list = slw_step_run_dup_param_list (run, "files");
  g_autoptr (GPtrArray) files = spool_read_files ((const char *const *) list);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) content = NULL;
  SlwAction *action;

  for (guint i = 0; i < files->len; i++) {
    const SpoolFile *file = g_ptr_array_index (files, i);

    g_string_append_printf (text, "# package %s\n%s  packages/%s\n", strrchr (file->path, '/') + 1, file->digest,
                            file->digest);
  }
  content = g_bytes_new (text->str, text->len);
  action = slw_action_new_script (SLW_EFFECT_CACHE, "write the manifest of the bundle", manifest_script, words);
  slw_action_set_stdin (action, content);
  slw_action_set_on_controller (action);
  slw_step_run_set_stage (run, STAGE_MANIFEST);
  return slw_directive_act (action);
}

SlwDirective *
bundle_next (const Packages *provider, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const char *lists = slw_step_run_get_param (run, "lists");

  if (provider->family->bundle_script == NULL || lists == NULL || *lists == '\0'
      || slw_step_run_get_param (run, "system") == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 lists == NULL || *lists == '\0' ? "Param.lists is missing: the folder of the bundle makes it"
                                                 : "servers of this family can't be part of a bundle yet");
    return NULL;
  }
  switch (slw_step_run_get_stage (run)) {
  case STAGE_BEGIN:
    return is_first (run) ? read_lists (provider, run) : write_manifest (run);
  case STAGE_LISTS:
    return write_manifest (run);
  default:
    return slw_directive_done (is_first (run)
                                   ? "lists and manifest are in the bundle"
                                   : "the manifest is in the bundle; the lists are those of a server of its kind");
  }
}

const char *
bundle_get_folder (SlwStepRun *run)
{
  const char *folder = slw_step_run_get_param (run, "bundle");

  return folder != NULL && *folder != '\0' ? folder : NULL;
}

SlwDirective *
bundle_use (const Packages *provider, SlwStepRun *run, SlwAction *action)
{
  const char *folder = bundle_get_folder (run);

  if (folder != NULL && provider->family->bundle_variable != NULL) {
    g_autofree char *value = g_strconcat (folder, provider->family->bundle_suffix, NULL);

    slw_action_set_env (action, provider->family->bundle_variable, value);
  }
  return slw_directive_act (action);
}
