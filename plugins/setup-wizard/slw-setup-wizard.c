/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-install.h"
#include "slw-probe.h"
#include "slw-setup.h"

#define SLW_TYPE_SETUP_WIZARD (slw_setup_wizard_get_type ())
G_DECLARE_FINAL_TYPE (SlwSetupWizard, slw_setup_wizard, SLW, SETUP_WIZARD, GObject)

/**
 * SlwSetupWizard:
 *
 * The provider of what the set-up wizard of BlueMind does, and of its password.
 */
struct _SlwSetupWizard {
  GObject parent_instance;
  SlwSetupSettings settings;
};

enum {
  PROP_DOMAIN = SLW_TALK_N_PROPS,
  PROP_CONTACT,
  PROP_WIZARD_PASSWORD,
  PROP_DOMAIN_ADMIN_PASSWORD,
  PROP_INSTALL_TIMEOUT,
};

static void slw_setup_wizard_step_init (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (SlwSetupWizard,
                                slw_setup_wizard,
                                G_TYPE_OBJECT,
                                0,
                                G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, slw_setup_wizard_step_init))

static SlwTalkFunc
find_start (const char *kind)
{
  if (g_str_equal (kind, "setup.probe"))
    return slw_probe_start;
  return g_str_equal (kind, "setup.password") ? slw_probe_start_password : slw_install_start;
}

static SlwDirective *
slw_setup_wizard_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  SlwSetupWizard *self = SLW_SETUP_WIZARD (step);
  SlwTalk *talk = slw_talk_of_run (run, &self->settings.talk, find_start (slw_step_run_get_kind (run)), error);

  return talk != NULL ? slw_talk_next (talk, last, error) : NULL;
}

/* What bm-cli prints while it sets the platform up. */
static void
slw_setup_wizard_output (SlwStep *step, SlwStepRun *run, const char *line)
{
  if (g_str_equal (slw_step_run_get_kind (run), "setup.install"))
    slw_step_run_set_progress (run, -1, line);
}

static void
slw_setup_wizard_step_init (SlwStepInterface *iface)
{
  iface->next = slw_setup_wizard_next;
  iface->output = slw_setup_wizard_output;
}

static void
slw_setup_wizard_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SlwSetupSettings *settings = &SLW_SETUP_WIZARD (object)->settings;

  if (slw_talk_settings_set (&settings->talk, id, value))
    return;
  switch (id) {
  case PROP_DOMAIN:
    g_free (settings->domain);
    settings->domain = g_value_dup_string (value);
    break;
  case PROP_CONTACT:
    g_free (settings->contact);
    settings->contact = g_value_dup_string (value);
    break;
  case PROP_WIZARD_PASSWORD:
    g_clear_pointer (&settings->wizard_password, slw_secret_unref);
    settings->wizard_password = g_value_dup_boxed (value);
    break;
  case PROP_DOMAIN_ADMIN_PASSWORD:
    g_clear_pointer (&settings->domain_admin_password, slw_secret_unref);
    settings->domain_admin_password = g_value_dup_boxed (value);
    break;
  case PROP_INSTALL_TIMEOUT:
    settings->install_timeout = g_value_get_uint (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
slw_setup_wizard_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SlwSetupSettings *settings = &SLW_SETUP_WIZARD (object)->settings;

  if (slw_talk_settings_get (&settings->talk, id, value))
    return;
  switch (id) {
  case PROP_DOMAIN:
    g_value_set_string (value, settings->domain);
    break;
  case PROP_CONTACT:
    g_value_set_string (value, settings->contact);
    break;
  case PROP_WIZARD_PASSWORD:
    g_value_set_boxed (value, settings->wizard_password);
    break;
  case PROP_DOMAIN_ADMIN_PASSWORD:
    g_value_set_boxed (value, settings->domain_admin_password);
    break;
  case PROP_INSTALL_TIMEOUT:
    g_value_set_uint (value, settings->install_timeout);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
slw_setup_wizard_finalize (GObject *object)
{
  SlwSetupSettings *settings = &SLW_SETUP_WIZARD (object)->settings;

  slw_talk_settings_clear (&settings->talk);
  g_free (settings->domain);
  g_free (settings->contact);
  g_clear_pointer (&settings->wizard_password, slw_secret_unref);
  g_clear_pointer (&settings->domain_admin_password, slw_secret_unref);
  G_OBJECT_CLASS (slw_setup_wizard_parent_class)->finalize (object);
}

static void
install_text (GObjectClass *klass, guint id, const char *name, const char *nick, const char *blurb)
{
  g_object_class_install_property (
      klass, id, g_param_spec_string (name, nick, blurb, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
install_secret (GObjectClass *klass, guint id, const char *name, const char *nick, const char *blurb)
{
  g_object_class_install_property (
      klass, id, g_param_spec_boxed (name, nick, blurb, SLW_TYPE_SECRET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
slw_setup_wizard_class_init (SlwSetupWizardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = slw_setup_wizard_set_property;
  object_class->get_property = slw_setup_wizard_get_property;
  object_class->finalize = slw_setup_wizard_finalize;
  slw_talk_settings_install (object_class);
  install_text (object_class, PROP_DOMAIN, "domain", "Domain", "the mail domain that the set-up creates");
  install_text (object_class, PROP_CONTACT, "contact", "Contact",
                "mail address that notices about the subscription go to");
  install_secret (object_class, PROP_WIZARD_PASSWORD, "wizard-password", "Wizard's password",
                  "password of /setup, whose user is admin");
  install_secret (object_class, PROP_DOMAIN_ADMIN_PASSWORD, "domain-admin-password", "Domain administrator's password",
                  "password of admin@DOMAIN; left alone when there is none");
  g_object_class_install_property (
      object_class, PROP_INSTALL_TIMEOUT,
      g_param_spec_uint ("install-timeout", "Install timeout", "seconds that bm-cli may take to set the platform up", 1,
                         86400, 3600, G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));
}

static void
slw_setup_wizard_class_finalize (SlwSetupWizardClass *klass)
{
}

static void
slw_setup_wizard_init (SlwSetupWizard *self)
{
}

static void
register_types (GTypeModule *module)
{
  slw_setup_wizard_register_type (module);
}

static const SlwProvide provides[] = {
  { "setup.probe", slw_setup_wizard_get_type, SLW_RANK_PRIMARY },
  { "setup.password", slw_setup_wizard_get_type, SLW_RANK_PRIMARY },
  { "setup.install", slw_setup_wizard_get_type, SLW_RANK_PRIMARY },
  { NULL },
};

SLW_PLUGIN_DEFINE ("setup-wizard", "0.1.0", .register_types = register_types, .provides = provides);
