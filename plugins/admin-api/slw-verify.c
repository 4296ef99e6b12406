/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * platform.verify: is a storage server ready to receive data? Nine checks in the order in which one explains the next, each
 * a note; the first that fails ends the step and says what to do. On the main server, and on one that stores nothing: state and
 * version.
 */
#include "bm-api/slw-json.h"
#include "slw-admin-settings.h"
#include "slw-compare.h"
#include "slw-lag.h"
#include "slw-verify-text.h"
#include "slw-work.h"

#define CHECKS 9
#define POLL_SECONDS 2 /* between looks for the data base */

static gboolean on_listed (SlwTalk *talk, GError **error);

static gboolean
fail (guint number, const char *what, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "check %u of %u, %s: %s", number, CHECKS, what, text);
  return FALSE;
}

static void
pass (SlwTalk *talk, guint number, const char *what)
{
  slw_step_run_add_note (talk->run, "check %u of %u: %s", number, CHECKS, what);
  slw_step_run_set_progress (talk->run, 100.0 * number / CHECKS, what);
}

/* 9: a user of its own, made and deleted, would prove it all; it is left to the operator. */
static gboolean
finish (SlwTalk *talk)
{
  SlwWork *work = talk->work;

  slw_step_run_set_output (talk->run, "ready", "yes");
  if (work->before != NULL)
    return slw_compare_start (talk, "ready to receive data");
  return slw_talk_done (talk, "%s is ready to receive data", work->name);
}

/* 8: the core's log. Without a baseline it counts since the server is listed, but no longer than the core runs, nor than a day:
 * what went wrong once must not fail it for ever. */
static gboolean
on_log (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autoptr (SlwLogScan) scan = NULL;
  g_autofree char *title = NULL;

  if (slw_result_get_status (talk->result) != 0) {
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_INFO, "verify.log", "the core has no readable log", NULL);
    return finish (talk);
  }
  scan = slw_log_scan_parse (slw_result_get_output (talk->result));
  if (scan == NULL)
    return fail (8, "log", error, "what came of the scan of /var/log/bm/core.log cannot be understood");
  if (scan->own_errors > 0)
    return fail (8, "log", error, "/var/log/bm/core.log of %s has %u errors about %s since %s (GMT), the last: %s",
                 slw_server_get_name (talk->main), scan->own_errors, work->name, scan->since, scan->last_own);
  title = g_strdup_printf ("%u errors in the core's log since %s (GMT), the last: %s", scan->errors, scan->since,
                           scan->last);
  if (scan->errors > 0)
    slw_step_run_add_finding (talk->run, SLW_SEVERITY_MEDIUM, "verify.log", title, "Look at /var/log/bm/core.log.");
  pass (talk, 8, "no errors about it in the core's log");
  return finish (talk);
}

static gboolean
scan_log (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  g_autofree char *created = slw_log_scan_format_time (work->found != NULL ? work->found->created : 0);
  const char *since = slw_compare_get_since (talk);
  const char *arguments[]
      = { since != NULL ? since : created, work->uid, work->ip, since == NULL ? "recent" : "all", NULL };
  SlwAction *action
      = slw_action_new_script (SLW_EFFECT_READ, "look for errors in the core's log", slw_log_scan_script (), arguments);

  slw_action_set_server (action, talk->main);
  slw_action_expect (action, 3);
  return slw_talk_act (talk, action, on_log);
}

/* 7: the data base, there and from the main server. */
static gboolean
on_port (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (slw_result_get_status (talk->result) != 0)
    return fail (7, "data base", error,
                 "%s cannot connect to port 5432 of %s: a firewall, or PostgreSQL's listen_addresses",
                 slw_server_get_name (talk->main), work->ip);
  pass (talk, 7, "the data base bj-data is there, and the main server can connect to it");
  return scan_log (talk);
}

static gboolean check_database (SlwTalk *talk, GError **error);

/* A run that was interrupted while the core tagged the server finds the tags, and the core still at work. */
static gboolean
may_be_coming (SlwTalk *talk)
{
  SlwWork *work = talk->work;

  return slw_deadline_wait (&work->deadline, POLL_SECONDS)
         && slw_talk_wait (talk, POLL_SECONDS, "the data base bj-data is not there yet", check_database);
}

static gboolean
on_database (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const char *arguments[] = { work->ip, "5432", NULL };
  SlwAction *action;

  if (slw_result_get_status (talk->result) != 0)
    return fail (7, "data base", error, "PostgreSQL of %s does not answer: %s", work->name,
                 slw_result_get_errors (talk->result));
  if (slw_result_get_output (talk->result)[0] != '1')
    return may_be_coming (talk)
           || fail (
               7, "data base", error,
               "PostgreSQL of %s has no data base bj-data: the task that tags the server did not do its work. While no "
               "user is on the server: remove it in System management > Application servers and run again",
               work->name);
  action = slw_action_new_script (SLW_EFFECT_READ, "connect to the data base from the main server", slw_port_script (),
                                  arguments);
  slw_action_set_server (action, talk->main);
  slw_action_expect (action, 1);
  return slw_talk_act (talk, action, on_port);
}

static gboolean
check_database (SlwTalk *talk, GError **error)
{
  static const char *const argv[]
      = { "runuser", "-u", "postgres", "--", "psql", "-AtXqc", "SELECT 1 FROM pg_database WHERE datname = 'bj-data'",
          NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "look for the data base bj-data", argv);

  slw_action_expect (action, 1);
  slw_action_expect (action, 2);
  return slw_talk_act (talk, action, on_database);
}

/* 6: the same version everywhere. */
static gboolean
on_node_version (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *version = slw_package_version_parse (slw_result_get_output (talk->result));

  if (version == NULL)
    return fail (6, "versions", error, "bm-node is not installed on %s", work->name);
  if (!g_str_equal (version, work->main_version))
    return fail (6, "versions", error, "bm-node of %s is %s, bm-core of %s is %s: bring both to one version",
                 work->name, version, slw_server_get_name (talk->main), work->main_version);
  slw_step_run_set_output (talk->run, "version", version);
  pass (talk, 6, "its version is the core's");
  slw_deadline_begin (&work->deadline, slw_admin_settings_of_talk (talk)->verify_wait);
  return check_database (talk, error);
}

static gboolean
on_core_version (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  work->main_version = slw_package_version_parse (slw_result_get_output (talk->result));
  if (work->main_version == NULL)
    return fail (6, "versions", error, "bm-core is not installed on %s", slw_server_get_name (talk->main));
  return slw_talk_act (talk, slw_lag_make_query (slw_step_run_get_server (talk->run), "bm-node"), on_node_version);
}

/* 5: the node is the core's. */
static gboolean
on_installation (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *id = g_strstrip (g_strdup (slw_result_get_output (talk->result)));

  if (slw_result_get_status (talk->result) != 0 || *id == '\0')
    return fail (5, "node", error, "%s has no /etc/bm/mcast.id", slw_server_get_name (talk->main));
  if (!g_str_equal (id, work->installation))
    return fail (
        5, "node", error,
        "%s belongs to another installation of BlueMind (its /etc/bm/mcast.id is another one): a cloned machine? "
        "Remove /etc/bm/bm.jks and /etc/bm/nodeclient_truststore.jks there and restart bm-node",
        work->name);
  pass (talk, 5, "its node answers the core and is the core's");
  return slw_talk_act (talk, slw_lag_make_query (talk->main, "bm-core"), on_core_version);
}

static gboolean
read_file_answer (SlwTalk *talk, const char *file, char **content, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *text = slw_answer_dup_string (talk->answer, error);
  gsize length = 0;

  if (text == NULL)
    return FALSE;
  /* bytes come as a base64 text where an Accept header was sent, raw where a proxy took it away */
  if (talk->answer->body[0] == '"') {
    guchar *bytes = g_base64_decode (text, &length);
    *content = g_strstrip (g_strndup ((const char *) bytes, length));
    g_free (bytes);
  } else {
    *content = g_strstrip (g_strdup (text));
  }
  if (**content != '\0')
    return TRUE;
  g_clear_pointer (content, g_free);
  return fail (5, "node", error, "%s has no %s: the core never took it in", work->name, file);
}

static gboolean
on_mcast (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  SlwAction *action;

  if (!read_file_answer (talk, "/etc/bm/mcast.id", &work->installation, error))
    return FALSE;
  action = slw_action_new_get ("read the id of the installation", "/etc/bm/mcast.id", 4096);
  slw_action_set_server (action, talk->main);
  slw_action_expect (action, 1);
  return slw_talk_act (talk, action, on_installation);
}

static void
read_through_node (SlwTalk *talk, const char *file, const char *label, SlwTalkFunc then)
{
  SlwWork *work = talk->work;

  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("servers", "default", work->uid, "fs", file, NULL), label,
                 then);
}

static gboolean
on_uid (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *uid = NULL;
  g_autofree char *safe = NULL;

  if (!read_file_answer (talk, "/etc/bm/server.uid", &uid, error))
    return FALSE;
  if (!g_str_equal (uid, work->uid)) {
    safe = slw_text_escape (uid, -1);
    return fail (5, "node", error, "%s calls itself %.60s, and is registered as %s", work->name, safe, work->uid);
  }
  read_through_node (talk, "/etc/bm/mcast.id", "read the installation's id through the node", on_mcast);
  return TRUE;
}

static gboolean
on_ping (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  if (!talk->answer->good)
    return fail (
        5, "node", error,
        "the core cannot reach bm-node on %s (%s): %s; is it running, and is TCP 8022 open from the main server?",
        work->name, work->ip, talk->answer->message);
  read_through_node (talk, "/etc/bm/server.uid", "read the server's uid through the node", on_uid);
  return TRUE;
}

static gboolean
ping (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "POST", slw_talk_path ("system", "installation", work->ip, "ping", NULL),
                       "ping the server's node", on_ping);

  request->flags = SLW_REQUEST_TOLERANT;
  return TRUE;
}

/* 4: the domain may put users there. */
static gboolean
on_assigned (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  JsonArray *uids = slw_answer_get_array (talk->answer, error);
  gboolean found = FALSE;

  if (uids == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (uids); i++)
    found |= g_strcmp0 (slw_json_element_string (uids, i), work->uid) == 0;
  if (!found)
    return fail (4, "domain", error, "%s is no mailbox storage server of the domain %s: assign it (kind server.assign)",
                 work->name, work->domain);
  pass (talk, 4, "it is a mailbox storage server of the domain");
  return ping (talk);
}

static gboolean
ask_assigned (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *path = slw_talk_path ("servers", "default", work->domain, "byAssignment", NULL);

  slw_talk_send (talk, SLW_EFFECT_READ, "GET", g_strdup_printf ("%s?tag=mail%%2Fimap", path),
                 "list the domain's mailbox servers", on_assigned);
  return TRUE;
}

/* 2: it is listed, once, with both tags. */
static gboolean
on_listed (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  const char *domain = slw_step_run_get_param (talk->run, "domain");

  if (work->found == NULL)
    return fail (2, "list of servers", error, "no server with the address %s is registered", work->ip);
  if (!slw_listed_server_is_storage (work->found))
    return fail (2, "list of servers", error, "%s lacks the tags %s and %s", work->name, SLW_TAG_IMAP, SLW_TAG_DATA);
  pass (talk, 1, "the platform is running");
  pass (talk, 2, "the server is listed once, with both tags");
  /* 3: register waits for its tasks, and fails where one does */
  pass (talk, 3, "its tasks were waited for when it was registered");
  if (domain != NULL && *domain != '\0')
    return slw_work_find_domain (talk, ask_assigned, error);
  slw_step_run_add_finding (talk->run, SLW_SEVERITY_INFO, "verify.domain",
                            "no domain was given to look for the server in", NULL);
  return ping (talk);
}

/* The platform is as it must be; the main server may be a storage server, too. */
static gboolean
on_core (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *summary = NULL;

  if (slw_server_has_role (slw_step_run_get_server (talk->run), "mailbox")) {
    slw_step_run_add_note (talk->run, "the platform is of version %s, its data, too", work->software);
    return slw_work_open (talk, on_listed, error);
  }
  slw_step_run_set_output (talk->run, "version", work->software);
  summary = g_strdup_printf ("running, version %s", work->software);
  if (work->before != NULL)
    return slw_compare_start (talk, summary);
  return slw_talk_done (talk, "%s", summary);
}

static gboolean
on_version (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  JsonObject *version = slw_answer_get_object (talk->answer, error);
  const char *software = slw_json_get_string (version, "softwareVersion");
  const char *database = slw_json_get_string (version, "databaseVersion");
  g_autofree char *safe = slw_text_escape (software != NULL ? software : "?", -1);

  if (version == NULL)
    return FALSE;
  if (slw_json_get_boolean (version, "needsUpgrade") || g_strcmp0 (software, database) != 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY,
                 "the packages are of %s and the data is not: the update was not finished (bm-cli setup upgrade)",
                 safe);
    return FALSE;
  }
  g_free (work->software);
  work->software = g_steal_pointer (&safe);
  return on_core (talk, error);
}

static gboolean
ask_version (SlwTalk *talk, GError **error)
{
  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "version", NULL),
                 "ask for the version of the platform", on_version);
  return TRUE;
}

/* 1: nothing else can be right while the platform is not running. */
gboolean
slw_verify_start (SlwTalk *talk, GError **error)
{
  if (slw_step_run_is_assuming (talk->run))
    return slw_talk_done (talk, "can be verified once the changes are made");
  if (!slw_compare_read (talk, error))
    return FALSE;
  if (slw_step_run_get_server (talk->run) != talk->main
      && slw_server_has_role (slw_step_run_get_server (talk->run), "mailbox"))
    return slw_work_open (talk, on_listed, error);
  if (((SlwWork *) talk->work)->before != NULL)
    return slw_compare_core (talk, on_core, error);
  return slw_work_await_running (talk, ask_version, error);
}
