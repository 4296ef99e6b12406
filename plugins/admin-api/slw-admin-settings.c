/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-admin-settings.h"

#define FLAGS (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS)

enum {
  PROP_UPGRADE_WAY = SLW_TALK_N_PROPS,
  PROP_START_TIMEOUT,
  PROP_VERIFY_WAIT,
  PROP_SUBSCRIPTION_DAYS,
  PROP_OTHER_SERVERS,
};

static void
install_number (
    GObjectClass *klass, guint id, const char *name, const char *nick, const char *blurb, guint most, guint usual)
{
  g_object_class_install_property (klass, id, g_param_spec_uint (name, nick, blurb, 0, most, usual, FLAGS));
}

void
slw_admin_settings_install (GObjectClass *klass)
{
  slw_talk_settings_install (klass);
  g_object_class_install_property (
      klass, PROP_UPGRADE_WAY,
      g_param_spec_string ("upgrade-way", "Way of the upgrade",
                           "how the platform is upgraded after its packages: api, or bm-cli (bm-cli setup upgrade)",
                           "api", FLAGS));
  install_number (klass, PROP_START_TIMEOUT, "start-timeout", "Start timeout",
                  "seconds that the core and the nodes may take to come back after their packages were updated", 86400,
                  600);
  install_number (klass, PROP_VERIFY_WAIT, "verify-wait", "Wait of the verification",
                  "seconds that a service may take to answer again before the verification fails", 3600, 90);
  install_number (klass, PROP_SUBSCRIPTION_DAYS, "subscription-days", "Days of the subscription",
                  "a subscription that ends in fewer days is a finding of high severity", 3650, 15);
  g_object_class_install_property (
      klass, PROP_OTHER_SERVERS,
      g_param_spec_boxed ("other-servers", "Other servers",
                          "names or addresses of servers that BlueMind lists, and that somebody else updates",
                          G_TYPE_STRV, FLAGS));
}

gboolean
slw_admin_settings_set (SlwAdminSettings *settings, guint id, const GValue *value)
{
  switch (id) {
  case PROP_UPGRADE_WAY:
    g_free (settings->upgrade_way);
    settings->upgrade_way = g_value_dup_string (value);
    return TRUE;
  case PROP_START_TIMEOUT:
    settings->start_timeout = g_value_get_uint (value);
    return TRUE;
  case PROP_VERIFY_WAIT:
    settings->verify_wait = g_value_get_uint (value);
    return TRUE;
  case PROP_SUBSCRIPTION_DAYS:
    settings->subscription_days = g_value_get_uint (value);
    return TRUE;
  case PROP_OTHER_SERVERS:
    g_strfreev (settings->other_servers);
    settings->other_servers = g_value_dup_boxed (value);
    return TRUE;
  default:
    return slw_talk_settings_set (&settings->talk, id, value);
  }
}

gboolean
slw_admin_settings_get (const SlwAdminSettings *settings, guint id, GValue *value)
{
  switch (id) {
  case PROP_UPGRADE_WAY:
    g_value_set_string (value, settings->upgrade_way);
    return TRUE;
  case PROP_START_TIMEOUT:
    g_value_set_uint (value, settings->start_timeout);
    return TRUE;
  case PROP_VERIFY_WAIT:
    g_value_set_uint (value, settings->verify_wait);
    return TRUE;
  case PROP_SUBSCRIPTION_DAYS:
    g_value_set_uint (value, settings->subscription_days);
    return TRUE;
  case PROP_OTHER_SERVERS:
    g_value_set_boxed (value, settings->other_servers);
    return TRUE;
  default:
    return slw_talk_settings_get (&settings->talk, id, value);
  }
}

void
slw_admin_settings_clear (SlwAdminSettings *settings)
{
  slw_talk_settings_clear (&settings->talk);
  g_clear_pointer (&settings->upgrade_way, g_free);
  g_clear_pointer (&settings->other_servers, g_strfreev);
}

const SlwAdminSettings *
slw_admin_settings_of_talk (SlwTalk *talk)
{
  return (const SlwAdminSettings *) talk->settings;
}
