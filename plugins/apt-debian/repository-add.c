/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repository-add.h"

#include <string.h>

/* No parameters. Output: `changed`, yes or no. */

enum { STAGE_START, STAGE_COMPARE, STAGE_LIST, STAGE_DONE };

#define KEYRING_MODE 0644
#define LIST_MODE 0600 /* its address is a secret */

/* Digests, because what is there may be a secret, too. */
static const char compare_script[] = "for file; do\n"
                                     "  [ -f \"$file\" ] || { echo -; continue; }\n"
                                     "  printf '%s ' \"$(stat -c '%a %u:%g' \"$file\")\"\n"
                                     "  sha256sum < \"$file\" | cut -d ' ' -f 1\n"
                                     "done\n";

static SlwDirective *
compare (const Repository *repository)
{
  const char *paths[] = { repository->list_path, repository->keyring_path, NULL };

  return slw_directive_act (slw_action_new_script (SLW_EFFECT_READ, "look for the repository", compare_script, paths));
}

static gboolean
is_there (const char *line, guint mode, gconstpointer data, gsize length)
{
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);
  g_autofree char *wanted = g_strdup_printf ("%o 0:0 %s", mode, digest);

  return line != NULL && strcmp (line, wanted) == 0;
}

static gboolean
is_list_there (const Repository *repository, char **lines)
{
  g_autoptr (SlwSecret) list = repository_render (repository, NULL);
  gsize length = 0;
  const char *text = slw_secret_peek (list, &length);

  return is_there (lines[0], LIST_MODE, text, length);
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

  slw_step_run_set_stage (run, STAGE_DONE);
  return slw_directive_act (
      slw_action_new_put_secret (SLW_EFFECT_MUTATE, "write the subscription", repository->list_path, list, LIST_MODE));
}

static SlwDirective *
finish (SlwStepRun *run, const Repository *repository, gboolean changed)
{
  g_autofree char *summary = g_strdup_printf (changed ? "%s written" : "%s is there already", repository->list_path);

  slw_step_run_set_output (run, "changed", changed ? "yes" : "no");
  return slw_directive_done (summary);
}

/* The key before the list: apt must never see a list that names a key that is not there. */
static SlwDirective *
decide (SlwStepRun *run, const Repository *repository, const SlwResult *last)
{
  g_auto (GStrv) lines = g_strsplit_set (slw_result_get_output (last), "\n", -1);
  gboolean list = is_list_there (repository, lines);

  if (is_keyring_there (repository, lines))
    return list ? finish (run, repository, FALSE) : put_list (repository, run);
  slw_step_run_set_stage (run, list ? STAGE_DONE : STAGE_LIST);
  return slw_directive_act (slw_action_new_put (SLW_EFFECT_MUTATE, "write the repository's key",
                                                repository->keyring_path, repository->keyring, KEYRING_MODE));
}

SlwDirective *
repository_add_next (AptDebian *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Repository) repository = apt_debian_dup_repository (self, error);

  if (repository == NULL)
    return NULL;
  switch (slw_step_run_get_stage (run)) {
  case STAGE_START:
    slw_step_run_set_stage (run, STAGE_COMPARE);
    return compare (repository);
  case STAGE_COMPARE:
    return decide (run, repository, last);
  case STAGE_LIST:
    return put_list (repository, run);
  default:
    return finish (run, repository, TRUE);
  }
}
