/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-attempt.h"

#include <string.h>

#include "core/remote/slw-host-keys.h"

/* What came of a question to the agent. It outlives the attempt when that is given up while the agent thinks. */
typedef struct {
  grefcount refs;
  SlwSshSession *session;
  gboolean asked;
  GBytes *signature;
  char *error;
} Signing;

struct _SlwSshAttempt {
  int (*run) (SlwSshAttempt *self, SlwSshSession *session, const char *user);
  char *label;
  char *type; /* of the key */
  SlwSshKey *key;
  SlwSecret *secret;
  SlwSshAgent *agent;
  GBytes *blob;
  Signing *signing;
};

static void
signing_unref (Signing *signing)
{
  if (!g_ref_count_dec (&signing->refs))
    return;
  g_clear_object (&signing->session);
  g_clear_pointer (&signing->signature, g_bytes_unref);
  g_free (signing->error);
  g_free (signing);
}

void
slw_ssh_attempt_free (SlwSshAttempt *attempt)
{
  g_free (attempt->label);
  g_free (attempt->type);
  g_clear_pointer (&attempt->key, slw_ssh_key_unref);
  g_clear_pointer (&attempt->secret, slw_secret_unref);
  g_clear_object (&attempt->agent);
  g_clear_pointer (&attempt->blob, g_bytes_unref);
  g_clear_pointer (&attempt->signing, signing_unref);
  g_free (attempt);
}

static int
run_key (SlwSshAttempt *self, SlwSshSession *session, const char *user)
{
  gsize length;
  const char *data = g_bytes_get_data (self->key->content, &length);
  const char *passphrase = self->secret != NULL ? slw_secret_peek (self->secret, NULL) : NULL;
  const char *line = self->key->public_line;

  /* Given the public half, libssh2 need not read the private one to find it: that is a third of a login's time. */
  return libssh2_userauth_publickey_frommemory (slw_ssh_session_get_handle (session), user, strlen (user), line,
                                                line != NULL ? strlen (line) : 0, data, length, passphrase);
}

SlwSshAttempt *
slw_ssh_attempt_new_key (SlwSshKey *key, SlwSecret *passphrase)
{
  SlwSshAttempt *self = g_new0 (SlwSshAttempt, 1);

  self->run = run_key;
  self->key = slw_ssh_key_ref (key);
  self->type = g_strdup (key->type);
  self->label = slw_ssh_key_describe (key);
  self->secret = key->encrypted && passphrase != NULL ? slw_secret_ref (passphrase) : NULL;
  return self;
}

static void
on_signed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Signing *signing = user_data;
  g_autoptr (GError) error = NULL;

  signing->signature = slw_ssh_agent_sign_finish (SLW_SSH_AGENT (object), result, &error);
  if (error != NULL)
    signing->error = g_strdup (error->message);
  slw_ssh_session_kick (signing->session);
  signing_unref (signing);
}

/* libssh2 asks again as long as the answer is EAGAIN. It frees the signature by free (). */
static int
sign (LIBSSH2_SESSION *handle,
      unsigned char **signature,
      size_t *signature_length,
      const unsigned char *data,
      size_t length,
      void **abstract)
{
  SlwSshAttempt *self = *abstract;
  Signing *signing = self->signing;

  if (!signing->asked) {
    g_autoptr (GBytes) copy = g_bytes_new (data, length);

    signing->asked = TRUE;
    g_ref_count_inc (&signing->refs);
    slw_ssh_agent_sign_async (self->agent, self->blob, copy, NULL, on_signed, signing);
  }
  if (signing->error != NULL)
    return LIBSSH2_ERROR_AGENT_PROTOCOL;
  if (signing->signature == NULL)
    return LIBSSH2_ERROR_EAGAIN;
  *signature_length = g_bytes_get_size (signing->signature);
  *signature = g_memdup2 (g_bytes_get_data (signing->signature, NULL), *signature_length);
  return 0;
}

static int
run_agent_key (SlwSshAttempt *self, SlwSshSession *session, const char *user)
{
  void *abstract = self;
  gsize length;
  const guint8 *blob = g_bytes_get_data (self->blob, &length);

  if (self->signing == NULL) {
    self->signing = g_new0 (Signing, 1);
    g_ref_count_init (&self->signing->refs);
    self->signing->session = g_object_ref (session);
  }
  return libssh2_userauth_publickey (slw_ssh_session_get_handle (session), user, blob, length, sign, &abstract);
}

SlwSshAttempt *
slw_ssh_attempt_new_agent_key (SlwSshAgent *agent, const SlwSshAgentKey *key)
{
  SlwSshAttempt *self = g_new0 (SlwSshAttempt, 1);
  gsize length;
  const guint8 *blob = g_bytes_get_data (key->blob, &length);
  g_autofree char *fingerprint = slw_host_keys_dup_fingerprint (blob, length);

  self->run = run_agent_key;
  self->agent = g_object_ref (agent);
  self->blob = g_bytes_ref (key->blob);
  self->type = slw_host_keys_dup_type (blob, length);
  self->label
      = g_strdup_printf ("agent's key %s (%s %s)", key->comment, self->type != NULL ? self->type : "?", fingerprint);
  return self;
}

static int
run_password (SlwSshAttempt *self, SlwSshSession *session, const char *user)
{
  gsize length;
  const char *password = slw_secret_peek (self->secret, &length);

  return libssh2_userauth_password_ex (slw_ssh_session_get_handle (session), user, strlen (user), password, length,
                                       NULL);
}

/* The one whose questions are answered just now; libssh2 calls back only from within its call below. */
static const SlwSshAttempt *answering;

/* Hidden questions get the password, others nothing. libssh2 frees the answers by free (). */
static void
answer (const char *name,
        int name_length,
        const char *instruction,
        int instruction_length,
        int count,
        const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,
        LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses,
        void **abstract)
{
  gsize length;
  const char *password = slw_secret_peek (answering->secret, &length);

  for (int i = 0; i < count; i++) {
    gboolean hidden = prompts[i].echo == 0;

    responses[i].text = g_strndup (hidden ? password : "", length);
    responses[i].length = hidden ? length : 0;
  }
}

static int
run_interactive (SlwSshAttempt *self, SlwSshSession *session, const char *user)
{
  int rc;

  answering = self;
  rc = libssh2_userauth_keyboard_interactive_ex (slw_ssh_session_get_handle (session), user, strlen (user), answer);
  answering = NULL;
  return rc;
}

SlwSshAttempt *
slw_ssh_attempt_new_password (SlwSecret *password, gboolean interactive)
{
  SlwSshAttempt *self = g_new0 (SlwSshAttempt, 1);

  self->run = interactive ? run_interactive : run_password;
  self->secret = slw_secret_ref (password);
  self->label = g_strdup (interactive ? "the password, by keyboard-interactive" : "the password");
  return self;
}

int
slw_ssh_attempt_run (SlwSshAttempt *attempt, SlwSshSession *session, const char *user)
{
  return attempt->run (attempt, session, user);
}

const char *
slw_ssh_attempt_get_label (const SlwSshAttempt *attempt)
{
  return attempt->label;
}

gboolean
slw_ssh_attempt_is_rsa (const SlwSshAttempt *attempt)
{
  return g_strcmp0 (attempt->type, "ssh-rsa") == 0;
}

const char *
slw_ssh_attempt_explain (const SlwSshAttempt *attempt, int rc)
{
  if (attempt->signing != NULL && attempt->signing->error != NULL)
    return attempt->signing->error;
  if (rc == LIBSSH2_ERROR_PASSWORD_EXPIRED)
    return "it has expired";
  /* the server takes the key, but it could not be read to sign with */
  if (attempt->secret != NULL && attempt->key != NULL && rc == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED)
    return "the passphrase is wrong";
  if (rc == LIBSSH2_ERROR_FILE || rc == LIBSSH2_ERROR_KEYFILE_AUTH_FAILED || rc == LIBSSH2_ERROR_METHOD_NOT_SUPPORTED)
    return attempt->secret != NULL ? "the passphrase is wrong, or libssh2 cannot read this kind of key"
                                   : "libssh2 cannot read this kind of key";
  return "refused by the server";
}
