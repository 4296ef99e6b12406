/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-lock.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <string.h>

#define PATIENCE 60               /* seconds */
#define ANSWER_LIMIT 16384        /* bytes */
#define VALUE_LIMIT 200           /* bytes of a name */
#define BUSY_LIMIT 20             /* processes that are told of */
#define STATUS_LOST 121           /* of slw-lock.sh */
#define LOST "slipway-lock-lost " /* so its errors begin then */

static const char lock_script[] =
#include "slw-lock.sh.h"
    ;

const char *
slw_lock_get_script (void)
{
  return lock_script;
}

/* What only looks at the lock, or makes it, is not guarded by it. */
static SlwAction *
make_action (const char *label, const char *const *words)
{
  SlwAction *action = slw_action_new_script (SLW_EFFECT_READ, label, lock_script, words);

  slw_action_set_timeout (action, PATIENCE);
  slw_action_set_output_limit (action, ANSWER_LIMIT);
  return action;
}

SlwAction *
slw_lock_new_take (const SlwLockClaim *claim, guint64 over)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, over);
  const char *const words[]
      = { "take", claim->folder, number, claim->run, claim->token, claim->platform, claim->owner, claim->host, NULL };

  return make_action ("take the lock of the server", words);
}

SlwAction *
slw_lock_new_keep (const SlwFence *fence)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, fence->number);
  const char *const words[] = { "keep", fence->folder, number, NULL };

  return make_action ("keep the lock of the server", words);
}

SlwAction *
slw_lock_new_give (const SlwFence *fence)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, fence->number);
  const char *const words[] = { "give", fence->folder, number, NULL };

  return make_action ("give the lock of the server back", words);
}

/* --- what the server says --- */

static gboolean
take_text (char **member, const char *value)
{
  g_autofree char *safe = slw_text_escape (value, (gssize) MIN (strlen (value), VALUE_LIMIT));

  g_free (*member);
  *member = slw_redact (safe);
  return TRUE;
}

static gboolean
take_time (gint64 *member, const char *value)
{
  return g_ascii_string_to_signed (value, 10, 0, G_MAXINT64 / G_USEC_PER_SEC, member, NULL);
}

static gboolean
take_number (SlwLockState *self, const char *value, gboolean is_held)
{
  self->is_held = is_held;
  return g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &self->number, NULL);
}

static gboolean
take_busy (SlwLockState *self, const char *value)
{
  char *text = NULL;

  take_text (&text, value);
  g_ptr_array_add (self->busy, text);
  if (self->busy->len > BUSY_LIMIT)
    g_ptr_array_set_size (self->busy, BUSY_LIMIT);
  return TRUE;
}

/* RUN TOKEN */
static gboolean
take_holder (SlwLockState *self, char *value)
{
  char *space = strchr (value, ' ');

  if (space == NULL || space == value)
    return FALSE;
  *space = '\0';
  return take_text (&self->run, value);
}

static gboolean
take_line (SlwLockState *self, const char *key, char *value)
{
  if (g_str_equal (key, "mine") || g_str_equal (key, "lost"))
    return take_number (self, value, FALSE);
  if (g_str_equal (key, "held"))
    return take_number (self, value, TRUE);
  if (g_str_equal (key, "holder"))
    return take_holder (self, value);
  if (g_str_equal (key, "platform"))
    return take_text (&self->platform, value);
  if (g_str_equal (key, "owner"))
    return take_text (&self->owner, value);
  if (g_str_equal (key, "host"))
    return take_text (&self->host, value);
  if (g_str_equal (key, "taken"))
    return take_time (&self->taken, value);
  if (g_str_equal (key, "heartbeat"))
    return take_time (&self->heartbeat, value);
  if (g_str_equal (key, "time"))
    return take_time (&self->time, value);
  return g_str_equal (key, "busy") && take_busy (self, value);
}

SlwLockState *
slw_lock_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (SlwLockState) self = g_new0 (SlwLockState, 1);
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", 0);
  gboolean is_lost = g_str_has_prefix (copy, "lost ");
  gboolean good = TRUE;

  self->busy = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; good && lines[i] != NULL && (*lines[i] != '\0' || lines[i + 1] != NULL); i++) {
    char *space = strchr (lines[i], ' ');

    good = space != NULL;
    if (good) {
      *space = '\0';
      good = take_line (self, lines[i], space + 1);
    }
  }
  if (good && self->time > 0 && (self->number > 0 || is_lost) && (!self->is_held || self->run != NULL))
    return g_steal_pointer (&self);
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_FAILED, "what the server says of its lock is not understood");
  return NULL;
}

static const char *
or_unknown (const char *text)
{
  return text != NULL ? text : "?";
}

char *
slw_lock_describe (const SlwLockState *state)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (state->taken);
  g_autofree char *since = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("?");

  return g_strdup_printf ("run %s of %s on %s (platform %s) since %s", or_unknown (state->run),
                          or_unknown (state->owner), or_unknown (state->host), or_unknown (state->platform), since);
}

gboolean
slw_lock_check_answer (SlwServer *server, const SlwResult *answer, GError **error)
{
  const SlwFence *fence = slw_server_get_fence (server);
  const char *text = slw_result_get_errors (answer);
  const char *end = strchr (text, '\n');
  g_autoptr (SlwLockState) state = NULL;
  g_autofree char *holder = NULL;

  if (fence == NULL || slw_result_get_status (answer) != STATUS_LOST || !g_str_has_prefix (text, LOST) || end == NULL)
    return TRUE;
  state = slw_lock_parse (end + 1, strlen (end + 1), NULL);
  holder = state != NULL && state->run != NULL ? slw_lock_describe (state) : g_strdup ("a run that has ended since");
  g_set_error (error, SLW_ERROR, SLW_ERROR_LOCKED, "the lock of server %s was taken over by %s; nothing was sent",
               slw_server_get_name (server), holder);
  return FALSE;
}

void
slw_lock_state_free (SlwLockState *state)
{
  g_free (state->run);
  g_free (state->platform);
  g_free (state->owner);
  g_free (state->host);
  g_ptr_array_unref (state->busy);
  g_free (state);
}
