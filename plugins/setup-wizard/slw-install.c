/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * setup.install: the first configuration of the main server. By bm-cli where its set-up plugin is installed, else through
 * the API. Whether it worked is for the API to say: bm-cli has answered 3 for success.
 */
#include "slw-install.h"

#include "bm-api/slw-json.h"
#include "slw-install-rest.h"
#include "slw-passwords.h"
#include "slw-setup-cli.h"

#include <string.h>

#define STATE_POLL_SECONDS 2

static gboolean
finish (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  slw_step_run_set_output (talk->run, "domain", setup->settings->domain);
  slw_step_run_set_output (talk->run, "domain-uid", setup->domain_uid);
  slw_step_run_set_output (talk->run, "external-url", slw_setup_find_host (talk));
  return slw_talk_done (talk, "%s", setup->changes > 0 ? "set up" : "already set up");
}

static gboolean
remove_marker (SlwTalk *talk)
{
  static const char *const argv[] = { "rm", "-f", SLW_SETUP_CLI_MARKER, NULL };
  SlwAction *action;

  if (!slw_setup_of_talk (talk)->may_set)
    return finish (talk, NULL);
  action = slw_action_new_exec (SLW_EFFECT_MUTATE, "note that the passwords are the real ones", argv);
  slw_action_set_server (action, talk->main);
  return slw_talk_act (talk, action, finish);
}

static gboolean
on_contact_set (SlwTalk *talk, GError **error)
{
  slw_setup_of_talk (talk)->changes++;
  return remove_marker (talk);
}

static gboolean
on_contacts (SlwTalk *talk, GError **error)
{
  const char *contact = slw_setup_of_talk (talk)->settings->contact;
  JsonArray *contacts = talk->answer->good ? slw_answer_get_array (talk->answer, error) : NULL;
  SlwRequest *request;

  if (!talk->answer->good) {
    /* not in every version, and not without a subscription */
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_INFO, "setup.contact", "the version has no subscription contacts",
                              NULL);
    return remove_marker (talk);
  }
  if (contacts == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (contacts); i++)
    if (g_strcmp0 (slw_json_element_string (contacts, i), contact) == 0)
      return remove_marker (talk);
  request = slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST",
                           slw_talk_path ("system", "installation", "_subscriptionContacts", NULL),
                           "set the subscription's contact", on_contact_set);
  request->body = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (request->body, json_array_new ());
  json_array_add_string_element (json_node_get_array (request->body), contact);
  return TRUE;
}

static gboolean
look_at_contact (SlwTalk *talk, GError **error)
{
  SlwRequest *request;

  if (slw_setup_of_talk (talk)->settings->contact == NULL)
    return remove_marker (talk);
  request = slw_talk_send (talk, SLW_EFFECT_READ, "GET",
                           slw_talk_path ("system", "installation", "_subscriptionContacts", NULL),
                           "look at the subscription's contact", on_contacts);
  request->flags = SLW_REQUEST_TOLERANT;
  request->assumed = g_strdup ("[]");
  return TRUE;
}

gboolean
slw_install_settle (SlwTalk *talk, GError **error)
{
  return slw_passwords_apply (talk, look_at_contact);
}

static gboolean look_for_command (SlwTalk *talk);

/* Without its domain the platform is not set up: we stopped half-way before, bm-cli did just now, or somebody chose another. */
static gboolean
on_no_domain (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  if (setup->last_lines != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                 "bm-cli setup install on %s ended with %u before it had created the domain %s; it said: %s",
                 slw_server_get_name (talk->main), setup->exit_status, setup->settings->domain, setup->last_lines);
    return FALSE;
  }
  setup->again = setup->may_set;
  if (setup->may_set)
    return look_for_command (talk);
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_NOT_FOUND,
      "the platform was set up before, without the domain %s: create it in the administration console, or correct "
      "the setting domain",
      setup->settings->domain);
  return FALSE;
}

/* From 4.3 on a domain's uid is a technical name, and the one that people know its alias. */
static gboolean
on_domain (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  const char *uid;
  JsonObject *item;

  if (talk->answer->unknown_route)
    uid = setup->settings->domain;
  else if (talk->answer->status == 404 || (talk->answer->good && slw_answer_is_empty (talk->answer)))
    return on_no_domain (talk, error);
  else if (!talk->answer->good) {
    slw_answer_set_error (talk->answer, "find the domain", error);
    return FALSE;
  } else {
    item = slw_answer_get_object (talk->answer, error);
    uid = slw_json_get_string (item, "uid");
    if (item == NULL)
      return FALSE;
  }
  if (!slw_json_is_id (uid)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the domain %s has no proper uid", setup->settings->domain);
    return FALSE;
  }
  setup->domain_uid = g_strdup (uid);
  return slw_install_settle (talk, error);
}

static gboolean
find_domain (SlwTalk *talk, GError **error)
{
  const char *domain = slw_setup_of_talk (talk)->settings->domain;
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", g_strdup_printf ("/api/domains/_lookup?name=%s", domain),
                       "find the domain", on_domain);

  request->flags = SLW_REQUEST_TOLERANT;
  request->assumed = g_strdup_printf ("{\"uid\":\"%s\"}", domain);
  return TRUE;
}

static gboolean
on_command_state (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  if (g_str_equal (setup->state, SLW_SETUP_RUNNING))
    return find_domain (talk, error);
  if (setup->exit_status == 0 || !g_str_equal (setup->state, SLW_SETUP_NOT_INSTALLED))
    return slw_setup_await_running (talk, find_domain);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
               "bm-cli setup install on %s ended with %u, and the platform is not set up; it said: %s",
               slw_server_get_name (talk->main), setup->exit_status, setup->last_lines);
  return FALSE;
}

static gboolean
on_command (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  g_autofree char *output = slw_text_last_lines (slw_result_get_output (talk->result), 10);
  g_autofree char *errors = slw_text_last_lines (slw_result_get_errors (talk->result), 10);
  g_autofree char *both = g_strdup_printf ("%s%s%s", output, *errors != '\0' ? "\n" : "", errors);

  talk->no_api |= slw_result_is_assumed (talk->result);
  setup->may_set = TRUE;
  setup->changes++;
  setup->exit_status = (guint) slw_result_get_status (talk->result);
  setup->last_lines = slw_text_escape (both, -1);
  return slw_setup_ask_state (talk, on_command_state, SLW_SETUP_RUNNING);
}

static gboolean
run_command (SlwTalk *talk, const char *help)
{
  static const int answers[] = { 1, 2, 3, 50, 51 };
  SlwSetup *setup = slw_setup_of_talk (talk);
  g_auto (GStrv) options = slw_setup_cli_read_options (help);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  SlwAction *action;

  g_ptr_array_add (arguments, (gpointer) slw_setup_find_host (talk));
  g_ptr_array_add (arguments, setup->settings->domain);
  g_ptr_array_add (arguments, setup->settings->contact != NULL ? setup->settings->contact : (gpointer) "");
  g_ptr_array_add (arguments, (gpointer) (setup->again ? "again" : ""));
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (arguments, options[i]);
  g_ptr_array_add (arguments, NULL);
  action = slw_action_new_script (SLW_EFFECT_MUTATE, "set the platform up with bm-cli setup install",
                                  slw_setup_cli_script (), (const char *const *) arguments->pdata);
  slw_action_set_server (action, talk->main);
  slw_action_set_timeout (action, setup->settings->install_timeout);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    slw_action_expect (action, answers[i]);
  return slw_talk_act (talk, action, on_command);
}

static gboolean
on_help (SlwTalk *talk, GError **error)
{
  g_autofree char *help
      = g_strconcat (slw_result_get_output (talk->result), slw_result_get_errors (talk->result), NULL);

  return run_command (talk, help);
}

/* Without its other options it cannot do anything but explain them, whether it knows this one or not. */
static gboolean
ask_for_help (SlwTalk *talk)
{
  static const char *const argv[] = { "bm-cli", "setup", "install", "--help", NULL };
  static const int answers[] = { 1, 2, 50, 51 };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "ask bm-cli for the options of its set-up", argv);

  slw_action_set_server (action, talk->main);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    slw_action_expect (action, answers[i]);
  return slw_talk_act (talk, action, on_help);
}

static gboolean
on_package (SlwTalk *talk, GError **error)
{
  if (g_str_has_prefix (slw_result_get_output (talk->result), "installed"))
    return ask_for_help (talk);
  if (slw_setup_is_planning (talk)) {
    slw_step_run_add_note (talk->run, "where bm-cli turns out to have no set-up, the API is used instead");
    return run_command (talk, "");
  }
  return slw_setup_of_talk (talk)->again ? slw_install_rest_continue (talk, error)
                                         : slw_install_rest_start (talk, error);
}

static gboolean
look_for_command (SlwTalk *talk)
{
  static const char *const deb[] = { "dpkg-query", "-W", "-f", "${db:Status-Status}\n", "bm-plugin-cli-setup", NULL };
  static const char *const rpm[] = { "rpm", "-q", "--qf", "installed\n", "bm-plugin-cli-setup", NULL };
  const SlwFacts *facts = slw_server_get_facts (talk->main);
  gboolean redhat = facts != NULL && g_strcmp0 (slw_facts_get (facts, "os.family"), "redhat") == 0;
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "look for bm-cli's set-up", redhat ? rpm : deb);

  slw_action_set_server (action, talk->main);
  slw_action_expect (action, 1);
  return slw_talk_act (talk, action, on_package);
}

static gboolean look (SlwTalk *talk, GError **error);

static gboolean
on_state (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  if (g_str_equal (setup->state, SLW_SETUP_RUNNING))
    return slw_setup_look_for_marker (talk, find_domain);
  if (g_str_equal (setup->state, SLW_SETUP_NOT_INSTALLED)) {
    setup->waited = 0;
    return look_for_command (talk);
  }
  if (g_str_equal (setup->state, "CORE_STATE_STARTING") && setup->waited < talk->settings->api_timeout) {
    setup->waited += STATE_POLL_SECONDS;
    return slw_talk_wait (talk, STATE_POLL_SECONDS, "the core starts", look);
  }
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_REFUSED,
      "the platform on %s is in state %s; it can be set up while it is not installed, and checked while it runs",
      slw_server_get_name (talk->main), setup->state);
  return FALSE;
}

static gboolean
look (SlwTalk *talk, GError **error)
{
  return slw_setup_ask_state (talk, on_state, SLW_SETUP_NOT_INSTALLED);
}

gboolean
slw_install_check_settings (SlwTalk *talk, GError **error)
{
  const SlwSetupSettings *settings = slw_setup_of_talk (talk)->settings;
  const char *host = slw_setup_find_host (talk);

  if (!slw_json_is_id (settings->domain) || strchr (settings->domain, '.') == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting domain: “%s” is no name of a domain",
                 settings->domain != NULL ? settings->domain : "");
  else if (!slw_json_is_id (host) || host[0] == '-')
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting external-url: “%s” is no host name", host);
  else if (settings->talk.admin_password == NULL || settings->wizard_password == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "settings admin-password and wizard-password are needed: without "
                 "them the platform would have passwords that nobody or everybody knows");
  else if (settings->contact != NULL
           && (strchr (settings->contact, '@') == NULL || strpbrk (settings->contact, " \t\n,;<>\"'") != NULL))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting contact: “%s” is no mail address", settings->contact);
  else
    return slw_passwords_check (settings, error);
  return FALSE;
}

gboolean
slw_install_start (SlwTalk *talk, GError **error)
{
  return slw_install_check_settings (talk, error) && look (talk, error);
}
