/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-pipeline.h"

#include <string.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

#define STEP "[step plan]\nKind = packages.plan\n"

static SlwPipeline *
parse (const char *text, GError **error)
{
  return slw_pipeline_parse (text, strlen (text), "/p/install.pipeline", error);
}

static void
test_everything (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPipeline) pipeline
      = parse ("[pipeline]\nName = install\nDescription = From bare servers to a platform\n"
               "[step roles]\nKind = role.describe\n"
               "[step packages]\nKind = packages.install\nDescription = Packages\nRoles = main mailbox\nAfter = roles\n"
               "Provider = apt-debian\nOnFailure = continue\nBatch = 3\nParam.packages = ${roles.packages} vim\n"
               "[step register]\nKind = server.register\nOnce = true\nAfter = *\nOnFailure = stop-all\n",
               &error);
  GPtrArray *steps;
  SlwPipelineStep *step;

  g_assert_no_error (error);
  g_assert_cmpstr (slw_pipeline_get_name (pipeline), ==, "install");
  g_assert_cmpstr (slw_pipeline_get_description (pipeline), ==, "From bare servers to a platform");
  steps = slw_pipeline_get_steps (pipeline);
  g_assert_cmpuint (steps->len, ==, 3);
  step = g_ptr_array_index (steps, 0);
  g_assert_cmpstr (step->name, ==, "roles");
  g_assert_cmpstr (step->roles[0], ==, NULL);
  g_assert_cmpstr (step->after[0], ==, NULL);
  g_assert_null (step->provider);
  g_assert_cmpint (step->on_failure, ==, SLW_ON_FAILURE_STOP_NEW);
  step = g_ptr_array_index (steps, 1);
  g_assert_cmpstr (step->kind, ==, "packages.install");
  g_assert_cmpstr (step->roles[1], ==, "mailbox");
  g_assert_cmpstr (step->after[0], ==, "roles");
  g_assert_cmpstr (step->provider, ==, "apt-debian");
  g_assert_cmpint (step->on_failure, ==, SLW_ON_FAILURE_CONTINUE);
  g_assert_cmpuint (step->batch, ==, 3);
  g_assert_false (step->once);
  g_assert_cmpstr (g_hash_table_lookup (step->params, "packages"), ==, "${roles.packages} vim");
  step = g_ptr_array_index (steps, 2);
  g_assert_true (step->once);
  g_assert_cmpstr (step->after[0], ==, "*");
  g_assert_cmpint (step->on_failure, ==, SLW_ON_FAILURE_STOP_ALL);
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPipeline) plain = parse (STEP, &error);
  g_autoptr (SlwPipeline) reading = parse ("[pipeline]\nCeiling = read\n" STEP "ExceptRoles = mailbox edge\n", &error);
  const SlwPipelineStep *step;

  g_assert_no_error (error);
  g_assert_cmpint (slw_pipeline_get_ceiling (plain), ==, SLW_EFFECT_MUTATE);
  g_assert_cmpint (slw_pipeline_get_ceiling (reading), ==, SLW_EFFECT_READ);
  step = g_ptr_array_index (slw_pipeline_get_steps (reading), 0);
  g_assert_cmpstr (step->except[1], ==, "edge");
}

static const struct {
  const char *text;
  const char *message;
} bad[] = {
  { "", "has no step" },
  { "[pipeline]\nDescription = x\n", "has no step" },
  { "[pipeline]\nName = update\n" STEP, "[pipeline] Name: must be install as the file's name says" },
  { "[pipeline]\nname = install\n" STEP, "[pipeline] name: unknown key, did you mean Name?" },
  { STEP STEP, "[step plan]: line 3: the group stands here a second time" },
  { STEP "Kin = x\n", "[step plan] Kin: unknown key, did you mean Kind?" },
  { STEP "Param. = x\n", "[step plan] Param.: unknown key" },
  { STEP "Param.A = x\n", "[step plan] Param.A: a parameter's name" },
  { STEP "Param.a = ${\n", "[step plan] Param.a: a $ begins ${reference}" },
  { STEP "Param.a = $x\n", "[step plan] Param.a: a $ begins ${reference}" },
  { STEP "Param.a = ${A b}\n", "[step plan] Param.a: ${A b} is no reference" },
  { "[pipeline]\nCeiling = all\n" STEP, "[pipeline] Ceiling: must be read, cache or mutate" },
  { STEP "ExceptRoles = *\n", "[step plan] ExceptRoles: word 1 is no name" },
  { STEP "Roles = Main\n", "[step plan] Roles: word 1 is no name" },
  { STEP "Roles = *\n", "[step plan] Roles: word 1 is no name" },
  { STEP "Roles =\n", "[step plan] Roles: has no value" },
  { STEP "OnFailure = ignore\n", "[step plan] OnFailure: must be stop-new, stop-all or continue" },
  { STEP "Batch = 0\n", "[step plan] Batch: must be a number" },
  { STEP "Timeout = 0\n", "[step plan] Timeout: must be a number of seconds" },
  { STEP "Once = yes\n", "[step plan] Once: must be true or false" },
  { STEP "After = plan\n", "[step plan] After: plan does not stand before this step" },
  { STEP "After = later\n[step later]\nKind = a.b\n", "[step plan] After: later does not stand before this step" },
  { STEP "[step b]\nKind = a.b\nAfter = plam\n", "[step b] After: there is no step plam, did you mean plan?" },
  { STEP "After = zzzzzzzz\n", "[step plan] After: there is no step zzzzzzzz" },
  { STEP "When = never\n", "[step plan] When: must be abort" },
  { STEP "When = abort\n[step b]\nKind = a.b\n", "[step b]: stands after step plan with When=abort" },
  { STEP "[step b]\nKind = a.b\nAfter = plan\nWhen = abort\n", "[step b] After: a step with When=abort waits for no" },
  { STEP "When = abort\nOnFailure = stop-new\n", "[step plan] OnFailure: a step with When=abort goes on" },
  { "[pipeline]\nFailureBudget = some\n" STEP, "[pipeline] FailureBudget: must be a number of servers, or a" },
  { "[pipeline]\nFailureBudget.mailbox = 101%\n" STEP, "[pipeline] FailureBudget.mailbox: must be a number" },
  { "[pipeline]\nFailureBudget. = 1\n" STEP, "FailureBudget." },
  { "[pipeline]\nFailureBudgets = 1\n" STEP, "FailureBudgets" },
  { "[step a]\nRoles = main\n", "[step a]: has no Kind=" },
  { "[step a]\nKind = install\n", "[step a] Kind: must be noun.verb" },
  { "[step a]\nKind = a/b\n", "[step a] Kind: must be noun.verb" },
  { "[step a]\nKind = a.b.c\n", "[step a] Kind: must be noun.verb" },
  { "[step a]\nKind = A.b\n", "[step a] Kind: must be noun.verb" },
  { "[step A]\nKind = a.b\n", "[step A]: a step's name" },
  { "[stage a]\nKind = a.b\n", "[stage a]: unknown group; there are [pipeline] and [step NAME]" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SlwPipeline) pipeline = parse (bad[i].text, &error);

    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_null (pipeline);
    g_assert_true (g_str_has_prefix (error->message, "/p/install.pipeline: "));
    if (strstr (error->message, bad[i].message) == NULL)
      g_error ("%s: %s", bad[i].message, error->message);
  }
}

static void
test_budgets (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPipeline) pipeline
      = parse ("[pipeline]\nFailureBudget = 10%\nFailureBudget.mailbox = 2\n" STEP "When = abort\n", &error);
  const SlwAllowance *all;
  const SlwAllowance *mailboxes;

  g_assert_no_error (error);
  all = g_hash_table_lookup (slw_pipeline_get_budgets (pipeline), "");
  mailboxes = g_hash_table_lookup (slw_pipeline_get_budgets (pipeline), "mailbox");
  g_assert_true (all->is_percentage && all->number == 10);
  g_assert_true (!mailboxes->is_percentage && mailboxes->number == 2);
  g_assert_true (((SlwPipelineStep *) g_ptr_array_index (slw_pipeline_get_steps (pipeline), 0))->on_abort);
}

static char *
lookup (const char *reference, gpointer user_data)
{
  return g_str_equal (reference, "plan.packages") ? g_strdup ("a b") : NULL;
}

static void
test_expand (void)
{
  static const struct {
    const char *text;
    const char *expanded; /* NULL: refused with… */
    const char *message;
  } cases[] = {
    { "", "", NULL },
    { "plain", "plain", NULL },
    { "<${plan.packages}>", "<a b>", NULL },
    { "${plan.packages}${plan.packages}", "a ba b", NULL },
    { "$$x $${plan.packages}", "$x ${plan.packages}", NULL },
    { "${plan.none:-other}", "other", NULL },
    { "${plan.none:-}", "", NULL },
    { "${plan.packages:-other}", "a b", NULL },
    { "${plan.none}", NULL, "there is no ${plan.none}" },
    { "${}", NULL, "${} is no reference" },
    { "${.}", NULL, "${.} is no reference" },
    { "${a", NULL, "a $ begins" },
    { "a$", NULL, "a $ begins" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *expanded = slw_pipeline_expand (cases[i].text, lookup, NULL, &error);

    g_assert_cmpstr (expanded, ==, cases[i].expanded);
    if (cases[i].message == NULL) {
      g_assert_no_error (error);
    } else {
      g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
  }
}

static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "check.pipeline", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwPipeline) pipeline = NULL;

  g_assert_null (slw_pipeline_load (path, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, STEP, -1, NULL));
  pipeline = slw_pipeline_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slw_pipeline_get_name (pipeline), ==, "check");
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/everything", test_everything);
  g_test_add_func ("/pipeline/limits", test_limits);
  g_test_add_func ("/pipeline/budgets", test_budgets);
  g_test_add_func ("/pipeline/bad", test_bad);
  g_test_add_func ("/pipeline/expand", test_expand);
  g_test_add_func ("/pipeline/load", test_load);
  return g_test_run ();
}
