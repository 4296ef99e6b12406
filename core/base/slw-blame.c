/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/base/slw-blame-private.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define STACK_SIZE (64 * 1024) /* a handler has one of its own: an endless recursion has used up the other */

/* All that the handler reads; it may call nothing that takes memory or a lock. */
static SlwBlame current;
static gint turn; /* atomic */
static char advice[SLW_BLAME_NAME];
static char note_path[4096];
static char stack[STACK_SIZE];
static gboolean installed;

static GHashTable *owners; /* beginning of a file in memory -> name of the plugin */

static struct {
  int number;
  const char *name;
  struct sigaction before; /* what it did: nothing of its own, or a sanitizer's report */
} signals[] = {
  { .number = SIGSEGV, .name = " (SIGSEGV)" }, { .number = SIGBUS, .name = " (SIGBUS)" },
  { .number = SIGFPE, .name = " (SIGFPE)" },   { .number = SIGILL, .name = " (SIGILL)" },
  { .number = SIGABRT, .name = " (SIGABRT)" },
};

void
slw_blame_begin (SlwBlame *before, const char *kind, const char *name, const char *format, ...)
{
  va_list args;

  *before = current;
  g_atomic_int_inc (&turn);
  g_snprintf (current.who, sizeof current.who, "%s %s", kind, name != NULL ? name : "?");
  va_start (args, format);
  g_vsnprintf (current.what, sizeof current.what, format, args);
  va_end (args);
}

void
slw_blame_end (const SlwBlame *before)
{
  current = *before;
  g_atomic_int_inc (&turn);
}

/* Where the file begins in memory that @address is in. */
static gconstpointer
find_file (gconstpointer address)
{
  Dl_info info;

  return dladdr (address, &info) != 0 ? info.dli_fbase : NULL;
}

void
slw_blame_add_owner (gconstpointer address, const char *name)
{
  gconstpointer file = find_file (address);

  if (owners == NULL)
    owners = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  if (file != NULL)
    g_hash_table_insert (owners, (gpointer) file, g_strdup (name));
}

const char *
slw_blame_get_owner (gconstpointer address)
{
  return owners != NULL ? g_hash_table_lookup (owners, find_file (address)) : NULL;
}

guint
slw_blame_look (SlwBlame *now)
{
  guint number = (guint) g_atomic_int_get (&turn);

  *now = current;
  return *now->who != '\0' ? number : 0;
}

void
slw_blame_remove_note (void)
{
  if (*note_path != '\0')
    unlink (note_path);
}

static void
put (int fd, const char *text)
{
  gssize written = write (fd, text, strlen (text));

  (void) written; /* whoever should read it is gone, and so are we */
}

static int
open_note (void)
{
  return *note_path != '\0' ? open (note_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
}

void
slw_blame_write_note (const char *text)
{
  int fd = open_note ();

  if (fd < 0)
    return;
  put (fd, text);
  put (fd, "\n");
  close (fd);
}

static void
put_message (int fd, const char *name)
{
  put (fd, *current.who != '\0' ? current.who : "slipway itself");
  put (fd, " crashed");
  put (fd, *current.what != '\0' ? " " : "");
  put (fd, current.what);
  put (fd, name);
  put (fd, "\n");
}

static void
on_crash (int number)
{
  int fd = open_note ();
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (signals) && signals[i].number != number)
    i++;
  put (STDERR_FILENO, "\nslipway: ");
  put_message (STDERR_FILENO, signals[i].name);
  put (STDERR_FILENO, advice);
  if (fd >= 0)
    put_message (fd, signals[i].name);
  for (guint k = 0; k < G_N_ELEMENTS (signals); k++) /* all: a sanitizer ends its report with another one */
    sigaction (signals[k].number, &signals[k].before, NULL);
  raise (number); /* it comes when this has returned, and that is the end */
}

void
slw_blame_install (const char *run, const char *note)
{
  const stack_t own = { .ss_sp = stack, .ss_size = sizeof stack };
  struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK };

  *advice = '\0';
  if (run != NULL)
    g_snprintf (advice, sizeof advice,
                "slipway: what is under way on servers goes on; `slipway resume %s` follows it\n", run);
  g_strlcpy (note_path, note != NULL ? note : "", sizeof note_path);
  sigaltstack (&own, NULL);
  for (guint i = 0; !installed && i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i].number, &action, &signals[i].before);
  installed = TRUE;
}
