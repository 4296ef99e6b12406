/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "services.h"

#include <string.h>

#include "restart.h"
#include "start.h"

struct _Services {
  GObject parent_instance;
};

static void services_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    Services, services, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, services_step_init))

void
services_register (GTypeModule *module)
{
  services_register_type (module);
}

static gboolean
has_systemd (SlwStepRun *run)
{
  const SlwFacts *facts = slw_server_get_facts (slw_step_run_get_server (run));

  return facts != NULL && g_strcmp0 (slw_facts_get (facts, "init"), "systemd") == 0;
}

static SlwDirective *
services_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  if (!has_systemd (run)) {
    slw_step_run_add_finding (run, SLW_SEVERITY_MEDIUM, "services.init",
                              "systemd does not run here, so services are neither restarted nor started",
                              "reboot the server, or restart its services by hand");
    return slw_directive_done ("systemd does not run here");
  }
  if (strcmp (slw_step_run_get_kind (run), "services.restart") == 0)
    return restart_next (run, last, error);
  return start_next (run, last, error);
}

static void
services_step_init (SlwStepInterface *iface)
{
  iface->next = services_next;
}

static void
services_class_init (ServicesClass *klass)
{
}

static void
services_class_finalize (ServicesClass *klass)
{
}

static void
services_init (Services *self)
{
}
