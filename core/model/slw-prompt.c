/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

#define SLW_PROMPT_LIMIT 1024 /* bytes of an answer */

static gboolean allowed_to_ask = TRUE;

void
slw_prompt_allow (gboolean allowed)
{
  allowed_to_ask = allowed;
}

static void
say (int tty, const char *text)
{
  gssize done = write (tty, text, strlen (text));

  /* A terminal that cannot be written to still takes the answer. */
  (void) done;
}

/* Bytes one by one: Ctrl-C must come as a byte and not as a signal, which would leave the terminal without an echo. */
static gboolean
read_answer (int tty, char *answer, gsize *length, GError **error)
{
  gssize n;
  char c;

  while ((n = read (tty, &c, 1)) == 1 || (n < 0 && errno == EINTR)) {
    if (n < 0)
      continue;
    if (c == '\n' || c == '\r' || c == 4)
      return TRUE;
    if (c == 3) {
      g_set_error_literal (error, SLW_ERROR, SLW_ERROR_CANCELLED, "cancelled at the prompt");
      return FALSE;
    }
    if (c == 21) {
      *length = 0;
    } else if (c == 8 || c == 127) {
      *length -= *length > 0 ? 1 : 0;
    } else if (*length == SLW_PROMPT_LIMIT) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer is longer than %d bytes", SLW_PROMPT_LIMIT);
      return FALSE;
    } else {
      answer[(*length)++] = c;
    }
  }
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "the terminal went away");
  return FALSE;
}

static SlwSecret *
ask (int tty, const char *what, GError **error)
{
  struct termios before, quiet;
  char answer[SLW_PROMPT_LIMIT];
  gsize length = 0;
  SlwSecret *secret = NULL;
  gboolean answered;

  if (tcgetattr (tty, &before) != 0) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "the terminal cannot be silenced");
    return NULL;
  }
  quiet = before;
  quiet.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | ISIG);
  quiet.c_cc[VMIN] = 1;
  quiet.c_cc[VTIME] = 0;
  tcsetattr (tty, TCSAFLUSH, &quiet);
  say (tty, what);
  say (tty, ": ");
  answered = read_answer (tty, answer, &length, error);
  tcsetattr (tty, TCSAFLUSH, &before);
  say (tty, "\n");
  if (answered && length > 0)
    secret = slw_secret_new (answer, (gssize) length);
  else if (answered)
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer is empty");
  explicit_bzero (answer, sizeof answer);
  return secret;
}

SlwSecret *
slw_prompt_ask_secret (const char *what, GError **error)
{
  SlwSecret *secret;
  int tty;

  g_return_val_if_fail (what != NULL, NULL);

  if (!allowed_to_ask) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "asking is not allowed (--no-input)");
    return NULL;
  }
  tty = g_open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC, 0);
  if (tty < 0) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "there is no terminal to ask on");
    return NULL;
  }
  secret = ask (tty, what, error);
  g_close (tty, NULL);
  return secret;
}
