/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-auth.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>

#include "core/remote/slw-ssh-agent.h"
#include "tests/sshd/kit-sshd.h"

typedef struct {
  KitSshd *sshd;
  SlwServer *server;
  SlwLogin *login; /* of the server */
} Fixture;

static void
use_server (Fixture *fixture)
{
  fixture->server = kit_sshd_new_server (fixture->sshd);
  fixture->login = (SlwLogin *) slw_server_get_login (fixture->server);
}

static void
set_up (Fixture *fixture, gconstpointer extra)
{
  fixture->sshd = kit_sshd_new (extra);
  use_server (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer extra)
{
  g_unsetenv ("SSH_AUTH_SOCK");
  g_clear_object (&fixture->server);
  g_clear_pointer (&fixture->sshd, kit_sshd_free);
}

static void
set_identity (Fixture *fixture, const char *path)
{
  g_free (fixture->login->identity);
  fixture->login->identity = g_strdup (path);
}

static void
assert_let_in (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwTransport) transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);
  g_autoptr (SlwResult) result = NULL;

  g_assert_no_error (error);
  result = kit_exec_line (transport, "echo in", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slw_result_get_output (result), ==, "in\n");
}

/* Each of the texts must stand in the message. */
static void
assert_denied (Fixture *fixture, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwTransport) transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);
  va_list texts;

  g_assert_null (transport);
  g_assert_error (error, SLW_ERROR, SLW_ERROR_DENIED);
  g_test_message ("%s", error->message);
  va_start (texts, fixture);
  for (const char *text = va_arg (texts, const char *); text != NULL; text = va_arg (texts, const char *))
    if (strstr (error->message, text) == NULL)
      g_error ("“%s” does not stand in: %s", text, error->message);
  va_end (texts);
}

static char *
make_key (Fixture *fixture, const char *type, const char *passphrase)
{
  char *path = g_build_filename (fixture->sshd->folder, "made", NULL);

  kit_sshd_make_key (path, type, passphrase);
  kit_sshd_authorize (fixture->sshd, path);
  return path;
}

static char *
fingerprint_of (const char *path)
{
  g_autofree char *line = kit_run ("ssh-keygen", "-l", "-f", path, NULL);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  return g_strdup (words[1]);
}

static void
test_ed25519 (Fixture *fixture, gconstpointer extra)
{
  assert_let_in (fixture);
}

static void
test_ecdsa (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *path = make_key (fixture, "ecdsa", NULL);

  set_identity (fixture, path);
  assert_let_in (fixture);
}

static void
test_wrong_key (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *print = fingerprint_of (fixture->sshd->other_key);

  set_identity (fixture, fixture->sshd->other_key);
  assert_denied (fixture, "alpha (127.0.0.1): cannot log in as ", fixture->sshd->other_key, print,
                 "refused by the server", "The server accepts: publickey", "authorized_keys", NULL);
}

static void
test_absent_key (Fixture *fixture, gconstpointer extra)
{
  set_identity (fixture, "/nonexistent/key");
  assert_denied (fixture, "/nonexistent/key: No such file", NULL);
}

static void
test_open_key (Fixture *fixture, gconstpointer extra)
{
  g_assert_cmpint (g_chmod (fixture->sshd->user_key, 0644), ==, 0);
  assert_denied (fixture, "can be read by others", "chmod 600", NULL);
}

static void
test_garbage_key (Fixture *fixture, gconstpointer extra)
{
  set_identity (fixture, fixture->sshd->known_hosts);
  assert_denied (fixture, "no private key", NULL);
}

static void
test_encrypted (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *path = make_key (fixture, "ed25519", "open sesame");

  set_identity (fixture, path);
  assert_denied (fixture, path, "is encrypted, no passphrase is set", NULL);
  fixture->login->passphrase = slw_secret_new ("open barley", -1);
  assert_denied (fixture, path, "the passphrase is wrong", NULL);
  slw_secret_unref (fixture->login->passphrase);
  fixture->login->passphrase = slw_secret_new ("open sesame", -1);
  assert_let_in (fixture);
}

/* With libssh2 1.10 refused with the reason, with 1.11 let in: whichever it is, an operator is told. */
static void
test_rsa (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *path = make_key (fixture, "rsa", NULL);

  set_identity (fixture, path);
  if (libssh2_version (0x010b00) != NULL)
    assert_let_in (fixture);
  else
    assert_denied (fixture, path, "ssh-rsa", "RSA keys need libssh2 1.11", "ed25519", NULL);
}

/* The agent */

typedef struct {
  GSubprocess *process;
  char *socket;
} Agent;

static Agent *
start_agent (Fixture *fixture)
{
  Agent *agent = g_new0 (Agent, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  agent->socket = g_build_filename (fixture->sshd->folder, "agent", NULL);
  agent->process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "ssh-agent", "-D", "-a", agent->socket, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (agent->process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error); /* it listens when it has said so */
  g_assert_no_error (error);
  g_setenv ("SSH_AUTH_SOCK", agent->socket, TRUE);
  return agent;
}

static void
stop_agent (Agent *agent)
{
  g_subprocess_send_signal (agent->process, SIGTERM);
  g_subprocess_wait (agent->process, NULL, NULL);
  g_object_unref (agent->process);
  g_free (agent->socket);
  g_free (agent);
}

static void
add_to_agent (const char *path)
{
  g_autofree char *nothing = kit_run ("ssh-add", "-q", path, NULL);
}

static void
test_agent (Fixture *fixture, gconstpointer extra)
{
  Agent *agent = start_agent (fixture);

  set_identity (fixture, NULL);
  add_to_agent (fixture->sshd->other_key);
  add_to_agent (fixture->sshd->user_key);
  assert_let_in (fixture);
  stop_agent (agent);
}

static void
test_agent_refused (Fixture *fixture, gconstpointer extra)
{
  Agent *agent = start_agent (fixture);
  g_autofree char *print = fingerprint_of (fixture->sshd->other_key);

  set_identity (fixture, NULL);
  add_to_agent (fixture->sshd->other_key);
  assert_denied (fixture, "agent's key slipway-test", print, "refused by the server", NULL);
  stop_agent (agent);
}

/* An encrypted key without a passphrase is no loss when the agent has it. */
static void
test_agent_unlocks (Fixture *fixture, gconstpointer extra)
{
  Agent *agent = start_agent (fixture);
  g_autofree char *path = make_key (fixture, "ed25519", NULL);
  g_autofree char *nothing = NULL;

  add_to_agent (path);
  nothing = kit_run ("ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", path, NULL);
  set_identity (fixture, path);
  assert_let_in (fixture);
  stop_agent (agent);
}

static void
test_agent_gone (Fixture *fixture, gconstpointer extra)
{
  g_setenv ("SSH_AUTH_SOCK", "/nonexistent/agent", TRUE);
  set_identity (fixture, NULL);
  assert_denied (fixture, "the ssh agent at /nonexistent/agent", NULL);
}

/* sshd hangs up after MaxAuthTries: that is what the operator must be told, and not that the network is bad. */
static void
test_too_many_keys (Fixture *fixture, gconstpointer extra)
{
  Agent *agent = start_agent (fixture);

  set_identity (fixture, NULL);
  for (int i = 0; i < 4; i++) {
    g_autofree char *path = g_strdup_printf ("%s/key%d", fixture->sshd->folder, i);

    kit_sshd_make_key (path, "ed25519", NULL);
    add_to_agent (path);
  }
  assert_denied (fixture, "the server hung up", "too many attempts", NULL);
  stop_agent (agent);
}

/* Passwords */

static void
set_up_user (Fixture *fixture, gconstpointer extra)
{
  fixture->sshd = kit_sshd_new_with_user (extra, NULL);
  if (fixture->sshd == NULL)
    return;
  use_server (fixture);
  g_free (fixture->login->user);
  fixture->login->user = g_strdup (KIT_USER);
  set_identity (fixture, NULL);
}

static void
test_password (Fixture *fixture, gconstpointer extra)
{
  if (fixture->sshd == NULL)
    return;
  fixture->login->password = slw_secret_new ("wrong horse", -1);
  assert_denied (fixture, "cannot log in as " KIT_USER, "the password: refused", NULL);
  slw_secret_unref (fixture->login->password);
  fixture->login->password = slw_secret_new (KIT_PASSWORD, -1);
  assert_let_in (fixture);
}

#define ADD(path, extra, set_up_function, test) \
  g_test_add ("/ssh-auth/" path, Fixture, extra, set_up_function, test, tear_down)

#define PASSWORD_ONLY "PubkeyAuthentication no\nPasswordAuthentication yes\nKbdInteractiveAuthentication no\n"
#define QUESTIONS_ONLY \
  "UsePAM yes\nPubkeyAuthentication no\nPasswordAuthentication no\nKbdInteractiveAuthentication yes\n"

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("ed25519", NULL, set_up, test_ed25519);
  ADD ("ecdsa", NULL, set_up, test_ecdsa);
  ADD ("wrong-key", NULL, set_up, test_wrong_key);
  ADD ("absent-key", NULL, set_up, test_absent_key);
  ADD ("open-key", NULL, set_up, test_open_key);
  ADD ("garbage-key", NULL, set_up, test_garbage_key);
  ADD ("encrypted", NULL, set_up, test_encrypted);
  ADD ("rsa", NULL, set_up, test_rsa);
  ADD ("agent", NULL, set_up, test_agent);
  ADD ("agent-refused", NULL, set_up, test_agent_refused);
  ADD ("agent-unlocks", NULL, set_up, test_agent_unlocks);
  ADD ("agent-gone", NULL, set_up, test_agent_gone);
  ADD ("too-many-keys", "MaxAuthTries 2\n", set_up, test_too_many_keys);
  ADD ("password", PASSWORD_ONLY, set_up_user, test_password);
  ADD ("keyboard-interactive", QUESTIONS_ONLY, set_up_user, test_password);
  return g_test_run ();
}
