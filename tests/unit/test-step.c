/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-step.h>

#include "tests/unit/kit-step.h"

/* Implements nothing of what is optional. */
#define BARE_TYPE_STEP (bare_step_get_type ())
G_DECLARE_FINAL_TYPE (BareStep, bare_step, BARE, STEP, GObject)

struct _BareStep {
  GObject parent_instance;
};

static void bare_step_init_interface (SlwStepInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BareStep,
                         bare_step,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_STEP, bare_step_init_interface))

static void
bare_step_class_init (BareStepClass *klass)
{
}

static void
bare_step_init (BareStep *self)
{
}

static void
bare_step_init_interface (SlwStepInterface *iface)
{
}

static void
test_optional (void)
{
  g_autoptr (BareStep) bare = g_object_new (BARE_TYPE_STEP, NULL);
  char *reason = (char *) "left over";

  g_assert_cmpint (slw_step_offer (SLW_STEP (bare), "x.y", NULL, &reason), ==, 0);
  g_assert_null (reason);
  g_assert_cmpint (slw_step_offer (SLW_STEP (bare), "x.y", NULL, NULL), ==, 0);
  slw_step_output (SLW_STEP (bare), NULL, "a line that nobody wants");
}

static SlwDirective *
next_done (SlwStepRun *run, const SlwResult *last, gpointer user_data, GError **error)
{
  return slw_directive_done (user_data);
}

static void
test_implemented (void)
{
  g_autoptr (KitStep) step = kit_step_new (next_done, (gpointer) "good");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwDirective) directive = slw_step_next (SLW_STEP (step), NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (directive);
  slw_step_output (SLW_STEP (step), NULL, "a line");
  g_assert_cmpuint (kit_step_get_lines (step)->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/step/optional", test_optional);
  g_test_add_func ("/step/implemented", test_implemented);
  return g_test_run ();
}
