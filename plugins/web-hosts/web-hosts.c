/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "web-hosts.h"

#include <string.h>

#include "remember.h"
#include "restore.h"

struct _WebHosts {
  GObject parent_instance;
};

static void web_hosts_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    WebHosts, web_hosts, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, web_hosts_step_init))

void
web_hosts_register (GTypeModule *module)
{
  web_hosts_register_type (module);
}

static SlwDirective *
web_hosts_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  if (strcmp (slw_step_run_get_kind (run), "web.remember") == 0)
    return remember_next (run, last, error);
  return restore_next (run, last, error);
}

static void
web_hosts_step_init (SlwStepInterface *iface)
{
  iface->next = web_hosts_next;
}

static void
web_hosts_class_init (WebHostsClass *klass)
{
}

static void
web_hosts_class_finalize (WebHostsClass *klass)
{
}

static void
web_hosts_init (WebHosts *self)
{
}
