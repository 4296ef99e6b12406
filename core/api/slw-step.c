/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-step.h>

G_DEFINE_INTERFACE (SlwStep, slw_step, G_TYPE_OBJECT)

static void
slw_step_default_init (SlwStepInterface *iface)
{
}

int
slw_step_offer (SlwStep *self, const char *kind, SlwServer *server, char **reason)
{
  SlwStepInterface *iface = SLW_STEP_GET_IFACE (self);

  if (reason != NULL)
    *reason = NULL;
  return iface->offer != NULL ? iface->offer (self, kind, server, reason) : 0;
}

SlwDirective *
slw_step_next (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return SLW_STEP_GET_IFACE (self)->next (self, run, last, error);
}

void
slw_step_output (SlwStep *self, SlwStepRun *run, const char *line)
{
  SlwStepInterface *iface = SLW_STEP_GET_IFACE (self);

  if (iface->output != NULL)
    iface->output (self, run, line);
}
