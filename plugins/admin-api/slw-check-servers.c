/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-check-servers.h"

#include "slw-check-findings.h"
#include "slw-version.h"

static const SlwSurvey *
get_survey (SlwBaseline *now, guint number)
{
  return ((SlwBaselineServer *) g_ptr_array_index (now->servers, number))->survey;
}

static const char *
get_name (SlwBaseline *now, guint number)
{
  return ((SlwBaselineServer *) g_ptr_array_index (now->servers, number))->name;
}

static const SlwSurvey *
get_main (SlwBaseline *now, const char *main_name)
{
  const SlwBaselineServer *server = slw_baseline_get_server (now, main_name, FALSE);

  return server != NULL ? server->survey : NULL;
}

static gboolean
is_behind (const SlwSurvey *main_server, const SlwSurvey *survey)
{
  return main_server != NULL && main_server->core != NULL && survey->node != NULL
         && slw_version_compare (main_server->core, survey->node) != 0;
}

/* No inhibitor: this very update is what brings them together again. */
static void
check_versions (SlwStepRun *run, SlwBaseline *now, guint number, const SlwSurvey *main_server, const char *main_name)
{
  const SlwSurvey *survey = get_survey (now, number);

  if (survey->broken > 0)
    slw_check_find (run, SLW_SEVERITY_HIGH, "packages.broken", "An update finishes them first.",
                    "%s: %u packages of BlueMind are half installed, or there in two versions", get_name (now, number),
                    survey->broken);
  if (is_behind (main_server, survey))
    slw_check_find (run, SLW_SEVERITY_HIGH, "packages.versions",
                    "An update broke off, or a server was left out of one: this update brings all to one version.",
                    "bm-node of %s is %s, bm-core of %s is %s", get_name (now, number), survey->node, main_name,
                    main_server->core);
}

/* Files of apt and of dnf have other addresses, and so have those of two releases of a distribution. */
static gboolean
is_comparable (SlwStepRun *run, const char *a, const char *b)
{
  static const char *const facts[] = { "os.id", "os.version" };
  SlwPlatform *platform = slw_step_run_get_platform (run);
  SlwServer *left = slw_platform_find_server (platform, a);
  SlwServer *right = slw_platform_find_server (platform, b);

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    const char *of_left = left != NULL ? slw_facts_get (slw_server_get_facts (left), facts[i]) : NULL;

    if (of_left == NULL || right == NULL
        || g_strcmp0 (of_left, slw_facts_get (slw_server_get_facts (right), facts[i])) != 0)
      return FALSE;
  }
  return TRUE;
}

static void
check_subscription (
    SlwStepRun *run, SlwBaseline *now, guint number, const SlwSurvey *main_server, const char *main_name)
{
  const SlwSurvey *survey = get_survey (now, number);
  const char *name = get_name (now, number);

  if (main_server == NULL || main_server->subscription == NULL || survey->node == NULL)
    return;
  if (survey->subscription == NULL)
    slw_check_find (
        run, SLW_SEVERITY_INHIBITOR, "subscription.absent",
        "Copy the file from a server of the same system, or let an installation write it: slipway run install",
        "%s has no file of the subscription, %s has %s", name, main_name, main_server->list);
  else if (!g_str_equal (survey->subscription, main_server->subscription) && is_comparable (run, name, main_name))
    slw_check_find (run, SLW_SEVERITY_INHIBITOR, "subscription.differs",
                    "The servers would get different versions. Copy the file of the main server to it.",
                    "%s of %s has other addresses than that of %s", survey->list, name, main_name);
}

void
slw_check_servers (SlwStepRun *run, SlwBaseline *now, const char *main_name)
{
  const SlwSurvey *main_server = get_main (now, main_name);

  for (guint i = 0; i < now->servers->len; i++)
    if (get_survey (now, i) != NULL) {
      check_versions (run, now, i, main_server, main_name);
      check_subscription (run, now, i, main_server, main_name);
    }
}

gboolean
slw_check_servers_broke_off (SlwBaseline *now, const char *main_name)
{
  const SlwSurvey *main_server = get_main (now, main_name);
  gboolean broke_off = main_server != NULL && main_server->core == NULL;

  for (guint i = 0; i < now->servers->len; i++) {
    const SlwSurvey *survey = get_survey (now, i);
    broke_off |= survey != NULL && (survey->broken > 0 || is_behind (main_server, survey));
  }
  return broke_off;
}

void
slw_check_servers_away (SlwStepRun *run, SlwBaseline *now, const char *main_name, const char *seen)
{
  static const char blind[] = "subscription, jobs and list of servers could not be looked at";

  if (slw_check_servers_broke_off (now, main_name))
    slw_check_find (run, SLW_SEVERITY_HIGH, "core.away", "An update that broke off is repeated now.", "%s: %s; %s",
                    main_name, seen, blind);
  else
    slw_check_find (
        run, SLW_SEVERITY_INHIBITOR, "core.away",
        "Start it: bmctl start on the main server; why it is down is in /var/log/bm/core.log, and journalctl -u "
        "bm-core.",
        "%s: %s; %s", main_name, seen, blind);
}
