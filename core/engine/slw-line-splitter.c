/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-line-splitter.h"

#include "core/base/slw-secret-private.h"

#define LINE_LIMIT 4096 /* bytes */

struct _SlwLineSplitter {
  SlwLineFunc func;
  gpointer user_data;
  GString *line[2]; /* unfinished, of stdout and stderr */
};

SlwLineSplitter *
slw_line_splitter_new (SlwLineFunc func, gpointer user_data)
{
  SlwLineSplitter *self = g_new0 (SlwLineSplitter, 1);

  self->func = func;
  self->user_data = user_data;
  self->line[0] = g_string_new (NULL);
  self->line[1] = g_string_new (NULL);
  return self;
}

void
slw_line_splitter_free (SlwLineSplitter *self)
{
  g_string_free (self->line[0], TRUE);
  g_string_free (self->line[1], TRUE);
  g_free (self);
}

static void
drop_parts_of_secrets (GString *line)
{
  gsize part;

  if (line->len < LINE_LIMIT)
    g_string_append_c (line, '\n');
  part = slw_secret_measure_end (line->str, line->len);
  g_string_truncate (line, line->len - part);
  if (part == 0 && line->len > 0 && line->str[line->len - 1] == '\n')
    g_string_truncate (line, line->len - 1);
  g_string_prepend_c (line, '\n');
  part = slw_secret_measure_start (line->str, line->len);
  g_string_erase (line, 0, (gssize) MAX (part, 1));
}

static void
end_line (SlwLineSplitter *self, gboolean is_stderr)
{
  GString *line = self->line[is_stderr ? 1 : 0];

  drop_parts_of_secrets (line);
  self->func (is_stderr, line->str, self->user_data);
  g_string_truncate (line, 0);
}

void
slw_line_splitter_add (SlwLineSplitter *self, gboolean is_stderr, const char *data, gsize length)
{
  GString *line = self->line[is_stderr ? 1 : 0];

  for (gsize i = 0; i < length; i++) {
    if (data[i] == '\n')
      end_line (self, is_stderr);
    else if (line->len < LINE_LIMIT && data[i] != '\0')
      g_string_append_c (line, data[i]);
  }
}

void
slw_line_splitter_end (SlwLineSplitter *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->line); i++) {
    if (self->line[i]->len > 0)
      end_line (self, i == 1);
  }
}
