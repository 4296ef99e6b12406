/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-passwords.h"

#include "bm-api/slw-json.h"
#include "slw-door.h"

#include <string.h>

#define ADMIN_DOMAIN "global.virt"
#define ADMIN_UID "admin0_global.virt"

/* Outside of these the core refuses a password ("Invalid character in password"); it also goes into a header of HTTP. */
#define PASSWORD_LETTERS \
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 @#$%^&*-_!+=[]{}|\\:',.?/`~\"()"

static gboolean
check_one (const SlwSecret *secret, const char *setting, const char *letters, GError **error)
{
  const char *text = secret != NULL ? slw_secret_peek (secret, NULL) : NULL;

  if (text == NULL)
    return TRUE;
  if (strspn (text, " ") < strlen (text) && strspn (text, letters) == strlen (text))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting %s: it is empty or has a character that BlueMind refuses",
               setting);
  return FALSE;
}

gboolean
slw_passwords_check (const SlwSetupSettings *settings, GError **error)
{
  const char *wizard = settings->wizard_password != NULL ? slw_secret_peek (settings->wizard_password, NULL) : "";

  if (strchr (wizard, '\'') != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting wizard-password: BlueMind refuses a single quote in it");
    return FALSE;
  }
  return check_one (settings->talk.admin_password, "admin-password", PASSWORD_LETTERS, error)
         && check_one (settings->domain_admin_password, "domain-admin-password", PASSWORD_LETTERS, error)
         && check_one (settings->wizard_password, "wizard-password", PASSWORD_LETTERS, error);
}

static gboolean
finish (SlwTalk *talk)
{
  return slw_talk_go (talk, g_steal_pointer (&slw_setup_of_talk (talk)->then_passwords));
}

static gboolean
on_wizard (SlwTalk *talk, GError **error)
{
  return finish (talk);
}

static gboolean
on_door (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  if (setup->key_fits || setup->door == SLW_SETUP_DOOR_NONE)
    return finish (talk);
  if (setup->door == SLW_SETUP_DOOR_UNKNOWN && !setup->may_set) {
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_MEDIUM, "setup.door",
                              "the web server does not answer: the wizard's password could not be tried", NULL);
    return finish (talk);
  }
  return slw_door_lock (talk, "api", on_wizard, error);
}

static gboolean
look_at_wizard (SlwTalk *talk)
{
  return slw_setup_of_talk (talk)->settings->wizard_password != NULL ? slw_door_look (talk, on_door) : finish (talk);
}

/* The logins whose passwords are ours to know, in the order in which they are looked at. */
typedef struct {
  const SlwSecret *password;
  char *login;
  const char *domain;
  const char *setting;
} Login;

static gboolean ask_login (SlwTalk *talk);

static Login
get_login (SlwTalk *talk)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  if (setup->login == 0)
    return (Login){ setup->settings->talk.admin_password, g_strdup (SLW_TALK_ADMIN), ADMIN_DOMAIN, "admin-password" };
  return (Login){ setup->settings->domain_admin_password, g_strdup_printf ("admin@%s", setup->domain_uid),
                  setup->domain_uid, "domain-admin-password" };
}

static gboolean
next_login (SlwTalk *talk)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  if (++setup->login < 2 && setup->settings->domain_admin_password != NULL)
    return ask_login (talk);
  return look_at_wizard (talk);
}

static gboolean
on_password_set (SlwTalk *talk, GError **error)
{
  slw_setup_of_talk (talk)->changes++;
  return next_login (talk);
}

/* The current password is left out: an administrator may, and nobody knows it. */
static gboolean
send_password (SlwTalk *talk, const char *uid)
{
  Login login = get_login (talk);
  g_autofree char *owned = login.login;
  g_autofree char *quoted = slw_json_quote (slw_secret_peek (login.password, NULL));
  g_autofree char *body = g_strdup_printf ("{\"newPassword\":%s}", quoted);
  g_autofree char *label = g_strdup_printf ("set the password of %s", login.login);
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", slw_talk_path ("users", login.domain, uid, "password_", NULL),
                       label, on_password_set);

  request->secret_body = slw_secret_new (body, -1);
  return TRUE;
}

static gboolean
on_user (SlwTalk *talk, GError **error)
{
  JsonObject *item;
  const char *uid;

  if (talk->answer->status == 404 || (talk->answer->good && slw_answer_is_empty (talk->answer))) {
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_MEDIUM, "setup.domain-admin",
                              "the domain has no user admin, whose password was to be set", NULL);
    return next_login (talk);
  }
  if (!talk->answer->good) {
    slw_answer_set_error (talk->answer, "find the domain's administrator", error);
    return FALSE;
  }
  item = slw_answer_get_object (talk->answer, error);
  uid = slw_json_get_string (item, "uid");
  if (item != NULL && slw_json_is_id (uid))
    return send_password (talk, uid);
  if (item != NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the domain's administrator has no proper uid");
  return FALSE;
}

static gboolean
find_user (SlwTalk *talk)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  SlwRequest *request;

  if (setup->login == 0)
    return send_password (talk, ADMIN_UID);
  request = slw_talk_send (talk, SLW_EFFECT_READ, "GET",
                           slw_talk_path ("users", setup->domain_uid, "byLogin", "admin", NULL),
                           "find the domain's administrator", on_user);
  request->flags = SLW_REQUEST_TOLERANT;
  request->assumed = g_strdup ("{\"uid\":\"admin\"}");
  return TRUE;
}

static gboolean
refuse_login (SlwTalk *talk, GError **error)
{
  Login login = get_login (talk);
  g_autofree char *owned = login.login;

  g_set_error (
      error, SLW_ERROR, SLW_ERROR_DENIED,
      "the platform was set up before, and the password in setting %s is not the one of %s; nothing was changed. "
      "Give the right one, or set it in the administration console",
      login.setting, login.login);
  return FALSE;
}

static gboolean
note_expired (SlwTalk *talk)
{
  Login login = get_login (talk);
  g_autofree char *owned = login.login;
  g_autofree char *title = g_strdup_printf ("the password of %s is the right one and has expired", login.login);

  slw_step_run_add_finding (talk->run, SLW_SEVERITY_MEDIUM, "setup.password-expired", title,
                            "Change it in the administration console, then in the settings.");
  return next_login (talk);
}

static gboolean
on_validated (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  g_autofree char *kind = slw_answer_dup_string (talk->answer, error);

  if (kind == NULL) {
    g_prefix_error (error, "try a password: ");
    return FALSE;
  }
  if (g_str_equal (kind, "PASSWORD"))
    return next_login (talk);
  if (g_str_equal (kind, "PASSWORDEXPIRED") && !setup->may_set)
    return note_expired (talk);
  if (setup->may_set || slw_setup_is_planning (talk))
    return find_user (talk);
  return refuse_login (talk, error);
}

static gboolean
try_login (SlwTalk *talk, SlwTalkFunc then)
{
  Login login = get_login (talk);
  g_autofree char *owned = login.login;
  g_autofree char *escaped = g_uri_escape_string (login.login, NULL, FALSE);
  g_autofree char *body = slw_json_quote (slw_secret_peek (login.password, NULL));
  g_autofree char *label = g_strdup_printf ("try the password of %s", login.login);
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "POST",
                       g_strdup_printf ("/api/auth/validate?login=%s&origin=slipway", escaped), label, then);

  request->flags = SLW_REQUEST_ANONYMOUS;
  request->secret_body = slw_secret_new (body, -1);
  request->assumed = g_strdup ("\"NONE\"");
  return TRUE;
}

static gboolean
ask_login (SlwTalk *talk)
{
  return try_login (talk, on_validated);
}

gboolean
slw_passwords_try_admin (SlwTalk *talk, SlwTalkFunc then)
{
  slw_setup_of_talk (talk)->login = 0;
  return try_login (talk, then);
}

gboolean
slw_passwords_apply (SlwTalk *talk, SlwTalkFunc then)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  setup->then_passwords = then;
  setup->login = 0;
  return ask_login (talk);
}
