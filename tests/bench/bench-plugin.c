/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kinds bench.read and bench.change: `true`, `Param.times` times, as an action that reads or as one that changes, which is a job. */
#include <slipway/slipway.h>

#define BENCH_TYPE_STEP (bench_step_get_type ())
G_DECLARE_FINAL_TYPE (BenchStep, bench_step, BENCH, STEP, GObject)

struct _BenchStep {
  GObject parent_instance;
};

static void bench_step_init_interface (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    BenchStep, bench_step, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, bench_step_init_interface))

static SlwDirective *
bench_step_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static const char *const argv[] = { "true", NULL };
  const char *times = slw_step_run_get_param (run, "times");
  guint stage = slw_step_run_get_stage (run);
  gboolean changes = g_str_equal (slw_step_run_get_kind (run), "bench.change");

  if (stage >= (times != NULL ? g_ascii_strtoull (times, NULL, 10) : 1))
    return slw_directive_done ("done");
  slw_step_run_set_stage (run, stage + 1);
  return slw_directive_act (slw_action_new_exec (changes ? SLW_EFFECT_MUTATE : SLW_EFFECT_READ, "true", argv));
}

static void
bench_step_init_interface (SlwStepInterface *iface)
{
  iface->next = bench_step_next;
}

static void
bench_step_class_init (BenchStepClass *klass)
{
}

static void
bench_step_class_finalize (BenchStepClass *klass)
{
}

static void
bench_step_init (BenchStep *self)
{
}

static void
register_types (GTypeModule *module)
{
  bench_step_register_type (module);
}

static const SlwProvide provides[] = {
  { "bench.read", bench_step_get_type, SLW_RANK_PRIMARY },
  { "bench.change", bench_step_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("bench", "1.0", .register_types = register_types, .provides = provides);
