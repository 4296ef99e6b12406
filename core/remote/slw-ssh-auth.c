/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-auth.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <string.h>

#include "core/remote/slw-ssh-agent.h"
#include "core/remote/slw-ssh-attempt.h"
#include "core/remote/slw-ssh-key.h"
#include "core/remote/slw-ssh-operation.h"

/* sshd hangs up after MaxAuthTries, 6 unless configured, so that more keys would only drown the right one. */
#define MOST_AGENT_KEYS 5

typedef struct {
  const SlwSshTarget *target;
  GPtrArray *keys;       /* SlwSshKey, those of files, in order */
  GPtrArray *agent_keys; /* SlwSshAgentKey, NULL without an agent */
  GPtrArray *attempts;   /* SlwSshAttempt */
  guint current;
  GString *tried; /* what was tried and how it ended, for the error */
  gboolean tried_rsa;
  gboolean asking_agent;
} Auth;

static void
auth_free (gpointer data)
{
  Auth *auth = data;

  g_ptr_array_unref (auth->keys);
  g_clear_pointer (&auth->agent_keys, g_ptr_array_unref);
  g_ptr_array_unref (auth->attempts);
  g_string_free (auth->tried, TRUE);
  g_free (auth);
}

static void
note (Auth *auth, const char *label, const char *outcome)
{
  g_string_append_printf (auth->tried, "%s%s: %s", auth->tried->len > 0 ? "; " : "", label, outcome);
}

/* What to try */

static void
load_key (Auth *auth, const char *path, gboolean must_exist)
{
  g_autoptr (GError) error = NULL;
  SlwSshKey *key = slw_ssh_key_load (path, &error);

  if (key != NULL)
    g_ptr_array_add (auth->keys, key);
  else if (must_exist || !g_error_matches (error, SLW_ERROR, SLW_ERROR_NOT_FOUND))
    note (auth, "key", error->message);
}

static void
load_keys (Auth *auth)
{
  const SlwSshTarget *target = auth->target;

  if (target->identity != NULL)
    load_key (auth, target->identity, TRUE);
  for (guint i = 0; target->identity == NULL && i < target->identities->len; i++)
    load_key (auth, g_ptr_array_index (target->identities, i), FALSE);
}

static gboolean
is_locked (const Auth *auth, const SlwSshKey *key)
{
  return key->encrypted && auth->target->passphrase == NULL;
}

static gboolean
wants_agent (const Auth *auth)
{
  if (auth->target->agent == NULL)
    return FALSE;
  if (auth->target->identity == NULL)
    return TRUE;
  return auth->keys->len > 0 && is_locked (auth, g_ptr_array_index (auth->keys, 0));
}

static const SlwSshAgentKey *
find_in_agent (const Auth *auth, const SlwSshKey *key)
{
  for (guint i = 0; auth->agent_keys != NULL && key->public_key != NULL && i < auth->agent_keys->len; i++) {
    const SlwSshAgentKey *candidate = g_ptr_array_index (auth->agent_keys, i);

    if (g_bytes_equal (candidate->blob, key->public_key))
      return candidate;
  }
  return NULL;
}

static gboolean
is_among_files (const Auth *auth, const SlwSshAgentKey *key)
{
  for (guint i = 0; i < auth->keys->len; i++) {
    const SlwSshKey *candidate = g_ptr_array_index (auth->keys, i);

    if (candidate->public_key != NULL && g_bytes_equal (candidate->public_key, key->blob))
      return TRUE;
  }
  return FALSE;
}

static void
plan_agent_keys (Auth *auth, SlwSshAgent *agent)
{
  guint planned = 0;

  for (guint i = 0; auth->agent_keys != NULL && i < auth->agent_keys->len && planned < MOST_AGENT_KEYS; i++) {
    const SlwSshAgentKey *key = g_ptr_array_index (auth->agent_keys, i);

    if (is_among_files (auth, key) || auth->target->identities_only || auth->target->identity != NULL)
      continue;
    g_ptr_array_add (auth->attempts, slw_ssh_attempt_new_agent_key (agent, key));
    planned++;
  }
}

/* Keys that have a file come first; from the file when it can be read, since that costs no question to the agent. */
static void
plan_attempts (Auth *auth)
{
  const SlwSshTarget *target = auth->target;
  g_autoptr (SlwSshAgent) agent = auth->agent_keys != NULL ? slw_ssh_agent_get (target->agent) : NULL;

  for (guint i = 0; i < auth->keys->len; i++) {
    SlwSshKey *key = g_ptr_array_index (auth->keys, i);
    const SlwSshAgentKey *twin = is_locked (auth, key) ? find_in_agent (auth, key) : NULL;
    g_autofree char *label = slw_ssh_key_describe (key);

    if (twin != NULL)
      g_ptr_array_add (auth->attempts, slw_ssh_attempt_new_agent_key (agent, twin));
    else if (is_locked (auth, key))
      note (auth, label, "is encrypted, no passphrase is set and no agent holds it");
    else
      g_ptr_array_add (auth->attempts, slw_ssh_attempt_new_key (key, target->passphrase));
  }
  plan_agent_keys (auth, agent);
  if (target->password != NULL) {
    g_ptr_array_add (auth->attempts, slw_ssh_attempt_new_password (target->password, FALSE));
    g_ptr_array_add (auth->attempts, slw_ssh_attempt_new_password (target->password, TRUE));
  }
}

/* Trying */

static void
deny (SlwSshOperation *operation, const char *accepted)
{
  Auth *auth = operation->data;
  const SlwSshTarget *target = auth->target;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s: cannot log in as %s. Tried: %s.", target->name, target->user,
                   auth->tried->len > 0 ? auth->tried->str : "nothing, there is no key and no password");
  if (accepted != NULL && *accepted != '\0') {
    g_autofree char *safe = slw_text_escape (accepted, -1);

    g_string_append_printf (text, " The server accepts: %s.", safe);
  }
  if (auth->tried_rsa && libssh2_version (0x010b00) == NULL)
    g_string_append_printf (
        text,
        " RSA keys need libssh2 1.11 or newer, this is %s: its SHA-1 signatures are refused by current "
        "servers. Use an ed25519 key (ssh-keygen -t ed25519).",
        libssh2_version (0));
  g_string_append_printf (text,
                          " Put the right public key into the authorized_keys of %s there, or name the right key as "
                          "identity in the platform file.",
                          target->user);
  slw_ssh_operation_fail (operation, g_error_new_literal (SLW_ERROR, SLW_ERROR_DENIED, text->str));
}

/* Only now, because every question costs a round trip. */
static void
ask_methods (SlwSshOperation *operation)
{
  const Auth *auth = operation->data;
  LIBSSH2_SESSION *handle = slw_ssh_session_get_handle (operation->session);
  const char *user = auth->target->user;
  const char *accepted = libssh2_userauth_list (handle, user, strlen (user));

  if (accepted == NULL && libssh2_session_last_errno (handle) == LIBSSH2_ERROR_EAGAIN)
    return;
  if (accepted == NULL && libssh2_userauth_authenticated (handle))
    slw_ssh_operation_finish (operation, operation, NULL);
  else
    deny (operation, accepted);
}

/* TRUE: on to the next attempt */
static gboolean
run_attempt (SlwSshOperation *operation)
{
  Auth *auth = operation->data;
  SlwSshAttempt *attempt = g_ptr_array_index (auth->attempts, auth->current);
  int rc = slw_ssh_attempt_run (attempt, operation->session, auth->target->user);
  const char *farewell;

  if (rc == LIBSSH2_ERROR_EAGAIN)
    return FALSE;
  if (rc == 0) {
    slw_ssh_operation_finish (operation, operation, NULL);
    return FALSE;
  }
  auth->tried_rsa = auth->tried_rsa || slw_ssh_attempt_is_rsa (attempt);
  /* libssh2 calls it a refusal when the server hangs up */
  farewell = slw_ssh_session_get_farewell (operation->session);
  if (farewell != NULL) {
    g_autofree char *outcome
        = g_strdup_printf ("the server hung up (%s), as it does after too many attempts", farewell);

    note (auth, slw_ssh_attempt_get_label (attempt), outcome);
    deny (operation, NULL);
    return FALSE;
  }
  note (auth, slw_ssh_attempt_get_label (attempt), slw_ssh_attempt_explain (attempt, rc));
  auth->current++;
  return TRUE;
}

static void
step (SlwSshOperation *operation)
{
  Auth *auth = operation->data;

  if (slw_ssh_operation_is_over (operation)) {
    slw_ssh_operation_fail (operation, g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE,
                                                    "%s: no answer to the login in time", auth->target->name));
    return;
  }
  if (auth->asking_agent)
    return;
  while (auth->current < auth->attempts->len)
    if (!run_attempt (operation))
      return;
  ask_methods (operation);
}

static void
on_agent_listed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Auth *auth = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  auth->asking_agent = FALSE;
  auth->agent_keys = slw_ssh_agent_list_finish (SLW_SSH_AGENT (object), result, &error);
  if (error != NULL)
    note (auth, "agent", error->message);
  plan_attempts (auth);
  slw_ssh_session_kick (g_task_get_source_object (task));
}

void
slw_ssh_auth_async (SlwSshSession *session,
                    const SlwSshTarget *target,
                    gint64 deadline,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Auth *auth = g_new0 (Auth, 1);

  g_task_set_source_tag (task, slw_ssh_auth_async);
  auth->target = target;
  auth->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_ssh_key_unref);
  auth->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_ssh_attempt_free);
  auth->tried = g_string_new (NULL);
  g_task_set_task_data (task, auth, auth_free);
  load_keys (auth);
  auth->asking_agent = wants_agent (auth);
  if (auth->asking_agent) {
    g_autoptr (SlwSshAgent) agent = slw_ssh_agent_get (target->agent);

    slw_ssh_agent_list_async (agent, NULL, on_agent_listed, g_object_ref (task));
  } else {
    plan_attempts (auth);
  }
  slw_ssh_operation_start (session, task, step, auth, deadline);
}

gboolean
slw_ssh_auth_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
