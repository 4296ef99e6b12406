/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction.h"

#include <string.h>

#include "apt-command.h"
#include "archives.h"
#include "failure.h"
#include "lock-wait.h"
#include "package-state.h"
#include "status-line.h"
#include "trouble.h"

/* Parameters: `plan` and `remove` (outputs `packages` and `remove` of packages.plan), `packages` (what was asked for: those
 * stay marked as such, what came for them is marked automatic), `debconf` (answers for debconf-set-selections, separated
 * by semicolons).
 * Output of packages.download: `files`, "DIGEST=PATH" of each package that was fetched; the digest is SHA-256. */

enum {
  STAGE_LOCKS,
  STAGE_REPAIR,
  STAGE_SIMULATE,
  STAGE_AUTOMATIC,
  STAGE_DEBCONF,
  STAGE_APT,
  STAGE_MARK,
  STAGE_FILES,
  STAGE_REMOVE,
  STAGE_VERIFY
};

typedef struct {
  LockWait wait;
  Simulation *plan;
  Simulation *now;  /* what of the plan is still to be done */
  char **automatic; /* packages that are marked automatic already and must stay so */
  AptCommandOptions options;
  guint attempt;
  gboolean repaired;
  gboolean removed; /* damaged files, which happens once */
} Transaction;

static void
transaction_free (gpointer data)
{
  Transaction *self = data;

  g_clear_pointer (&self->plan, simulation_free);
  g_clear_pointer (&self->now, simulation_free);
  g_strfreev (self->automatic);
  g_free (self);
}

static gboolean
is_empty (const Simulation *simulation)
{
  return simulation->install->len + simulation->remove->len == 0;
}

static Transaction *
begin (AptDebian *provider, SlwStepRun *run, GError **error)
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
  self->plan = plan;
  self->options.recommends = apt_debian_get_settings (provider)->recommends;
  slw_step_run_set_data (run, self, transaction_free);
  return self;
}

static SlwDirective *
act (SlwStepRun *run, guint stage, SlwAction *action)
{
  slw_step_run_set_stage (run, stage);
  return slw_directive_act (action);
}

static SlwDirective *
verify (SlwStepRun *run, const Transaction *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < self->plan->install->len; i++)
    g_ptr_array_add (names, ((SimulationPackage *) g_ptr_array_index (self->plan->install, i))->name);
  for (guint i = 0; i < self->plan->remove->len; i++)
    g_ptr_array_add (names, ((SimulationPackage *) g_ptr_array_index (self->plan->remove, i))->name);
  g_ptr_array_add (names, NULL);
  return act (run, STAGE_VERIFY,
              package_state_new_action ("compare with the plan", (const char *const *) names->pdata));
}

static SlwDirective *
start_apt (const TransactionKind *kind, AptDebian *provider, SlwStepRun *run, Transaction *self)
{
  return act (run, STAGE_APT,
              apt_command_new_install (kind->effect, kind->label, self->now != NULL ? self->now : self->plan,
                                       &self->options, self->attempt, apt_debian_get_settings (provider)->timeout));
}

/* "owner name type value; …" becomes a line each. */
static SlwDirective *
answer_debconf (SlwStepRun *run, const char *answers)
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
  return act (run, STAGE_DEBCONF, action);
}

static SlwDirective *
prepare_apt (const TransactionKind *kind, AptDebian *provider, SlwStepRun *run, Transaction *self)
{
  const char *answers = slw_step_run_get_param (run, "debconf");

  if (kind->effect > SLW_EFFECT_CACHE && answers != NULL && *answers != '\0' && self->attempt == 0)
    return answer_debconf (run, answers);
  return start_apt (kind, provider, run, self);
}

/* apt-get marks what is named as asked for; these are to stay as they are. */
static SlwDirective *
ask_automatic (SlwStepRun *run)
{
  static const char *const argv[] = { "apt-mark", "showauto", NULL };

  return act (run, STAGE_AUTOMATIC, slw_action_new_exec (SLW_EFFECT_READ, "look for automatic packages", argv));
}

static SlwDirective *
simulate (SlwStepRun *run, const Transaction *self)
{
  g_auto (GStrv) packages = apt_command_get_exact (self->plan);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  g_ptr_array_add (arguments, (char *) "install");
  g_ptr_array_add (arguments, (char *) (self->options.recommends ? "--install-recommends" : "--no-install-recommends"));
  for (guint i = 0; packages[i] != NULL; i++)
    g_ptr_array_add (arguments, packages[i]);
  g_ptr_array_add (arguments, NULL);
  return act (run, STAGE_SIMULATE, apt_command_new_simulate ((const char *const *) arguments->pdata));
}

static SlwDirective *
use_state (const TransactionKind *kind,
           AptDebian *provider,
           SlwStepRun *run,
           Transaction *self,
           const DpkgState *state,
           GError **error)
{
  if (state->interrupted && kind->effect < SLW_EFFECT_MUTATE) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "dpkg was interrupted on this server; run dpkg --configure -a there first");
    return NULL;
  }
  if (state->interrupted && !self->repaired)
    return act (run, STAGE_REPAIR, apt_command_new_repair (apt_debian_get_settings (provider)->timeout));
  if (is_empty (self->plan))
    return slw_directive_done (self->repaired ? "finished an interrupted run of dpkg" : "nothing to do");
  /* the repository, or its lists, may be there in the plan only */
  if (slw_step_run_is_assuming (run))
    return prepare_apt (kind, provider, run, self);
  return simulate (run, self);
}

static SlwDirective *
wait_for_locks (const TransactionKind *kind,
                AptDebian *provider,
                SlwStepRun *run,
                Transaction *self,
                const SlwResult *last,
                GError **error)
{
  g_autoptr (DpkgState) state = NULL;
  SlwDirective *directive
      = lock_wait_next (&self->wait, run, last, apt_debian_get_settings (provider)->lock_wait, &state, error);

  return state != NULL ? use_state (kind, provider, run, self, state, error) : directive;
}

static SlwDirective *
restart (const TransactionKind *kind, AptDebian *provider, SlwStepRun *run, Transaction *self, GError **error)
{
  self->wait.asked = FALSE;
  slw_step_run_set_stage (run, STAGE_LOCKS);
  return wait_for_locks (kind, provider, run, self, NULL, error);
}

static SlwDirective *
end_repair (const TransactionKind *kind,
            AptDebian *provider,
            SlwStepRun *run,
            Transaction *self,
            const SlwResult *last,
            GError **error)
{
  if (slw_result_get_status (last) != 0) {
    g_autofree char *why = failure_explain_installation (slw_result_get_output (last), slw_result_get_errors (last));

    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "an interrupted run of dpkg can't be finished: %s", why);
    return NULL;
  }
  self->repaired = TRUE;
  if (slw_result_is_assumed (last))
    return is_empty (self->plan) ? slw_directive_done (NULL) : prepare_apt (kind, provider, run, self);
  return restart (kind, provider, run, self, error);
}

static SlwDirective *
end_simulation (SlwStepRun *run, Transaction *self, const SlwResult *last, GError **error)
{
  g_autofree char *difference = NULL;

  /* a plan refreshes no lists: what it plans may not be in them yet */
  if (slw_result_get_status (last) != 0 && slw_step_run_get_ceiling (run) < SLW_EFFECT_CACHE)
    return ask_automatic (run);
  if (slw_result_get_status (last) != 0) {
    g_autofree char *both = g_strconcat (slw_result_get_output (last), "\n", slw_result_get_errors (last), NULL);
    g_autofree char *why = failure_explain_simulation (both);

    g_set_error (error, SLW_ERROR, SLW_ERROR_STALE, "the plan can't be carried out any more: %s", why);
    return NULL;
  }
  g_clear_pointer (&self->now, simulation_free);
  self->now = simulation_parse (slw_result_get_output (last), error);
  if (self->now == NULL)
    return NULL;
  difference = simulation_describe_excess (self->plan, self->now);
  if (difference != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_STALE, "what would happen is not what was planned: %s", difference);
    return NULL;
  }
  return is_empty (self->now) ? verify (run, self) : ask_automatic (run);
}

static SlwDirective *
end_automatic (
    const TransactionKind *kind, AptDebian *provider, SlwStepRun *run, Transaction *self, const SlwResult *last)
{
  g_strfreev (self->automatic);
  self->automatic = g_strsplit_set (slw_result_get_output (last), "\n", -1);
  return prepare_apt (kind, provider, run, self);
}

/* Came for others, or was automatic before. */
static gboolean
is_automatic (const Transaction *self, const SimulationPackage *package, char **asked)
{
  g_autofree char *name = g_strndup (package->name, strcspn (package->name, ":"));

  if (g_strv_contains ((const char *const *) asked, package->name)
      || g_strv_contains ((const char *const *) asked, name))
    return FALSE;
  if (package->old_version == NULL)
    return TRUE;
  return self->automatic != NULL
         && (g_strv_contains ((const char *const *) self->automatic, package->name)
             || g_strv_contains ((const char *const *) self->automatic, name));
}

static SlwDirective *
mark (SlwStepRun *run, const Transaction *self)
{
  g_auto (GStrv) asked = slw_step_run_dup_param_list (run, "packages");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  GPtrArray *installed = (self->now != NULL ? self->now : self->plan)->install;

  g_ptr_array_add (argv, (char *) "apt-mark");
  g_ptr_array_add (argv, (char *) "auto");
  for (guint i = 0; i < installed->len; i++) {
    const SimulationPackage *package = g_ptr_array_index (installed, i);

    if (is_automatic (self, package, asked))
      g_ptr_array_add (argv, package->name);
  }
  if (argv->len == 2)
    return verify (run, self);
  g_ptr_array_add (argv, NULL);
  return act (
      run, STAGE_MARK,
      slw_action_new_exec (SLW_EFFECT_MUTATE, "mark dependencies as automatic", (const char *const *) argv->pdata));
}

static SlwDirective *
finish (const TransactionKind *kind, SlwStepRun *run, const Transaction *self)
{
  g_autofree char *summary = g_strdup_printf ("%u packages %s", self->plan->install->len, kind->done);

  slw_step_run_set_progress (run, 100, kind->done);
  return slw_directive_done (summary);
}

static SlwDirective *
look_at_files (SlwStepRun *run, const Transaction *self)
{
  return act (run, STAGE_FILES, archives_new_action (self->now != NULL ? self->now : self->plan));
}

/* A file that was damaged on the disk is fetched once more; one that comes damaged is the repository's fault. */
static SlwDirective *
end_files (const TransactionKind *kind, SlwStepRun *run, Transaction *self, const SlwResult *last, GError **error)
{
  g_autoptr (Archives) archives = archives_parse (slw_result_get_output (last), error);
  g_autofree char *files = NULL;

  if (archives == NULL)
    return NULL;
  if (archives->damaged->len > 0 && !self->removed) {
    self->removed = TRUE;
    slw_step_run_add_note (run, "%u files in the cache are damaged, and are fetched once more", archives->damaged->len);
    return act (run, STAGE_REMOVE, archives_new_removal (archives));
  }
  if (archives->damaged->len + archives->missing->len > 0) {
    GPtrArray *bad = archives->damaged->len > 0 ? archives->damaged : archives->missing;

    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                 "%u packages are not what the repository's index says, the first is %s", bad->len,
                 (const char *) g_ptr_array_index (bad, 0));
    return NULL;
  }
  g_ptr_array_add (archives->files, NULL);
  files = g_strjoinv (" ", (char **) archives->files->pdata);
  slw_step_run_set_output (run, "files", files);
  return finish (kind, run, self);
}

static SlwDirective *
end_apt (const TransactionKind *kind,
         AptDebian *provider,
         SlwStepRun *run,
         Transaction *self,
         const SlwResult *last,
         GError **error)
{
  const char *errors = slw_result_get_errors (last);
  g_autofree char *why = NULL;

  if (slw_result_is_assumed (last) && kind->effect < SLW_EFFECT_MUTATE)
    return finish (kind, run, self);
  if (slw_result_is_assumed (last) || slw_result_get_status (last) == 0)
    return kind->effect < SLW_EFFECT_MUTATE ? look_at_files (run, self) : mark (run, self);
  if (trouble_is_lock (errors)) {
    self->attempt++;
    return restart (kind, provider, run, self, error);
  }
  why = failure_explain_installation (slw_result_get_output (last), errors);
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "%s", why);
  return NULL;
}

static SlwDirective *
end_verification (
    const TransactionKind *kind, SlwStepRun *run, const Transaction *self, const SlwResult *last, GError **error)
{
  g_autoptr (GPtrArray) states = package_state_parse (slw_result_get_output (last));
  g_autofree char *difference = slw_step_run_is_assuming (run) ? NULL : package_state_compare (states, self->plan);

  if (difference != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_VERIFY, "what dpkg says is not what was planned: %s", difference);
    return NULL;
  }
  return finish (kind, run, self);
}

SlwDirective *
transaction_next (
    const TransactionKind *kind, AptDebian *provider, SlwStepRun *run, const SlwResult *last, GError **error)
{
  Transaction *self = slw_step_run_get_data (run);

  if (self == NULL)
    self = begin (provider, run, error);
  if (self == NULL)
    return NULL;
  switch (slw_step_run_get_stage (run)) {
  case STAGE_LOCKS:
    return wait_for_locks (kind, provider, run, self, last, error);
  case STAGE_REPAIR:
    return end_repair (kind, provider, run, self, last, error);
  case STAGE_SIMULATE:
    return end_simulation (run, self, last, error);
  case STAGE_AUTOMATIC:
    return end_automatic (kind, provider, run, self, last);
  case STAGE_DEBCONF:
    return start_apt (kind, provider, run, self);
  case STAGE_APT:
    return end_apt (kind, provider, run, self, last, error);
  case STAGE_MARK:
    return verify (run, self);
  case STAGE_FILES:
    return end_files (kind, run, self, last, error);
  case STAGE_REMOVE:
    return start_apt (kind, provider, run, self);
  default:
    return end_verification (kind, run, self, last, error);
  }
}

void
transaction_show_progress (SlwStepRun *run, const char *line, double from, double to)
{
  g_autoptr (StatusLine) status = status_line_parse (line);
  g_autofree char *text = NULL;

  if (status == NULL)
    return;
  text = slw_text_escape (status->text, -1);
  if (status->is_download)
    slw_step_run_set_progress (run, from + status->percent * (to - from) / 100, text);
  else
    slw_step_run_set_progress (run, to + status->percent * (100 - to) / 100, text);
}
