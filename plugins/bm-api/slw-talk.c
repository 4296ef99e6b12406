/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-talk.h"

#include "slw-json.h"

#include <string.h>

#define CERTIFICATE_FILE "/etc/ssl/certs/bm_cert.pem"
#define TOKEN_FILE "/etc/bm/bm-core.tok"
#define MAX_STATES 100 /* without a directive between them */
#define ANSWER_LIMIT (512 * 1024)
#define RETRY_SECONDS 2

static gboolean send_request (SlwTalk *talk, GError **error);

static void
request_free (SlwRequest *request)
{
  g_free (request->path);
  g_free (request->label);
  g_clear_pointer (&request->body, json_node_unref);
  g_clear_pointer (&request->secret_body, slw_secret_unref);
  g_clear_pointer (&request->authorization, slw_secret_unref);
  g_free (request->assumed);
  g_free (request);
}

static void
talk_free (gpointer data)
{
  SlwTalk *talk = data;

  if (talk->work != NULL && talk->free_work != NULL)
    talk->free_work (talk->work);
  g_clear_pointer (&talk->answer, slw_answer_free);
  g_clear_pointer (&talk->request, request_free);
  g_clear_pointer (&talk->suspended, request_free);
  g_clear_pointer (&talk->key, slw_secret_unref);
  g_clear_pointer (&talk->directive, slw_directive_free);
  g_free (talk->base);
  g_free (talk->certificate);
  g_free (talk->task_id);
  g_free (talk->task_label);
  g_free (talk->task_message);
  g_free (talk);
}

static gboolean
check_settings (const SlwTalkSettings *settings, GError **error)
{
  gboolean by_password = g_str_equal (settings->login, "password");

  if (!by_password && !g_str_equal (settings->login, "token"))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting login: “%s” is neither token nor password",
                 settings->login);
  else if (by_password && settings->admin_password == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting login is password, and there is no admin-password");
  else if (!g_str_equal (settings->tls, "pinned") && !g_str_equal (settings->tls, "system"))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting tls: “%s” is neither pinned nor system", settings->tls);
  else
    return TRUE;
  return FALSE;
}

/* The name in the address: what users type, else what the server calls itself, else where it is. */
static char *
make_base (SlwTalk *talk)
{
  const SlwFacts *facts = slw_server_get_facts (talk->main);
  const char *name = talk->settings->external_url;
  const char *address = slw_server_get_address (talk->main);

  if (name == NULL && facts != NULL)
    name = slw_facts_get (facts, "host.fqdn");
  if (name == NULL
      || strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") != strlen (name))
    name = address;
  return strchr (name, ':') != NULL ? g_strdup_printf ("https://[%s]", name) : g_strdup_printf ("https://%s", name);
}

SlwTalk *
slw_talk_of_run (SlwStepRun *run, const SlwTalkSettings *settings, SlwTalkFunc start, GError **error)
{
  SlwTalk *talk = slw_step_run_get_data (run);
  SlwServer *main_server;

  if (talk != NULL)
    return talk;
  main_server = slw_platform_find_role (slw_step_run_get_platform (run), "main");
  if (main_server == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the platform has no server with the role main");
    return NULL;
  }
  if (!check_settings (settings, error))
    return NULL;
  talk = g_new0 (SlwTalk, 1);
  talk->run = run;
  talk->main = main_server;
  talk->settings = settings;
  talk->then = start;
  talk->base = make_base (talk);
  slw_step_run_set_data (run, talk, talk_free);
  return talk;
}

SlwDirective *
slw_talk_next (SlwTalk *talk, const SlwResult *last, GError **error)
{
  talk->result = last;
  for (guint i = 0; i < MAX_STATES && talk->directive == NULL; i++) {
    SlwTalkFunc state = g_steal_pointer (&talk->then);

    if (!state (talk, error))
      return NULL;
  }
  if (talk->directive == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "a state of the conversation goes round in circles");
  return g_steal_pointer (&talk->directive);
}

gboolean
slw_talk_go (SlwTalk *talk, SlwTalkFunc then)
{
  talk->then = then;
  return TRUE;
}

gboolean
slw_talk_act (SlwTalk *talk, SlwAction *action, SlwTalkFunc then)
{
  talk->directive = slw_directive_act (action);
  return slw_talk_go (talk, then);
}

gboolean
slw_talk_wait (SlwTalk *talk, guint seconds, const char *reason, SlwTalkFunc then)
{
  talk->directive = slw_directive_wait (seconds, reason);
  return slw_talk_go (talk, then);
}

gboolean
slw_talk_done (SlwTalk *talk, const char *format, ...)
{
  g_autofree char *summary = NULL;
  va_list args;

  va_start (args, format);
  summary = g_strdup_vprintf (format, args);
  va_end (args);
  talk->directive = slw_directive_done (summary);
  return TRUE;
}

char *
slw_talk_path (const char *first, ...)
{
  GString *path = g_string_new ("/api");
  va_list args;

  va_start (args, first);
  for (const char *segment = first; segment != NULL; segment = va_arg (args, const char *)) {
    g_autofree char *escaped = g_uri_escape_string (segment, NULL, FALSE);
    g_string_append_printf (path, "/%s", escaped);
  }
  va_end (args);
  return g_string_free (path, FALSE);
}

static const char *
main_name (SlwTalk *talk)
{
  return slw_server_get_name (talk->main);
}

static SlwAction *
for_main (SlwTalk *talk, SlwAction *action)
{
  slw_action_set_server (action, talk->main);
  return action;
}

/* In a plan for a platform that does not exist yet, there is nothing to ask. */
static gboolean
lack (SlwTalk *talk, const char *what, GError **error)
{
  if (talk->may_lack || slw_step_run_get_ceiling (talk->run) < SLW_EFFECT_MUTATE) {
    talk->no_api = TRUE;
    if (!talk->may_lack)
      slw_step_run_add_note (talk->run, "%s has no %s yet: what its API would say is assumed", main_name (talk), what);
    return slw_talk_go (talk, g_steal_pointer (&talk->after_connect));
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND, "%s has no %s: BlueMind is not installed or not set up there",
               main_name (talk), what);
  return FALSE;
}

static gboolean
on_token (SlwTalk *talk, GError **error)
{
  g_clear_pointer (&talk->key, slw_secret_unref);
  if (slw_result_get_status (talk->result) != 0)
    return lack (talk, TOKEN_FILE, error);
  talk->key = slw_result_dup_secret (talk->result);
  if (talk->key == NULL)
    return lack (talk, "token in " TOKEN_FILE, error);
  return slw_talk_go (talk, g_steal_pointer (&talk->after_connect));
}

static gboolean
on_login (SlwTalk *talk, GError **error)
{
  JsonObject *login = slw_answer_get_object (talk->answer, error);
  const char *status = slw_json_get_string (login, "status");
  const char *key = slw_json_get_string (login, "authKey");

  if (login == NULL) {
    g_prefix_error (error, "login: ");
    return FALSE;
  }
  if (g_strcmp0 (status, "Ok") == 0 && slw_json_is_id (key)) {
    talk->key = slw_secret_new (key, -1);
    return slw_talk_go (talk, g_steal_pointer (&talk->after_connect));
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_DENIED,
               "%s refuses the password of " SLW_TALK_ADMIN " (setting admin-password): %s", main_name (talk),
               g_strcmp0 (status, "Expired") == 0 ? "it has expired"
                                                  : "it is not the right one, or the platform is in maintenance");
  return FALSE;
}

static gboolean
send_login (SlwTalk *talk)
{
  g_autofree char *body = slw_json_quote (slw_secret_peek (talk->settings->admin_password, NULL));
  SlwRequest *login = slw_talk_send (talk, SLW_EFFECT_READ, "POST",
                                     g_strdup ("/api/auth/login?login=admin0%40global.virt&origin=slipway"),
                                     "log in as " SLW_TALK_ADMIN, on_login);

  login->secret_body = slw_secret_new (body, -1);
  login->flags = SLW_REQUEST_ANONYMOUS | SLW_REQUEST_SECRET;
  return TRUE;
}

/* The request that waits for a key is put aside while the login is sent. */
static gboolean
resume_request (SlwTalk *talk, GError **error)
{
  g_clear_pointer (&talk->request, request_free);
  talk->request = g_steal_pointer (&talk->suspended);
  return slw_talk_go (talk, send_request);
}

static gboolean
fetch_key (SlwTalk *talk)
{
  SlwAction *action;

  if (g_str_equal (talk->settings->login, "password"))
    return send_login (talk);
  action = slw_action_new_get ("read the token of the API", TOKEN_FILE, 4096);
  slw_action_set_secret_result (action);
  slw_action_expect (action, 1);
  return slw_talk_act (talk, for_main (talk, action), on_token);
}

static gboolean
fetch_key_for_request (SlwTalk *talk)
{
  talk->suspended = g_steal_pointer (&talk->request);
  talk->after_connect = resume_request;
  return fetch_key (talk);
}

static gboolean
on_certificate (SlwTalk *talk, GError **error)
{
  const char *pem = slw_result_get_output (talk->result);

  talk->connected = TRUE;
  if (slw_result_get_status (talk->result) != 0 || strstr (pem, "-----BEGIN CERTIFICATE-----") == NULL)
    return lack (talk, CERTIFICATE_FILE, error);
  talk->certificate = g_strdup (pem);
  return slw_talk_go (talk, g_steal_pointer (&talk->after_connect));
}

const char *const *
slw_talk_get_certificate_command (void)
{
  static const char script[] = "/^-----BEGIN CERTIFICATE-----/{\n"
                               ":more\n"
                               "N\n"
                               "/\\n-----BEGIN /d\n"
                               "/\\n-----END CERTIFICATE-----/!b more\n"
                               "p\n"
                               "q\n"
                               "}\n";
  static const char *const argv[] = { "sed", "-n", script, CERTIFICATE_FILE, NULL };

  return argv;
}

static gboolean
fetch_certificate (SlwTalk *talk)
{
  SlwAction *action;

  if (g_str_equal (talk->settings->tls, "system")) {
    talk->connected = TRUE;
    return slw_talk_go (talk, g_steal_pointer (&talk->after_connect));
  }
  action
      = slw_action_new_exec (SLW_EFFECT_READ, "read the certificate of the API", slw_talk_get_certificate_command ());
  slw_action_expect (action, 1);
  slw_action_expect (action, 2); /* GNU sed's for a file that cannot be read */
  slw_action_set_output_limit (action, 64 * 1024);
  return slw_talk_act (talk, for_main (talk, action), on_certificate);
}

gboolean
slw_talk_connect (SlwTalk *talk, SlwTalkFunc then)
{
  if (talk->connected)
    return slw_talk_go (talk, then);
  talk->after_connect = then;
  return fetch_certificate (talk);
}

SlwRequest *
slw_talk_send (SlwTalk *talk, SlwEffect effect, const char *method, char *path, const char *label, SlwTalkFunc then)
{
  SlwRequest *request = g_new0 (SlwRequest, 1);

  request->effect = effect;
  request->method = method;
  request->path = path;
  request->label = g_strdup (label);
  request->then = then;
  g_clear_pointer (&talk->request, request_free);
  talk->request = request;
  slw_deadline_begin (&talk->away, talk->settings->api_timeout);
  slw_talk_go (talk, send_request);
  return request;
}

static gboolean
is_anonymous (SlwTalk *talk, const SlwRequest *request)
{
  return talk->anonymous || (request->flags & SLW_REQUEST_ANONYMOUS) != 0;
}

static void
set_body (SlwAction *action, const SlwRequest *request)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (request->secret_body != NULL) {
    slw_action_set_secret_body (action, "application/json", request->secret_body);
  } else if (request->body != NULL) {
    text = json_to_string (request->body, FALSE);
    bytes = g_bytes_new (text, strlen (text));
    slw_action_set_body (action, "application/json", bytes);
  }
}

static SlwAction *
make_action (SlwTalk *talk, const SlwRequest *request)
{
  static const int answers[]
      = { SLW_STATUS_NO_ANSWER, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 409, 500, 502, 503, 504 };
  g_autofree char *url = g_strconcat (talk->base, request->path, NULL);
  SlwAction *action = slw_action_new_http (request->effect, request->label, request->method, url);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    slw_action_expect (action, answers[i]);
  slw_action_set_connect_to (action, slw_server_get_address (talk->main));
  if (talk->certificate != NULL)
    slw_action_set_tls_pin (action, talk->certificate);
  slw_action_add_header (action, "Accept", "application/json");
  slw_action_add_header (action, "X-BM-Origin", "slipway");
  if (request->authorization != NULL)
    slw_action_add_secret_header (action, "Authorization", request->authorization);
  if (talk->key != NULL && !is_anonymous (talk, request))
    slw_action_add_secret_header (action, "X-BM-ApiKey", talk->key);
  if (request->flags & SLW_REQUEST_SECRET)
    slw_action_set_secret_result (action);
  if (request->timeout > 0)
    slw_action_set_timeout (action, request->timeout);
  slw_action_set_output_limit (action, ANSWER_LIMIT);
  slw_action_assume (action, 200, request->assumed);
  set_body (action, request);
  return for_main (talk, action);
}

static gboolean
may_wait (SlwTalk *talk)
{
  return talk->answer->down && talk->request->effect == SLW_EFFECT_READ
         && (talk->request->flags & SLW_REQUEST_IMPATIENT) == 0 && slw_deadline_wait (&talk->away, RETRY_SECONDS);
}

static gboolean
fail_request (SlwTalk *talk, GError **error)
{
  slw_answer_set_error (talk->answer, talk->request->label, error);
  if (talk->answer->down && talk->request->effect > SLW_EFFECT_READ)
    g_prefix_error (error, "whether it was done is not known, the next run looks: ");
  else if (talk->answer->down)
    g_prefix_error (error,
                    "after waiting for %u s (is bm-core up? bmctl status): ", slw_deadline_get_waited (&talk->away));
  g_prefix_error (error, "API of %s: ", main_name (talk));
  return FALSE;
}

static gboolean
on_answer (SlwTalk *talk, GError **error)
{
  const SlwRequest *request = talk->request;

  g_clear_pointer (&talk->answer, slw_answer_free);
  talk->answer = slw_answer_new (talk->result);
  if (talk->answer->status == 401 && !is_anonymous (talk, request) && !talk->renewed) {
    talk->renewed = TRUE;
    g_clear_pointer (&talk->key, slw_secret_unref);
    return slw_talk_go (talk, send_request);
  }
  if (may_wait (talk))
    return slw_talk_wait (talk, RETRY_SECONDS, "the API gives no answer", send_request);
  if (talk->answer->good && !is_anonymous (talk, request))
    talk->renewed = FALSE;
  if (!talk->answer->good && (request->flags & SLW_REQUEST_TOLERANT) == 0)
    return fail_request (talk, error);
  return slw_talk_go (talk, request->then);
}

/* A plan without an API: reads are supposed to say what the provider supposes. */
static gboolean
assume_answer (SlwTalk *talk)
{
  g_clear_pointer (&talk->answer, slw_answer_free);
  talk->answer = slw_answer_new_assumed (talk->request->assumed);
  return slw_talk_go (talk, talk->request->then);
}

static gboolean
send_request (SlwTalk *talk, GError **error)
{
  const SlwRequest *request = talk->request;

  if (talk->no_api && request->effect == SLW_EFFECT_READ)
    return assume_answer (talk);
  if (!talk->connected && !talk->no_api)
    return slw_talk_connect (talk, send_request);
  if (talk->key == NULL && !is_anonymous (talk, request) && !talk->no_api)
    return fetch_key_for_request (talk);
  return slw_talk_act (talk, make_action (talk, request), on_answer);
}
