/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-talk.h"

/* Every provider on top of the conversation has these properties, so that they have one name and one text. */

#define FLAGS (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS)

void
slw_talk_settings_install (GObjectClass *klass)
{
  g_object_class_install_property (
      klass, SLW_TALK_PROP_LOGIN,
      g_param_spec_string ("login", "Login", "how to log in to the API: token (the main server's own) or password",
                           "token", FLAGS));
  g_object_class_install_property (klass, SLW_TALK_PROP_ADMIN_PASSWORD,
                                   g_param_spec_boxed ("admin-password", "Administrator's password",
                                                       "password of " SLW_TALK_ADMIN, SLW_TYPE_SECRET, FLAGS));
  g_object_class_install_property (
      klass, SLW_TALK_PROP_TLS,
      g_param_spec_string (
          "tls", "TLS",
          "how to know the API's server: pinned (the certificate that it has on its disk, read over ssh) or "
          "system (the certificate authorities of this machine)",
          "pinned", FLAGS));
  g_object_class_install_property (
      klass, SLW_TALK_PROP_EXTERNAL_URL,
      g_param_spec_string ("external-url", "External name",
                           "host name by which users reach the platform; by default the main server's own", NULL,
                           FLAGS));
  g_object_class_install_property (klass, SLW_TALK_PROP_API_TIMEOUT,
                                   g_param_spec_uint ("api-timeout", "API timeout",
                                                      "seconds that the API may give no answer", 0, 86400, 120, FLAGS));
  g_object_class_install_property (klass, SLW_TALK_PROP_TASK_TIMEOUT,
                                   g_param_spec_uint ("task-timeout", "Task timeout",
                                                      "seconds that a task of the core may take", 1, 7 * 86400, 1800,
                                                      FLAGS));
}

gboolean
slw_talk_settings_set (SlwTalkSettings *settings, guint id, const GValue *value)
{
  switch (id) {
  case SLW_TALK_PROP_LOGIN:
    g_free (settings->login);
    settings->login = g_value_dup_string (value);
    return TRUE;
  case SLW_TALK_PROP_ADMIN_PASSWORD:
    g_clear_pointer (&settings->admin_password, slw_secret_unref);
    settings->admin_password = g_value_dup_boxed (value);
    return TRUE;
  case SLW_TALK_PROP_TLS:
    g_free (settings->tls);
    settings->tls = g_value_dup_string (value);
    return TRUE;
  case SLW_TALK_PROP_EXTERNAL_URL:
    g_free (settings->external_url);
    settings->external_url = g_value_dup_string (value);
    return TRUE;
  case SLW_TALK_PROP_API_TIMEOUT:
    settings->api_timeout = g_value_get_uint (value);
    return TRUE;
  case SLW_TALK_PROP_TASK_TIMEOUT:
    settings->task_timeout = g_value_get_uint (value);
    return TRUE;
  default:
    return FALSE;
  }
}

gboolean
slw_talk_settings_get (const SlwTalkSettings *settings, guint id, GValue *value)
{
  switch (id) {
  case SLW_TALK_PROP_LOGIN:
    g_value_set_string (value, settings->login);
    return TRUE;
  case SLW_TALK_PROP_ADMIN_PASSWORD:
    g_value_set_boxed (value, settings->admin_password);
    return TRUE;
  case SLW_TALK_PROP_TLS:
    g_value_set_string (value, settings->tls);
    return TRUE;
  case SLW_TALK_PROP_EXTERNAL_URL:
    g_value_set_string (value, settings->external_url);
    return TRUE;
  case SLW_TALK_PROP_API_TIMEOUT:
    g_value_set_uint (value, settings->api_timeout);
    return TRUE;
  case SLW_TALK_PROP_TASK_TIMEOUT:
    g_value_set_uint (value, settings->task_timeout);
    return TRUE;
  default:
    return FALSE;
  }
}

void
slw_talk_settings_clear (SlwTalkSettings *settings)
{
  g_clear_pointer (&settings->login, g_free);
  g_clear_pointer (&settings->admin_password, slw_secret_unref);
  g_clear_pointer (&settings->tls, g_free);
  g_clear_pointer (&settings->external_url, g_free);
}
