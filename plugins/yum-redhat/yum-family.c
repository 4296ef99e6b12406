/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-family.h"

#include <string.h>

#include "openpgp.h"
#include "rehearsal.h"
#include "rpm-query.h"
#include "yum-command.h"
#include "yum-failure.h"
#include "yum-progress.h"
#include "yum-simulation.h"
#include "yum-subscription.h"
#include "yum-trouble.h"

static const char state_script[] =
#include "rpm-state.sh.inc"
    ;

static const char rehearse_script[] =
#include "rehearse.sh.inc"
    ;

static const char leftovers_script[] =
#include "leftovers.sh.inc"
    ;

static const char bundle_script[] =
#include "bundle-lists.sh.inc"
    ;

static const char unbundle_script[] =
#include "unbundle.sh.inc"
    ;

static const char archives_script[] =
#include "archives.sh.inc"
    ;

/* The same rehearsal with exactly the plan, and with what the cache holds: `-C`. */
static SlwAction *
new_simulation (const Simulation *plan, const PackagesOptions *options)
{
  const PackagesOptions exact = { .choice = options->choice };
  g_auto (GStrv) solve = yum_command_get_solve_arguments (&exact);
  g_auto (GStrv) packages = yum_command_get_exact (plan);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  g_ptr_array_add (arguments, (char *) "exactly");
  g_ptr_array_add (arguments, (char *) "-C");
  for (guint i = 1; solve[i] != NULL; i++)
    g_ptr_array_add (arguments, solve[i]);
  g_ptr_array_add (arguments, NULL);
  return rehearsal_new_action (&yum_family, NULL, FALSE, (const char *const *) arguments->pdata,
                               (const char *const *) packages);
}

static Simulation *
end_simulation (const SlwResult *result, char **why, GError **error)
{
  g_autoptr (Rehearsal) rehearsal = rehearsal_parse (&yum_family, NULL, result, error);

  if (rehearsal == NULL)
    return NULL;
  if (rehearsal->simulation == NULL)
    *why = yum_failure_explain_simulation (rehearsal->simulate_errors != NULL ? rehearsal->simulate_errors : "");
  return g_steal_pointer (&rehearsal->simulation);
}

/* "dependency NAME", "weak-dependency NAME", "user NAME" */
static char **
parse_automatic (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *space = strchr (lines[i], ' ');

    if (space != NULL && strstr (lines[i], "dependency ") != NULL)
      g_strv_builder_add (names, space + 1);
  }
  return g_strv_builder_end (names);
}

const PackagesFamily yum_family = {
  .id = "yum-redhat",
  .manager = "dnf",
  .refresh = "dnf makecache",
  .make_room = "dnf clean packages",
  .database = "rpm",
  .repair = "dnf remove --duplicates",
  .release = "dnf versionlock delete",
  .certificates = "update-ca-trust",
  .archives = "/var/cache/dnf",
  .folder = "/etc/yum.repos.d/",
  .suffix = ".repo",
  .address_word = "baseurl",
  .keyring_trusted = "/etc/pki/rpm-gpg/slipway-%s.asc",
  .read_subscription = yum_subscription_read,
  .make_keyring = openpgp_armour,
  .new_trusted = yum_command_new_trusted,
  .new_import = yum_command_new_import,
  .state_script = state_script,
  .is_lock = yum_trouble_is_lock,
  .new_repair = yum_command_new_repair,
  .rehearse_script = rehearse_script,
  .get_solve_arguments = yum_command_get_solve_arguments,
  .get_packages = yum_command_get_packages,
  .new_refresh = yum_command_new_refresh,
  .parse_refresh = yum_trouble_parse,
  .parse_simulation = yum_simulation_parse,
  .is_file_of = yum_simulation_is_file_of,
  .explain_simulation = yum_failure_explain_simulation,
  .find_remedy = yum_failure_find_remedy,
  .new_simulation = new_simulation,
  .end_simulation = end_simulation,
  .new_automatic = yum_command_new_automatic,
  .parse_automatic = parse_automatic,
  .new_install = yum_command_new_install,
  .new_mark = yum_command_new_mark,
  .has_failed = yum_failure_has_failed,
  .explain_installation = yum_failure_explain_installation,
  .archives_script = archives_script,
  .leftovers_script = leftovers_script,
  .bundle_script = bundle_script,
  .unbundle_script = unbundle_script,
  .bundle_variable = "SLIPWAY_DNF_CONFIG",
  .bundle_suffix = YUM_COMMAND_BUNDLE,
  .bundle_archives = "/var/lib/slipway/bundle/repo",
  .parse_progress = yum_progress_parse,
  .new_query = rpm_query_new_action,
  .parse_query = rpm_query_parse,
  .new_held = yum_command_new_held,
  .parse_held = yum_command_parse_held,
  .new_hold = yum_command_new_hold,
};
