/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-secret-reference.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <slipway/slw-error.h>

#include "core/model/slw-key-file.h"
#include "core/model/slw-prompt.h"

#define SLW_SECRET_LIMIT (64 * 1024) /* bytes */
#define SLW_SECRET_COMMAND_SECONDS 120

typedef SlwSecret *(*ReadFunc) (const char *rest, const char *folder, const char *what, GError **error);

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, text);
  return FALSE;
}

/* The end of a line that an editor or a command added is no part of a password. */
static SlwSecret *
take_value (const char *value, gsize length, const char *from, GError **error)
{
  if (length > 0 && value[length - 1] == '\n')
    length -= length > 1 && value[length - 2] == '\r' ? 2 : 1;
  if (length == 0) {
    refuse (error, "%s is empty", from);
    return NULL;
  }
  return slw_secret_new (value, (gssize) length);
}

static gboolean
check_file (int fd, const char *path, GError **error)
{
  struct stat st;

  if (fstat (fd, &st) != 0)
    return refuse (error, "%s: %s", path, g_strerror (errno));
  if (!S_ISREG (st.st_mode))
    return refuse (error, "%s is no file", path);
  if (st.st_mode & (S_IRWXG | S_IRWXO))
    return refuse (error, "%s can be read or written by others; type: chmod 600 %s", path, path);
  if (st.st_uid != 0 && st.st_uid != geteuid ())
    return refuse (error, "%s belongs to another user (id %u); type: chown %u %s", path, st.st_uid, geteuid (), path);
  if (st.st_size > SLW_SECRET_LIMIT)
    return refuse (error, "%s has more than 64 KiB, that is no secret", path);
  return TRUE;
}

static SlwSecret *
read_file (const char *rest, const char *folder, const char *what, GError **error)
{
  g_autofree char *path = slw_key_file_resolve_path (rest, folder);
  g_autofree char *value = g_malloc (SLW_SECRET_LIMIT);
  SlwSecret *secret = NULL;
  gsize length = 0;
  gssize n = 0;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);

  if (fd < 0) {
    refuse (error, "%s: %s", path, g_strerror (errno));
    return NULL;
  }
  if (!check_file (fd, path, error)) {
    g_close (fd, NULL);
    return NULL;
  }
  while (length < SLW_SECRET_LIMIT && (n = read (fd, value + length, SLW_SECRET_LIMIT - length)) > 0)
    length += (gsize) n;
  g_close (fd, NULL);
  if (n < 0)
    refuse (error, "%s cannot be read", path);
  else
    secret = take_value (value, length, path, error);
  explicit_bzero (value, SLW_SECRET_LIMIT);
  return secret;
}

static SlwSecret *
read_env (const char *rest, const char *folder, const char *what, GError **error)
{
  const char *value = g_getenv (rest);

  if (value == NULL) {
    refuse (error, "the environment has no %s", rest);
    return NULL;
  }
  return take_value (value, strlen (value), rest, error);
}

typedef struct {
  GBytes *output;
  GError *error;
  gboolean ended;
} Command;

static void
command_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Command *command = user_data;

  g_subprocess_communicate_finish (G_SUBPROCESS (source), result, &command->output, NULL, &command->error);
  command->ended = TRUE;
}

static gboolean
command_timed_out (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* A context of its own: the caller's loop must not turn while it waits for a value. */
static GBytes *
communicate (GSubprocess *process, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new_seconds (SLW_SECRET_COMMAND_SECONDS);
  Command command = { NULL, NULL, FALSE };

  g_source_set_callback (timeout, command_timed_out, cancellable, NULL);
  g_source_attach (timeout, context);
  g_main_context_push_thread_default (context);
  g_subprocess_communicate_async (process, NULL, cancellable, command_ended, &command);
  while (!command.ended)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_source_destroy (timeout);
  if (command.error != NULL) {
    g_subprocess_force_exit (process);
    g_propagate_error (error, command.error);
  }
  return command.output;
}

static SlwSecret *
run_command (const char *const *argv, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) output = NULL;
  /* Its standard input and errors are ours: a password store may have to ask for its own passphrase. */
  g_autoptr (GSubprocess) process
      = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_INHERIT, &local);
  gsize length = 0;
  const char *value;

  if (process == NULL) {
    refuse (error, "cannot be run: %s", local->message);
    return NULL;
  }
  output = communicate (process, &local);
  if (local != NULL) {
    refuse (error,
            g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "%s did not end in %d seconds" : "%s failed",
            argv[0], SLW_SECRET_COMMAND_SECONDS);
    return NULL;
  }
  if (!g_subprocess_get_successful (process)) {
    refuse (error, "%s failed (%s %d)", argv[0], g_subprocess_get_if_exited (process) ? "exit status" : "signal",
            g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                                 : g_subprocess_get_term_sig (process));
    return NULL;
  }
  value = g_bytes_get_data (output, &length);
  if (length > SLW_SECRET_LIMIT) {
    refuse (error, "%s printed more than 64 KiB, that is no secret", argv[0]);
    return NULL;
  }
  return take_value (value, length, argv[0], error);
}

static SlwSecret *
read_command (const char *rest, const char *folder, const char *what, GError **error)
{
  g_auto (GStrv) argv = NULL;

  if (!g_shell_parse_argv (rest, NULL, &argv, NULL)) {
    refuse (error, "command: has an open quote or no word");
    return NULL;
  }
  return run_command ((const char *const *) argv, error);
}

static SlwSecret *
read_prompt (const char *rest, const char *folder, const char *what, GError **error)
{
  return slw_prompt_ask_secret (what, error);
}

static const struct {
  const char *prefix;
  ReadFunc read;
} forms[] = {
  { "file:", read_file },
  { "env:", read_env },
  { "command:", read_command },
};

static ReadFunc
find_form (const char *reference, const char **rest)
{
  *rest = "";
  if (g_str_equal (reference, "prompt"))
    return read_prompt;
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    if (!g_str_has_prefix (reference, forms[i].prefix))
      continue;
    *rest = reference + strlen (forms[i].prefix);
    while (g_ascii_isspace (**rest))
      (*rest)++;
    return **rest != '\0' ? forms[i].read : NULL;
  }
  return NULL;
}

gboolean
slw_secret_reference_check (const char *reference, GError **error)
{
  const char *rest;

  g_return_val_if_fail (reference != NULL, FALSE);

  if (find_form (reference, &rest) == NULL)
    return refuse (error, "must be " SLW_SECRET_REFERENCE_FORMS "; the secret itself has no place in this file");
  return TRUE;
}

SlwSecret *
slw_secret_reference_read (const char *reference, const char *folder, const char *what, GError **error)
{
  const char *rest = NULL;
  SlwSecret *secret;

  g_return_val_if_fail (folder != NULL && what != NULL, NULL);

  if (!slw_secret_reference_check (reference, error)) {
    g_prefix_error (error, "%s: ", what);
    return NULL;
  }
  secret = find_form (reference, &rest) (rest, folder, what, error);
  if (secret == NULL)
    g_prefix_error (error, "%s: ", what);
  return secret;
}
