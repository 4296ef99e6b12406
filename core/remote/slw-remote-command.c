/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-remote-command.h"

#include <slipway/slw-text.h>

#include <string.h>

#include "core/api/slw-action-private.h"
#include "core/remote/slw-lock.h"

/* $0 is the mark. sh reads a line byte by byte, so that what follows the mark is left for the command. */
static const char skip_to_mark[] = "while IFS= read -r l; do [ \"$l\" = \"$0\" ] && exec \"$@\"; done; exit 125";

/* $1 path, $2 mode, $3 owner or nothing. The length comes first on standard input, so that a link that is cut never
 * installs half a file, and so that the length of a secret is in no process list. */
static const char put_script[]
    = "umask 077\n"
      "die () { echo \"$1: $2\" >&2; exit 1; }\n"
      "IFS= read -r size || die \"$1\" 'no length came'\n"
      "[ ! -d \"$1\" ] || die \"$1\" 'is a folder'\n"
      "temp=$(mktemp \"$1.XXXXXX\") || die \"$1\" 'cannot make a temporary file beside it'\n"
      "trap 'rm -f -- \"$temp\"' EXIT\n"
      "trap 'exit 1' HUP INT PIPE TERM\n"
      "cat >\"$temp\" || { df -k \"$temp\" >&2; die \"$1\" 'cannot write it'; }\n"
      "came=$(wc -c <\"$temp\")\n"
      "[ \"$came\" -eq \"$size\" ] || die \"$1\" \"only $came of $size bytes came; the old content stays\"\n"
      "[ -z \"$3\" ] || chown -- \"$3\" \"$temp\" || die \"$1\" \"cannot give it to $3\"\n"
      "chmod \"$2\" \"$temp\" || die \"$1\" 'cannot set its mode'\n"
      "sync \"$temp\" || die \"$1\" 'cannot write it to the disk'\n"
      "mv -f -- \"$temp\" \"$1\" || die \"$1\" 'cannot rename it into place'\n"
      "trap - EXIT\n";

/* $1 path, $2 how many bytes at most, or nothing. Status 1 says absent and nothing else. */
static const char get_script[] = "[ -e \"$1\" ] || { echo \"$1: there is no such file\" >&2; exit 1; }\n"
                                 "[ ! -d \"$1\" ] || { echo \"$1: is a folder\" >&2; exit 2; }\n"
                                 "if [ -n \"$2\" ]; then head -c \"$2\" <\"$1\"; else cat <\"$1\"; fi || exit 2\n";

static void
wipe_free (gpointer data)
{
  GByteArray *bytes = data;

  explicit_bzero (bytes->data, bytes->len);
  g_byte_array_unref (bytes);
}

/* password, newline, mark, newline, head */
static GBytes *
make_preamble (const SlwSecret *password, const char *mark, GBytes *head)
{
  gsize length = 0;
  const char *text = password != NULL ? slw_secret_peek (password, &length) : "";
  gsize head_length = head != NULL ? g_bytes_get_size (head) : 0;
  /* sized at once: growing would leave copies of the password behind */
  GByteArray *bytes = g_byte_array_sized_new (length + strlen (mark) + 2 + head_length);

  g_byte_array_append (bytes, (const guint8 *) text, length);
  g_byte_array_append (bytes, (const guint8 *) "\n", 1);
  g_byte_array_append (bytes, (const guint8 *) mark, strlen (mark));
  g_byte_array_append (bytes, (const guint8 *) "\n", 1);
  if (head_length > 0)
    g_byte_array_append (bytes, g_bytes_get_data (head, NULL), head_length);
  return g_bytes_new_with_free_func (bytes->data, bytes->len, wipe_free, bytes);
}

static void
add_words (GPtrArray *words, const char *const *more)
{
  for (gsize i = 0; more[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) more[i]);
}

SlwRemoteCommand *
slw_remote_command_new (const char *const *argv, SlwPrivilege privilege, const SlwSecret *password, GBytes *head)
{
  static const char *const sudo[] = { "sudo", "-n", "--", NULL };
  static const char *const sudo_password[] = { "sudo", "-k", "-S", "-p", "", "--", "sh", "-c", skip_to_mark, NULL };
  SlwRemoteCommand *self = g_new0 (SlwRemoteCommand, 1);
  g_autofree char *mark = g_strdup_printf ("slipway-%08x%08x", g_random_int (), g_random_int ());
  g_autofree char *line = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (privilege == SLW_PRIVILEGE_SUDO)
    add_words (words, sudo);
  if (privilege == SLW_PRIVILEGE_SUDO_PASSWORD) {
    add_words (words, sudo_password);
    g_ptr_array_add (words, mark);
    self->preamble = make_preamble (password, mark, head);
  } else if (head != NULL) {
    self->preamble = g_bytes_ref (head);
  }
  add_words (words, argv);
  g_ptr_array_add (words, NULL);
  line = slw_text_shell_quote ((const char *const *) words->pdata);
  self->line = g_strconcat ("exec ", line, NULL);
  return self;
}

void
slw_remote_command_free (SlwRemoteCommand *command)
{
  g_free (command->line);
  g_clear_pointer (&command->preamble, g_bytes_unref);
  g_free (command);
}

static void
add_script (GPtrArray *words, const char *script, const char *path)
{
  const char *const start[] = { "sh", "-c", script, "slipway", path, NULL };

  add_words (words, start);
}

SlwRemoteCommand *
slw_remote_command_new_for_action (
    const SlwAction *action, guint64 size, SlwPrivilege privilege, const SlwSecret *password, const SlwFence *fence)
{
  static const char *const start[] = { "env", "LC_ALL=C", NULL };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GBytes) head = NULL;
  g_autofree char *number = NULL;
  g_autofree char *fence_number = fence != NULL ? g_strdup_printf ("%" G_GUINT64_FORMAT, fence->number) : NULL;

  /* without root's rights nobody can look at the lock */
  if (fence != NULL && action->effect > SLW_EFFECT_READ && !action->unprivileged) {
    const char *const guard[]
        = { "sh", "-c", slw_lock_get_script (), "slipway", "guard", fence->folder, fence_number, fence->run, NULL };

    add_words (words, guard);
  }
  add_words (words, start);
  for (guint i = 0; action->env != NULL && i < action->env->len; i++)
    g_ptr_array_add (words, g_ptr_array_index (action->env, i));
  if (action->type == SLW_ACTION_EXEC) {
    add_words (words, (const char *const *) action->argv);
  } else if (action->type == SLW_ACTION_PUT) {
    g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT "\n", size);

    head = g_bytes_new (line, strlen (line));
    number = g_strdup_printf ("%04o", action->mode);
    add_script (words, put_script, action->path);
    g_ptr_array_add (words, number);
    g_ptr_array_add (words, action->owner != NULL ? action->owner : (gpointer) "");
  } else {
    /* one byte more than allowed, which tells a file that is too long from one that just fits */
    number = action->output_limit == G_MAXSIZE ? g_strdup ("")
                                               : g_strdup_printf ("%" G_GSIZE_FORMAT, action->output_limit + 1);
    add_script (words, get_script, action->path);
    g_ptr_array_add (words, number);
  }
  g_ptr_array_add (words, NULL);
  return slw_remote_command_new ((const char *const *) words->pdata, privilege, password, head);
}
