/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-auth.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/remote/slw-ssh-key.h"
#include "core/remote/slw-ssh-operation.h"

typedef struct _Attempt Attempt;

typedef struct {
  const SlwSshTarget *target;
  GPtrArray *attempts; /* Attempt, those to come */
  guint current;
  GString *tried;       /* what was tried and how it ended, for the error */
  gboolean tried_rsa;
  gboolean asking;      /* all has failed, the server is asked what it would take */
} Auth;

/* One thing to try. `run` is called again as long as it says LIBSSH2_ERROR_EAGAIN. */
struct _Attempt
{
  int (*run) (Auth *auth, Attempt *attempt, LIBSSH2_SESSION *handle);
  char *label;
  SlwSshKey *key;
};

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_free (attempt->label);
  g_clear_pointer (&attempt->key, slw_ssh_key_unref);
  g_free (attempt);
}

static void
auth_free (gpointer data)
{
  Auth *auth = data;

  g_ptr_array_unref (auth->attempts);
  g_string_free (auth->tried, TRUE);
  g_free (auth);
}

static void
note (Auth *auth, const char *label, const char *outcome)
{
  g_string_append_printf (auth->tried, "%s%s: %s", auth->tried->len > 0 ? "; " : "", label, outcome);
}

/* Takes label and key. */
static void
add_attempt (Auth *auth, int (*run) (Auth *, Attempt *, LIBSSH2_SESSION *), char *label, SlwSshKey *key)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->run = run;
  attempt->label = label;
  attempt->key = key;
  g_ptr_array_add (auth->attempts, attempt);
}

static int
try_key (Auth *auth, Attempt *attempt, LIBSSH2_SESSION *handle)
{
  const char *user = auth->target->user;
  const char *passphrase = NULL;
  gsize length;
  const char *data = g_bytes_get_data (attempt->key->content, &length);

  if (attempt->key->encrypted)
    passphrase = slw_secret_peek (auth->target->passphrase, NULL);
  return libssh2_userauth_publickey_frommemory (handle, user, strlen (user), NULL, 0, data, length, passphrase);
}

static int
try_password (Auth *auth, Attempt *attempt, LIBSSH2_SESSION *handle)
{
  const char *user = auth->target->user;
  gsize length;
  const char *password = slw_secret_peek (auth->target->password, &length);

  return libssh2_userauth_password_ex (handle, user, strlen (user), password, length, NULL);
}

/* Answers hidden questions with the password, others with nothing. libssh2 frees the answers by free (). */
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
  SlwSshSession *session = *abstract;
  const SlwSecret *password = g_object_get_data (G_OBJECT (session), "slipway-password");
  gsize length = 0;
  const char *text = password != NULL ? slw_secret_peek (password, &length) : NULL;

  for (int i = 0; i < count; i++) {
    gboolean hidden = prompts[i].echo == 0;

    responses[i].text = hidden && text != NULL ? g_strndup (text, length) : g_strdup ("");
    responses[i].length = hidden && text != NULL ? length : 0;
  }
}

static int
try_interactive (Auth *auth, Attempt *attempt, LIBSSH2_SESSION *handle)
{
  const char *user = auth->target->user;
  SlwSshSession *session = *libssh2_session_abstract (handle);
  int rc;

  g_object_set_data (G_OBJECT (session), "slipway-password", auth->target->password);
  rc = libssh2_userauth_keyboard_interactive_ex (handle, user, strlen (user), answer);
  g_object_set_data (G_OBJECT (session), "slipway-password", NULL);
  return rc;
}

static void
add_key (Auth *auth, const char *path, gboolean must_exist)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwSshKey) key = slw_ssh_key_load (path, &error);
  g_autofree char *label = g_strdup_printf ("key %s", path);

  if (key == NULL) {
    if (must_exist || !g_error_matches (error, SLW_ERROR, SLW_ERROR_NOT_FOUND))
      note (auth, label, error->message);
    return;
  }
  if (key->encrypted && auth->target->passphrase == NULL) {
    note (auth, label, "is encrypted and no passphrase is set");
    return;
  }
  auth->tried_rsa = auth->tried_rsa || slw_ssh_key_is_rsa (key);
  add_attempt (auth, try_key, slw_ssh_key_describe (key), slw_ssh_key_ref (key));
}

static void
plan_attempts (Auth *auth)
{
  const SlwSshTarget *target = auth->target;

  if (target->identity != NULL)
    add_key (auth, target->identity, TRUE);
  for (guint i = 0; target->identity == NULL && i < target->identities->len; i++)
    add_key (auth, g_ptr_array_index (target->identities, i), FALSE);
  if (target->password != NULL) {
    add_attempt (auth, try_password, g_strdup ("password"), NULL);
    add_attempt (auth, try_interactive, g_strdup ("password, keyboard-interactive"), NULL);
  }
}

static const char *
explain (int rc, const Attempt *attempt)
{
  if (attempt->key == NULL)
    return rc == LIBSSH2_ERROR_PASSWORD_EXPIRED ? "has expired" : "refused by the server";
  if (rc == LIBSSH2_ERROR_FILE || rc == LIBSSH2_ERROR_KEYFILE_AUTH_FAILED || rc == LIBSSH2_ERROR_METHOD_NOT_SUPPORTED)
    return attempt->key->encrypted ? "the passphrase is wrong, or libssh2 cannot read this kind of key"
                                   : "libssh2 cannot read this kind of key";
  return "refused by the server";
}

static void
deny (SlwSshOperation *operation, const char *accepted)
{
  Auth *auth = operation->data;
  const SlwSshTarget *target = auth->target;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s: cannot log in as %s. Tried: %s.", target->name, target->user,
                   auth->tried->len > 0 ? auth->tried->str : "nothing, there is no key and no password");
  if (accepted != NULL && *accepted != '\0')
    g_string_append_printf (text, " The server accepts: %s.", accepted);
  if (auth->tried_rsa && !libssh2_version (0x010b00))
    g_string_append_printf (text,
                            " RSA keys need libssh2 1.11 or newer, this is %s: its SHA-1 signatures are refused by current "
                            "servers. Use an ed25519 key (ssh-keygen -t ed25519).",
                            libssh2_version (0));
  g_string_append_printf (text, " Put the right key into %s's ~/.ssh/authorized_keys there, or name it as identity in the "
                                "platform file.", target->user);
  slw_ssh_operation_fail (operation, g_error_new_literal (SLW_ERROR, SLW_ERROR_DENIED, text->str));
}

/* Only now, because every question costs a round trip and counts as an attempt on the server. */
static void
ask_methods (SlwSshOperation *operation)
{
  Auth *auth = operation->data;
  LIBSSH2_SESSION *handle = slw_ssh_session_get_handle (operation->session);
  const char *user = auth->target->user;
  const char *accepted = libssh2_userauth_list (handle, user, strlen (user));

  if (accepted == NULL && libssh2_session_last_errno (handle) == LIBSSH2_ERROR_EAGAIN)
    return;
  if (accepted == NULL && libssh2_userauth_authenticated (handle)) {
    slw_ssh_operation_finish (operation, operation, NULL);
    return;
  }
  deny (operation, accepted);
}

static gboolean
is_refusal (int rc, LIBSSH2_SESSION *handle)
{
  switch (rc) {
  case LIBSSH2_ERROR_SOCKET_DISCONNECT:
  case LIBSSH2_ERROR_SOCKET_RECV:
  case LIBSSH2_ERROR_SOCKET_SEND:
  case LIBSSH2_ERROR_SOCKET_NONE:
    return FALSE;
  default:
    return TRUE;
  }
}

/* TRUE: go on */
static gboolean
run_attempt (SlwSshOperation *operation)
{
  Auth *auth = operation->data;
  Attempt *attempt = g_ptr_array_index (auth->attempts, auth->current);
  LIBSSH2_SESSION *handle = slw_ssh_session_get_handle (operation->session);
  int rc = attempt->run (auth, attempt, handle);

  if (rc == LIBSSH2_ERROR_EAGAIN)
    return FALSE;
  if (rc == 0) {
    slw_ssh_operation_finish (operation, operation, NULL);
    return FALSE;
  }
  if (is_refusal (rc, handle)) {
    note (auth, attempt->label, explain (rc, attempt));
    auth->current++;
    return TRUE;
  }
  note (auth, attempt->label, "then the server hung up, as it does after too many attempts");
  deny (operation, NULL);
  return FALSE;
}

static void
step (SlwSshOperation *operation)
{
  Auth *auth = operation->data;

  if (slw_ssh_operation_is_over (operation)) {
    slw_ssh_operation_fail (operation, g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE, "%s: no answer to the login in time",
                                                    auth->target->name));
    return;
  }
  while (auth->current < auth->attempts->len)
    if (!run_attempt (operation))
      return;
  ask_methods (operation);
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
  auth->attempts = g_ptr_array_new_with_free_func (attempt_free);
  auth->tried = g_string_new (NULL);
  plan_attempts (auth);
  slw_ssh_operation_start (session, task, step, auth, auth_free, deadline);
}

gboolean
slw_ssh_auth_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
