/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-handshake.h"

#include <slipway/slw-error.h>

#include "core/remote/slw-host-keys.h"
#include "core/remote/slw-ssh-operation.h"

typedef struct {
  const SlwSshTarget *target;
  gboolean verify;
} Handshake;

/* In the order of our liking. */
static const char *const all_methods[] = {
  "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256",
  "ssh-rsa",
};

/* libssh2 leaves out what it lacks, but 1.10 does so by a memcpy () that overlaps. Asked once per process. */
static gboolean
is_supported (LIBSSH2_SESSION *handle, const char *method)
{
  static GHashTable *supported;

  if (supported == NULL) {
    const char **names = NULL;
    int count = libssh2_session_supported_algs (handle, LIBSSH2_METHOD_HOSTKEY, &names);

    supported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < count; i++)
      g_hash_table_add (supported, g_strdup (names[i]));
    if (names != NULL)
      libssh2_free (handle, names);
  }
  return g_hash_table_contains (supported, method);
}

static const char *
type_of_method (const char *method)
{
  return g_str_has_prefix (method, "rsa-sha2-") ? "ssh-rsa" : method;
}

static char *
prefer_known_types (LIBSSH2_SESSION *handle, const SlwSshTarget *target)
{
  g_autoptr (GPtrArray) types
      = slw_host_keys_dup_types ((const char *const *) target->known_hosts, target->key_host, target->key_port);
  g_autoptr (GString) known = g_string_new (NULL);
  g_autoptr (GString) others = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (all_methods); i++) {
    const char *type = type_of_method (all_methods[i]);
    GString *list = g_ptr_array_find_with_equal_func (types, type, g_str_equal, NULL) ? known : others;

    if (is_supported (handle, all_methods[i]))
      g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", all_methods[i]);
  }
  if (known->len > 0 && others->len > 0)
    g_string_append_c (known, ',');
  g_string_append (known, others->str);
  return g_string_free (g_steal_pointer (&known), FALSE);
}

static GError *
refuse_key (
    const SlwSshTarget *target, SlwHostKeyState state, const SlwHostKeyLine *line, const char *type, const char *shown)
{
  if (state == SLW_HOST_KEY_REVOKED)
    return g_error_new (SLW_ERROR, SLW_ERROR_DENIED, "%s: its host key %s %s is revoked by %s:%u; do not connect",
                        target->name, type, shown, line->file, line->line);
  if (state == SLW_HOST_KEY_CHANGED)
    return g_error_new (
        SLW_ERROR, SLW_ERROR_DENIED,
        "%s: its host key has CHANGED: it shows %s %s, but %s:%u says %s %s. Somebody may be in between. "
        "If the server was reinstalled, check the new fingerprint on its console, then: %s --replace",
        target->name, type, shown, line->file, line->line, line->type, line->fingerprint, target->trust_hint);
  return g_error_new (SLW_ERROR, SLW_ERROR_DENIED,
                      "%s: its host key is not known: it shows %s %s. Check that fingerprint on its console, then: %s",
                      target->name, type, shown, target->trust_hint);
}

static GError *
verify_key (const SlwSshTarget *target, const guint8 *key, gsize length)
{
  g_auto (SlwHostKeyLine) line = { 0 };
  g_autofree char *type = NULL;
  g_autofree char *shown = NULL;
  SlwHostKeyState state = slw_host_keys_check ((const char *const *) target->known_hosts, target->key_host,
                                               target->key_port, key, length, &line);

  if (state == SLW_HOST_KEY_KNOWN)
    return NULL;
  type = slw_host_keys_dup_type (key, length);
  shown = slw_host_keys_dup_fingerprint (key, length);
  return refuse_key (target, state, &line, type != NULL ? type : "unknown", shown);
}

static void
step (SlwSshOperation *operation)
{
  Handshake *handshake = operation->data;
  LIBSSH2_SESSION *handle = slw_ssh_session_get_handle (operation->session);
  GError *error = NULL;
  const char *key;
  gsize length;
  int kind;
  /* the socket is known to libssh2 by number only, all bytes pass through the session's own functions */
  int rc = libssh2_session_handshake (handle, slw_ssh_session_get_fd (operation->session));

  if (rc == LIBSSH2_ERROR_EAGAIN && slw_ssh_operation_is_over (operation)) {
    slw_ssh_operation_fail (operation, g_error_new (SLW_ERROR, SLW_ERROR_UNREACHABLE,
                                                    "%s: port %u is open but nothing answers as an ssh server",
                                                    handshake->target->name, handshake->target->port));
    return;
  }
  if (rc == LIBSSH2_ERROR_EAGAIN)
    return;
  if (rc != 0) {
    error = slw_ssh_session_dup_error (operation->session, rc, "shaking hands");
    error->code = SLW_ERROR_UNREACHABLE;
    slw_ssh_operation_fail (operation, error);
    return;
  }
  key = libssh2_session_hostkey (handle, &length, &kind);
  if (handshake->verify)
    error = verify_key (handshake->target, (const guint8 *) key, length);
  if (error != NULL) {
    slw_ssh_operation_fail (operation, error);
    return;
  }
  slw_ssh_operation_finish (operation, g_bytes_new (key, length), (GDestroyNotify) g_bytes_unref);
}

static void
start (SlwSshOperation *operation)
{
  Handshake *handshake = operation->data;
  LIBSSH2_SESSION *handle = slw_ssh_session_get_handle (operation->session);
  g_autofree char *methods = prefer_known_types (handle, handshake->target);

  libssh2_session_method_pref (handle, LIBSSH2_METHOD_HOSTKEY, methods);
  operation->step = step;
  step (operation);
}

void
slw_ssh_handshake_async (SlwSshSession *session,
                         const SlwSshTarget *target,
                         gboolean verify,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Handshake *handshake = g_new0 (Handshake, 1);

  g_task_set_source_tag (task, slw_ssh_handshake_async);
  handshake->target = target;
  handshake->verify = verify;
  g_task_set_task_data (task, handshake, g_free);
  slw_ssh_operation_start (session, task, start, handshake, deadline);
}

GBytes *
slw_ssh_handshake_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
