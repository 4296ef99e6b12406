/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-pipeline.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "core/model/slw-key-file.h"

#define STEP_PREFIX "step "
#define PARAM_PREFIX "Param."
#define BUDGET_KEY "FailureBudget"
#define BUDGET_PREFIX BUDGET_KEY "."
#define WORD_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

struct _SlwPipeline {
  GObject parent_instance;
  char *name;
  char *description;
  char **required_roles;
  SlwEffect ceiling;
  GHashTable *budgets; /* role, or nothing -> SlwAllowance */
  GPtrArray *steps;    /* SlwPipelineStep */
  char *path;          /* NULL: it was no file */
};

G_DEFINE_TYPE (SlwPipeline, slw_pipeline, G_TYPE_OBJECT)

#define DEFAULT_TIMEOUT (6 * 60 * 60)
#define MOST_TIMEOUT 604800 /* a week */

static const char *const pipeline_keys[]
    = { "Name", "Description", "Requires", "Ceiling", BUDGET_KEY, BUDGET_PREFIX "*", NULL };
static const char *const step_keys[]
    = { "Kind",  "Description", "Roles",   "ExceptRoles", "After",          "Provider", "OnFailure",
        "Batch", "Once",        "Timeout", "When",        PARAM_PREFIX "*", NULL };
static const char *const policies[] = { "stop-new", "stop-all", "continue", NULL };

static void
step_free (gpointer data)
{
  SlwPipelineStep *step = data;

  g_free (step->name);
  g_free (step->kind);
  g_free (step->description);
  g_strfreev (step->roles);
  g_strfreev (step->except);
  g_strfreev (step->after);
  g_free (step->provider);
  g_hash_table_unref (step->params);
  g_free (step);
}

static void
slw_pipeline_finalize (GObject *object)
{
  SlwPipeline *self = SLW_PIPELINE (object);

  g_free (self->name);
  g_free (self->path);
  g_free (self->description);
  g_strfreev (self->required_roles);
  g_hash_table_unref (self->budgets);
  g_ptr_array_unref (self->steps);
  G_OBJECT_CLASS (slw_pipeline_parent_class)->finalize (object);
}

static void
slw_pipeline_class_init (SlwPipelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_pipeline_finalize;
}

static void
slw_pipeline_init (SlwPipeline *self)
{
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->budgets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
is_word (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 64 && strspn (text, WORD_LETTERS) == length && *text != '-';
}

static gboolean
is_kind (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", -1);

  return g_strv_length (parts) == 2 && is_word (parts[0]) && is_word (parts[1]);
}

static const SlwPipelineStep *
find_step (GPtrArray *steps, const char *name)
{
  for (guint i = 0; i < steps->len; i++) {
    const SlwPipelineStep *step = g_ptr_array_index (steps, i);

    if (g_str_equal (step->name, name))
      return step;
  }
  return NULL;
}

/* What a parse needs everywhere. */
typedef struct {
  SlwPipeline *self;
  GKeyFile *file;
  const char *name;
} Parse;

static gboolean
get (Parse *parse, const char *group, const char *key, char **value, GError **error)
{
  return slw_key_file_dup_value (parse->file, parse->name, group, key, value, error);
}

static gboolean
parse_kind (Parse *parse, const char *group, SlwPipelineStep *step, GError **error)
{
  if (!get (parse, group, "Kind", &step->kind, error))
    return FALSE;
  if (step->kind == NULL)
    return slw_key_file_set_error (error, parse->name, group, NULL, "has no Kind= (for instance packages.install)");
  if (!is_kind (step->kind))
    return slw_key_file_set_error (error, parse->name, group, "Kind",
                                   "must be noun.verb in lower case, for instance packages.install");
  return TRUE;
}

static gboolean
parse_words (Parse *parse, const char *group, const char *key, const char *extra, char ***words, GError **error)
{
  g_autofree char *text = NULL;

  if (!get (parse, group, key, &text, error))
    return FALSE;
  *words = slw_key_file_split (text);
  for (guint i = 0; (*words)[i] != NULL; i++)
    if (!is_word ((*words)[i]) && g_strcmp0 ((*words)[i], extra) != 0)
      return slw_key_file_set_error (error, parse->name, group, key,
                                     "word %u is no name: lower-case letters, digits and -", i + 1);
  return TRUE;
}

static gboolean
refuse_after (Parse *parse, const char *group, const char *word, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *own = g_strconcat (STEP_PREFIX, word, NULL);
  const char *closest;

  if (g_key_file_has_group (parse->file, own))
    return slw_key_file_set_error (error, parse->name, group, "After",
                                   "%s does not stand before this step; steps run in the order of the file", word);
  for (guint i = 0; i < parse->self->steps->len; i++)
    g_ptr_array_add (names, ((SlwPipelineStep *) g_ptr_array_index (parse->self->steps, i))->name);
  g_ptr_array_add (names, NULL);
  closest = slw_text_closest (word, (const char *const *) names->pdata);
  return slw_key_file_set_error (error, parse->name, group, "After", "there is no step %s%s%s%s", word,
                                 closest != NULL ? ", did you mean " : "", closest != NULL ? closest : "",
                                 closest != NULL ? "?" : "");
}

static gboolean
parse_after (Parse *parse, const char *group, SlwPipelineStep *step, GError **error)
{
  if (!parse_words (parse, group, "After", "*", &step->after, error))
    return FALSE;
  for (guint i = 0; step->after[i] != NULL; i++)
    if (!g_str_equal (step->after[i], "*") && find_step (parse->self->steps, step->after[i]) == NULL)
      return refuse_after (parse, group, step->after[i], error);
  return TRUE;
}

static gboolean
parse_on_failure (Parse *parse, const char *group, SlwPipelineStep *step, GError **error)
{
  g_autofree char *text = NULL;

  if (!get (parse, group, "OnFailure", &text, error))
    return FALSE;
  step->on_failure = SLW_ON_FAILURE_STOP_NEW;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; policies[i] != NULL; i++) {
    if (!g_str_equal (text, policies[i]))
      continue;
    step->on_failure = (SlwFailurePolicy) i;
    return TRUE;
  }
  return slw_key_file_set_error (error, parse->name, group, "OnFailure", "must be stop-new, stop-all or continue");
}

static gboolean
parse_fan_out (Parse *parse, const char *group, SlwPipelineStep *step, GError **error)
{
  g_autofree char *batch = NULL;
  g_autofree char *once = NULL;
  g_autofree char *timeout = NULL;
  guint64 number = 0;
  guint64 seconds = DEFAULT_TIMEOUT;

  if (!get (parse, group, "Batch", &batch, error) || !get (parse, group, "Once", &once, error)
      || !get (parse, group, "Timeout", &timeout, error))
    return FALSE;
  if (batch != NULL && !g_ascii_string_to_unsigned (batch, 10, 1, 100000, &number, NULL))
    return slw_key_file_set_error (error, parse->name, group, "Batch", "must be a number of servers, at least 1");
  if (once != NULL && !g_str_equal (once, "true") && !g_str_equal (once, "false"))
    return slw_key_file_set_error (error, parse->name, group, "Once", "must be true or false");
  if (timeout != NULL && !g_ascii_string_to_unsigned (timeout, 10, 1, MOST_TIMEOUT, &seconds, NULL))
    return slw_key_file_set_error (error, parse->name, group, "Timeout",
                                   "must be a number of seconds, from 1 to " G_STRINGIFY (MOST_TIMEOUT));
  step->batch = (guint) number;
  step->timeout = (guint) seconds;
  step->once = g_strcmp0 (once, "true") == 0;
  return TRUE;
}

/* Those of an abort stand last, and no server waits there for another. */
static gboolean
parse_when (Parse *parse, const char *group, SlwPipelineStep *step, GError **error)
{
  GPtrArray *steps = parse->self->steps;
  const SlwPipelineStep *before = steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;
  g_autofree char *text = NULL;

  if (!get (parse, group, "When", &text, error))
    return FALSE;
  if (text != NULL && !g_str_equal (text, "abort"))
    return slw_key_file_set_error (error, parse->name, group, "When",
                                   "must be abort, or the line left out: the step is part of a run then");
  step->on_abort = text != NULL;
  if (!step->on_abort && before != NULL && before->on_abort)
    return slw_key_file_set_error (error, parse->name, group, NULL,
                                   "stands after step %s with When=abort; those stand last", before->name);
  if (!step->on_abort)
    return TRUE;
  if (step->after[0] != NULL)
    return slw_key_file_set_error (error, parse->name, group, "After",
                                   "a step with When=abort waits for no other server; leave the line out");
  if (step->on_failure != SLW_ON_FAILURE_CONTINUE && g_key_file_has_key (parse->file, group, "OnFailure", NULL))
    return slw_key_file_set_error (error, parse->name, group, "OnFailure",
                                   "a step with When=abort goes on on the other servers; leave the line out");
  step->on_failure = SLW_ON_FAILURE_CONTINUE;
  return TRUE;
}

static char *
lookup_nothing (const char *reference, gpointer user_data)
{
  return g_strdup ("");
}

static gboolean
parse_param (Parse *parse, const char *group, const char *key, SlwPipelineStep *step, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  g_autofree char *expanded = NULL;
  const char *name = key + strlen (PARAM_PREFIX);

  if (!is_word (name))
    return slw_key_file_set_error (error, parse->name, group, key,
                                   "a parameter's name has lower-case letters, digits and - only");
  if (!get (parse, group, key, &text, error))
    return FALSE;
  expanded = slw_pipeline_expand (text, lookup_nothing, NULL, &local);
  if (expanded == NULL)
    return slw_key_file_set_error (error, parse->name, group, key, "%s", local->message);
  g_hash_table_insert (step->params, g_strdup (name), g_steal_pointer (&text));
  return TRUE;
}

static gboolean
parse_params (Parse *parse, const char *group, SlwPipelineStep *step, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (parse->file, group, NULL, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], PARAM_PREFIX) && !parse_param (parse, group, keys[i], step, error))
      return FALSE;
  return TRUE;
}

static gboolean
parse_step (Parse *parse, const char *group, GError **error)
{
  SlwPipelineStep *step = g_new0 (SlwPipelineStep, 1);

  step->params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  step->name = g_strdup (group + strlen (STEP_PREFIX));
  if (!is_word (step->name)) {
    step_free (step);
    return slw_key_file_set_error (error, parse->name, group, NULL,
                                   "a step's name has lower-case letters, digits and - only");
  }
  if (!slw_key_file_check_keys (parse->file, parse->name, group, step_keys, error)
      || !parse_kind (parse, group, step, error) || !get (parse, group, "Description", &step->description, error)
      || !parse_words (parse, group, "Roles", NULL, &step->roles, error)
      || !parse_words (parse, group, "ExceptRoles", NULL, &step->except, error)
      || !parse_after (parse, group, step, error) || !get (parse, group, "Provider", &step->provider, error)
      || !parse_on_failure (parse, group, step, error) || !parse_fan_out (parse, group, step, error)
      || !parse_when (parse, group, step, error) || !parse_params (parse, group, step, error)) {
    step_free (step);
    return FALSE;
  }
  g_ptr_array_add (parse->self->steps, step);
  return TRUE;
}

static gboolean
parse_ceiling (Parse *parse, GError **error)
{
  static const SlwEffect effects[] = { SLW_EFFECT_READ, SLW_EFFECT_CACHE, SLW_EFFECT_MUTATE };
  g_autofree char *text = NULL;

  if (!get (parse, "pipeline", "Ceiling", &text, error))
    return FALSE;
  parse->self->ceiling = SLW_EFFECT_MUTATE;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (effects); i++) {
    if (g_ascii_strcasecmp (text, slw_effect_to_string (effects[i])) != 0)
      continue;
    parse->self->ceiling = effects[i];
    return TRUE;
  }
  return slw_key_file_set_error (error, parse->name, "pipeline", "Ceiling", "must be read, cache or mutate");
}

static gboolean
parse_budget (Parse *parse, const char *key, GError **error)
{
  g_autofree SlwAllowance *allowance = g_new0 (SlwAllowance, 1);
  g_autofree char *text = NULL;
  const char *role = g_str_has_prefix (key, BUDGET_PREFIX) ? key + strlen (BUDGET_PREFIX) : "";

  if (!g_str_equal (key, BUDGET_KEY) && !is_word (role))
    return slw_key_file_set_error (error, parse->name, "pipeline", key, "a role follows the dot, or no dot is there");
  if (!get (parse, "pipeline", key, &text, error))
    return FALSE;
  if (!slw_allowance_parse (text, allowance))
    return slw_key_file_set_error (error, parse->name, "pipeline", key, "%s", SLW_ALLOWANCE_WORDS);
  g_hash_table_insert (parse->self->budgets, g_strdup (role), g_steal_pointer (&allowance));
  return TRUE;
}

static gboolean
parse_budgets (Parse *parse, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (parse->file, "pipeline", NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], BUDGET_KEY) && !parse_budget (parse, keys[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
parse_pipeline (Parse *parse, GError **error)
{
  g_autofree char *name = NULL;

  if (!slw_key_file_check_keys (parse->file, parse->name, "pipeline", pipeline_keys, error)
      || !get (parse, "pipeline", "Name", &name, error)
      || !get (parse, "pipeline", "Description", &parse->self->description, error)
      || !parse_words (parse, "pipeline", "Requires", NULL, &parse->self->required_roles, error)
      || !parse_ceiling (parse, error) || !parse_budgets (parse, error))
    return FALSE;
  if (name != NULL && !g_str_equal (name, parse->self->name))
    return slw_key_file_set_error (error, parse->name, "pipeline", "Name",
                                   "must be %s as the file's name says, or leave the line out", parse->self->name);
  return TRUE;
}

static gboolean
parse_groups (Parse *parse, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (parse->file, NULL);

  if (!parse_pipeline (parse, error))
    return FALSE;
  for (guint i = 0; groups[i] != NULL; i++) {
    if (g_str_equal (groups[i], "pipeline"))
      continue;
    if (!g_str_has_prefix (groups[i], STEP_PREFIX))
      return slw_key_file_set_error (error, parse->name, groups[i], NULL,
                                     "unknown group; there are [pipeline] and [step NAME]");
    if (!parse_step (parse, groups[i], error))
      return FALSE;
  }
  if (parse->self->steps->len == 0)
    return slw_key_file_set_error (error, parse->name, NULL, NULL, "has no step; add a [step NAME] group");
  return TRUE;
}

SlwPipeline *
slw_pipeline_parse (const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr (SlwPipeline) self = NULL;
  g_autoptr (GKeyFile) file = NULL;
  Parse parse = { NULL, NULL, name };

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  file = slw_key_file_parse (text, length, name, error);
  if (file == NULL)
    return NULL;
  self = g_object_new (SLW_TYPE_PIPELINE, NULL);
  self->name = g_path_get_basename (name);
  if (g_str_has_suffix (self->name, ".pipeline"))
    self->name[strlen (self->name) - strlen (".pipeline")] = '\0';
  parse.self = self;
  parse.file = file;
  return parse_groups (&parse, error) ? g_steal_pointer (&self) : NULL;
}

SlwPipeline *
slw_pipeline_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  SlwPipeline *self;

  g_return_val_if_fail (path != NULL, NULL);

  text = slw_key_file_read (path, &length, error);
  self = text != NULL ? slw_pipeline_parse (text, length, path, error) : NULL;
  if (self != NULL)
    self->path = g_canonicalize_filename (path, NULL);
  return self;
}

const char *
slw_pipeline_get_path (SlwPipeline *self)
{
  return self->path;
}

const char *
slw_pipeline_get_name (SlwPipeline *self)
{
  return self->name;
}

const char *
slw_pipeline_get_description (SlwPipeline *self)
{
  return self->description;
}

const char *const *
slw_pipeline_get_required_roles (SlwPipeline *self)
{
  return (const char *const *) self->required_roles;
}

SlwEffect
slw_pipeline_get_ceiling (SlwPipeline *self)
{
  return self->ceiling;
}

GHashTable *
slw_pipeline_get_budgets (SlwPipeline *self)
{
  return self->budgets;
}

GPtrArray *
slw_pipeline_get_steps (SlwPipeline *self)
{
  return self->steps;
}

static gboolean
is_reference (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, "./", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!is_word (parts[i]))
      return FALSE;
  return parts[0] != NULL;
}

/* @body is what stands between the braces. */
static gboolean
expand_one (GString *out, char *body, SlwLookupFunc lookup, gpointer user_data, GError **error)
{
  char *fallback = strstr (body, ":-");
  g_autofree char *value = NULL;

  if (fallback != NULL) {
    *fallback = '\0';
    fallback += strlen (":-");
  }
  if (!is_reference (body)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "${%s} is no reference: write ${step.output}", body);
    return FALSE;
  }
  value = lookup (body, user_data);
  if (value == NULL && fallback == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "there is no ${%s}; ${%s:-} stands for nothing then", body, body);
    return FALSE;
  }
  g_string_append (out, value != NULL ? value : fallback);
  return TRUE;
}

char *
slw_pipeline_expand (const char *text, SlwLookupFunc lookup, gpointer user_data, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *p = text;

  g_return_val_if_fail (text != NULL && lookup != NULL, NULL);

  while (*p != '\0') {
    const char *end = p[0] == '$' && p[1] == '{' ? strchr (p, '}') : NULL;
    g_autofree char *body = NULL;

    if (*p != '$') {
      g_string_append_c (out, *p++);
      continue;
    }
    if (p[1] == '$') {
      g_string_append_c (out, '$');
      p += 2;
      continue;
    }
    if (end == NULL) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "a $ begins ${reference}; the sign itself is written $$");
      return NULL;
    }
    body = g_strndup (p + 2, (gsize) (end - p) - 2);
    if (!expand_one (out, body, lookup, user_data, error))
      return NULL;
    p = end + 1;
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
