/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * platform.prepare: chooses the version that the repository will offer. No service and no package is touched by it, so a run
 * that only downloads may do it, too. When the core refuses, its answer does not say why; its log does.
 */
#include "bm-api/slw-json.h"
#include "slw-check-status.h"
#include "slw-target.h"
#include "slw-version.h"
#include "slw-work.h"

#define CHOICE_TIMEOUT 300 /* the core checks the platform and writes to all servers while the call waits */

typedef struct {
  char *target;
  char *installed; /* technical version that runs */
  SlwTarget *known;
  char *refusal;
} Prepare;

static void
prepare_free (gpointer data)
{
  Prepare *prepare = data;

  g_free (prepare->target);
  g_free (prepare->installed);
  g_clear_pointer (&prepare->known, slw_target_free);
  g_free (prepare->refusal);
  g_free (prepare);
}

static SlwAction *
make_script (SlwTalk *talk, SlwEffect effect, const char *label, const char *script, const char *const *arguments)
{
  SlwAction *action = slw_action_new_script (effect, label, script, arguments);

  slw_action_set_server (action, talk->main);
  return action;
}

static gboolean
finish (SlwTalk *talk, gboolean changed, const char *words)
{
  Prepare *prepare = talk->work;

  slw_step_run_set_output (talk->run, "target", prepare->target);
  slw_step_run_set_output (talk->run, "changed", changed ? "yes" : "no");
  return slw_talk_done (talk, "%s %s", words, prepare->target);
}

static gboolean
finish_without_choice (SlwTalk *talk)
{
  Prepare *prepare = talk->work;

  slw_step_run_add_note (
      talk->run, "before 4.1 BlueMind has no choice of the version: the repository offers what it offers%s",
      g_str_equal (prepare->target, "latest") ? "" : ", and the target that was asked for is ignored");
  return finish (talk, FALSE, "there is no choice yet; asked for:");
}

static gboolean
on_written (SlwTalk *talk, GError **error)
{
  return finish (talk, TRUE, "the repository offers");
}

static gboolean
write_down (SlwTalk *talk)
{
  Prepare *prepare = talk->work;
  const char *arguments[] = { prepare->target, prepare->installed, NULL };

  return slw_talk_act (
      talk, make_script (talk, SLW_EFFECT_CACHE, "write the target down", slw_target_write_script (), arguments),
      on_written);
}

static gboolean
refuse (SlwTalk *talk, const char *reasons, GError **error)
{
  Prepare *prepare = talk->work;

  g_set_error (
      error, SLW_ERROR, SLW_ERROR_REFUSED,
      "the platform refuses the target version %s: %s; %s. A mere warning is enough to refuse. Mend it and run "
      "again; the version that was chosen before is still the one",
      prepare->target, prepare->refusal,
      reasons != NULL ? reasons : "its log (/var/log/bm/core.log) names no check that failed");
  return FALSE;
}

static gboolean
on_reasons (SlwTalk *talk, GError **error)
{
  g_autofree char *reasons = slw_check_status_explain (slw_result_get_output (talk->result));

  return refuse (talk, reasons, error);
}

static gboolean
ask_reasons (SlwTalk *talk)
{
  Prepare *prepare = talk->work;
  const char *arguments[] = { prepare->known->now, NULL };

  return slw_talk_act (talk,
                       make_script (talk, SLW_EFFECT_READ, "look in the core's log why it refuses",
                                    slw_check_status_script (), arguments),
                       on_reasons);
}

/* The names of the hot upgrades that stand in the way. */
static gboolean
on_hot_upgrades (SlwTalk *talk, GError **error)
{
  JsonArray *list = talk->answer->good ? slw_answer_get_array (talk->answer, NULL) : NULL;
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *safe = NULL;

  for (guint i = 0; list != NULL && i < MIN (json_array_get_length (list), 10); i++) {
    const char *name = slw_json_get_string (slw_json_element_object (list, i), "operation");
    g_string_append_printf (names, "%s%.80s",
                            names->len > 0 ? ", " : "hot upgrades that failed for good: ", name != NULL ? name : "?");
  }
  safe = slw_text_escape (names->str, -1);
  return refuse (talk, *safe != '\0' ? safe : NULL, error);
}

static gboolean
ask_hot_upgrades (SlwTalk *talk)
{
  SlwRequest *request = slw_talk_send (talk, SLW_EFFECT_READ, "POST", slw_talk_path ("hot_upgrade", "list", NULL),
                                       "list the hot upgrades that failed", on_hot_upgrades);

  request->body = json_from_string ("{\"onlyMandatory\":true,\"statuses\":[\"FAILURE\"]}", NULL);
  request->flags = SLW_REQUEST_TOLERANT;
  return TRUE;
}

static gboolean
on_chosen (SlwTalk *talk, GError **error)
{
  Prepare *prepare = talk->work;

  if (talk->answer->good)
    return write_down (talk);
  if (talk->answer->unknown_route)
    return finish_without_choice (talk);
  if (talk->answer->down || talk->answer->status == 401 || talk->answer->status == 403) {
    slw_answer_set_error (talk->answer, "choose the target version", error);
    g_prefix_error (error, "API of %s: ", slw_server_get_name (talk->main));
    return FALSE;
  }
  prepare->refusal = g_strdup (talk->answer->message);
  if (strstr (prepare->refusal, "otupgrade") != NULL)
    return ask_hot_upgrades (talk);
  return ask_reasons (talk);
}

static gboolean
choose (SlwTalk *talk)
{
  Prepare *prepare = talk->work;
  g_autofree char *path = slw_talk_path ("system", "installation", "subscription", "_version", NULL);
  g_autofree char *label = g_strdup_printf ("choose the target version %s", prepare->target);
  SlwRequest *request = slw_talk_send (talk, SLW_EFFECT_CACHE, "POST",
                                       g_strdup_printf ("%s?version=%s", path, prepare->target), label, on_chosen);

  request->flags = SLW_REQUEST_TOLERANT;
  request->timeout = CHOICE_TIMEOUT;
  return TRUE;
}

static gboolean
on_version (SlwTalk *talk, GError **error)
{
  Prepare *prepare = talk->work;
  JsonObject *version = slw_answer_get_object (talk->answer, error);
  const char *software = slw_json_get_string (version, "softwareVersion");
  guint64 parts[3];

  if (version == NULL || !slw_version_read (software, parts)) {
    if (version != NULL)
      g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the answer names no version");
    g_prefix_error (error, "version of the platform: ");
    return FALSE;
  }
  prepare->installed = slw_text_escape (software, -1);
  if (slw_version_compare (prepare->installed, SLW_VERSION_WITH_CHOICE) < 0)
    return finish_without_choice (talk);
  if (slw_target_is_chosen (prepare->known, prepare->target, prepare->installed))
    return finish (talk, FALSE, "chosen before:");
  return choose (talk);
}

static gboolean
on_known (SlwTalk *talk, GError **error)
{
  Prepare *prepare = talk->work;

  prepare->known = slw_target_parse (slw_result_get_output (talk->result));
  if (prepare->known == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s does not say which target version was chosen last",
                 slw_server_get_name (talk->main));
    return FALSE;
  }
  if (slw_target_is_chosen (prepare->known, prepare->target, NULL))
    return finish (talk, FALSE, "chosen before:");
  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "version", NULL),
                 "ask for the version of the platform", on_version);
  return TRUE;
}

static gboolean
check_target (const char *target, GError **error)
{
  if (!slw_version_is_target (target))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "target version “%s”: it is latest, current (the installed one stays), or a public version such as "
                 "4.1.5",
                 target);
  else if (slw_version_is_technical (target))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "target version “%s” is a technical version, as packages have it; give the public one, such as 4.1.5",
                 target);
  else
    return TRUE;
  return FALSE;
}

gboolean
slw_prepare_start (SlwTalk *talk, GError **error)
{
  Prepare *prepare = g_new0 (Prepare, 1);
  const char *target = slw_step_run_get_param (talk->run, "target");

  talk->work = prepare;
  talk->free_work = prepare_free;
  prepare->target = g_strdup (target != NULL && *target != '\0' ? target : "latest");
  if (!check_target (prepare->target, error))
    return FALSE;
  return slw_talk_act (
      talk,
      make_script (talk, SLW_EFFECT_READ, "look which target version was chosen last", slw_target_read_script (), NULL),
      on_known);
}
