/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config-backup.h"

#include "backup.h"
#include "capture.h"
#include "external.h"
#include "gate.h"
#include "restore.h"

struct _ConfigBackup {
  GObject parent_instance;
  ConfigSettings settings;
  Gate *gate; /* NULL: not attached, or not required */
};

enum {
  PROP_0,
  PROP_FOLDER,
  PROP_INCLUDE,
  PROP_EXCLUDE,
  PROP_LIMIT,
  PROP_KEEP,
  PROP_KEEP_DAYS,
  PROP_REQUIRED,
  PROP_ENCRYPT_TO,
  PROP_ENCRYPT_TO_FILE,
  PROP_COMMAND,
  PROP_AGE_COMMAND,
  PROP_AGE_FILE,
  PROP_MAX_AGE,
  PROP_COMMAND_TIMEOUT,
};

static const struct {
  const char *kind;
  SlwDirective *(*next) (ConfigBackup *self, SlwStepRun *run, const SlwResult *last, GError **error);
} kinds[] = {
  { "backup.external", external_next },
  { "config.backup", backup_next },
  { "config.conffiles", capture_leftovers_next },
  { "config.diff", diff_next },
  { "config.restore", restore_next },
};

static void config_backup_step_init (SlwStepInterface *iface);
static void config_backup_client_init (SlwBusClientInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (ConfigBackup,
                                config_backup,
                                G_TYPE_OBJECT,
                                0,
                                G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, config_backup_step_init)
                                    G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_BUS_CLIENT, config_backup_client_init))

void
config_backup_register (GTypeModule *module)
{
  config_backup_register_type (module);
}

const ConfigSettings *
config_backup_get_settings (ConfigBackup *self)
{
  return &self->settings;
}

static SlwDirective *
config_backup_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  const char *kind = slw_step_run_get_kind (run);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (kind, kinds[i].kind))
      return kinds[i].next (CONFIG_BACKUP (step), run, last, error);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "config-backup does not know the kind %s", kind);
  return NULL;
}

static void
config_backup_step_init (SlwStepInterface *iface)
{
  iface->next = config_backup_next;
}

static void
config_backup_attach (SlwBusClient *client, SlwBus *bus)
{
  ConfigBackup *self = CONFIG_BACKUP (client);

  if (self->settings.required)
    self->gate = gate_new (bus);
}

static void
config_backup_detach (SlwBusClient *client, SlwBus *bus)
{
  g_clear_pointer (&CONFIG_BACKUP (client)->gate, gate_free);
}

static void
config_backup_client_init (SlwBusClientInterface *iface)
{
  iface->attach = config_backup_attach;
  iface->detach = config_backup_detach;
}

/* An empty one is none. */
static void
set_line (char **line, const GValue *value)
{
  const char *text = g_value_get_string (value);

  g_free (*line);
  *line = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static void
config_backup_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConfigSettings *settings = &CONFIG_BACKUP (object)->settings;

  switch (id) {
  case PROP_FOLDER:
    g_set_object (&settings->folder, g_value_get_object (value));
    break;
  case PROP_INCLUDE:
    g_strfreev (settings->include);
    settings->include = g_value_dup_boxed (value);
    break;
  case PROP_EXCLUDE:
    g_strfreev (settings->exclude);
    settings->exclude = g_value_dup_boxed (value);
    break;
  case PROP_LIMIT:
    settings->limit = g_value_get_uint (value);
    break;
  case PROP_KEEP:
    settings->keep = g_value_get_uint (value);
    break;
  case PROP_KEEP_DAYS:
    settings->keep_days = g_value_get_uint (value);
    break;
  case PROP_REQUIRED:
    settings->required = g_value_get_boolean (value);
    break;
  case PROP_ENCRYPT_TO:
    g_strfreev (settings->encrypt_to);
    settings->encrypt_to = g_value_dup_boxed (value);
    break;
  case PROP_ENCRYPT_TO_FILE:
    g_set_object (&settings->encrypt_to_file, g_value_get_object (value));
    break;
  case PROP_COMMAND:
    set_line (&settings->command, value);
    break;
  case PROP_AGE_COMMAND:
    set_line (&settings->age_command, value);
    break;
  case PROP_AGE_FILE:
    g_set_object (&settings->age_file, g_value_get_object (value));
    break;
  case PROP_MAX_AGE:
    settings->max_age = g_value_get_uint (value);
    break;
  case PROP_COMMAND_TIMEOUT:
    settings->command_timeout = g_value_get_uint (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
config_backup_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const ConfigSettings *settings = &CONFIG_BACKUP (object)->settings;

  switch (id) {
  case PROP_FOLDER:
    g_value_set_object (value, settings->folder);
    break;
  case PROP_INCLUDE:
    g_value_set_boxed (value, settings->include);
    break;
  case PROP_EXCLUDE:
    g_value_set_boxed (value, settings->exclude);
    break;
  case PROP_LIMIT:
    g_value_set_uint (value, settings->limit);
    break;
  case PROP_KEEP:
    g_value_set_uint (value, settings->keep);
    break;
  case PROP_KEEP_DAYS:
    g_value_set_uint (value, settings->keep_days);
    break;
  case PROP_REQUIRED:
    g_value_set_boolean (value, settings->required);
    break;
  case PROP_ENCRYPT_TO:
    g_value_set_boxed (value, settings->encrypt_to);
    break;
  case PROP_ENCRYPT_TO_FILE:
    g_value_set_object (value, settings->encrypt_to_file);
    break;
  case PROP_COMMAND:
    g_value_set_string (value, settings->command);
    break;
  case PROP_AGE_COMMAND:
    g_value_set_string (value, settings->age_command);
    break;
  case PROP_AGE_FILE:
    g_value_set_object (value, settings->age_file);
    break;
  case PROP_MAX_AGE:
    g_value_set_uint (value, settings->max_age);
    break;
  case PROP_COMMAND_TIMEOUT:
    g_value_set_uint (value, settings->command_timeout);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
config_backup_finalize (GObject *object)
{
  ConfigBackup *self = CONFIG_BACKUP (object);

  g_clear_pointer (&self->gate, gate_free);
  g_clear_object (&self->settings.folder);
  g_strfreev (self->settings.include);
  g_strfreev (self->settings.exclude);
  g_strfreev (self->settings.encrypt_to);
  g_clear_object (&self->settings.encrypt_to_file);
  g_free (self->settings.command);
  g_free (self->settings.age_command);
  g_clear_object (&self->settings.age_file);
  G_OBJECT_CLASS (config_backup_parent_class)->finalize (object);
}

static void
install (GObjectClass *klass, guint id, GParamSpec *spec)
{
  g_object_class_install_property (klass, id, spec);
}

static void
install_external (GObjectClass *klass, GParamFlags plain)
{
  install (klass, PROP_COMMAND,
           g_param_spec_string (
               "command", "Command",
               "a line for sh on the controller that makes a full backup or a snapshot of the platform", NULL, plain));
  install (klass, PROP_AGE_COMMAND,
           g_param_spec_string ("age-command", "Age command",
                                "a line for sh on the controller that prints when the newest full backup was made, in "
                                "seconds since 1970",
                                NULL, plain));
  install (klass, PROP_AGE_FILE,
           g_param_spec_object ("age-file", "Age file",
                                "a file of the controller whose time is that of the newest full backup", G_TYPE_FILE,
                                plain));
  install (klass, PROP_MAX_AGE,
           g_param_spec_uint ("max-age", "Maximum age", "hours that a full backup is good for", 1, 24 * 365, 24,
                              plain | G_PARAM_CONSTRUCT));
  install (klass, PROP_COMMAND_TIMEOUT,
           g_param_spec_uint ("command-timeout", "Command timeout", "seconds that command may take", 1, 7 * 86400,
                              14400, plain | G_PARAM_CONSTRUCT));
}

static void
install_encryption (GObjectClass *klass, GParamFlags plain)
{
  install (klass, PROP_ENCRYPT_TO,
           g_param_spec_boxed ("encrypt-to", "Encrypt to",
                               "public keys of age (age1…) that backups are encrypted to; none: they are not",
                               G_TYPE_STRV, plain));
  install (klass, PROP_ENCRYPT_TO_FILE,
           g_param_spec_object ("encrypt-to-file", "Encrypt to file",
                                "a file of the controller with such keys, or public keys of ssh, one a line",
                                G_TYPE_FILE, plain));
}

static void
config_backup_class_init (ConfigBackupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags plain = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  const GParamFlags preset = plain | G_PARAM_CONSTRUCT;

  object_class->set_property = config_backup_set_property;
  object_class->get_property = config_backup_get_property;
  object_class->finalize = config_backup_finalize;
  install (object_class, PROP_FOLDER,
           g_param_spec_object ("folder", "Folder",
                                "where backups are kept; without it slipway/backups in the user's state folder",
                                G_TYPE_FILE, plain));
  install (object_class, PROP_INCLUDE,
           g_param_spec_boxed ("include", "Include", "paths to keep besides, with the wildcards of a shell",
                               G_TYPE_STRV, plain));
  install (object_class, PROP_EXCLUDE,
           g_param_spec_boxed ("exclude", "Exclude", "paths to leave out, with wildcards", G_TYPE_STRV, plain));
  install (
      object_class, PROP_LIMIT,
      g_param_spec_uint ("limit", "Limit", "MiB that a backup of a server may have", 1, 1024 * 1024, 1024, preset));
  install (object_class, PROP_KEEP,
           g_param_spec_uint ("keep", "Keep", "how many of a server's newest backups stay in any case", 1, 100000, 30,
                              preset));
  install (object_class, PROP_KEEP_DAYS,
           g_param_spec_uint ("keep-days", "Keep days", "older ones go when they are older than so many days", 0, 36500,
                              90, preset));
  install (object_class, PROP_REQUIRED,
           g_param_spec_boolean ("required", "Required",
                                 "no server is changed in a run before a backup of it was made in that run", TRUE,
                                 preset));
  install_encryption (object_class, plain);
  install_external (object_class, plain);
}

static void
config_backup_class_finalize (ConfigBackupClass *klass)
{
}

static void
config_backup_init (ConfigBackup *self)
{
}
