/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "capture.h"

#include <string.h>

#include "path-list.h"

#define TIMEOUT 900 /* seconds, for each part */
#define TRIES 3     /* of the archive, when something was changed while it was read */
#define STATE_LIMIT (16 * 1024 * 1024)
#define MIB (1024 * 1024)

static const char archive_script[] =
#include "archive.sh.inc"
    ;
static const char conffiles_script[] =
#include "conffiles.sh.inc"
    ;
static const char state_script[] =
#include "state.sh.inc"
    ;

enum {
  STAGE_KEYS,
  STAGE_STATE,
  STAGE_ARCHIVE, /* and as many after it as there are tries */
  STAGE_STORE = STAGE_ARCHIVE + TRIES,
  STAGE_DEFAULTS,
  STAGE_STORED,
};

G_STATIC_ASSERT (STAGE_STORED < CAPTURE_STAGES);

void
capture_free (Capture *self)
{
  g_free (self->backup);
  g_free (self);
}

static gboolean
read_line (Capture *self, const char *name, const char *value)
{
  const struct {
    const char *name;
    guint64 *number;
  } numbers[] = { { "entries", &self->entries },
                  { "bytes", &self->bytes },
                  { "new", &self->added },
                  { "new-bytes", &self->added_bytes },
                  { "pruned", &self->pruned } };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    if (g_str_equal (name, numbers[i].name))
      return g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, numbers[i].number, NULL);
  }
  if (g_str_equal (name, "backup")) {
    g_free (self->backup);
    self->backup = g_strdup (value);
  } else if (g_str_equal (name, "verified")) {
    self->verified = g_str_equal (value, "yes");
  } else if (g_str_equal (name, "encrypted")) {
    self->encrypted = g_str_equal (value, "yes");
  }
  return TRUE;
}

Capture *
capture_parse (const char *text, GError **error)
{
  g_autoptr (Capture) self = g_new0 (Capture, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean good = TRUE;

  for (guint i = 0; lines[i] != NULL; i++) {
    char *space = strchr (lines[i], ' ');

    if (space == NULL)
      continue;
    *space = '\0';
    good = read_line (self, lines[i], space + 1) && good;
  }
  if (good && self->verified && self->backup != NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_VERIFY, "the store does not say that the backup was verified");
  return NULL;
}

/* Where things are */

static char *
dup_folder (ConfigBackup *self)
{
  GFile *folder = config_backup_get_settings (self)->folder;
  const char *state = g_getenv ("XDG_STATE_HOME");

  if (folder != NULL)
    return g_file_get_path (folder);
  if (state != NULL && g_path_is_absolute (state))
    return g_build_filename (state, "slipway", "backups", NULL);
  return g_build_filename (g_get_home_dir (), ".local", "state", "slipway", "backups", NULL);
}

static char *
dup_incoming (ConfigBackup *self, SlwStepRun *run, const char *suffix)
{
  g_autofree char *folder = dup_folder (self);
  g_autofree char *platform
      = g_uri_escape_string (slw_platform_get_name (slw_step_run_get_platform (run)), NULL, FALSE);
  g_autofree char *server = g_uri_escape_string (slw_server_get_name (slw_step_run_get_server (run)), NULL, FALSE);
  g_autofree char *base = g_strconcat (platform, ":", server, suffix, NULL);

  return g_build_filename (folder, "incoming", base, NULL);
}

static void
add_words (GPtrArray *words, const char *const *more)
{
  for (guint i = 0; more[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) more[i]);
}

SlwAction *
capture_new_store_action (ConfigBackup *self,
                          SlwStepRun *run,
                          SlwEffect effect,
                          const char *label,
                          const char *verb,
                          const char *const *words)
{
  static const char script[] = "exec \"${SLIPWAY:-slipway}\" backups \"$@\"";
  g_autofree char *folder = dup_folder (self);
  const char *const first[] = { verb,
                                "--folder",
                                folder,
                                "--platform-name",
                                slw_platform_get_name (slw_step_run_get_platform (run)),
                                "--server",
                                slw_server_get_name (slw_step_run_get_server (run)),
                                NULL };
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  SlwAction *action;

  add_words (all, first);
  add_words (all, words);
  g_ptr_array_add (all, NULL);
  action = slw_action_new_script (effect, label, script, (const char *const *) all->pdata);
  slw_action_set_on_controller (action);
  slw_action_set_timeout (action, TIMEOUT);
  return action;
}

/* Actions */

static gboolean
is_encrypting (const ConfigSettings *settings)
{
  return (settings->encrypt_to != NULL && *settings->encrypt_to != NULL) || settings->encrypt_to_file != NULL;
}

static void
add_recipients (GPtrArray *words, const ConfigSettings *settings)
{
  for (guint i = 0; settings->encrypt_to != NULL && settings->encrypt_to[i] != NULL; i++) {
    g_ptr_array_add (words, (gpointer) "--encrypt-to");
    g_ptr_array_add (words, settings->encrypt_to[i]);
  }
  if (settings->encrypt_to_file != NULL) {
    g_ptr_array_add (words, (gpointer) "--encrypt-to-file");
    g_ptr_array_add (words, (gpointer) g_file_peek_path (settings->encrypt_to_file));
  }
}

/* Reads only, so a plan finds out, too. */
static SlwAction *
new_keys_action (ConfigBackup *self, SlwStepRun *run)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  add_recipients (words, config_backup_get_settings (self));
  g_ptr_array_add (words, NULL);
  return capture_new_store_action (self, run, SLW_EFFECT_READ, "can backups be encrypted?", "encryption",
                                   (const char *const *) words->pdata);
}

static SlwAction *
new_state_action (ConfigBackup *self, SlwStepRun *run, SlwEffect effect)
{
  SlwAction *action = slw_action_new_script (effect, "read what is in no file", state_script, NULL);
  g_autofree char *path = dup_incoming (self, run, ".state");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  slw_action_set_output_file (action, file, STATE_LIMIT);
  slw_action_set_timeout (action, TIMEOUT);
  return action;
}

static PathList *
new_list (ConfigBackup *self, SlwStepRun *run, GError **error)
{
  const ConfigSettings *settings = config_backup_get_settings (self);

  return path_list_new (path_list_get_default (), slw_server_get_roles (slw_step_run_get_server (run)),
                        (const char *const *) settings->include, (const char *const *) settings->exclude, error);
}

/* As its standard input: a plan need not show them each time. */
static void
set_lines (SlwAction *action, GString *lines)
{
  g_autoptr (GBytes) content = g_bytes_new (lines->str, lines->len);

  slw_action_set_stdin (action, content);
}

static SlwAction *
new_archive_action (ConfigBackup *self, SlwStepRun *run, SlwEffect effect, GError **error)
{
  g_autoptr (PathList) list = new_list (self, run, error);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *path = dup_incoming (self, run, ".tar.gz");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  SlwAction *action;

  if (list == NULL)
    return NULL;
  for (guint i = 0; list->patterns[i] != NULL; i++)
    g_string_append_printf (lines, "+%s\n", list->patterns[i]);
  for (guint i = 0; list->excludes[i] != NULL; i++)
    g_string_append_printf (lines, "-%s\n", list->excludes[i]);
  action = slw_action_new_script (effect, "read the configuration", archive_script, NULL);
  set_lines (action, lines);
  slw_action_set_output_file (action, file, (guint64) config_backup_get_settings (self)->limit * MIB);
  slw_action_set_timeout (action, TIMEOUT);
  slw_action_expect (action, 1); /* GNU tar: something was changed while it was read */
  return action;
}

/* Of a backup, for the day when an upgrade brings new ones; it may make a folder in /var/tmp, so it is no reading. */
static SlwAction *
new_defaults_action (ConfigBackup *self, SlwStepRun *run)
{
  static const char *const arguments[] = { "defaults", NULL };
  g_autofree char *path = dup_incoming (self, run, ".defaults.tar.gz");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  SlwAction *action = slw_action_new_script (SLW_EFFECT_CACHE, "read the defaults of edited configuration files",
                                             conffiles_script, arguments);

  slw_action_set_output_file (action, file, (guint64) config_backup_get_settings (self)->limit * MIB);
  slw_action_set_timeout (action, TIMEOUT);
  slw_action_expect (action, 1);
  slw_action_expect (action, 2);
  return action;
}

/* @more: words for `slipway backups take` besides */
static SlwAction *
new_take_action (
    ConfigBackup *self, SlwStepRun *run, SlwEffect effect, const char *id, const char *const *more, GError **error)
{
  const ConfigSettings *settings = config_backup_get_settings (self);
  g_autoptr (PathList) list = new_list (self, run, error);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *archive = dup_incoming (self, run, ".tar.gz");
  g_autofree char *limit = g_strdup_printf ("%u", settings->limit);
  g_autofree char *keep = g_strdup_printf ("%u", settings->keep);
  g_autofree char *days = g_strdup_printf ("%u", settings->keep_days);
  const char *const words[]
      = { "--archive", archive, "--limit", limit, "--keep", keep, "--keep-days", days, id != NULL ? "--backup" : NULL,
          id,          NULL };
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  SlwAction *action;

  if (list == NULL)
    return NULL;
  for (guint i = 0; list->secrets[i] != NULL; i++)
    g_string_append_printf (lines, "%s\n", list->secrets[i]);
  add_words (all, words);
  add_words (all, more);
  add_recipients (all, settings);
  g_ptr_array_add (all, NULL);
  action
      = capture_new_store_action (self, run, effect, "store and verify it", "take", (const char *const *) all->pdata);
  set_lines (action, lines);
  return action;
}

static SlwAction *
new_store_action (
    ConfigBackup *self, SlwStepRun *run, SlwEffect effect, const char *id, gboolean with_defaults, GError **error)
{
  g_autofree char *state = dup_incoming (self, run, ".state");
  g_autofree char *defaults = dup_incoming (self, run, ".defaults.tar.gz");
  const char *const more[] = { "--state", state, with_defaults ? "--defaults" : NULL, defaults, NULL };

  return new_take_action (self, run, effect, id, more, error);
}

/* Stages */

static SlwDirective *
act (SlwStepRun *run, SlwAction *action, guint next_stage)
{
  slw_step_run_set_stage (run, next_stage);
  return action != NULL ? slw_directive_act (action) : NULL;
}

static SlwDirective *
after_archive (
    ConfigBackup *self, SlwStepRun *run, SlwEffect effect, const char *id, const SlwResult *last, GError **error)
{
  guint stage = slw_step_run_get_stage (run);

  if (last != NULL && slw_result_get_status (last) == 1 && stage < STAGE_STORE) {
    slw_step_run_set_progress (run, -1, "something was changed while it was read; once more");
    return act (run, new_archive_action (self, run, effect, error), stage + 1);
  }
  if (last != NULL && slw_result_get_status (last) == 1) {
    g_autofree char *what = slw_text_last_lines (slw_result_get_errors (last), 3);

    slw_step_run_add_finding (run, SLW_SEVERITY_MEDIUM, "backup.changing", what,
                              "This was changed each time it was read; what is kept of it may be half of a change.");
  }
  if (id == NULL)
    return act (run, new_defaults_action (self, run), STAGE_DEFAULTS);
  return act (run, new_store_action (self, run, effect, id, FALSE, error), STAGE_STORED);
}

/* A backup without them is a good one. */
static SlwDirective *
after_defaults (ConfigBackup *self, SlwStepRun *run, SlwEffect effect, const SlwResult *last, GError **error)
{
  gboolean good = last == NULL || slw_result_get_status (last) == 0;

  if (!good)
    slw_step_run_add_note (run, "what packages brought of edited configuration files could not be read");
  return act (run, new_store_action (self, run, effect, NULL, good, error), STAGE_STORED);
}

SlwDirective *
capture_next (ConfigBackup *self,
              SlwStepRun *run,
              SlwEffect effect,
              const char *id,
              const SlwResult *last,
              Capture **capture,
              GError **error)
{
  guint stage = slw_step_run_get_stage (run);

  *capture = NULL;
  if (stage == STAGE_KEYS && is_encrypting (config_backup_get_settings (self)))
    return act (run, new_keys_action (self, run), STAGE_STATE);
  if (stage <= STAGE_STATE)
    return act (run, new_state_action (self, run, effect), STAGE_ARCHIVE);
  if (stage == STAGE_ARCHIVE)
    return act (run, new_archive_action (self, run, effect, error), STAGE_ARCHIVE + 1);
  if (stage <= STAGE_STORE)
    return after_archive (self, run, effect, id, last, error);
  if (stage == STAGE_DEFAULTS)
    return after_defaults (self, run, effect, last, error);
  slw_step_run_set_stage (run, CAPTURE_STAGES);
  if (!slw_result_is_assumed (last))
    *capture = capture_parse (slw_result_get_output (last), error);
  return NULL;
}

SlwDirective *
capture_leftovers_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static const char *const arguments[] = { "leftovers", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (Capture) capture = NULL;

  if (last == NULL) {
    g_autofree char *path = dup_incoming (self, run, ".tar.gz");
    g_autoptr (GFile) file = g_file_new_for_path (path);
    SlwAction *action = slw_action_new_script (
        SLW_EFFECT_READ, "read the configuration files with a new default beside them", conffiles_script, arguments);

    slw_action_set_output_file (action, file, (guint64) config_backup_get_settings (self)->limit * MIB);
    slw_action_set_timeout (action, TIMEOUT);
    return act (run, action, STAGE_STORE);
  }
  if (slw_step_run_get_stage (run) == STAGE_STORE)
    return act (run, new_take_action (self, run, SLW_EFFECT_READ, "live", none, error), STAGE_STORED);
  capture = !slw_result_is_assumed (last) ? capture_parse (slw_result_get_output (last), error) : g_new0 (Capture, 1);
  return capture != NULL ? slw_directive_done ("what is beside configuration files was read") : NULL;
}
