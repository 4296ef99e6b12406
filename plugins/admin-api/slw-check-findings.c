/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-check-findings.h"

#include "bm-api/slw-json.h"

#include <string.h>

#define DAY 86400
#define MAX_LISTED 5

void
slw_check_find (SlwStepRun *run, SlwSeverity severity, const char *id, const char *remedy, const char *format, ...)
{
  g_autofree char *title = NULL;
  va_list args;

  va_start (args, format);
  title = g_strdup_vprintf (format, args);
  va_end (args);
  slw_step_run_add_finding (run, severity, id, title, remedy);
}

/* What the core itself says about the subscription. */
static void
add_messages (SlwStepRun *run, JsonArray *messages)
{
  for (guint i = 0; messages != NULL && i < MIN (json_array_get_length (messages), MAX_LISTED); i++) {
    const char *text = slw_json_get_string (slw_json_element_object (messages, i), "message");

    if (text != NULL)
      slw_check_find (run, SLW_SEVERITY_MEDIUM, "subscription.message", NULL,
                      "the platform says of its subscription: %.200s", text);
  }
}

static void
check_days (SlwStepRun *run, double ends, gint64 now, guint few_days)
{
  static const char remedy[] = "Renew it: System management > Subscription, or a new bm.list on every server.";
  gint64 days = ((gint64) CLAMP (ends / 1000, 0, 1e11) - now) / DAY;
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_utc ((gint64) CLAMP (ends / 1000, 0, 1e11));
  g_autofree char *date = end != NULL ? g_date_time_format (end, "%Y-%m-%d") : g_strdup ("?");
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, days);

  slw_step_run_set_output (run, "subscription-days", count);
  if (ends / 1000 < now)
    slw_check_find (run, SLW_SEVERITY_HIGH, "subscription.grace", remedy,
                    "the subscription ended on %s; what is left is a grace of a few days", date);
  else if (days < few_days)
    slw_check_find (run, SLW_SEVERITY_HIGH, "subscription.ends", remedy,
                    "the subscription ends on %s, in %" G_GINT64_FORMAT " days", date, days);
  else
    slw_step_run_add_note (run, "the subscription is valid until %s, for %" G_GINT64_FORMAT " days", date, days);
}

void
slw_check_subscription (SlwStepRun *run, JsonObject *subscription, gint64 now, guint few_days)
{
  const char *kind = slw_json_get_string (subscription, "kind");
  JsonArray *contacts = slw_json_get_array (subscription, "contacts");
  double ends = slw_json_get_number (subscription, "ends");

  if (!slw_json_get_boolean (subscription, "validProvider"))
    slw_check_find (run, SLW_SEVERITY_INHIBITOR, "subscription.provider",
                    "Install bm-plugin-core-subscription on the main server.",
                    "the platform does not know subscriptions");
  else if (kind == NULL || g_str_equal (kind, "NONE"))
    slw_check_find (run, SLW_SEVERITY_INHIBITOR, "subscription.none",
                    "Install the subscription: System management > Subscription.", "the platform has no subscription");
  else if (!slw_json_get_boolean (subscription, "valid"))
    slw_check_find (run, SLW_SEVERITY_INHIBITOR, "subscription.invalid",
                    "Renew it: without a valid one the packages can be updated, but not the data.",
                    "the subscription (%.20s) has expired or is not valid", kind);
  else if (ends > 0)
    check_days (run, ends, now, few_days);
  add_messages (run, slw_json_get_array (subscription, "messages"));
  if (contacts != NULL && json_array_get_length (contacts) == 0)
    slw_check_find (run, SLW_SEVERITY_HIGH, "subscription.contact", "Enter one in System management > Subscription.",
                    "the subscription has no contact address; the platform refuses a target version without one");
}

void
slw_check_upgraders (SlwStepRun *run, JsonObject *status)
{
  const char *state = slw_json_get_string (status, "state");

  if (g_strcmp0 (state, "UPGRADERS_NOT_AVAILABLE") == 0)
    slw_check_find (run, SLW_SEVERITY_INHIBITOR, "upgraders.missing",
                    "Install bm-core-upgraders of the subscription on the main server.",
                    "the platform cannot upgrade its data: the programs for it are not installed");
  else if (g_strcmp0 (state, "UPGRADERS_NOT_RUNNABLE") == 0)
    slw_check_find (run, SLW_SEVERITY_INHIBITOR, "upgraders.not-runnable",
                    "Give the platform a subscription that is valid.",
                    "the platform cannot upgrade its data: its subscription is not valid");
}

static gboolean
is_backup (const char *job)
{
  g_autofree char *lower = g_ascii_strdown (job, -1);

  return strstr (lower, "dataprotect") != NULL || strstr (lower, "backup") != NULL;
}

void
slw_check_jobs (SlwStepRun *run, JsonArray *executions)
{
  guint count = executions != NULL ? json_array_get_length (executions) : 0;

  for (guint i = 0; i < MIN (count, MAX_LISTED); i++) {
    JsonObject *execution = slw_json_element_object (executions, i);
    const char *job = slw_json_get_string (execution, "jobId");
    const char *domain = slw_json_get_string (execution, "domainName");
    gboolean backup = job != NULL && is_backup (job);

    slw_check_find (run, backup ? SLW_SEVERITY_HIGH : SLW_SEVERITY_MEDIUM, backup ? "jobs.backup" : "jobs.running",
                    backup ? "Wait until it is over: the update would break it off, and it is the backup."
                           : "Wait until it is over, or let the update break it off.",
                    "the job %.80s is running%s%.80s", job != NULL ? job : "?", domain != NULL ? " for " : "",
                    domain != NULL ? domain : "");
  }
  if (count > MAX_LISTED)
    slw_check_find (run, SLW_SEVERITY_MEDIUM, "jobs.running", NULL, "%u more jobs are running", count - MAX_LISTED);
}

void
slw_check_hot_upgrades (SlwStepRun *run, JsonArray *failed)
{
  for (guint i = 0; failed != NULL && i < MIN (json_array_get_length (failed), MAX_LISTED); i++) {
    const char *operation = slw_json_get_string (slw_json_element_object (failed, i), "operation");

    slw_check_find (
        run, SLW_SEVERITY_HIGH, "hot-upgrade.failed",
        "Look at bm-cli hotupgrade on the main server; the platform may refuse a target version until it is done.",
        "the hot upgrade %.80s has failed", operation != NULL ? operation : "?");
  }
}

static const struct {
  const char *state;
  SlwSeverity severity;
  const char *title;
  const char *remedy;
} states[] = {
  { "CORE_STATE_UPGRADE", SLW_SEVERITY_HIGH, "an earlier update was not finished; users get an error page",
    "This update goes on where it stopped." },
  { "CORE_STATE_MAINTENANCE", SLW_SEVERITY_HIGH, "the platform is in maintenance", "The update ends the maintenance." },
  { "CORE_STATE_NOT_INSTALLED", SLW_SEVERITY_INHIBITOR, "BlueMind was never set up", "slipway run install" },
  { "CORE_STATE_DEMOTED", SLW_SEVERITY_INHIBITOR, "the platform is demoted: another one has taken its place",
    "Update that one." },
  { "CORE_STATE_CLONING", SLW_SEVERITY_INHIBITOR, "the platform is being cloned", "Wait until that is over." },
};

void
slw_check_state (SlwStepRun *run, const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (state, states[i].state))
      slw_check_find (run, states[i].severity, "core.state", states[i].remedy, "%s (state %s)", states[i].title, state);
}
