/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction.h"

#include <string.h>

#include "archives.h"
#include "automatic.h"
#include "bundle.h"
#include "lock-wait.h"
#include "package-state.h"
#include "repair.h"

/* Parameters: `plan` and `remove` (outputs `packages` and `remove` of packages.plan), `packages` (what was asked for: of
 * `automatic`, those are not marked as such in the end), `debconf` (answers for debconf-set-selections, separated
 * by semicolons), `automatic` (output of packages.plan), `settled` (output of packages.plan: with an empty plan the server is not
 * looked at); for packages.download `rate` (bytes per second, 0: no limit), `bytes` (how much there is to fetch, so that there is
 * time for it), `when` (no: nothing is done).
 * Output of packages.download: `files`, "DIGEST=PATH" of each package that was fetched; the digest is SHA-256. */

enum {
  STAGE_LOCKS,
  STAGE_REPAIR,
  STAGE_REST,
  STAGE_SIMULATE,
  STAGE_REFRESH,
  STAGE_ANSWERS,
  STAGE_INSTALL,
  STAGE_AUTOMATIC,
  STAGE_MARK,
  STAGE_MARKED,
  STAGE_FILES,
  STAGE_REMOVE,
  STAGE_VERIFY
};

typedef struct {
  const TransactionKind *kind;
  const Packages *provider;
  const PackagesFamily *family; /* the provider's */
  SlwStepRun *run;              /* that this is the data of */
  LockWait wait;
  Repair repair;
  Simulation *plan;
  Simulation *now; /* what of the plan is still to be done */
  PackagesOptions options;
  guint attempt;
  guint marked;       /* times */
  gboolean removed;   /* damaged files, which happens once */
  gboolean refreshed; /* lists that are older than the plan, which happens once */
} Transaction;

static void
transaction_free (gpointer data)
{
  Transaction *self = data;

  repair_clear (&self->repair);
  g_clear_pointer (&self->plan, simulation_free);
  g_clear_pointer (&self->now, simulation_free);
  g_free (self);
}

static Transaction *
begin (const TransactionKind *kind, const Packages *provider, SlwStepRun *run, GError **error)
{
  g_auto (GStrv) install = slw_step_run_dup_param_list (run, "plan");
  g_auto (GStrv) remove = slw_step_run_dup_param_list (run, "remove");
  Simulation *plan = NULL;
  Transaction *self;

  if (slw_step_run_get_param (run, "plan") == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "Param.plan is missing: it is the output packages of a packages.plan step");
  else
    plan = simulation_parse_list ((const char *const *) install, (const char *const *) remove, error);
  if (plan == NULL)
    return NULL;
  self = g_new0 (Transaction, 1);
  self->kind = kind;
  self->provider = provider;
  self->family = provider->family;
  self->run = run;
  self->plan = plan;
  self->options.recommends = provider->settings.recommends;
  slw_step_run_set_data (run, self, transaction_free);
  return self;
}

static SlwDirective *
act (const Transaction *self, guint stage, SlwAction *action)
{
  slw_step_run_set_stage (self->run, stage);
  return slw_directive_act (action);
}

/* The same, for what looks at the repositories, which may be those of a bundle. */
static SlwDirective *
act_on_repositories (const Transaction *self, guint stage, SlwAction *action)
{
  slw_step_run_set_stage (self->run, stage);
  return bundle_use (self->provider, self->run, action);
}

static SlwDirective *
verify (const Transaction *self)
{
  g_auto (GStrv) names = simulation_dup_names (self->plan);

  return act (self, STAGE_VERIFY, self->family->new_query ("compare with the plan", (const char *const *) names));
}

static guint64
read_number (const Transaction *self, const char *name)
{
  const char *text = slw_step_run_get_param (self->run, name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
}

/* A limit of the rate must not become a limit of the time. */
static guint
get_timeout (const Transaction *self, guint64 rate, guint64 bytes)
{
  guint timeout = self->provider->settings.timeout;

  return timeout == 0 || rate == 0 ? timeout : (guint) MIN (timeout + bytes / rate * 2, G_MAXINT);
}

static SlwDirective *
start_manager (Transaction *self)
{
  guint64 rate = transaction_kind_fetches_only (self->kind) ? read_number (self, "rate") : 0;
  const PackagesInstallation installation = {
    .effect = self->kind->effect,
    .label = self->kind->label,
    .plan = self->now != NULL ? self->now : self->plan,
    .options = self->options,
    .attempt = self->attempt,
    .timeout = get_timeout (self, rate, read_number (self, "bytes")),
    .rate = rate,
    .bundle = bundle_get_folder (self->run),
  };

  return act_on_repositories (self, STAGE_INSTALL, self->family->new_install (&installation));
}

static SlwDirective *
prepare (Transaction *self)
{
  const char *answers = slw_step_run_get_param (self->run, "debconf");

  if (self->family->new_answers != NULL && self->kind->effect > SLW_EFFECT_CACHE && answers != NULL && *answers != '\0'
      && self->attempt == 0)
    return act (self, STAGE_ANSWERS, self->family->new_answers (answers));
  return start_manager (self);
}

/* @marked: nullable: what is marked already */
static SlwDirective *
mark (Transaction *self, const SlwResult *marked)
{
  g_autoptr (SlwAction) action = automatic_new_mark (self->family, self->run, marked);

  if (action == NULL)
    return verify (self);
  if (self->marked++ > LOCK_RACES_MAX) {
    slw_step_run_add_note (self->run,
                           "packages that came for others are not marked so: somebody else writes the marks, too");
    return verify (self);
  }
  return act (self, STAGE_MARK, g_steal_pointer (&action));
}

/* Also when an attempt that was cut off has installed everything: it may not have come that far. */
static SlwDirective *
settle (Transaction *self)
{
  if (!automatic_is_due (self->run))
    return verify (self);
  if (slw_step_run_is_assuming (self->run))
    return mark (self, NULL);
  return act (self, STAGE_AUTOMATIC, self->family->new_automatic ());
}

/* apt takes no lock to mark, and an apt that was running meanwhile writes the marks as it found them. */
static SlwDirective *
wait_for_marks (Transaction *self, const SlwResult *last, GError **error)
{
  g_autoptr (ManagerState) state = NULL;
  SlwDirective *directive = lock_wait_next (self->provider, &self->wait, self->run, last, &state, error);

  return state != NULL ? settle (self) : directive;
}

static SlwDirective *
end_mark (Transaction *self, const SlwResult *last, GError **error)
{
  if (slw_result_is_assumed (last))
    return verify (self);
  self->wait = (LockWait){ 0 };
  slw_step_run_set_stage (self->run, STAGE_MARKED);
  return wait_for_marks (self, NULL, error);
}

/* @rest: puts in place what is half installed and does not come anyway; %NULL: there is nothing of the kind */
static gboolean
repair_rest (Transaction *self, SlwDirective **rest, GError **error)
{
  SlwAction *action = NULL;

  *rest = NULL;
  if (!repair_begin_rest (&self->repair, self->provider, self->now, &action, error))
    return FALSE;
  if (action != NULL)
    *rest = act_on_repositories (self, STAGE_REST, action);
  return TRUE;
}

static SlwDirective *
end_without_plan (Transaction *self, GError **error)
{
  SlwDirective *rest;
  g_autofree char *summary = NULL;

  if (!repair_rest (self, &rest, error) || rest != NULL)
    return rest;
  summary = self->repair.tried ? g_strdup_printf ("finished an interrupted run of %s", self->family->database)
                               : g_strdup ("nothing to do");
  return slw_directive_done (summary);
}

static SlwDirective *
use_state (Transaction *self, GError **error)
{
  /* a run that may change something finishes it at once, or nothing could be fetched */
  if (self->repair.state->interrupted && transaction_kind_fetches_only (self->kind)
      && slw_step_run_get_ceiling (self->run) == SLW_EFFECT_CACHE) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "%s was interrupted on this server; run %s there first",
                 self->family->database, self->family->repair);
    return NULL;
  }
  if (repair_is_due (&self->repair))
    return act (self, STAGE_REPAIR,
                self->family->new_repair (self->provider->settings.timeout, bundle_get_folder (self->run)));
  if (simulation_is_empty (self->plan))
    return end_without_plan (self, error);
  /* the repository, or its lists, may be there in the plan only */
  if (slw_step_run_is_assuming (self->run))
    return prepare (self);
  return act_on_repositories (self, STAGE_SIMULATE, self->family->new_simulation (self->plan, &self->options));
}

static SlwDirective *
wait_for_locks (Transaction *self, const SlwResult *last, GError **error)
{
  g_autoptr (ManagerState) state = NULL;
  SlwDirective *directive = lock_wait_next (self->provider, &self->wait, self->run, last, &state, error);

  if (state == NULL)
    return directive;
  repair_see (&self->repair, g_steal_pointer (&state));
  return use_state (self, error);
}

static SlwDirective *
restart (Transaction *self, GError **error)
{
  self->wait.asked = FALSE;
  slw_step_run_set_stage (self->run, STAGE_LOCKS);
  return wait_for_locks (self, NULL, error);
}

static SlwDirective *
end_repair (Transaction *self, const SlwResult *last, GError **error)
{
  if (!repair_end (&self->repair, self->family, last, error))
    return NULL;
  if (slw_result_is_assumed (last))
    return simulation_is_empty (self->plan) ? slw_directive_done (NULL) : prepare (self);
  return restart (self, error);
}

static SlwDirective *
end_rest (Transaction *self, const SlwResult *last, GError **error)
{
  if (!repair_end_rest (&self->repair, self->family, last, error))
    return NULL;
  return restart (self, error);
}

static SlwDirective *
end_simulation (Transaction *self, const SlwResult *last, GError **error)
{
  g_autofree char *difference = NULL;
  g_autofree char *why = NULL;
  SlwDirective *rest;

  g_clear_pointer (&self->now, simulation_free);
  self->now = self->family->end_simulation (last, &why, error);
  /* a plan refreshes no lists: what it plans may not be in them yet */
  if (why != NULL && slw_step_run_get_ceiling (self->run) < SLW_EFFECT_CACHE)
    return prepare (self);
  if (why != NULL && transaction_kind_fetches_only (self->kind) && !self->refreshed
      && bundle_get_folder (self->run) == NULL) {
    self->refreshed = TRUE;
    return act (self, STAGE_REFRESH, self->family->new_refresh (NULL));
  }
  if (why != NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_STALE,
                 "the plan can't be carried out any more, and a new run makes a new one: %s", why);
  if (self->now == NULL)
    return NULL;
  difference = simulation_describe_excess (self->plan, self->now);
  if (difference != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_STALE, "what would happen is not what was planned: %s", difference);
    return NULL;
  }
  if (!repair_rest (self, &rest, error) || rest != NULL)
    return rest;
  if (!simulation_is_empty (self->now))
    return prepare (self);
  return transaction_kind_fetches_only (self->kind) ? verify (self) : settle (self);
}

static SlwDirective *
finish (const Transaction *self)
{
  g_autofree char *summary = g_strdup_printf ("%u packages %s", self->plan->install->len, self->kind->done);

  slw_step_run_set_progress (self->run, 100, self->kind->done);
  return slw_directive_done (summary);
}

static SlwDirective *
look_at_files (const Transaction *self)
{
  const Simulation *fetched = self->now != NULL ? self->now : self->plan;

  return act_on_repositories (self, STAGE_FILES, archives_new_action (self->family, fetched));
}

/* A file that was damaged on the disk is fetched once more; one that comes damaged is the repository's fault. */
static SlwDirective *
end_files (Transaction *self, const SlwResult *last, GError **error)
{
  g_autoptr (Archives) archives = archives_parse (self->family, slw_result_get_output (last), error);
  g_autofree char *files = NULL;

  if (archives == NULL)
    return NULL;
  if (archives->damaged->len > 0 && !self->removed) {
    self->removed = TRUE;
    slw_step_run_add_note (self->run, "%u files in the cache are damaged, and are fetched once more",
                           archives->damaged->len);
    return act (self, STAGE_REMOVE, archives_new_removal (archives));
  }
  files = archives_format_files (archives, error);
  if (files == NULL)
    return NULL;
  slw_step_run_set_output (self->run, "files", files);
  return finish (self);
}

static SlwDirective *
end_manager (Transaction *self, const SlwResult *last, GError **error)
{
  g_autofree char *why = NULL;

  if (slw_result_is_assumed (last) && transaction_kind_fetches_only (self->kind))
    return finish (self);
  /* what an earlier process reached may be undone by now */
  if (slw_result_is_recorded (last))
    return restart (self, error);
  if (slw_result_is_assumed (last) || repair_is_good (self->family, last))
    return transaction_kind_fetches_only (self->kind) ? look_at_files (self) : settle (self);
  if (self->family->is_lock (last) && self->attempt++ < LOCK_RACES_MAX)
    return restart (self, error);
  why = self->family->explain_installation (slw_result_get_output (last), slw_result_get_errors (last));
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s", why);
  return NULL;
}

static SlwDirective *
end_verification (const Transaction *self, const SlwResult *last, GError **error)
{
  g_autoptr (GPtrArray) states = self->family->parse_query (slw_result_get_output (last));
  g_autofree char *difference
      = slw_step_run_is_assuming (self->run) ? NULL : package_state_compare (states, self->plan);

  if (difference != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "what %s says is not what was planned: %s", self->family->database,
                 difference);
    return NULL;
  }
  return finish (self);
}

SlwDirective *
transaction_next (
    const TransactionKind *kind, const Packages *provider, SlwStepRun *run, const SlwResult *last, GError **error)
{
  Transaction *self = slw_step_run_get_data (run);

  if (g_strcmp0 (slw_step_run_get_param (run, "when"), "no") == 0)
    return slw_directive_done ("not by this server");
  if (self == NULL)
    self = begin (kind, provider, run, error);
  if (self == NULL)
    return NULL;
  if (simulation_is_empty (self->plan) && (transaction_kind_fetches_only (kind) || packages_is_settled (run)))
    return slw_directive_done ("nothing to do");
  switch (slw_step_run_get_stage (run)) {
  case STAGE_LOCKS:
    return wait_for_locks (self, last, error);
  case STAGE_REPAIR:
    return end_repair (self, last, error);
  case STAGE_REST:
    return end_rest (self, last, error);
  case STAGE_SIMULATE:
    return end_simulation (self, last, error);
  case STAGE_REFRESH:
    return restart (self, error);
  case STAGE_AUTOMATIC:
    return mark (self, last);
  case STAGE_ANSWERS:
    return start_manager (self);
  case STAGE_INSTALL:
    return end_manager (self, last, error);
  case STAGE_MARK:
    return end_mark (self, last, error);
  case STAGE_MARKED:
    return wait_for_marks (self, last, error);
  case STAGE_FILES:
    return end_files (self, last, error);
  case STAGE_REMOVE:
    return start_manager (self);
  default:
    return end_verification (self, last, error);
  }
}
