/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-target.h"

#include <string.h>

#define DIGEST_LENGTH 64
#define FIND_DIGEST \
  "digest=$(cat /etc/apt/sources.list.d/bm.list /etc/yum.repos.d/bm.repo 2>/dev/null | sha256sum | cut -c 1-64)\n"

const char *
slw_target_read_script (void)
{
  return FIND_DIGEST
      "date -u '+now %Y-%m-%d %H:%M:%S'\n"
      "printf 'digest %s\\n' \"$digest\"\n"
      "[ ! -r /var/lib/slipway/target-version ] || sed -n '1s/^/chosen /p' /var/lib/slipway/target-version\n";
}

const char *
slw_target_write_script (void)
{
  return "set -e\n" FIND_DIGEST "mkdir -p /var/lib/slipway\n"
         "cd /var/lib/slipway\n"
         "printf '%s %s %s\\n' \"$1\" \"$2\" \"$digest\" > target-version.new\n"
         "mv -f target-version.new target-version\n";
}

void
slw_target_free (SlwTarget *self)
{
  g_free (self->now);
  g_free (self->digest);
  g_free (self->chosen);
  g_free (self->at);
  g_free (self->left);
  g_free (self);
}

static gboolean
is_digest (const char *text)
{
  return strlen (text) == DIGEST_LENGTH && strspn (text, "0123456789abcdef") == DIGEST_LENGTH;
}

/* A file that somebody wrote by hand counts as none. */
static void
read_chosen (SlwTarget *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 5);

  if (g_strv_length (words) != 3 || !is_digest (words[2]))
    return;
  self->chosen = g_strdup (words[0]);
  self->at = g_strdup (words[1]);
  self->left = g_strdup (words[2]);
}

SlwTarget *
slw_target_parse (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 5);
  g_autoptr (SlwTarget) self = g_new0 (SlwTarget, 1);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "now ") && strlen (lines[i]) == 23 && self->now == NULL)
      self->now = g_strdup (lines[i] + 4);
    else if (g_str_has_prefix (lines[i], "digest ") && is_digest (lines[i] + 7) && self->digest == NULL)
      self->digest = g_strdup (lines[i] + 7);
    else if (g_str_has_prefix (lines[i], "chosen ") && self->chosen == NULL)
      read_chosen (self, lines[i] + 7);
  }
  return self->now != NULL && self->digest != NULL ? g_steal_pointer (&self) : NULL;
}

gboolean
slw_target_is_chosen (const SlwTarget *self, const char *target, const char *installed)
{
  if (g_strcmp0 (self->chosen, target) != 0 || g_strcmp0 (self->left, self->digest) != 0)
    return FALSE;
  return !g_str_equal (target, "current") || g_strcmp0 (self->at, installed) == 0;
}
