/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mailbox-role.h"

#include "bm-role/role.h"

/* Mailboxes and their users' data. postfix is named although bm-postfix depends on it: apt-get replaces another mail server only
 * for a package that was asked for. The core stops bm-milter here, so it is not waited for. */
static const RoleData data = {
  .name = "mailbox",
  .debian_packages = "bm-mailbox-role postfix",
  .redhat_packages = "bm-mailbox-role postfix",
  .refuse = "ssmtp",
  .debconf = "postfix postfix/main_mailer_type select No configuration; postfix postfix/mailname string @FQDN@",
  .units = "bm-node",
  .optional_units = "postfix postgresql bm-postgresql bm-ysnp bm-lmtpd bm-cyrus-imapd bm-sds-proxy",
  .ports = "5432 8021|8022",
  .free_ports = "24 25 1143 2000 2400 2500 5432 8021 8022",
  .spool_mib = 2048,
  .usr_mib = 4096,
};

struct _MailboxRole {
  GObject parent_instance;
  RoleSettings settings;
};

static void mailbox_role_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    MailboxRole, mailbox_role, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, mailbox_role_step_init))

void
mailbox_role_register (GTypeModule *module)
{
  mailbox_role_register_type (module);
}

static int
mailbox_role_offer (SlwStep *step, const char *kind, SlwServer *server, char **reason)
{
  return role_offer (&data, server, reason);
}

static SlwDirective *
mailbox_role_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  return role_next (&data, &MAILBOX_ROLE (step)->settings, run, last, error);
}

static void
mailbox_role_step_init (SlwStepInterface *iface)
{
  iface->offer = mailbox_role_offer;
  iface->next = mailbox_role_next;
}

static void
mailbox_role_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  role_set_property (&MAILBOX_ROLE (object)->settings, id, value);
}

static void
mailbox_role_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  role_get_property (&MAILBOX_ROLE (object)->settings, id, value);
}

static void
mailbox_role_finalize (GObject *object)
{
  role_clear (&MAILBOX_ROLE (object)->settings);
  G_OBJECT_CLASS (mailbox_role_parent_class)->finalize (object);
}

static void
mailbox_role_class_init (MailboxRoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = mailbox_role_set_property;
  object_class->get_property = mailbox_role_get_property;
  object_class->finalize = mailbox_role_finalize;
  role_install_properties (object_class);
}

static void
mailbox_role_class_finalize (MailboxRoleClass *klass)
{
}

static void
mailbox_role_init (MailboxRole *self)
{
}
