/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-command.h"

#include "words.h"

#define APT_FAILED 100

/* Nobody is there to answer: debconf, ucf, apt-listchanges and needrestart are told so. needrestart is put off altogether,
 * because it can restart sshd so often that systemd gives it up. */
static void
set_unattended (SlwAction *action)
{
  static const char *const environment[][2] = {
    { "DEBIAN_FRONTEND", "noninteractive" }, { "DEBCONF_NONINTERACTIVE_SEEN", "true" }, { "NEEDRESTART_SUSPEND", "1" },
    { "APT_LISTCHANGES_FRONTEND", "none" },  { "APT_LISTBUGS_FRONTEND", "none" },       { "SYSTEMD_PAGER", "cat" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (environment); i++)
    slw_action_set_env (action, environment[i][0], environment[i][1]);
}

char **
apt_command_get_solve_arguments (const PackagesOptions *options)
{
  GPtrArray *argv = g_ptr_array_new ();

  switch (options->choice) {
  case PACKAGES_CHOOSE_NEWER:
    g_ptr_array_add (argv, g_strdup ("install"));
    g_ptr_array_add (argv, g_strdup ("--only-upgrade"));
    break;
  case PACKAGES_CHOOSE_ALL_NEWER:
    /* aptitude's "upgrade" brings new dependencies in, apt-get's only with this option */
    g_ptr_array_add (argv, g_strdup ("upgrade"));
    g_ptr_array_add (argv, g_strdup ("--with-new-pkgs"));
    break;
  case PACKAGES_CHOOSE_NEW:
    g_ptr_array_add (argv, g_strdup ("install"));
    g_ptr_array_add (argv, g_strdup ("--no-upgrade"));
    break;
  }
  g_ptr_array_add (argv, g_strdup (options->recommends ? "--install-recommends" : "--no-install-recommends"));
  return words_end (argv);
}

char **
apt_command_get_packages (const char *const *install, const char *const *refuse)
{
  GPtrArray *argv = g_ptr_array_new ();

  words_add_all (argv, install);
  for (guint i = 0; refuse[i] != NULL; i++)
    g_ptr_array_add (argv, g_strconcat (refuse[i], "-", NULL));
  return words_end (argv);
}

char **
apt_command_get_exact (const Simulation *plan)
{
  GPtrArray *argv = g_ptr_array_new ();
  g_autofree char *install = simulation_format_install (plan);
  g_auto (GStrv) words = g_strsplit (install, " ", -1);

  words_add_all (argv, (const char *const *) words);
  for (guint i = 0; i < plan->remove->len; i++)
    g_ptr_array_add (argv, g_strconcat (((SimulationPackage *) g_ptr_array_index (plan->remove, i))->name, "-", NULL));
  return words_end (argv);
}

SlwAction *
apt_command_new_refresh (const char *bundle)
{
  static const char *const argv[] = { "apt-get", "-q", "update", "-o", "Acquire::Retries=2", NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_CACHE, "refresh the package lists", argv);

  set_unattended (action);
  slw_action_expect (action, APT_FAILED);
  slw_action_set_timeout (action, 900);
  return action;
}

SlwAction *
apt_command_new_simulate (const Simulation *plan, const PackagesOptions *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) packages = apt_command_get_exact (plan);
  SlwAction *action;

  g_ptr_array_add (argv, g_strdup ("apt-get"));
  g_ptr_array_add (argv, g_strdup ("-q"));
  g_ptr_array_add (argv, g_strdup ("-s"));
  g_ptr_array_add (argv, g_strdup ("install"));
  g_ptr_array_add (argv, g_strdup (options->recommends ? "--install-recommends" : "--no-install-recommends"));
  words_add_all (argv, (const char *const *) packages);
  g_ptr_array_add (argv, NULL);
  action = slw_action_new_exec (SLW_EFFECT_READ, "simulate", (const char *const *) argv->pdata);
  slw_action_expect (action, APT_FAILED);
  slw_action_set_output_limit (action, 8 * 1024 * 1024);
  return action;
}

/* apt counts in kilobytes, and for each host by itself. */
static void
add_rate (GPtrArray *argv, guint64 rate)
{
  static const char *const methods[] = { "http", "https" };

  for (guint i = 0; rate > 0 && i < G_N_ELEMENTS (methods); i++) {
    g_ptr_array_add (argv, g_strdup ("-o"));
    g_ptr_array_add (argv,
                     g_strdup_printf ("Acquire::%s::Dl-Limit=%" G_GUINT64_FORMAT, methods[i], MAX (rate / 1024, 1)));
  }
}

static const char *const install_words[] = {
  /* apt keeps the status descriptor from dpkg: were it 1, maintainer scripts would have no standard output, and fail */
  "sh",
  "-c",
  "exec \"$@\" 3>&1",
  "sh",
  "apt-get",
  "install",
  "-q",
  "-y",
  "-o",
  "APT::Status-Fd=3",
  "-o",
  "Dpkg::Options::=--force-confdef",
  "-o",
  "Dpkg::Options::=--force-confold",
  /* no terminal for maintainer scripts to ask on */
  "-o",
  "Dpkg::Use-Pty=0",
  "-o",
  "DPkg::Lock::Timeout=30",
  NULL,
};

SlwAction *
apt_command_new_install (const PackagesInstallation *installation)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) packages = apt_command_get_exact (installation->plan);
  SlwAction *action;

  words_add_all (argv, install_words);
  g_ptr_array_add (argv,
                   g_strdup (installation->options.recommends ? "--install-recommends" : "--no-install-recommends"));
  if (installation->plan->remove->len == 0)
    g_ptr_array_add (argv, g_strdup ("--no-remove"));
  if (installation->effect == SLW_EFFECT_CACHE)
    g_ptr_array_add (argv, g_strdup ("--download-only"));
  add_rate (argv, installation->rate);
  words_add_all (argv, (const char *const *) packages);
  g_ptr_array_add (argv, NULL);
  action = slw_action_new_exec (installation->effect, installation->label, (const char *const *) argv->pdata);
  set_unattended (action);
  if (installation->attempt > 0) {
    g_autofree char *text = g_strdup_printf ("%u", installation->attempt);

    slw_action_set_env (action, "SLIPWAY_ATTEMPT", text);
  }
  slw_action_expect (action, APT_FAILED);
  slw_action_set_timeout (action, installation->timeout);
  return action;
}

SlwAction *
apt_command_new_reinstall (const char *const *packages, guint timeout)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  SlwAction *action;

  words_add_all (argv, install_words);
  g_ptr_array_add (argv, g_strdup ("--no-install-recommends"));
  g_ptr_array_add (argv, g_strdup ("--reinstall"));
  g_ptr_array_add (argv, g_strdup ("--no-remove"));
  words_add_all (argv, packages);
  g_ptr_array_add (argv, NULL);
  action = slw_action_new_exec (SLW_EFFECT_MUTATE, "put half installed packages in place again",
                                (const char *const *) argv->pdata);
  set_unattended (action);
  slw_action_expect (action, APT_FAILED);
  slw_action_set_timeout (action, timeout);
  return action;
}

SlwAction *
apt_command_new_repair (guint timeout, const char *bundle)
{
  static const char *const argv[] = { "dpkg", "--force-confdef", "--force-confold", "--configure", "-a", NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_MUTATE, "finish an interrupted run of dpkg", argv);

  set_unattended (action);
  slw_action_expect (action, 1);
  slw_action_expect (action, 2);
  slw_action_set_timeout (action, timeout);
  return action;
}

SlwAction *
apt_command_new_automatic (void)
{
  static const char *const argv[] = { "apt-mark", "showauto", NULL };

  return slw_action_new_exec (SLW_EFFECT_READ, "look for automatic packages", argv);
}

SlwAction *
apt_command_new_held (void)
{
  static const char *const argv[] = { "apt-mark", "showhold", NULL };

  return slw_action_new_exec (SLW_EFFECT_READ, "look for held packages", argv);
}

static SlwAction *
new_mark (const char *label, const char *verb, const char *const *packages)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, g_strdup ("apt-mark"));
  g_ptr_array_add (argv, g_strdup (verb));
  words_add_all (argv, packages);
  g_ptr_array_add (argv, NULL);
  return slw_action_new_exec (SLW_EFFECT_MUTATE, label, (const char *const *) argv->pdata);
}

SlwAction *
apt_command_new_mark (const char *const *packages)
{
  return new_mark ("mark dependencies as automatic", "auto", packages);
}

SlwAction *
apt_command_new_hold (gboolean hold, const char *const *packages)
{
  return new_mark (hold ? "hold packages" : "release packages", hold ? "hold" : "unhold", packages);
}

SlwAction *
apt_command_new_answers (const char *answers)
{
  static const char *const argv[] = { "debconf-set-selections", NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_MUTATE, "answer debconf's questions", argv);
  g_auto (GStrv) lines = g_strsplit_set (answers, ";\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) content = NULL;

  for (guint i = 0; lines[i] != NULL; i++) {
    if (*g_strstrip (lines[i]) != '\0')
      g_string_append_printf (text, "%s\n", lines[i]);
  }
  content = g_bytes_new (text->str, text->len);
  slw_action_set_stdin (action, content);
  return action;
}
