/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-claim.h"

#include <slipway/slw-error.h>

#include "core/api/slw-server-private.h"

/* A provider that offers what it is told to. */
#define TEST_TYPE_STEP (test_step_get_type ())
G_DECLARE_FINAL_TYPE (TestStep, test_step, TEST, STEP, GObject)

struct _TestStep {
  GObject parent_instance;
  int offer;
  const char *reason;
};

static void test_step_init_interface (SlwStepInterface *iface);

G_DEFINE_TYPE_WITH_CODE (TestStep,
                         test_step,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_STEP, test_step_init_interface))

static int
test_step_offer (SlwStep *step, const char *kind, SlwServer *server, char **reason)
{
  *reason = g_strdup (TEST_STEP (step)->reason);
  return TEST_STEP (step)->offer;
}

static void
test_step_init_interface (SlwStepInterface *iface)
{
  iface->offer = test_step_offer;
}

static void
test_step_class_init (TestStepClass *klass)
{
}

static void
test_step_init (TestStep *self)
{
}

typedef struct {
  const char *id;
  int offer;
  int rank;
  const char *reason;
} Asked;

/* Who of the three does it: an id, or the message of the error. */
static void
decide (const Asked asked[3], const char *wanted, int code)
{
  const char *roles[] = { "main", NULL };
  g_autoptr (SlwServer) server = slw_server_new ("main", "198.18.0.11", roles, slw_login_new ());
  g_autoptr (SlwClaim) claim = slw_claim_new ("a.b", server);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  const char *id = NULL;
  SlwStep *step;

  for (guint i = 0; i < 3 && asked[i].id != NULL; i++) {
    TestStep *each = g_object_new (TEST_TYPE_STEP, NULL);

    each->offer = asked[i].offer;
    each->reason = asked[i].reason;
    g_ptr_array_add (steps, each);
    slw_claim_ask (claim, asked[i].id, SLW_STEP (each), asked[i].rank);
  }
  step = slw_claim_decide (claim, &id, &error);
  if (code < 0) {
    g_assert_no_error (error);
    g_assert_cmpstr (id, ==, wanted);
    g_assert_true (SLW_IS_STEP (step));
  } else {
    g_assert_null (step);
    g_assert_error (error, SLW_ERROR, code);
    g_assert_cmpstr (error->message, ==, wanted);
  }
}

static void
test_best (void)
{
  decide ((Asked[]){ { "x", 0, 5, NULL }, { "y", 0, 7, NULL }, { "z", 0, 6, NULL } }, "y", -1);
  /* The offer counts as much as the rank. */
  decide ((Asked[]){ { "x", 3, 5, NULL }, { "y", 0, 7, NULL }, { NULL } }, "x", -1);
  /* A tie below the best is none. */
  decide ((Asked[]){ { "x", 0, 1, NULL }, { "y", 0, 1, NULL }, { "z", 0, 2, NULL } }, "z", -1);
  decide ((Asked[]){ { "x", SLW_OFFER_DECLINE, 900, "no" }, { "y", 0, -3, NULL }, { NULL } }, "y", -1);
  /* Both numbers are a plugin's: their sum is not cut off. */
  decide ((Asked[]){ { "x", G_MAXINT, G_MAXINT, NULL }, { "y", G_MAXINT, 0, NULL }, { NULL } }, "x", -1);
}

static void
test_tie (void)
{
  decide ((Asked[]){ { "x", 1, 1, NULL }, { "y", 0, 2, NULL }, { "z", 0, 1, NULL } },
          "plugins x and y both claim a.b on server main with rank 2; choose one with Provider= in the pipeline",
          SLW_ERROR_INVALID);
}

static void
test_nobody (void)
{
  decide ((Asked[]){ { "x", -1, 1, "not \033[31mhere" }, { "y", -77, 2, NULL }, { NULL } },
          "nobody does a.b on server main; declined: x (not \\x1b[31mhere), y (no reason given)", SLW_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/claim/best", test_best);
  g_test_add_func ("/claim/tie", test_tie);
  g_test_add_func ("/claim/nobody", test_nobody);
  return g_test_run ();
}
