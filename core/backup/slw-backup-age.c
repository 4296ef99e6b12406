/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/backup/slw-backup-age.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "age"
#define BLOCK (64 * 1024)
#define MESSAGE_LIMIT 2000

gboolean
slw_backup_recipients_is_empty (const SlwBackupRecipients *recipients)
{
  return recipients == NULL || ((recipients->keys == NULL || *recipients->keys == NULL) && recipients->file == NULL);
}

static GSubprocess *
start (GPtrArray *words, int input, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GError) local = NULL;
  GSubprocess *process;

  g_subprocess_launcher_take_stdin_fd (launcher, input);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, &local);
  if (process != NULL)
    return process;
  if (g_error_matches (local, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_FAILED,
                         "backups are to be encrypted, and the program " PROGRAM
                         " is not on this machine; install the package “" PROGRAM "”");
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "cannot start " PROGRAM ": %s", local->message);
  return NULL;
}

/* To the end, so that the process is not left hanging; the first mistake counts. */
static gboolean
pump (GInputStream *from, GOutputStream *to, guint64 *size, GChecksum *checksum, GError **error)
{
  g_autofree char *buffer = g_malloc (BLOCK);
  gssize n;

  *size = 0;
  while ((n = g_input_stream_read (from, buffer, BLOCK, NULL, error)) > 0) {
    *size += (guint64) n;
    g_checksum_update (checksum, (const guchar *) buffer, n);
    if (!g_output_stream_write_all (to, buffer, (gsize) n, NULL, NULL, error))
      return FALSE;
  }
  return n == 0;
}

/* What age wrote about a failure, without the advice to report it. */
static char *
read_message (GSubprocess *process)
{
  g_autofree char *buffer = g_malloc0 (MESSAGE_LIMIT + 1);
  g_autofree char *text = NULL;
  char *end;

  g_input_stream_read_all (g_subprocess_get_stderr_pipe (process), buffer, MESSAGE_LIMIT, NULL, NULL, NULL);
  end = strstr (buffer, "age: report");
  if (end != NULL)
    *end = '\0';
  text = slw_text_escape (g_strstrip (buffer), -1);
  return g_steal_pointer (&text);
}

static gboolean
finish (GSubprocess *process, const char *what, GError **error)
{
  g_autofree char *message = read_message (process);
  g_autoptr (GError) local = NULL;

  if (g_subprocess_wait_check (process, NULL, &local))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "cannot %s: %s", what, *message != '\0' ? message : local->message);
  return FALSE;
}

static gboolean
convert (GPtrArray *words,
         int input,
         GOutputStream *output,
         guint64 *size,
         GChecksum *checksum,
         const char *what,
         GError **error)
{
  g_autoptr (GSubprocess) process = start (words, input, error);

  if (process == NULL)
    return FALSE;
  if (!pump (g_subprocess_get_stdout_pipe (process), output, size, checksum, error)) {
    g_prefix_error (error, "cannot %s: ", what);
    g_subprocess_force_exit (process);
    g_subprocess_wait (process, NULL, NULL);
    return FALSE;
  }
  return finish (process, what, error);
}

/* A word that is none could be an option. */
static gboolean
add_keys (GPtrArray *words, char **keys, GError **error)
{
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    gsize length = strlen (keys[i]);

    if (!g_str_has_prefix (keys[i], "age1") || strspn (keys[i], "abcdefghijklmnopqrstuvwxyz0123456789") != length) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                   "“%s” is no public key of age, which begins with age1; keys of ssh go into a file", keys[i]);
      return FALSE;
    }
    g_ptr_array_add (words, (gpointer) "--recipient");
    g_ptr_array_add (words, keys[i]);
  }
  return TRUE;
}

gboolean
slw_backup_age_encrypt (const SlwBackupRecipients *recipients,
                        int input,
                        GOutputStream *output,
                        guint64 *size,
                        char **digest,
                        GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_ptr_array_add (words, (gpointer) PROGRAM);
  g_ptr_array_add (words, (gpointer) "--encrypt");
  if (recipients->file != NULL) {
    g_ptr_array_add (words, (gpointer) "--recipients-file");
    g_ptr_array_add (words, recipients->file);
  }
  if (!add_keys (words, recipients->keys, error)) {
    g_close (input, NULL);
    return FALSE;
  }
  g_ptr_array_add (words, NULL);
  if (!convert (words, input, output, size, checksum, "encrypt the backup", error))
    return FALSE;
  *digest = g_strdup (g_checksum_get_string (checksum));
  return TRUE;
}

gboolean
slw_backup_age_decrypt (const char *identity, int input, GOutputStream *output, GError **error)
{
  const char *const words[] = { PROGRAM, "--decrypt", identity != NULL ? "--identity" : NULL, identity, NULL };
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 size;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (all, (gpointer) words[i]);
  return convert (all, input, output, &size, checksum, "decrypt the backup", error);
}

gboolean
slw_backup_age_is_locked (const char *identity)
{
  static const char *const starts[] = { "age-encryption.org/", "-----BEGIN AGE ENCRYPTED FILE-----" };
  char start[64] = "";
  int fd = g_open (identity, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    return FALSE;
  if (read (fd, start, sizeof start - 1) < 0)
    start[0] = '\0';
  close (fd);
  return g_str_has_prefix (start, starts[0]) || g_str_has_prefix (start, starts[1]);
}
