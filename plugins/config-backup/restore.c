/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "restore.h"

#include <slipway/slw-error.h>

#include "capture.h"
#include "operations.h"

/* Parameters: `backup`, its id; `paths`, only these, words as `slipway backups restore` writes them; `identity`, path on the
 * controller of the private key of an encrypted one. Output: `restored`. */

#define LIVE "live"
#define OPERATIONS_LIMIT (32 * 1024 * 1024)
#define EXTRAS_SHOWN 20
#define WITHOUT_WAIT 500 /* the core takes many actions in a row for an endless loop */

static const char folder_script[] = "mkdir -p -m 0700 -- \"$1\" && chown -- \"$2\" \"$1\" && chmod -- \"$3\" \"$1\"\n";
static const char link_script[]
    = "temp=$(mktemp -u \"$1.XXXXXX\") && ln -s -- \"$2\" \"$temp\" && mv -fT -- \"$temp\" \"$1\"\n";

static const char attributes_script[] =
#include "attributes.sh.inc"
    ;
/* Status 1 and a package's name: what is missing. */
static const char tools_script[] = "command -v setfacl >/dev/null || { echo acl; exit 1; }\n"
                                   "command -v setfattr >/dev/null || { echo attr; exit 1; }\n";
static const char contexts_script[] = "exec restorecon -F -0 -f -\n";

enum {
  STAGE_LIST = CAPTURE_STAGES,
  STAGE_LISTED,
  STAGE_TOOLS,
  STAGE_CHANGE,
  STAGE_CONTEXTS,
  STAGE_DROPPED,
};

typedef struct {
  GPtrArray *operations; /* Operation */
  guint next;
  guint done;
  gboolean waited;   /* after the last of them */
  gboolean checking; /* whether all is there again */
} Restoration;

static void
restoration_free (gpointer data)
{
  Restoration *self = data;

  g_clear_pointer (&self->operations, g_ptr_array_unref);
  g_free (self);
}

static Restoration *
get_restoration (SlwStepRun *run)
{
  Restoration *self = slw_step_run_get_data (run);

  if (self == NULL) {
    self = g_new0 (Restoration, 1);
    slw_step_run_set_data (run, self, restoration_free);
  }
  return self;
}

/* %NULL without @error: what is there now is in the store. */
static SlwDirective *
read_live (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (Capture) capture = NULL;

  return capture_next (self, run, SLW_EFFECT_READ, LIVE, last, &capture, error);
}

SlwDirective *
diff_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autoptr (GError) local = NULL;
  SlwDirective *next = read_live (self, run, last, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (next == NULL)
    next = slw_directive_done ("what is there now was read");
  return next;
}

static SlwDirective *
ask_operations (ConfigBackup *self, SlwStepRun *run, GError **error)
{
  const char *backup = slw_step_run_get_param (run, "backup");
  const char *identity = slw_step_run_get_param (run, "identity");
  g_auto (GStrv) paths = slw_step_run_dup_param_list (run, "paths");
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  SlwAction *action;

  if (backup == NULL || *backup == '\0') {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "which backup? `slipway backups list` names them; `slipway backups restore` does the rest");
    return NULL;
  }
  g_ptr_array_add (words, (gpointer) "--backup");
  g_ptr_array_add (words, (gpointer) backup);
  if (identity != NULL && *identity != '\0') {
    g_ptr_array_add (words, (gpointer) "--identity");
    g_ptr_array_add (words, (gpointer) identity);
  }
  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (words, paths[i]);
  g_ptr_array_add (words, NULL);
  action = capture_new_store_action (self, run, SLW_EFFECT_READ, "compare it with the backup", "operations",
                                     (const char *const *) words->pdata);
  slw_action_set_output_limit (action, OPERATIONS_LIMIT);
  slw_step_run_set_stage (run, STAGE_LISTED);
  return slw_directive_act (action);
}

static SlwAction *
new_action (const Operation *operation)
{
  g_autofree char *label = NULL;
  g_autofree char *mode = g_strdup_printf ("%04o", operation->mode);

  if (operation->type == OPERATION_FOLDER) {
    const char *const arguments[] = { operation->path, operation->owner, mode, NULL };

    return slw_action_new_script (SLW_EFFECT_MUTATE, "restore a folder", folder_script, arguments);
  }
  if (operation->type == OPERATION_LINK) {
    const char *const arguments[] = { operation->path, operation->target, NULL };

    return slw_action_new_script (SLW_EFFECT_MUTATE, "restore a link", link_script, arguments);
  }
  if (operation->type == OPERATION_ATTRIBUTES) {
    const char *const arguments[] = { operation->path, NULL };
    SlwAction *action = slw_action_new_script (SLW_EFFECT_MUTATE, "restore access lists and attributes",
                                               attributes_script, arguments);
    g_autoptr (GBytes) lines = g_bytes_new (operation->attributes, strlen (operation->attributes));

    slw_action_set_stdin (action, lines);
    return action;
  }
  {
    g_autoptr (GFile) source = g_file_new_for_path (operation->source);
    SlwAction *action
        = slw_action_new_put_file (SLW_EFFECT_MUTATE, "restore a file", operation->path, source, operation->mode);

    slw_action_set_owner (action, operation->owner);
    return action;
  }
}

static SlwDirective *
drop_staging (ConfigBackup *self, SlwStepRun *run)
{
  const char *const none[] = { NULL };

  slw_step_run_set_stage (run, STAGE_DROPPED);
  return slw_directive_act (
      capture_new_store_action (self, run, SLW_EFFECT_READ, "remove what was unpacked for it", "drop", none));
}

/* As its policy says: a file that was put into its place has the context of the folder. */
static SlwDirective *
restore_contexts (ConfigBackup *self, SlwStepRun *run)
{
  GPtrArray *operations = get_restoration (run)->operations;
  const SlwFacts *facts = slw_server_get_facts (slw_step_run_get_server (run));
  const char *selinux = facts != NULL ? slw_facts_get (facts, "selinux") : NULL;
  g_autoptr (GByteArray) paths = g_byte_array_new ();
  g_autoptr (GBytes) input = NULL;
  SlwAction *action;

  for (guint i = 0; i < operations->len; i++) {
    const Operation *operation = g_ptr_array_index (operations, i);

    if (operation->type != OPERATION_EXTRA && operation->type != OPERATION_ATTRIBUTES)
      g_byte_array_append (paths, (const guint8 *) operation->path, (guint) strlen (operation->path) + 1);
  }
  if (paths->len == 0 || selinux == NULL || g_str_equal (selinux, "disabled"))
    return drop_staging (self, run);
  input = g_bytes_new (paths->data, paths->len);
  action = slw_action_new_script (SLW_EFFECT_MUTATE, "restore the contexts of SELinux", contexts_script, NULL);
  slw_action_set_stdin (action, input);
  slw_step_run_set_stage (run, STAGE_CONTEXTS);
  return slw_directive_act (action);
}

static SlwDirective *
change_next (ConfigBackup *self, SlwStepRun *run)
{
  Restoration *restoration = get_restoration (run);

  while (restoration->next < restoration->operations->len) {
    const Operation *operation = g_ptr_array_index (restoration->operations, restoration->next);

    if (restoration->done > 0 && restoration->done % WITHOUT_WAIT == 0 && !restoration->waited) {
      restoration->waited = TRUE;
      return slw_directive_wait (1, "there is more to restore");
    }
    restoration->waited = FALSE;
    restoration->next++;
    if (operation->type == OPERATION_EXTRA)
      continue;
    restoration->done += operation->type != OPERATION_ATTRIBUTES;
    slw_step_run_set_progress (run, 100.0 * restoration->next / restoration->operations->len, operation->path);
    return slw_directive_act (new_action (operation));
  }
  return restore_contexts (self, run);
}

static void
note_extras (SlwStepRun *run, GPtrArray *operations)
{
  guint count = 0;

  for (guint i = 0; i < operations->len; i++) {
    const Operation *operation = g_ptr_array_index (operations, i);

    if (operation->type == OPERATION_EXTRA && ++count <= EXTRAS_SHOWN)
      slw_step_run_add_note (run, "is not in the backup, and is left alone: %s", operation->path);
  }
  if (count > EXTRAS_SHOWN)
    slw_step_run_add_note (run, "and %u more", count - EXTRAS_SHOWN);
}

static guint
count_changes (GPtrArray *operations)
{
  guint count = 0;

  for (guint i = 0; i < operations->len; i++)
    count += ((Operation *) g_ptr_array_index (operations, i))->type != OPERATION_EXTRA;
  return count;
}

static gboolean
has_attributes (GPtrArray *operations)
{
  for (guint i = 0; i < operations->len; i++) {
    if (((Operation *) g_ptr_array_index (operations, i))->type == OPERATION_ATTRIBUTES)
      return TRUE;
  }
  return FALSE;
}

static SlwDirective *
ask_tools (SlwStepRun *run)
{
  SlwAction *action = slw_action_new_script (SLW_EFFECT_READ, "can access lists be restored?", tools_script, NULL);

  slw_action_expect (action, 1);
  slw_step_run_set_stage (run, STAGE_TOOLS);
  return slw_directive_act (action);
}

static SlwDirective *
on_tools (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  g_autofree char *missing = slw_text_escape (slw_result_get_output (last), -1);

  if (slw_result_get_status (last) == 0) {
    slw_step_run_set_stage (run, STAGE_CHANGE);
    return change_next (self, run);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
               "files of the backup have access control lists or extended attributes, and %s cannot set them; install "
               "the package “%s” there, then once more",
               slw_server_get_name (slw_step_run_get_server (run)), g_strchomp (missing));
  return NULL;
}

static SlwDirective *
on_listed (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  Restoration *restoration = get_restoration (run);
  GPtrArray *operations = operations_parse (slw_result_get_output (last), error);

  if (operations == NULL)
    return NULL;
  g_clear_pointer (&restoration->operations, g_ptr_array_unref);
  restoration->operations = operations;
  restoration->next = 0;
  if (!restoration->checking) {
    note_extras (run, operations);
    if (has_attributes (operations))
      return ask_tools (run);
    slw_step_run_set_stage (run, STAGE_CHANGE);
    return change_next (self, run);
  }
  if (count_changes (operations) == 0)
    return drop_staging (self, run);
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_VERIFY,
      "after the restoration %u entries are still not what the backup says; something on the server writes them; "
      "`slipway backups diff %s` shows them",
      count_changes (operations), slw_server_get_name (slw_step_run_get_server (run)));
  return NULL;
}

static SlwDirective *
on_dropped (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  Restoration *restoration = get_restoration (run);
  g_autofree char *count = g_strdup_printf ("%u", restoration->done);
  g_autofree char *summary = NULL;

  if (restoration->done > 0 && !restoration->checking && !slw_step_run_is_assuming (run)) {
    restoration->checking = TRUE;
    slw_step_run_set_stage (run, 0);
    return restore_next (self, run, NULL, error);
  }
  slw_step_run_set_output (run, "restored", count);
  if (restoration->done == 0)
    return slw_directive_done ("all is as it was in the backup");
  slw_step_run_add_note (run, "services were not restarted; those whose configuration this was read it when they are");
  summary
      = g_strdup_printf ("%u entries restored%s", restoration->done, restoration->checking ? ", and read back" : "");
  return slw_directive_done (summary);
}

SlwDirective *
restore_next (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  guint stage = slw_step_run_get_stage (run);
  g_autoptr (GError) local = NULL;
  SlwDirective *next;

  if (stage == STAGE_LISTED)
    return on_listed (self, run, last, error);
  if (stage == STAGE_TOOLS)
    return on_tools (self, run, last, error);
  if (stage == STAGE_CHANGE)
    return change_next (self, run);
  if (stage == STAGE_CONTEXTS)
    return drop_staging (self, run);
  if (stage == STAGE_DROPPED)
    return on_dropped (self, run, last, error);
  next = read_live (self, run, last, &local);
  if (local == NULL)
    return next != NULL ? next : ask_operations (self, run, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
