/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repository-add.h"

#include <string.h>

/* Parameter: `keep-address`. Output: `changed`, yes or no. */

enum { STAGE_START, STAGE_COMPARE, STAGE_LIST, STAGE_TRUST, STAGE_TRUSTED, STAGE_DONE };

#define KEYRING_MODE 0644
#define LIST_MODE 0600 /* its address is a secret */

/* Digests, because what is there may be a secret, too; the second one is of the comments alone, without the version that the
 * product writes there. */
static const char compare_script[] = "lines=\"^[[:space:]]*$1\"\n"
                                     "shift\n"
                                     "for file; do\n"
                                     "  [ -f \"$file\" ] || { echo -; continue; }\n"
                                     "  set -- \"$(sha256sum < \"$file\")\" \"$(sed -e \"/$lines/d\" -e "
                                     "'/^#[[:space:]]*Version:/d' \"$file\" | sha256sum)\"\n"
                                     "  echo \"$(stat -c '%a %u:%g' \"$file\") ${1%% *} ${2%% *}\"\n"
                                     "done\n";

static SlwDirective *
compare (const Packages *self, const Repository *repository)
{
  const char *words[] = { self->family->address_word, repository->list_path, repository->keyring_path, NULL };

  return slw_directive_act (slw_action_new_script (SLW_EFFECT_READ, "look for the repository", compare_script, words));
}

static gboolean
is_there (const char *line, guint mode, gconstpointer data, gsize length)
{
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);
  g_autofree char *wanted = g_strdup_printf ("%o 0:0 %s ", mode, digest);

  return line != NULL && g_str_has_prefix (line, wanted);
}

/* "# Version: latest" is what the product notes about the choice of a version, not a part of the subscription. */
static gboolean
is_version (const char *line)
{
  return *line == '#' && g_str_has_prefix (line + 1 + strspn (line + 1, " \t\r"), "Version:");
}

/* The lines without an address are the same for a subscription; they tell whose it is. */
static char *
digest_comments (const char *text, const char *address_word)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++) {
    if (g_str_has_prefix (lines[i] + strspn (lines[i], " \t\r"), address_word) || is_version (lines[i]))
      continue;
    g_checksum_update (sum, (const guchar *) lines[i], -1);
    g_checksum_update (sum, (const guchar *) "\n", 1);
  }
  return g_strdup (g_checksum_get_string (sum));
}

typedef enum { LIST_OTHER, LIST_MOVED, LIST_SAME } ListState;

static ListState
compare_list (const Packages *self, const Repository *repository, const char *line)
{
  g_autoptr (SlwSecret) list = repository_render (repository, NULL);
  gsize length = 0;
  const char *text = slw_secret_peek (list, &length);
  g_autofree char *comments = digest_comments (text, self->family->address_word);

  if (is_there (line, LIST_MODE, text, length))
    return LIST_SAME;
  return line != NULL && g_str_has_suffix (line, comments) ? LIST_MOVED : LIST_OTHER;
}

static gboolean
is_keyring_there (const Repository *repository, char **lines)
{
  gsize length = 0;
  gconstpointer data;

  if (repository->keyring == NULL)
    return TRUE;
  data = g_bytes_get_data (repository->keyring, &length);
  return lines[0] != NULL && is_there (lines[1], KEYRING_MODE, data, length);
}

static SlwDirective *
put_list (const Repository *repository, SlwStepRun *run)
{
  g_autoptr (SlwSecret) list = repository_render (repository, NULL);

  slw_step_run_set_output (run, "changed", "yes");
  slw_step_run_set_stage (run, STAGE_TRUST);
  return slw_directive_act (
      slw_action_new_put_secret (SLW_EFFECT_MUTATE, "write the subscription", repository->list_path, list, LIST_MODE));
}

static SlwDirective *
finish (SlwStepRun *run, const Repository *repository)
{
  gboolean changed = g_strcmp0 (slw_step_run_get_output (run, "changed"), "yes") == 0;
  g_autofree char *summary = g_strdup_printf (changed ? "%s written" : "%s is there already", repository->list_path);

  return slw_directive_done (summary);
}

/* What dpkg-like tools read from the file, rpm keeps in its database. */
static SlwDirective *
look_for_trust (const Packages *self, SlwStepRun *run, const Repository *repository)
{
  if (self->family->new_trusted == NULL || repository->keyring == NULL)
    return finish (run, repository);
  slw_step_run_set_stage (run, STAGE_TRUSTED);
  return slw_directive_act (self->family->new_trusted (repository->fingerprint));
}

static SlwDirective *
import (const Packages *self, SlwStepRun *run, const Repository *repository, const SlwResult *last)
{
  if (slw_result_get_status (last) == 0 && !slw_step_run_is_assuming (run))
    return finish (run, repository);
  slw_step_run_set_output (run, "changed", "yes");
  slw_step_run_set_stage (run, STAGE_DONE);
  return slw_directive_act (self->family->new_import (repository->keyring_path));
}

static gboolean
is_list_good (const Packages *self, SlwStepRun *run, const Repository *repository, const char *line, gboolean keep)
{
  ListState state = compare_list (self, repository, line);

  if (state == LIST_MOVED && keep)
    slw_step_run_add_note (run,
                           "%s has another address than the platform's subscription: a version was chosen; it stays",
                           repository->list_path);
  return state == LIST_SAME || (state == LIST_MOVED && keep);
}

/* The key before the list: the package manager must never see a list that names a key that is not there. */
static SlwDirective *
decide (const Packages *self, SlwStepRun *run, const Repository *repository, gboolean keep, const SlwResult *last)
{
  g_auto (GStrv) lines = g_strsplit_set (slw_result_get_output (last), "\n", -1);
  gboolean list = is_list_good (self, run, repository, lines[0], keep);

  slw_step_run_set_output (run, "changed", "no");
  if (is_keyring_there (repository, lines))
    return list ? look_for_trust (self, run, repository) : put_list (repository, run);
  slw_step_run_set_output (run, "changed", "yes");
  slw_step_run_set_stage (run, list ? STAGE_TRUST : STAGE_LIST);
  return slw_directive_act (slw_action_new_put (SLW_EFFECT_MUTATE, "write the repository's key",
                                                repository->keyring_path, repository->keyring, KEYRING_MODE));
}

SlwDirective *
repository_add_next (const Packages *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Repository) repository = packages_dup_repository (self, error);
  gboolean keep;

  if (repository == NULL || !packages_keeps_address (run, &keep, error))
    return NULL;
  switch (slw_step_run_get_stage (run)) {
  case STAGE_START:
    slw_step_run_set_stage (run, STAGE_COMPARE);
    return compare (self, repository);
  case STAGE_COMPARE:
    return decide (self, run, repository, keep, last);
  case STAGE_LIST:
    return put_list (repository, run);
  case STAGE_TRUST:
    return look_for_trust (self, run, repository);
  case STAGE_TRUSTED:
    return import (self, run, repository, last);
  default:
    return finish (run, repository);
  }
}
