/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

#include "simulation.h"

G_BEGIN_DECLS

/**
 * PackagesChoice:
 * @PACKAGES_CHOOSE_NEW: what is asked for comes in; what is there stays as it is
 * @PACKAGES_CHOOSE_NEWER: what is asked for and there comes up to date, with what it needs
 * @PACKAGES_CHOOSE_ALL_NEWER: all that is there comes up to date
 */
typedef enum {
  PACKAGES_CHOOSE_NEW,
  PACKAGES_CHOOSE_NEWER,
  PACKAGES_CHOOSE_ALL_NEWER,
} PackagesChoice;

/**
 * PackagesOptions:
 *
 * What holds for every command that chooses packages.
 */
typedef struct {
  gboolean recommends;
  gboolean cached; /* the lists that are there are new enough */
  PackagesChoice choice;
} PackagesOptions;

/**
 * PackagesProgress:
 *
 * How far the package manager is.
 */
typedef struct {
  gboolean is_download; /* fetching, else installing */
  double percent;
  char *text;
} PackagesProgress;

/**
 * PackagesInstallation:
 *
 * What an action that fetches or installs is to do.
 */
typedef struct {
  SlwEffect effect; /* %SLW_EFFECT_CACHE to download only, %SLW_EFFECT_MUTATE to install */
  const char *label;
  const Simulation *plan; /* exactly this */
  PackagesOptions options;
  guint attempt;      /* 0 at first; a further attempt is another action, or the journal would answer it */
  guint timeout;      /* seconds */
  guint64 rate;       /* the most bytes per second that are fetched, 0: no limit */
  const char *bundle; /* nullable: folder of a bundle */
} PackagesInstallation;

/**
 * PackagesFamily:
 *
 * What a family of distributions adds to the kinds `packages.*` and `repository.*`: words, commands, and how the answers are
 * read. All of it is data and pure functions; the order of things is the same for every family. What may be %NULL says so.
 */
typedef struct {
  /* words */
  const char *id;           /* the plugin, and its group in the platform file */
  const char *manager;      /* "apt-get" */
  const char *refresh;      /* the command that people run: "apt-get update" */
  const char *make_room;    /* and the one that frees space: "apt-get clean" */
  const char *database;     /* who knows what is installed: "dpkg" */
  const char *repair;       /* how people finish an interrupted run of it */
  const char *release;      /* how they let a held package go */
  const char *certificates; /* how they install a certificate authority */
  const char *archives;     /* folder that packages are fetched into */

  /* a repository */
  const char *folder;          /* of the files of repositories, ends with / */
  const char *suffix;          /* of their names */
  const char *address_word;    /* lines with an address begin with it; the others are the same for a subscription */
  const char *keyring_trusted; /* pattern of the keyring's path, %s is the repository's name */
  const char *keyring_global;  /* nullable: the same where its key is trusted for all repositories */

  /**
   * @read_subscription:
   * @text: content of the subscription's file
   * @allow_http: whether an address may be plain http
   * @keyring: (nullable): what stands for the keyring's path; %NULL leaves the file as it came
   * @addresses: (element-type utf8): takes the addresses
   *
   * Refuses what would switch checks off. Messages name lines, never their content; all addresses are hidden.
   *
   * Returns: (transfer full): the file for the server, a secret, or %NULL with %SLW_ERROR_INVALID
   */
  char *(*read_subscription) (
      const char *text, gsize length, gboolean allow_http, const char *keyring, GPtrArray *addresses, GError **error);

  /**
   * @make_keyring: (nullable)
   * @packets: the key
   *
   * Returns: (transfer full): what is written to the keyring's path; %NULL as member: the packets as they are
   */
  GBytes *(*make_keyring) (GBytes *packets);

  /* where the key is to be told to the package manager besides, else both NULL */
  SlwAction *(*new_trusted) (const char *fingerprint); /* READ: 0 when it knows the key, 1 when not */
  SlwAction *(*new_import) (const char *keyring_path); /* MUTATE */

  /* what is in the way */
  const char *state_script; /* see manager-state.h */
  gboolean (*is_lock) (const SlwResult *result);
  SlwAction *(*new_repair) (guint timeout, const char *bundle); /* @bundle: (nullable): folder of a bundle */
  /* nullable: puts those of the state's `R` lines in place once more */
  SlwAction *(*new_reinstall) (const char *const *packages, guint timeout);
  /* nullable: names of packages that the repair left alone because they wait for others */
  char **(*list_waiting) (const char *errors);

  /* choosing packages, see rehearsal.h */
  const char *rehearse_script;
  char **(*get_solve_arguments) (const PackagesOptions *options);
  char **(*get_packages) (const char *const *install, const char *const *refuse);
  SlwAction *(*new_refresh) (const char *bundle); /* @bundle: (nullable): folder of a bundle */
  GPtrArray *(*parse_refresh) (const char *text, GPtrArray *sources);
  Simulation *(*parse_simulation) (const char *text, GError **error);
  gboolean (*is_file_of) (const SimulationPackage *package, const char *file);
  char *(*explain_simulation) (const char *text);
  const char *(*find_remedy) (const char *text); /* nullable answer */

  /**
   * @new_simulation:
   * @plan: a plan
   *
   * Returns: (transfer full): a READ action that tries exactly this with the repositories as they are
   */
  SlwAction *(*new_simulation) (const Simulation *plan, const PackagesOptions *options);

  /**
   * @end_simulation:
   * @result: result of the action
   * @why: (out) (transfer full): why the plan can't be carried out any more
   *
   * Returns: (transfer full) (nullable): what would happen, %NULL with @why or with an error
   */
  Simulation *(*end_simulation) (const SlwResult *result, char **why, GError **error);

  /* installing */
  SlwAction *(*new_automatic) (void);              /* READ */
  char **(*parse_automatic) (const char *text);    /* names of packages that came for others */
  SlwAction *(*new_answers) (const char *answers); /* nullable: MUTATE: the parameter `debconf` */
  SlwAction *(*new_install) (const PackagesInstallation *installation);
  SlwAction *(*new_mark) (const char *const *names); /* MUTATE: they came for others */
  gboolean (*has_failed) (const SlwResult *result);  /* nullable: although its status is 0 */
  char *(*explain_installation) (const char *output, const char *errors);
  const char *archives_script; /* see archives.h */
  gboolean (*parse_progress) (const char *line, PackagesProgress *progress);

  /**
   * @leftovers_script: READ; for each configuration file whose new default stands beside the one that is used, or whose old
   *   content does, a line "L ADDED REMOVED PATH": lines that PATH has and the file in use has not, and the reverse; then "X end 0".
   *   PATH is the file in use with a suffix. No contents: they may be secrets.
   */
  const char *leftovers_script;

  /**
   * @bundle_script: (nullable): CACHE; prints a compressed tar archive of the signed lists of the server's repositories
   * @unbundle_script: (nullable): `$1` such an archive, `$2` the folder it goes to, where it becomes repositories of this server that
   *   only keys can have signed that it trusts already. Answers with "R NAME" for each, or "R NAME unsigned" where only packages have
   *   to be signed; or "F NAME<TAB>ADDRESS" and "U " with what the package manager says; "O NAME" for those that the server does not
   *   know; then "X end 0".
   * @bundle_variable: (nullable): of the environment: makes every command of ours use these repositories only; its value is the folder
   * @bundle_suffix: and this behind it
   * @bundle_archives: (nullable): folder that the packages of a bundle belong into, where it is not @archives
   */
  const char *bundle_script;
  const char *unbundle_script;
  const char *bundle_variable;
  const char *bundle_suffix;
  const char *bundle_archives;

  /* what is installed and held */
  SlwAction *(*new_query) (const char *label, const char *const *packages);
  GPtrArray *(*parse_query) (const char *text); /* element-type PackageState */
  SlwAction *(*new_held) (void);
  char **(*parse_held) (const char *text);
  SlwAction *(*new_hold) (gboolean hold, const char *const *packages);
} PackagesFamily;

G_END_DECLS
