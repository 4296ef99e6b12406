/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The door of the wizard: https://HOST/setup/, user admin, password file of nginx. A platform that is set up and has no such
 * file lets everybody in. What counts is what the door does, so it is tried, without a password and with ours, whatever
 * kind of hash the file holds.
 */
#include "slw-door.h"

#include <string.h>

#define MAX_TRIES 15 /* looks after a change: nginx is told to reload, and does so in its own time */
#define TRY_SECONDS 2

static gboolean
is_away (const SlwAnswer *answer)
{
  return answer->status == SLW_STATUS_NO_ANSWER;
}

static gboolean
finish_look (SlwTalk *talk)
{
  return slw_talk_go (talk, g_steal_pointer (&slw_setup_of_talk (talk)->then_door));
}

static gboolean
on_key (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  /* nginx asks for the password before it asks the web server behind it, which may well be down */
  setup->key_fits
      = !talk->answer->assumed && !is_away (talk->answer) && talk->answer->status != 401 && talk->answer->status != 403;
  return finish_look (talk);
}

static SlwRequest *
knock (SlwTalk *talk, const char *label, SlwTalkFunc then)
{
  SlwRequest *request = slw_talk_send (talk, SLW_EFFECT_READ, "GET", g_strdup ("/setup/index.html"), label, then);

  request->flags = SLW_REQUEST_ANONYMOUS | SLW_REQUEST_TOLERANT | SLW_REQUEST_IMPATIENT;
  return request;
}

static gboolean
try_key (SlwTalk *talk)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  g_autofree char *pair = g_strdup_printf ("admin:%s", slw_secret_peek (setup->settings->wizard_password, NULL));
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *value = g_strdup_printf ("Basic %s", encoded);

  knock (talk, "knock at /setup with the password", on_key)->authorization = slw_secret_new (value, -1);
  return TRUE;
}

static SlwSetupDoor
read_door (const SlwAnswer *answer, gboolean file_there)
{
  if (answer->status == 401)
    return SLW_SETUP_DOOR_LOCKED;
  if (answer->status == 403 || answer->status == 404)
    return SLW_SETUP_DOOR_NONE;
  if (is_away (answer) || answer->down)
    return file_there ? SLW_SETUP_DOOR_UNKNOWN : SLW_SETUP_DOOR_OPEN;
  return SLW_SETUP_DOOR_OPEN;
}

static gboolean
on_knock (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  setup->door = talk->answer->assumed ? SLW_SETUP_DOOR_LOCKED : read_door (talk->answer, setup->file_there);
  setup->key_fits = FALSE;
  if (setup->door == SLW_SETUP_DOOR_LOCKED && setup->settings->wizard_password != NULL)
    return try_key (talk);
  return finish_look (talk);
}

static gboolean
on_file (SlwTalk *talk, GError **error)
{
  slw_setup_of_talk (talk)->file_there = slw_result_get_status (talk->result) == 0;
  knock (talk, "knock at /setup", on_knock);
  return TRUE;
}

gboolean
slw_door_look (SlwTalk *talk, SlwTalkFunc then)
{
  static const char *const argv[] = { "test", "-s", SLW_SETUP_HTPASSWD, NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "look for the wizard's password file", argv);

  slw_setup_of_talk (talk)->then_door = then;
  slw_action_set_server (action, talk->main);
  slw_action_expect (action, 1);
  return slw_talk_act (talk, action, on_file);
}

static gboolean look_after (SlwTalk *talk, GError **error);

static gboolean
on_look_after (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  if (setup->key_fits || slw_setup_is_planning (talk) || setup->door == SLW_SETUP_DOOR_NONE)
    return slw_talk_go (talk, g_steal_pointer (&setup->then_locked));
  if (setup->door == SLW_SETUP_DOOR_UNKNOWN) {
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_MEDIUM, "setup.door",
                              "the web server does not answer: the wizard's password was set and could not be tried",
                              NULL);
    return slw_talk_go (talk, g_steal_pointer (&setup->then_locked));
  }
  if (setup->tries++ < MAX_TRIES)
    return slw_talk_wait (talk, TRY_SECONDS, "the web server takes the wizard's new password", look_after);
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY,
               "the wizard's password was set, but https://%s/setup %s; look at the virtual hosts in /etc/nginx of %s",
               slw_setup_find_host (talk),
               setup->door == SLW_SETUP_DOOR_OPEN ? "lets everybody in" : "does not take it",
               slw_server_get_name (talk->main));
  return FALSE;
}

static gboolean
look_after (SlwTalk *talk, GError **error)
{
  return slw_door_look (talk, on_look_after);
}

static gboolean
on_locked (SlwTalk *talk, GError **error)
{
  slw_setup_of_talk (talk)->changes++;
  return look_after (talk, error);
}

static gboolean lock_by_file (SlwTalk *talk);

/* A core that is not there cannot write it; the file can be written without. */
static gboolean
on_sent (SlwTalk *talk, GError **error)
{
  if (talk->answer->good)
    return on_locked (talk, error);
  if (talk->answer->down)
    return lock_by_file (talk);
  slw_answer_set_error (talk->answer, "set the wizard's password", error);
  return FALSE;
}

/* The core writes the password file on every web server of the platform. */
static gboolean
lock_by_api (SlwTalk *talk, gboolean or_by_file)
{
  const char *password = slw_secret_peek (slw_setup_of_talk (talk)->settings->wizard_password, NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *body = NULL;
  SlwRequest *request = slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", slw_talk_path ("configuration", NULL),
                                       "set the wizard's password", or_by_file ? on_sent : on_locked);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sw_password");
  json_builder_add_string_value (builder, password);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  body = json_to_string (node, FALSE);
  request->secret_body = slw_secret_new (body, -1);
  if (or_by_file)
    request->flags = SLW_REQUEST_TOLERANT;
  return TRUE;
}

/* The new file takes the place of the old one at once: there is no moment without a file. */
static gboolean
on_hash (SlwTalk *talk, GError **error)
{
  g_autoptr (SlwSecret) hash = slw_result_is_assumed (talk->result) ? NULL : slw_result_dup_secret (talk->result);
  const char *text = hash != NULL ? slw_secret_peek (hash, NULL) : "";
  g_autofree char *line = g_strdup_printf ("admin:%s\n", text);
  g_autoptr (SlwSecret) content = slw_secret_new (line, -1);
  SlwAction *action;

  if (!g_str_has_prefix (text, "$apr1$") || strpbrk (text, " \t\r\n:") != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "openssl on %s did not make a hash of the wizard's password",
                 slw_server_get_name (talk->main));
    return FALSE;
  }
  /* htpasswd leaves it readable, too: nginx reads it as a user of its own */
  action = slw_action_new_put_secret (SLW_EFFECT_MUTATE, "write the wizard's password file", SLW_SETUP_HTPASSWD,
                                      content, 0644);
  slw_action_set_server (action, talk->main);
  return slw_talk_act (talk, action, on_locked);
}

static gboolean
lock_by_file (SlwTalk *talk)
{
  static const char *const argv[] = { "openssl", "passwd", "-apr1", "-stdin", NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "make a hash of the wizard's password", argv);

  slw_action_set_server (action, talk->main);
  slw_action_set_stdin_secret (action, slw_setup_of_talk (talk)->settings->wizard_password);
  slw_action_set_secret_result (action);
  return slw_talk_act (talk, action, on_hash);
}

gboolean
slw_door_lock (SlwTalk *talk, const char *way, SlwTalkFunc then, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  setup->then_locked = then;
  setup->tries = 0;
  if (setup->settings->wizard_password == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting wizard-password is needed to protect /setup");
    return FALSE;
  }
  return g_str_equal (way, "file") ? lock_by_file (talk) : lock_by_api (talk, g_str_equal (way, "any"));
}
