/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "unbundle.h"

#include <string.h>

#include "trouble.h"

/* Parameters: `lists` (a file of the controller; empty: there is no bundle), `system` (what it has to be for), `state` (gone: the
 * repositories of the bundle are removed again).
 * Output: `bundle`, the folder on the server, or empty. */

#define FOLDER "/var/lib/slipway/bundle"
#define ARCHIVE FOLDER ".tar.gz"
#define UNPACKED 12          /* times the size of the archive, at most: lists are text */
#define UNSIGNED " unsigned" /* behind the name of a repository */
#define SPARE (64 * 1024 * 1024)

enum { STAGE_BEGIN, STAGE_LOOK, STAGE_ROOM, STAGE_PUT, STAGE_UNPACK, STAGE_GONE };

typedef struct {
  guint64 size;
} Unbundle;

static SlwDirective *
act (SlwStepRun *run, guint stage, SlwAction *action)
{
  slw_step_run_set_stage (run, stage);
  return slw_directive_act (action);
}

static SlwDirective *
remove_folder (SlwStepRun *run)
{
  static const char *const argv[] = { "rm", "-rf", "--", FOLDER, NULL };

  return act (run, STAGE_GONE, slw_action_new_exec (SLW_EFFECT_CACHE, "remove the bundle's repositories", argv));
}

static SlwDirective *
look (SlwStepRun *run)
{
  const char *const argv[] = { "stat", "-L", "-c", "%s", "--", slw_step_run_get_param (run, "lists"), NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "look into the bundle", argv);

  slw_action_set_on_controller (action);
  slw_action_expect (action, 1);
  return act (run, STAGE_LOOK, action);
}

static SlwDirective *
begin (const Packages *provider, SlwStepRun *run, GError **error)
{
  if (provider->family->unbundle_script == NULL) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID,
                         "servers of this family can't be updated from a bundle yet");
    return NULL;
  }
  if (slw_step_run_get_ceiling (run) < SLW_EFFECT_CACHE) {
    g_set_error_literal (
        error, SLW_ERROR, SLW_ERROR_REFUSED,
        "a plan puts nothing on a server, so it can't look into a bundle: `slipway run update --bundle FOLDER "
        "--download-only` does, and says what would come");
    return NULL;
  }
  slw_step_run_set_data (run, g_new0 (Unbundle, 1), g_free);
  return look (run);
}

static SlwDirective *
end_look (SlwStepRun *run, Unbundle *self, const SlwResult *last, GError **error)
{
  static const char *const words[] = { FOLDER, NULL };
  static const char script[] = "set -e\numask 022\nmkdir -p -- \"${1%/*}\"\nrm -rf -- \"$1\" \"$1.tar.gz\"\n"
                               "df -Pk -- \"${1%/*}\" | awk 'END { printf \"%.0f\\n\", $4 * 1024 }'\n";
  const char *text = slw_result_get_output (last);
  g_autofree char *number = g_strchomp (g_strdup (text));

  if (slw_result_get_status (last) != 0
      || !g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT32, &self->size, NULL)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "the bundle has nothing for %s (%s is not there); make it on a platform that has such a server",
                 slw_step_run_get_param (run, "system"), slw_step_run_get_param (run, "lists"));
    return NULL;
  }
  return act (run, STAGE_ROOM,
              slw_action_new_script (SLW_EFFECT_CACHE, "make room for the bundle's repositories", script, words));
}

static SlwDirective *
put (SlwStepRun *run, const Unbundle *self, const SlwResult *last, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (slw_step_run_get_param (run, "lists"));
  guint64 wanted = self->size * UNPACKED + SPARE;
  guint64 space = g_ascii_strtoull (slw_result_get_output (last), NULL, 10);
  SlwAction *action;

  if (space < wanted) {
    g_autofree char *need = g_format_size (wanted);
    g_autofree char *have = g_format_size (space);

    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "the lists of the bundle want %s in /var/lib/slipway, and %s are left: make room there", need, have);
    return NULL;
  }
  action = slw_action_new_put_file (SLW_EFFECT_CACHE, "bring the lists of the bundle", ARCHIVE, source, 0600);
  slw_action_set_timeout (action, 0);
  return act (run, STAGE_PUT, action);
}

static SlwDirective *
unpack (const Packages *provider, SlwStepRun *run)
{
  static const char *const words[] = { ARCHIVE, FOLDER, NULL };
  SlwAction *action = slw_action_new_script (SLW_EFFECT_CACHE, "check the lists of the bundle",
                                             provider->family->unbundle_script, words);

  slw_action_set_timeout (action, 900);
  return act (run, STAGE_UNPACK, action);
}

/* The repositories that can't be used, with what the package manager says of them. */
static char *
explain (const Packages *provider, const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_source_free);
  g_autoptr (GPtrArray) troubles = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    char *tab = g_str_has_prefix (lines[i], "F ") ? strchr (lines[i], '\t') : NULL;

    if (tab != NULL) {
      *tab = '\0';
      g_ptr_array_add (sources, trouble_source_new (lines[i] + 2, tab + 1));
    } else if (g_str_has_prefix (lines[i], "U ")) {
      g_string_append_printf (text, "%s\n", lines[i] + 2);
    }
  }
  troubles = provider->family->parse_refresh (text->str, sources);
  for (guint i = 0; i < troubles->len; i++) {
    const Trouble *trouble = g_ptr_array_index (troubles, i);
    g_autofree char *name = slw_text_escape (trouble->file != NULL ? trouble->file : "a repository", -1);

    g_string_append_printf (out, "%s%s: %s (%s)", out->len > 0 ? "; " : "", name, trouble_get_title (trouble->kind),
                            trouble->detail);
  }
  if (out->len == 0 && sources->len > 0)
    g_string_append (out, "a repository of it can't be used");
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* Which repositories are used, and what has to be known of them. */
static guint
tell_repositories (SlwStepRun *run, const char *output, gboolean *all_signed)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  guint used = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *name = strlen (lines[i]) > 2 ? slw_text_escape (lines[i] + 2, -1) : NULL;

    if (name != NULL && g_str_has_prefix (lines[i], "O ")) {
      slw_step_run_add_note (run, "%s is in the bundle, and is no repository of this server: it is not used", name);
    } else if (name != NULL && g_str_has_prefix (lines[i], "R ")) {
      char *end = g_str_has_suffix (name, UNSIGNED) ? name + strlen (name) - strlen (UNSIGNED) : NULL;

      used++;
      if (end == NULL)
        continue;
      *end = '\0';
      *all_signed = FALSE;
      slw_step_run_add_note (run,
                             "the lists of %s are not signed (repo_gpgcheck is off): its packages are, but who had the "
                             "bundle in his hands could hold newer ones back",
                             name);
    }
  }
  return used;
}

static SlwDirective *
end_unpack (const Packages *provider, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const char *output = slw_result_get_output (last);
  g_autofree char *why = explain (provider, output);
  gboolean all_signed = TRUE;

  if (why == NULL && !g_str_has_suffix (output, "X end 0\n"))
    why = g_strdup ("the answer about it is cut off");
  if (why != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "the bundle is not used: %s: make a new bundle, or look at the clock and the keys of this server",
                 why);
    return NULL;
  }
  if (tell_repositories (run, output, &all_signed) == 0) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_REFUSED,
                         "the bundle is not used: none of its repositories is one that this server has and uses");
    return NULL;
  }
  slw_step_run_set_output (run, "bundle", FOLDER);
  return slw_directive_done (all_signed ? "the lists of the bundle are signed by keys that this server trusts"
                                        : "lists that this server wants signed are; packages have to be, all of them");
}

SlwDirective *
unbundle_next (const Packages *provider, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const char *lists = slw_step_run_get_param (run, "lists");

  if (lists == NULL || *lists == '\0') {
    slw_step_run_set_output (run, "bundle", "");
    return slw_directive_done ("no bundle");
  }
  switch (slw_step_run_get_stage (run)) {
  case STAGE_BEGIN:
    if (g_strcmp0 (slw_step_run_get_param (run, "state"), "gone") == 0)
      return remove_folder (run);
    return begin (provider, run, error);
  case STAGE_LOOK:
    return end_look (run, slw_step_run_get_data (run), last, error);
  case STAGE_ROOM:
    return put (run, slw_step_run_get_data (run), last, error);
  case STAGE_PUT:
    return unpack (provider, run);
  case STAGE_UNPACK:
    return end_unpack (provider, run, last, error);
  default:
    return slw_directive_done ("the bundle's repositories are gone");
  }
}
