/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-job.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <string.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-result-private.h"
#include "core/remote/slw-lock.h"
#include "core/remote/slw-output.h"

#define FRAME_LENGTH 32 /* bytes of a frame's line at most */
#define LAST_LINES 5

static const char job_script[] =
#include "slw-job.sh.h"
    ;

struct _SlwJob {
  char *folder;
  char *name;
  SlwOutput *streams[2];
  guint64 came[2]; /* bytes of each stream */
  SlwJobState state;
  int status;
  gboolean was_sent;

  /* of the link of now */
  char line[FRAME_LENGTH + 1];
  gsize line_length;
  guint64 left; /* bytes of the frame under way */
  guint stream; /* whose they are */
  gboolean is_nonsense;
};

SlwJob *
slw_job_new (const char *folder, const char *name, gsize output_limit)
{
  SlwJob *self = g_new0 (SlwJob, 1);

  self->folder = g_strdup (folder);
  self->name = g_strdup (name);
  for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
    self->streams[i] = slw_output_new (output_limit);
  return self;
}

void
slw_job_free (SlwJob *job)
{
  for (guint i = 0; i < G_N_ELEMENTS (job->streams); i++)
    slw_output_free (job->streams[i]);
  g_free (job->folder);
  g_free (job->name);
  g_free (job);
}

SlwRemoteCommand *
slw_job_make_command (
    SlwJob *job, const SlwAction *action, SlwPrivilege privilege, const SlwSecret *password, const SlwFence *fence)
{
  g_autoptr (GBytes) content = slw_action_dup_content (action);
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT "\n", content != NULL ? g_bytes_get_size (content) : 0);
  g_autoptr (GBytes) head = g_bytes_new (size, strlen (size));
  g_autofree char *output = g_strdup_printf ("%" G_GUINT64_FORMAT, job->came[0]);
  g_autofree char *errors = g_strdup_printf ("%" G_GUINT64_FORMAT, job->came[1]);
  g_autofree char *number = fence != NULL ? g_strdup_printf ("%" G_GUINT64_FORMAT, fence->number) : g_strdup ("");
  const char *const start[] = { "sh",
                                "-c",
                                job_script,
                                "slipway",
                                job->folder,
                                job->name,
                                output,
                                errors,
                                fence != NULL ? fence->folder : "",
                                number,
                                fence != NULL ? slw_lock_get_script () : "",
                                "env",
                                "LC_ALL=C" };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  job->was_sent = TRUE;
  job->line_length = 0;
  job->left = 0;
  for (guint i = 0; i < G_N_ELEMENTS (start); i++)
    g_ptr_array_add (words, (gpointer) start[i]);
  for (guint i = 0; action->env != NULL && i < action->env->len; i++)
    g_ptr_array_add (words, g_ptr_array_index (action->env, i));
  for (guint i = 0; action->argv[i] != NULL; i++)
    g_ptr_array_add (words, action->argv[i]);
  g_ptr_array_add (words, NULL);
  return slw_remote_command_new ((const char *const *) words->pdata, privilege, password, head);
}

/* The number after the letter of a frame. */
static gboolean
read_number (const char *line, guint64 most, guint64 *number)
{
  return line[1] == ' ' && g_ascii_string_to_unsigned (line + 2, 10, 0, most, number, NULL);
}

/* A link that comes back may say again that it was started, but what has ended has ended. */
static gboolean
take_frame (SlwJob *self, const char *line)
{
  guint64 number = 0;

  if (self->state == SLW_JOB_ENDED || self->state == SLW_JOB_DEAD)
    return FALSE;
  switch (line[0]) {
  case 's':
  case 'a':
    self->state = SLW_JOB_RUNNING;
    return line[1] == '\0';
  case 'k':
    return line[1] == '\0';
  case 'd':
    self->state = SLW_JOB_DEAD;
    return line[1] == '\0';
  case 'o':
  case 'e':
    self->stream = line[0] == 'e' ? 1 : 0;
    return read_number (line, G_MAXINT32, &self->left);
  case 'x':
    if (!read_number (line, 255, &number))
      return FALSE;
    self->state = SLW_JOB_ENDED;
    self->status = (int) number;
    return TRUE;
  default:
    return FALSE;
  }
}

static gsize
feed_line (SlwJob *self, const char *data, gsize length)
{
  const char *end = memchr (data, '\n', length);
  gsize part = end != NULL ? (gsize) (end - data) : length;

  if (part > FRAME_LENGTH - self->line_length) {
    self->is_nonsense = TRUE;
    return length;
  }
  memcpy (self->line + self->line_length, data, part);
  self->line_length += part;
  if (end == NULL)
    return length;
  self->line[self->line_length] = '\0';
  self->line_length = 0;
  self->is_nonsense = strlen (self->line) == 0 || !take_frame (self, self->line);
  return part + 1;
}

static gsize
feed_stream (SlwJob *self, const char *data, gsize length, SlwOutputFunc on_output, gpointer output_data)
{
  gsize part = MIN (length, self->left);

  slw_output_add (self->streams[self->stream], data, part);
  self->came[self->stream] += part;
  self->left -= part;
  if (on_output != NULL)
    on_output (self->stream == 1, data, part, output_data);
  return part;
}

void
slw_job_feed (SlwJob *job, const char *data, gsize length, SlwOutputFunc on_output, gpointer output_data)
{
  while (length > 0 && !job->is_nonsense) {
    gsize part
        = job->left > 0 ? feed_stream (job, data, length, on_output, output_data) : feed_line (job, data, length);

    data += part;
    length -= part;
  }
}

gboolean
slw_job_was_sent (const SlwJob *job)
{
  return job->was_sent;
}

SlwJobState
slw_job_get_state (const SlwJob *job)
{
  return job->state;
}

static SlwResult *
make_result (const SlwJob *self)
{
  g_autoptr (GBytes) output = slw_output_dup_bytes (self->streams[0]);
  g_autoptr (GBytes) errors = slw_output_dup_bytes (self->streams[1]);
  SlwResult *result = slw_result_new (self->status, output, errors);

  slw_result_set_truncated (result, slw_output_get_dropped (self->streams[0]) > 0);
  return result;
}

/* What it printed last is all that there is to go by. */
static void
set_dead_error (const SlwJob *self, GError **error)
{
  g_autoptr (SlwResult) result = make_result (self);
  const char *errors = slw_result_get_errors (result);
  g_autofree char *last = slw_text_last_lines (*errors != '\0' ? errors : slw_result_get_output (result), LAST_LINES);
  g_autofree char *safe = slw_text_escape (last, -1);
  g_autofree char *clean = slw_redact (safe);

  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
               "it was killed, or the server was restarted, before it had ended (%s/%s there)%s%s", self->folder,
               self->name, *clean != '\0' ? "; its last words:\n" : "", clean);
}

SlwResult *
slw_job_dup_result (const SlwJob *job, const SlwResult *answer, GError **error)
{
  g_autofree char *last = slw_text_last_lines (slw_result_get_errors (answer), LAST_LINES);
  g_autofree char *safe = slw_text_escape (last, -1);

  if (job->state == SLW_JOB_ENDED && !job->is_nonsense)
    return make_result (job);
  if (job->state == SLW_JOB_DEAD && !job->is_nonsense)
    set_dead_error (job, error);
  else if (job->is_nonsense)
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_FAILED, "what follows the job there says what nobody understands");
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s, status %d: %s",
                 job->state == SLW_JOB_UNKNOWN ? "the job was not started" : "the job could not be followed to its end",
                 slw_result_get_status (answer), *safe != '\0' ? safe : "no reason was given");
  return NULL;
}
