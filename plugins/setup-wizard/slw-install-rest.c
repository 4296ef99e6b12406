/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The set-up through the API, in the order of the wizard: initialise the core, register the main server with its roles,
 * create the domain, assign the roles to it, set external name and default domain.
 */
#include "slw-install-rest.h"

#include "bm-api/slw-json.h"
#include "slw-install.h"
#include "slw-setup-cli.h"

#include <string.h>

#define MAIN_UID "bm-master"
#define TOKEN_FILE "/etc/bm/bm-core.tok"

/* The roles of a main server whose mailboxes are elsewhere. Those that the version does not know are left out. */
static const char *const main_tags[]
    = { "mail/smtp",  "bm/es",      "bm/es-data",  "bm/core",       "bm/hps",   "bm/xmpp",  "bm/ac",       "bm/cal",
        "bm/webmail", "bm/contact", "bm/settings", "bm/redirector", "bm/nginx", "bm/pgsql", "bm/keycloak", NULL };
static const char *const storage_tags[] = { "mail/imap", "bm/pgsql-data", NULL };

static JsonObject *
new_body (SlwRequest *request)
{
  JsonObject *object = json_object_new ();

  request->body = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (request->body, object);
  return object;
}

static gboolean
on_configured (SlwTalk *talk, GError **error)
{
  slw_setup_of_talk (talk)->changes++;
  return slw_install_settle (talk, error);
}

static gboolean
on_configuration (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  JsonObject *configuration = slw_answer_get_object (talk->answer, error);
  JsonObject *values = slw_json_get_object (configuration, "values");
  JsonObject *body;

  if (configuration == NULL)
    return FALSE;
  if (g_strcmp0 (slw_json_get_string (values, "external_url"), slw_setup_find_host (talk)) == 0
      && g_strcmp0 (slw_json_get_string (values, "default_domain"), setup->domain_uid) == 0)
    return slw_install_settle (talk, error);
  body = new_body (slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", slw_talk_path ("configuration", NULL),
                                  "set external name and default domain", on_configured));
  json_object_set_string_member (body, "external_url", slw_setup_find_host (talk));
  json_object_set_string_member (body, "default_domain", setup->domain_uid);
  return TRUE;
}

static gboolean
ask_configuration (SlwTalk *talk)
{
  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("configuration", NULL), "look at the configuration",
                 on_configuration)
      ->assumed
      = g_strdup ("{\"values\":{}}");
  return TRUE;
}

static gboolean assign_next (SlwTalk *talk, GError **error);

static gboolean
on_assigned (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  setup->changes++;
  g_ptr_array_remove_index (setup->tags, 0);
  return assign_next (talk, error);
}

static gboolean
assign_next (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  g_autofree char *path
      = slw_talk_path ("servers", "default", setup->domain_uid, "assignments", MAIN_UID, "_assign", NULL);
  g_autofree char *tag = NULL;
  g_autofree char *label = NULL;

  if (setup->tags->len == 0)
    return ask_configuration (talk);
  tag = g_uri_escape_string (g_ptr_array_index (setup->tags, 0), NULL, FALSE);
  label = g_strdup_printf ("assign %s to the domain", (const char *) g_ptr_array_index (setup->tags, 0));
  slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", g_strdup_printf ("%s?tag=%s", path, tag), label, on_assigned)->timeout
      = 300;
  return TRUE;
}

static void
forget_tag (SlwSetup *setup, const char *tag)
{
  for (guint i = 0; tag != NULL && i < setup->tags->len; i++)
    if (g_str_equal (g_ptr_array_index (setup->tags, i), tag)) {
      g_ptr_array_remove_index (setup->tags, i);
      return;
    }
}

static gboolean
on_assignments (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  JsonArray *assignments = slw_answer_get_array (talk->answer, error);

  if (assignments == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (assignments); i++) {
    JsonObject *assignment = slw_json_element_object (assignments, i);
    if (g_strcmp0 (slw_json_get_string (assignment, "serverUid"), MAIN_UID) == 0)
      forget_tag (setup, slw_json_get_string (assignment, "tag"));
  }
  return assign_next (talk, error);
}

static gboolean
ask_assignments (SlwTalk *talk)
{
  slw_talk_send (talk, SLW_EFFECT_READ, "GET",
                 slw_talk_path ("servers", "default", slw_setup_of_talk (talk)->domain_uid, "assignments", NULL),
                 "list the domain's assignments", on_assignments)
      ->assumed
      = g_strdup ("[]");
  return TRUE;
}

static gboolean
on_domain_created (SlwTalk *talk, GError **error)
{
  slw_setup_of_talk (talk)->changes++;
  return ask_assignments (talk);
}

static gboolean
on_domain (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  const char *name = setup->settings->domain;
  JsonObject *body;

  g_free (setup->domain_uid);
  setup->domain_uid = g_strdup (name);
  if (talk->answer->good && !slw_answer_is_empty (talk->answer) && !talk->answer->assumed)
    return ask_assignments (talk);
  if (!talk->answer->good && talk->answer->status != 404) {
    slw_answer_set_error (talk->answer, "look for the domain", error);
    return FALSE;
  }
  body = new_body (slw_talk_send (talk, SLW_EFFECT_MUTATE, "PUT", slw_talk_path ("domains", name, NULL),
                                  "create the domain", on_domain_created));
  json_object_set_string_member (body, "label", name);
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "description", name);
  json_object_set_object_member (body, "properties", json_object_new ());
  json_object_set_boolean_member (body, "global", FALSE);
  json_object_set_array_member (body, "aliases", json_array_new ());
  json_object_set_string_member (body, "defaultAlias", name);
  return TRUE;
}

static gboolean
look_for_domain (SlwTalk *talk)
{
  slw_talk_send (talk, SLW_EFFECT_READ, "GET",
                 slw_talk_path ("domains", slw_setup_of_talk (talk)->settings->domain, NULL), "look for the domain",
                 on_domain)
      ->flags
      = SLW_REQUEST_TOLERANT;
  return TRUE;
}

static gboolean
on_main_task (SlwTalk *talk, GError **error)
{
  if (talk->task != SLW_TASK_FAILED)
    return look_for_domain (talk);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the core could not take in the main server: %s",
               talk->task_message);
  return FALSE;
}

static gboolean
on_main_created (SlwTalk *talk, GError **error)
{
  slw_setup_of_talk (talk)->changes++;
  return slw_talk_watch (talk, "register the main server", on_main_task, error);
}

static gboolean
create_main (SlwTalk *talk)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  const char *address = slw_server_get_address (talk->main);
  JsonArray *tags = json_array_new ();
  JsonObject *body
      = new_body (slw_talk_send (talk, SLW_EFFECT_MUTATE, "PUT", slw_talk_path ("servers", "default", MAIN_UID, NULL),
                                 "register the main server", on_main_created));

  for (guint i = 0; i < setup->tags->len; i++)
    json_array_add_string_element (tags, g_ptr_array_index (setup->tags, i));
  json_object_set_string_member (body, "ip", address);
  json_object_set_string_member (body, "fqdn", address);
  json_object_set_string_member (body, "name", MAIN_UID);
  json_object_set_array_member (body, "tags", tags);
  return TRUE;
}

static gboolean
on_main (SlwTalk *talk, GError **error)
{
  if (!talk->answer->good && talk->answer->status != 404) {
    slw_answer_set_error (talk->answer, "look for the main server", error);
    return FALSE;
  }
  return talk->answer->good && !slw_answer_is_empty (talk->answer) ? look_for_domain (talk) : create_main (talk);
}

static gboolean
template_knows (JsonArray *kinds, const char *tag)
{
  for (guint i = 0; i < json_array_get_length (kinds); i++) {
    JsonArray *tags = slw_json_get_array (slw_json_element_object (kinds, i), "tags");
    for (guint k = 0; tags != NULL && k < json_array_get_length (tags); k++)
      if (g_strcmp0 (slw_json_get_string (slw_json_element_object (tags, k), "value"), tag) == 0)
        return TRUE;
  }
  return FALSE;
}

static gboolean
on_template (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  JsonObject *template = slw_answer_get_object (talk->answer, error);
  JsonArray *kinds = slw_json_get_array (template, "kinds");

  if (template == NULL || kinds == NULL) {
    if (template != NULL)
      g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "the list of roles has no kinds");
    return FALSE;
  }
  setup->tags = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; main_tags[i] != NULL; i++)
    if (template_knows (kinds, main_tags[i]) || talk->answer->assumed)
      g_ptr_array_add (setup->tags, g_strdup (main_tags[i]));
  for (guint i = 0; storage_tags[i] != NULL && slw_server_has_role (talk->main, "mailbox"); i++)
    g_ptr_array_add (setup->tags, g_strdup (storage_tags[i]));
  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("servers", "default", MAIN_UID, "complete", NULL),
                 "look for the main server", on_main)
      ->flags
      = SLW_REQUEST_TOLERANT;
  return TRUE;
}

gboolean
slw_install_rest_continue (SlwTalk *talk, GError **error)
{
  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "domaintemplate", NULL),
                 "ask which roles there are", on_template)
      ->assumed
      = g_strdup ("{\"kinds\":[]}");
  return TRUE;
}

/* The core reads the token when it first needs it; the wizard, not the core, is who writes it. */
static gboolean
make_token (SlwTalk *talk, GError **error)
{
  static const char script[] = "[ ! -s \"$1\" ] || exit 0\n"
                               "umask 277\n"
                               "new=$(mktemp /etc/bm/.token.XXXXXX) || exit 1\n"
                               "head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \\n' >\"$new\" || exit 1\n"
                               "chgrp bluemind \"$new\" 2>/dev/null\n"
                               "chmod 440 \"$new\" && mv -f \"$new\" \"$1\"\n";
  static const char *const arguments[] = { TOKEN_FILE, NULL };
  SlwAction *action = slw_action_new_script (SLW_EFFECT_MUTATE, "make the API's token", script, arguments);

  slw_action_set_server (action, talk->main);
  return slw_talk_act (talk, action, slw_install_rest_continue);
}

static gboolean
on_initialized (SlwTalk *talk, GError **error)
{
  talk->anonymous = FALSE;
  if (talk->task != SLW_TASK_FAILED)
    return slw_setup_await_running (talk, make_token);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
               "the core of %s could not be initialised: %s; look at /var/log/bm/core.log there (is PostgreSQL up?)",
               slw_server_get_name (talk->main), talk->task_message);
  return FALSE;
}

static gboolean
on_initialize (SlwTalk *talk, GError **error)
{
  slw_setup_of_talk (talk)->changes++;
  return slw_talk_watch (talk, "initialise the core", on_initialized, error);
}

static gboolean
initialize (SlwTalk *talk, GError **error)
{
  /* nobody has a key yet, and there is none to fetch */
  talk->anonymous = TRUE;
  slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", slw_talk_path ("system", "installation", "_initialize", NULL),
                 "initialise the core", on_initialize)
      ->assumed
      = g_strdup ("{\"id\":\"assumed\"}");
  return TRUE;
}

/* The data base that the core's packages make has the name, user and password that they document. */
gboolean
slw_install_rest_start (SlwTalk *talk, GError **error)
{
  static const char script[] = "mkdir -p /var/lib/slipway && : > " SLW_SETUP_CLI_MARKER " || exit 1\n"
                               "[ ! -e /etc/bm/bm.ini ] || exit 0\n"
                               "mkdir -p /etc/bm || exit 1\n"
                               "printf '[global]\\nexternal-url = %s\\nexternal-protocol = https\\ndbtype = PGSQL\\n"
                               "host = 127.0.0.1\\ndb = bj\\nuser = bj\\npassword = bj\\n' \"$1\" >/etc/bm/bm.ini.new\n"
                               "mv -f /etc/bm/bm.ini.new /etc/bm/bm.ini\n";
  const char *arguments[] = { slw_setup_find_host (talk), NULL };
  SlwAction *action = slw_action_new_script (SLW_EFFECT_MUTATE, "write bm.ini unless it is there", script, arguments);

  slw_setup_of_talk (talk)->may_set = TRUE;
  slw_action_set_server (action, talk->main);
  return slw_talk_act (talk, action, initialize);
}
