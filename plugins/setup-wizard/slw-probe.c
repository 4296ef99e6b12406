/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* setup.probe: set up or not, and is /setup protected? setup.password: the wizard's password, set or recovered. */
#include "slw-probe.h"

#include "slw-door.h"
#include "slw-install.h"
#include "slw-passwords.h"

#define TOKEN_FILE "/etc/bm/bm-core.tok"

static const char *const door_names[] = { "unknown", "locked", "open", "none" };

/* Whether the probe is for the pipeline that sets a platform up: what would stop it later is to stop it now. */
static gboolean
is_for_install (SlwTalk *talk)
{
  return g_strcmp0 (slw_step_run_get_param (talk->run, "purpose"), "install") == 0;
}

/* Before an update, which does not need the wizard: what is wrong with it is said, and the step setup.password mends it. */
static gboolean
is_for_update (SlwTalk *talk)
{
  return g_strcmp0 (slw_step_run_get_param (talk->run, "purpose"), "update") == 0;
}

static void
warn (SlwTalk *talk, const char *id, const char *title, const char *remedy)
{
  slw_step_run_add_finding (talk->run, SLW_SEVERITY_HIGH, id, title, remedy);
}

static void
inhibit (SlwTalk *talk, const char *id, const char *title, const char *remedy)
{
  slw_step_run_add_finding (talk->run, SLW_SEVERITY_INHIBITOR, id, title, remedy);
}

static void
judge_door (SlwTalk *talk)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  gboolean has_password = setup->settings->wizard_password != NULL;

  if (setup->door == SLW_SETUP_DOOR_OPEN && is_for_install (talk))
    warn (talk, "setup.open", "the set-up wizard of the platform lets everybody in; the set-up will lock it", NULL);
  else if (setup->door == SLW_SETUP_DOOR_OPEN && is_for_update (talk) && has_password)
    warn (talk, "setup.open", "the set-up wizard of the platform lets everybody in: it has no password file",
          "The update locks it with the setting wizard-password.");
  else if (setup->door == SLW_SETUP_DOOR_OPEN)
    inhibit (talk, "setup.open", "the set-up wizard of the platform lets everybody in: it has no password file",
             "Set wizard-password and run the step setup.password.");
  else if (setup->door == SLW_SETUP_DOOR_LOCKED && has_password && !setup->key_fits && is_for_update (talk))
    warn (talk, "setup.wizard-password",
          "the set-up wizard does not take the password in setting wizard-password: it was changed, or is lost",
          "The update sets it to the one in the settings; put another one there if that is not wanted.");
}

static gboolean
on_door (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  slw_step_run_set_output (talk->run, "setup-page", door_names[setup->door]);
  judge_door (talk);
  return slw_talk_done (talk, "set up, state %s, its wizard is %s", setup->state, door_names[setup->door]);
}

static gboolean
on_password (SlwTalk *talk, GError **error)
{
  g_autofree char *kind = slw_answer_dup_string (talk->answer, error);

  if (kind == NULL) {
    g_prefix_error (error, "try a password: ");
    return FALSE;
  }
  if (!g_str_has_prefix (kind, "PASSWORD") && is_for_update (talk))
    warn (talk, "setup.admin-password", "the password in setting admin-password is not the one of " SLW_TALK_ADMIN,
          "The update itself uses the platform's own token; give the right one all the same.");
  else if (!g_str_has_prefix (kind, "PASSWORD"))
    inhibit (talk, "setup.admin-password",
             "the platform is set up, and the password in setting admin-password is not the one of " SLW_TALK_ADMIN,
             "Give the right one, or set it in the administration console.");
  return slw_door_look (talk, on_door);
}

static gboolean
on_marker (SlwTalk *talk, GError **error)
{
  return slw_setup_of_talk (talk)->may_set ? slw_door_look (talk, on_door)
                                           : slw_passwords_try_admin (talk, on_password);
}

static gboolean
on_installed (SlwTalk *talk)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  g_autofree char *title = NULL;

  if (is_for_update (talk) && setup->settings->talk.admin_password != NULL
      && g_str_equal (setup->state, SLW_SETUP_RUNNING))
    return slw_passwords_try_admin (talk, on_password);
  if (!is_for_install (talk))
    return slw_door_look (talk, on_door);
  if (g_str_equal (setup->state, SLW_SETUP_RUNNING))
    return slw_setup_look_for_marker (talk, on_marker);
  title = g_strdup_printf ("the platform is in state %s", setup->state);
  if (!g_str_equal (setup->state, "CORE_STATE_STARTING"))
    inhibit (talk, "setup.state", title, "Bring it back to work first: finish its update, or leave maintenance.");
  return slw_talk_done (talk, "%s", title);
}

static gboolean
on_state (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  gboolean installed = !g_str_equal (setup->state, SLW_SETUP_NOT_INSTALLED);

  slw_step_run_set_output (talk->run, "state", setup->state);
  slw_step_run_set_output (talk->run, "installed", installed ? "yes" : "no");
  return installed ? on_installed (talk) : slw_talk_done (talk, "not set up yet");
}

/* An installation or an update that broke off leaves a certificate and no core behind; the next one must get past here. What a core
 * that is down means to an update, platform.check says. */
static gboolean
on_first_state (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  if (talk->answer->down && (is_for_install (talk) || is_for_update (talk))) {
    slw_step_run_set_output (talk->run, "installed", "unknown");
    return slw_talk_done (talk, "its packages are there, and the core does not answer");
  }
  if (talk->answer->down)
    return slw_setup_ask_state (talk, on_state, SLW_SETUP_NOT_INSTALLED);
  if (!talk->answer->good) {
    slw_answer_set_error (talk->answer, "ask for the state of the platform", error);
    return FALSE;
  }
  g_free (setup->state);
  setup->state = slw_answer_dup_string (talk->answer, error);
  return setup->state != NULL && on_state (talk, error);
}

static gboolean
on_connected (SlwTalk *talk, GError **error)
{
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "state", NULL),
                       "ask for the state of the platform", on_first_state);

  request->flags = SLW_REQUEST_ANONYMOUS | SLW_REQUEST_TOLERANT | SLW_REQUEST_IMPATIENT;
  request->assumed = g_strdup ("\"" SLW_SETUP_NOT_INSTALLED "\"");
  return TRUE;
}

gboolean
slw_probe_start (SlwTalk *talk, GError **error)
{
  if (is_for_install (talk) && !slw_install_check_settings (talk, error))
    return FALSE;
  slw_step_run_set_output (talk->run, "domain", slw_setup_of_talk (talk)->settings->domain);
  talk->may_lack = TRUE;
  return slw_talk_connect (talk, on_connected);
}

static gboolean
on_locked (SlwTalk *talk, GError **error)
{
  return slw_talk_done (talk, "the wizard's password is set");
}

/* An update does not need to know the password; it must not leave the wizard open. */
static gboolean
decide_without (SlwTalk *talk, GError **error)
{
  if (slw_setup_of_talk (talk)->door != SLW_SETUP_DOOR_OPEN)
    return slw_talk_done (talk, "the wizard is locked, with a password that the settings do not say");
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY,
               "the set-up wizard of %s lets everybody in; give [setup-wizard] wizard-password and run again",
               slw_server_get_name (talk->main));
  return FALSE;
}

static gboolean
decide (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  const char *way = slw_step_run_get_param (talk->run, "way");

  if (setup->key_fits)
    return slw_talk_done (talk, "the wizard's password is the right one");
  if (setup->door == SLW_SETUP_DOOR_NONE && setup->file_there)
    return slw_talk_done (talk, "there is no wizard that a password would open");
  if (setup->settings->wizard_password == NULL)
    return decide_without (talk, error);
  if (way != NULL)
    return slw_door_lock (talk, way, on_locked, error);
  return slw_door_lock (talk, is_for_update (talk) ? "any" : "file", on_locked, error);
}

static gboolean
on_token (SlwTalk *talk, GError **error)
{
  if (slw_result_get_status (talk->result) != 0)
    return slw_talk_done (talk, "not set up yet: the wizard is open until it is");
  return slw_door_look (talk, decide);
}

static gboolean
check_password_step (SlwTalk *talk, GError **error)
{
  const char *way = slw_step_run_get_param (talk->run, "way");

  if (slw_setup_of_talk (talk)->settings->wizard_password == NULL && !is_for_update (talk))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting wizard-password is needed");
  else if (way != NULL && !g_str_equal (way, "api") && !g_str_equal (way, "file"))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.way: “%s” is neither api nor file", way);
  else
    return slw_passwords_check (slw_setup_of_talk (talk)->settings, error);
  return FALSE;
}

/* Without the API: a password is also recovered while the core is down. */
gboolean
slw_probe_start_password (SlwTalk *talk, GError **error)
{
  static const char *const argv[] = { "test", "-e", TOKEN_FILE, NULL };
  SlwAction *action;

  if (!check_password_step (talk, error))
    return FALSE;
  action = slw_action_new_exec (SLW_EFFECT_READ, "look whether the platform is set up", argv);
  slw_action_set_server (action, talk->main);
  slw_action_expect (action, 1);
  return slw_talk_act (talk, action, on_token);
}
