/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "way.h"

#include <string.h>

#include "rate.h"

/* Parameters: `rate`, `share`, which count more than the settings of the same name, and `bundle` (a folder of the controller, or empty).
 * Outputs: `rate` (bytes per second, 0: no limit), `folder` (of the controller, for packages that are passed on; empty when none
 * are), `giver` (who this server gets packages from, or empty), `gives` (whether others get them from this one), `first` (whether it is
 * the first of its kind), `system` (its kind, in a word), `lists` (file of the bundle with the lists for it, or empty). */

typedef struct {
  guint64 rate;
  gboolean shares;
} Way;

/* What the step says, else the setting, else the fallback. */
static const char *
get_word (SlwStepRun *run, const char *name, const char *setting, const char *fallback)
{
  const char *word = slw_step_run_get_param (run, name);

  if (word == NULL || *word == '\0')
    word = setting;
  return word != NULL && *word != '\0' ? word : fallback;
}

static gboolean
read_words (const DownloadSettings *settings, SlwStepRun *run, Way *way, GError **error)
{
  const char *share = get_word (run, "share", settings->share, "auto");

  if (!rate_parse (get_word (run, "rate", settings->rate, "no"), &way->rate, error))
    return FALSE;
  /* whoever limits the line has one that is not to be used twice */
  way->shares = strcmp (share, "yes") == 0 || (strcmp (share, "auto") == 0 && way->rate > 0);
  if (way->shares || strcmp (share, "no") == 0 || strcmp (share, "auto") == 0)
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "share=%.40s: yes, no or auto is wanted", share);
  return FALSE;
}

/* Servers with the same repositories, as far as can be seen: what does not fit is found by its digest anyway. */
static gboolean
is_alike (SlwServer *one, SlwServer *other)
{
  static const char *const names[] = { "os.family", "os.id", "os.version", "arch" };
  const SlwFacts *a = slw_server_get_facts (one);
  const SlwFacts *b = slw_server_get_facts (other);

  if (a == NULL || b == NULL) /* it takes no part in this run */
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_strcmp0 (slw_facts_get (a, names[i]), slw_facts_get (b, names[i])) != 0)
      return FALSE;
  }
  return TRUE;
}

/* A part of a path on the controller, made of what a server says. */
static char *
dup_system (SlwServer *server)
{
  static const char *const names[] = { "os.id", "os.version", "arch" };
  const SlwFacts *facts = slw_server_get_facts (server);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *text = facts != NULL ? slw_facts_get (facts, names[i]) : NULL;

    g_string_append_printf (out, "%s%.40s", i > 0 ? "-" : "", text != NULL && *text != '\0' ? text : "unknown");
  }
  for (char *c = out->str; *c != '\0'; c++)
    *c = g_ascii_isalnum (*c) || (c > out->str && strchr ("._-", *c) != NULL) ? *c : '_';
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static guint
find_giver (SlwStepRun *run, SlwServer **giver)
{
  GPtrArray *servers = slw_platform_get_servers (slw_step_run_get_platform (run));
  guint alike = 0;

  *giver = NULL;
  for (guint i = 0; i < servers->len; i++) {
    SlwServer *server = g_ptr_array_index (servers, i);

    if (!is_alike (server, slw_step_run_get_server (run)))
      continue;
    alike++;
    if (*giver == NULL)
      *giver = server;
  }
  return alike;
}

static void
set_bundle (SlwStepRun *run, const char *bundle)
{
  g_autofree char *system = dup_system (slw_step_run_get_server (run));
  g_autofree char *name = g_strconcat (system, ".tar.gz", NULL);
  g_autofree char *lists = *bundle != '\0' ? g_build_filename (bundle, "lists", name, NULL) : g_strdup ("");

  slw_step_run_set_output (run, "system", system);
  slw_step_run_set_output (run, "lists", lists);
}

static void
set_sharing (SlwStepRun *run, const Way *way, const char *bundle, const char **summary)
{
  SlwServer *giver = NULL;
  guint alike = find_giver (run, &giver);
  gboolean gives = alike > 1 && giver == slw_step_run_get_server (run);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "slipway", "packages", NULL);

  slw_step_run_set_output (run, "first", alike == 0 || giver == slw_step_run_get_server (run) ? "yes" : "no");
  if (*bundle != '\0') {
    g_free (folder);
    folder = g_build_filename (bundle, "packages", NULL);
    slw_step_run_set_output (run, "folder", folder);
    slw_step_run_set_output (run, "gives", "no");
    slw_step_run_set_output (run, "giver", "the bundle");
    *summary = "packages are those of a bundle";
    return;
  }
  alike = way->shares ? alike : 0;
  gives = gives && alike > 1;
  slw_step_run_set_output (run, "folder", alike > 1 ? folder : "");
  slw_step_run_set_output (run, "gives", gives ? "yes" : "no");
  slw_step_run_set_output (run, "giver", alike > 1 && !gives ? slw_server_get_name (giver) : "");
  if (alike > 1)
    *summary = gives ? "fetches packages for the others of its kind" : "gets packages from another server of its kind";
}

SlwDirective *
way_next (DownloadOnlyUpgrade *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const DownloadSettings *settings = download_only_upgrade_get_settings (self);
  const char *bundle = get_word (run, "bundle", NULL, "");
  const char *summary = "fetches packages from its repositories";
  g_autofree char *rate = NULL;
  g_autofree char *limit = NULL;
  Way way = { 0 };

  if (!read_words (settings, run, &way, error))
    return NULL;
  rate = g_strdup_printf ("%" G_GUINT64_FORMAT, way.rate);
  slw_step_run_set_output (run, "rate", rate);
  set_bundle (run, bundle);
  set_sharing (run, &way, bundle, &summary);
  if (way.rate == 0)
    return slw_directive_done (summary);
  rate = (g_free (rate), g_format_size_full (way.rate, G_FORMAT_SIZE_IEC_UNITS));
  limit = g_strdup_printf ("%s, at most %s per second", summary, rate);
  return slw_directive_done (limit);
}
