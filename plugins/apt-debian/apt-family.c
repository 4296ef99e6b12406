/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-family.h"

#include <string.h>

#include "apt-command.h"
#include "apt-simulation.h"
#include "apt-trouble.h"
#include "dpkg-query.h"
#include "failure.h"
#include "status-line.h"
#include "subscription.h"

static const char state_script[] =
#include "dpkg-state.sh.inc"
    ;

static const char archives_script[] =
#include "archives.sh.inc"
    ;

static const char bundle_script[] =
#include "bundle-lists.sh.inc"
    ;

static const char unbundle_script[] =
#include "unbundle.sh.inc"
    ;

static const char leftovers_script[] =
#include "leftovers.sh.inc"
    ;

static const char rehearse_script[] =
#include "rehearse.sh.inc"
    ;

static char *
read_subscription (
    const char *text, gsize length, gboolean allow_http, const char *keyring, GPtrArray *addresses, GError **error)
{
  g_autoptr (Subscription) subscription = subscription_parse (text, length, allow_http, error);
  GPtrArray *own;

  if (subscription == NULL)
    return NULL;
  own = subscription_get_addresses (subscription);
  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add (addresses, g_strdup (g_ptr_array_index (own, i)));
  return subscription_render (subscription, keyring);
}

static gboolean
is_lock (const SlwResult *result)
{
  return apt_trouble_is_lock (slw_result_get_output (result)) || apt_trouble_is_lock (slw_result_get_errors (result));
}

static const char *
find_remedy (const char *text)
{
  if (strstr (text, "Unable to locate package") != NULL || strstr (text, "has no installation candidate") != NULL)
    return "check that the subscription is for this product, this version and this distribution";
  if (strstr (text, "--fix-broken") != NULL)
    return "run apt-get --fix-broken install on the server";
  if (strstr (text, "held broken packages") != NULL)
    return "check held and pinned packages: apt-mark showhold, /etc/apt/preferences.d";
  return NULL;
}

static Simulation *
end_simulation (const SlwResult *result, char **why, GError **error)
{
  g_autofree char *both = NULL;

  if (slw_result_get_status (result) == 0)
    return apt_simulation_parse (slw_result_get_output (result), error);
  both = g_strconcat (slw_result_get_output (result), "\n", slw_result_get_errors (result), NULL);
  *why = failure_explain_simulation (both);
  return NULL;
}

static gboolean
parse_progress (const char *line, PackagesProgress *progress)
{
  g_autoptr (StatusLine) status = status_line_parse (line);

  if (status == NULL)
    return FALSE;
  progress->is_download = status->is_download;
  progress->percent = status->percent;
  progress->text = g_strdup (status->text);
  return TRUE;
}

static char **
parse_lines (const char *text)
{
  return g_strsplit_set (text, "\n", -1);
}

const PackagesFamily apt_family = {
  .id = "apt-debian",
  .manager = "apt-get",
  .refresh = "apt-get update",
  .make_room = "apt-get clean",
  .database = "dpkg",
  .repair = "dpkg --configure -a",
  .release = "apt-mark unhold",
  .certificates = "update-ca-certificates",
  .archives = "/var/cache/apt/archives",
  .folder = "/etc/apt/sources.list.d/",
  .suffix = ".list",
  .address_word = "deb",
  .keyring_trusted = "/usr/share/keyrings/slipway-%s.gpg",
  .keyring_global = "/etc/apt/trusted.gpg.d/slipway-%s.gpg",
  .read_subscription = read_subscription,
  .state_script = state_script,
  .is_lock = is_lock,
  .new_repair = apt_command_new_repair,
  .new_reinstall = apt_command_new_reinstall,
  .list_waiting = failure_list_waiting,
  .rehearse_script = rehearse_script,
  .get_solve_arguments = apt_command_get_solve_arguments,
  .get_packages = apt_command_get_packages,
  .new_refresh = apt_command_new_refresh,
  .parse_refresh = apt_trouble_parse,
  .parse_simulation = apt_simulation_parse,
  .is_file_of = apt_simulation_is_file_of,
  .explain_simulation = failure_explain_simulation,
  .find_remedy = find_remedy,
  .new_simulation = apt_command_new_simulate,
  .end_simulation = end_simulation,
  .new_automatic = apt_command_new_automatic,
  .parse_automatic = parse_lines,
  .new_answers = apt_command_new_answers,
  .new_install = apt_command_new_install,
  .new_mark = apt_command_new_mark,
  .explain_installation = failure_explain_installation,
  .archives_script = archives_script,
  .parse_progress = parse_progress,
  .leftovers_script = leftovers_script,
  .bundle_script = bundle_script,
  .unbundle_script = unbundle_script,
  .bundle_variable = "APT_CONFIG",
  .bundle_suffix = "/apt.conf",
  .new_query = dpkg_query_new_action,
  .parse_query = dpkg_query_parse,
  .new_held = apt_command_new_held,
  .parse_held = parse_lines,
  .new_hold = apt_command_new_hold,
};
