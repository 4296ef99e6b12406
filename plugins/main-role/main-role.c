/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "main-role.h"

#include "bm-role/role.h"

/* The core, the web applications and what stands in front of them. postfix is named although bm-postfix depends on it: apt-get
 * replaces another mail server only for a package that was asked for. */
static const RoleData data = {
  .name = "main",
  .debian_packages = "bm-full bm-setup-wizard bm-plugin-cli-setup postfix",
  .redhat_packages = "bm-full bm-setup-wizard bm-plugin-cli-setup postfix",
  .refuse = "ssmtp",
  .debconf = "postfix postfix/main_mailer_type select No configuration; postfix postfix/mailname string @FQDN@",
  .units = "bm-node bm-core bm-webserver",
  .optional_units
  = "postfix nginx bm-nginx postgresql bm-postgresql bm-elasticsearch bm-tika bm-milter bm-ysnp bm-eas bm-mapi "
    "bm-locator bm-hps bm-xmpp bm-keycloak bm-lmtpd bm-cyrus-imapd",
  .ports = "443 5432 8021|8022 8080|8090",
  .free_ports = "24 25 80 110 143 443 465 587 993 995 1143 2000 2400 2500 5432 8021 8022 8080 8090",
  .spool_mib = 2048,
  .usr_mib = 8192,
};

struct _MainRole {
  GObject parent_instance;
  RoleSettings settings;
};

static void main_role_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    MainRole, main_role, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, main_role_step_init))

void
main_role_register (GTypeModule *module)
{
  main_role_register_type (module);
}

static int
main_role_offer (SlwStep *step, const char *kind, SlwServer *server, char **reason)
{
  return role_offer (&data, server, reason);
}

static SlwDirective *
main_role_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return role_next (&data, &MAIN_ROLE (step)->settings, run, last, error);
}

static void
main_role_step_init (SlwStepInterface *iface)
{
  iface->offer = main_role_offer;
  iface->next = main_role_next;
}

static void
main_role_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  role_set_property (&MAIN_ROLE (object)->settings, id, value);
}

static void
main_role_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  role_get_property (&MAIN_ROLE (object)->settings, id, value);
}

static void
main_role_finalize (GObject *object)
{
  role_clear (&MAIN_ROLE (object)->settings);
  G_OBJECT_CLASS (main_role_parent_class)->finalize (object);
}

static void
main_role_class_init (MainRoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = main_role_set_property;
  object_class->get_property = main_role_get_property;
  object_class->finalize = main_role_finalize;
  role_install_properties (object_class);
}

static void
main_role_class_finalize (MainRoleClass *klass)
{
}

static void
main_role_init (MainRole *self)
{
}
