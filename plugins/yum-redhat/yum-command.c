/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-command.h"

#include <string.h>

#include "quirks.h"
#include "words.h"

#define DNF_FAILED 1
#define DNF_LOCKED 200

static const char settled_script[] =
#include "settled.sh.inc"
    ;

static const char settle_script[] =
#include "settle.sh.inc"
    ;

/* With the repositories of the server, or with those of a bundle and no others. */
static GPtrArray *
new_argv_for (const char *bundle, const char *const *words)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, g_strdup ("dnf"));
  if (bundle != NULL)
    g_ptr_array_add (argv, g_strdup_printf ("--config=%s" YUM_COMMAND_BUNDLE, bundle));
  words_add_all (argv, words);
  return argv;
}

static GPtrArray *
new_argv (const char *const *words)
{
  return new_argv_for (NULL, words);
}

static SlwAction *
end_action (SlwEffect effect, const char *label, GPtrArray *argv, guint timeout)
{
  SlwAction *action;

  g_ptr_array_add (argv, NULL);
  action = slw_action_new_exec (effect, label, (const char *const *) argv->pdata);
  slw_action_set_env (action, "LC_ALL", "C");
  slw_action_expect (action, DNF_FAILED);
  slw_action_expect (action, DNF_LOCKED);
  slw_action_set_timeout (action, timeout);
  return action;
}

static void
add_quirks (GPtrArray *argv)
{
  g_auto (GStrv) options = quirks_get_options ();

  words_add_all (argv, (const char *const *) options);
}

char **
yum_command_get_solve_arguments (const PackagesOptions *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  switch (options->choice) {
  case PACKAGES_CHOOSE_NEW:
    g_ptr_array_add (argv, g_strdup ("install"));
    break;
  case PACKAGES_CHOOSE_NEWER:
    g_ptr_array_add (argv, g_strdup ("upgrade"));
    break;
  case PACKAGES_CHOOSE_ALL_NEWER:
    g_ptr_array_add (argv, g_strdup ("all"));
    break;
  }
  /* what can't be had in its newest version is to be said, not left out; what stands in the way is named, and policy decides */
  g_ptr_array_add (argv, g_strdup ("--best"));
  g_ptr_array_add (argv, g_strdup ("--allowerasing"));
  if (options->cached)
    g_ptr_array_add (argv, g_strdup ("-C"));
  g_ptr_array_add (argv, g_strdup_printf ("--setopt=install_weak_deps=%d", options->recommends));
  add_quirks (argv);
  return words_end (g_steal_pointer (&argv));
}

char **
yum_command_get_packages (const char *const *install, const char *const *refuse)
{
  GPtrArray *argv = g_ptr_array_new ();

  words_add_all (argv, install);
  for (guint i = 0; refuse[i] != NULL; i++)
    g_ptr_array_add (argv, g_strconcat ("!", refuse[i], NULL));
  return words_end (argv);
}

char **
yum_command_get_exact (const Simulation *plan)
{
  GPtrArray *argv = g_ptr_array_new ();
  g_autofree char *install = simulation_format_install (plan);
  g_auto (GStrv) words = g_strsplit (install, " ", -1);

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
    char *version = strchr (words[i], '=');
    char *colon = memchr (words[i], ':', version - words[i]);
    const char *arch = colon != NULL ? colon + 1 : NULL;

    *version++ = '\0';
    if (colon != NULL)
      *colon = '\0';
    g_ptr_array_add (
        argv, g_strdup_printf ("%s-%s%s%s", words[i], version, arch != NULL ? "." : "", arch != NULL ? arch : ""));
  }
  return words_end (argv);
}

SlwAction *
yum_command_new_refresh (const char *bundle)
{
  static const char *const words[] = { "-y",
                                       "makecache",
                                       "--setopt=exit_on_lock=1",
                                       "--setopt=*.skip_if_unavailable=1",
                                       "--setopt=metadata_expire=0",
                                       "--setopt=color=never",
                                       NULL };
  g_autoptr (GPtrArray) argv = new_argv_for (bundle, words);

  return end_action (SLW_EFFECT_CACHE, "refresh the package lists", argv, 900);
}

/* Metadata never expire here: what was refreshed before is what was planned with, and a repository that is down does not matter
 * for packages that were fetched. */
SlwAction *
yum_command_new_install (const PackagesInstallation *installation)
{
  static const char *const always[] = { "-y",
                                        "install",
                                        "--setopt=exit_on_lock=1",
                                        "--setopt=metadata_expire=-1",
                                        "--setopt=color=never",
                                        "--setopt=clean_requirements_on_remove=0",
                                        "--setopt=localpkg_gpgcheck=1",
                                        "--best",
                                        NULL };
  g_autoptr (GPtrArray) argv = new_argv_for (installation->bundle, always);
  g_auto (GStrv) packages = yum_command_get_exact (installation->plan);
  SlwAction *action;

  /* the plan names all that comes, what is recommended as well; nothing else is to join */
  g_ptr_array_add (argv, g_strdup ("--setopt=install_weak_deps=0"));
  add_quirks (argv);
  if (installation->plan->remove->len > 0)
    g_ptr_array_add (argv, g_strdup ("--allowerasing"));
  if (installation->effect == SLW_EFFECT_CACHE)
    g_ptr_array_add (argv, g_strdup ("--downloadonly"));
  if (installation->rate > 0) /* also where a repository's file has a limit of its own */
    g_ptr_array_add (argv, g_strdup_printf ("--setopt=*.throttle=%" G_GUINT64_FORMAT, installation->rate));
  words_add_all (argv, (const char *const *) packages);
  action = end_action (installation->effect, installation->label, argv, installation->timeout);
  if (installation->attempt > 0) {
    g_autofree char *text = g_strdup_printf ("%u", installation->attempt);

    slw_action_set_env (action, "SLIPWAY_ATTEMPT", text);
  }
  return action;
}

SlwAction *
yum_command_new_repair (guint timeout, const char *bundle)
{
  static const char *const words[]
      = { "-y", "remove", "--duplicates", "--setopt=exit_on_lock=1", "--setopt=clean_requirements_on_remove=0", NULL };
  g_autoptr (GPtrArray) argv = new_argv_for (bundle, words);

  return end_action (SLW_EFFECT_MUTATE, "finish an interrupted transaction", argv, timeout);
}

SlwAction *
yum_command_new_automatic (void)
{
  static const char *const words[] = { "-q", "-C", "repoquery", "--installed", "--qf", "%{reason} %{name}", NULL };
  g_autoptr (GPtrArray) argv = new_argv (words);

  return end_action (SLW_EFFECT_READ, "look for automatic packages", argv, 300);
}

static SlwAction *
new_verb (const char *label, const char *command, const char *verb, const char *const *packages)
{
  const char *const words[] = { "-q", "-y", command, verb, NULL };
  g_autoptr (GPtrArray) argv = new_argv (words);
  SlwAction *action;

  words_add_all (argv, packages);
  g_ptr_array_add (argv, NULL);
  action = slw_action_new_exec (SLW_EFFECT_MUTATE, label, (const char *const *) argv->pdata);
  slw_action_set_timeout (action, 300);
  return action;
}

SlwAction *
yum_command_new_mark (const char *const *packages)
{
  return new_verb ("mark dependencies as automatic", "mark", "remove", packages);
}

SlwAction *
yum_command_new_held (void)
{
  static const char *const words[] = { "-q", "-C", "versionlock", "list", NULL };
  g_autoptr (GPtrArray) argv = new_argv (words);

  g_ptr_array_add (argv, NULL);
  return slw_action_new_exec (SLW_EFFECT_READ, "look for held packages", (const char *const *) argv->pdata);
}

/* "NAME-EPOCH:VERSION-RELEASE.*"; one that begins with "!" is kept out, not held */
char **
yum_command_parse_held (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++) {
    char *colon = strrchr (lines[i], ':');
    char *dash = colon != NULL ? g_strrstr_len (lines[i], colon - lines[i], "-") : NULL;

    if (dash == NULL || *lines[i] == '!')
      continue;
    *dash = '\0';
    g_strv_builder_add (names, lines[i]);
  }
  return g_strv_builder_end (names);
}

SlwAction *
yum_command_new_hold (gboolean hold, const char *const *packages)
{
  return new_verb (hold ? "hold packages" : "release packages", "versionlock", hold ? "add" : "delete", packages);
}

static SlwAction *
new_settling (SlwEffect effect, const char *label, const char *script, const char *first)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) modules = quirks_get_modules ();

  g_ptr_array_add (argv, g_strdup (first));
  words_add_all (argv, (const char *const *) modules);
  g_ptr_array_add (argv, NULL);
  return slw_action_new_script (effect, label, script, (const char *const *) argv->pdata);
}

SlwAction *
yum_command_new_trusted (const char *fingerprint)
{
  g_autofree char *id = g_ascii_strdown (fingerprint + strlen (fingerprint) - 8, -1);
  SlwAction *action = new_settling (SLW_EFFECT_READ, "look for the key in rpm's database", settled_script, id);

  slw_action_expect (action, 1);
  return action;
}

SlwAction *
yum_command_new_import (const char *keyring_path)
{
  return new_settling (SLW_EFFECT_MUTATE, "import the repository's key into rpm's database", settle_script,
                       keyring_path);
}
