/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/model/slw-platform-file.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "core/api/slw-server-private.h"
#include "core/model/slw-allowance.h"
#include "core/model/slw-key-file.h"
#include "core/model/slw-secret-reference.h"

#define SERVER_PREFIX "server "

/* What one parse needs everywhere. */
typedef struct {
  GKeyFile *file;
  const char *name;
  const char *folder;
  SlwPlatform *platform;
  GHashTable *addresses; /* "address:port" -> name of the server that has it */
} Parse;

static const char *const platform_keys[] = { "name", "known-hosts", NULL };
static const char *const run_keys[] = { "jobs", "batch", "failure-budget", "reconnect", NULL };
static const char *const server_keys[] = { "address",  "roles",         "user", "port",       "identity",  "passphrase",
                                           "password", "sudo-password", "jump", "ssh-config", "transport", NULL };

static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
static const char host_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
static const char role_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

static gboolean
is_word (const char *text, const char *letters, gsize longest)
{
  gsize length = strlen (text);

  return length > 0 && length <= longest && strspn (text, letters) == length && g_ascii_isalnum (*text);
}

static gboolean
is_host (const char *text)
{
  return g_hostname_is_ip_address (text) || (is_word (text, host_letters, 253) && strstr (text, "..") == NULL);
}

/* Of a user or of anything else that becomes an argument of ssh: nothing that could be an option, or two words. */
static gboolean
is_argument (const char *text)
{
  if (*text == '-' || *text == '\0' || strlen (text) > 255)
    return FALSE;
  for (; *text != '\0'; text++)
    if (g_ascii_isspace (*text) || g_ascii_iscntrl (*text))
      return FALSE;
  return TRUE;
}

static gboolean
get (Parse *parse, const char *group, const char *key, char **value, GError **error)
{
  return slw_key_file_dup_value (parse->file, parse->name, group, key, value, error);
}

static gboolean
parse_number (
    Parse *parse, const char *group, const char *key, guint64 least, guint64 most, guint *number, GError **error)
{
  g_autofree char *text = NULL;
  guint64 value = 0;

  if (!get (parse, group, key, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, least, most, &value, NULL))
    return slw_key_file_set_error (error, parse->name, group, key,
                                   "must be a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, least, most);
  *number = (guint) value;
  return TRUE;
}

static gboolean
parse_bool (Parse *parse, const char *group, const char *key, gboolean *value, GError **error)
{
  static const char *const yes[] = { "yes", "true", NULL };
  static const char *const no[] = { "no", "false", NULL };
  g_autofree char *text = NULL;

  if (!get (parse, group, key, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *value = g_strv_contains (yes, text);
  if (!*value && !g_strv_contains (no, text))
    return slw_key_file_set_error (error, parse->name, group, key, "must be yes or no");
  return TRUE;
}

static gboolean
parse_path (Parse *parse, const char *group, const char *key, char **path, GError **error)
{
  g_autofree char *text = NULL;

  if (!get (parse, group, key, &text, error))
    return FALSE;
  if (text != NULL && *text == '~' && text[1] != '/')
    return slw_key_file_set_error (error, parse->name, group, key, "~ stands for your own home only: write ~/…");
  if (text != NULL)
    *path = slw_key_file_resolve_path (text, parse->folder);
  return TRUE;
}

static gboolean
parse_reference (Parse *parse, const char *group, const char *key, char **reference, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;

  if (!get (parse, group, key, &text, error))
    return FALSE;
  if (text != NULL && !slw_secret_reference_check (text, &local))
    return slw_key_file_set_error (error, parse->name, group, key, "%s", local->message);
  *reference = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
parse_user (Parse *parse, const char *group, char **user, GError **error)
{
  if (!get (parse, group, "user", user, error))
    return FALSE;
  if (*user != NULL && !is_argument (*user))
    return slw_key_file_set_error (error, parse->name, group, "user", "is no name of a user");
  return TRUE;
}

static gboolean
is_hop (char *hop)
{
  char *at = strrchr (hop, '@');
  char *host = at != NULL ? at + 1 : hop;
  char *end = *host == '[' ? strchr (host, ']') : NULL;
  char *port = strchr (end != NULL ? end : host, ':');

  if (at != NULL) {
    *at = '\0';
    if (!is_argument (hop))
      return FALSE;
  }
  if (port != NULL) {
    *port = '\0';
    if (!g_ascii_string_to_unsigned (port + 1, 10, 1, 65535, NULL, NULL))
      return FALSE;
  }
  if (end == NULL)
    return is_host (host);
  *end = '\0';
  return g_hostname_is_ip_address (host + 1);
}

static gboolean
parse_jump (Parse *parse, const char *group, char **jump, GError **error)
{
  g_auto (GStrv) hops = NULL;

  if (!get (parse, group, "jump", jump, error))
    return FALSE;
  if (*jump == NULL)
    return TRUE;
  hops = g_strsplit (*jump, ",", -1);
  for (guint i = 0; hops[i] != NULL; i++) {
    if (!is_hop (hops[i]))
      return slw_key_file_set_error (error, parse->name, group, "jump",
                                     "must be user@host:port, several separated by commas without spaces");
  }
  return TRUE;
}

static gboolean
parse_transport (Parse *parse, const char *group, char **transport, GError **error)
{
  static const char *const words[] = { "ssh", "local", NULL };
  g_autofree char *text = NULL;
  const char *file;

  if (!get (parse, group, "transport", &text, error))
    return FALSE;
  file = text != NULL && g_str_has_prefix (text, "replay:") ? text + strlen ("replay:") : NULL;
  if (text != NULL && (file == NULL || *file == '\0') && !g_strv_contains (words, text))
    return slw_key_file_set_error (error, parse->name, group, "transport", "must be ssh, local or replay:FILE");
  if (file != NULL) {
    g_autofree char *path = slw_key_file_resolve_path (file, parse->folder);
    *transport = g_strconcat ("replay:", path, NULL);
  } else {
    *transport = g_steal_pointer (&text);
  }
  return TRUE;
}

static gboolean
parse_login (Parse *parse, const char *group, SlwLogin *login, GError **error)
{
  return parse_user (parse, group, &login->user, error)
         && parse_number (parse, group, "port", 1, 65535, &login->port, error)
         && parse_path (parse, group, "identity", &login->identity, error)
         && parse_reference (parse, group, "passphrase", &login->passphrase_from, error)
         && parse_reference (parse, group, "password", &login->password_from, error)
         && parse_reference (parse, group, "sudo-password", &login->sudo_password_from, error)
         && parse_jump (parse, group, &login->jump, error)
         && parse_bool (parse, group, "ssh-config", &login->use_ssh_config, error)
         && parse_transport (parse, group, &login->transport, error);
}

static gboolean
parse_address (Parse *parse, const char *group, char **address, GError **error)
{
  if (!get (parse, group, "address", address, error))
    return FALSE;
  if (*address == NULL)
    return slw_key_file_set_error (error, parse->name, group, NULL, "has no address= (an IP address or a host name)");
  if (is_host (*address))
    return TRUE;
  if (strchr (*address, ':') != NULL)
    return slw_key_file_set_error (error, parse->name, group, "address",
                                   "is no IP address or host name; a port is a line of its own: port = …");
  return slw_key_file_set_error (error, parse->name, group, "address", "is no IP address or host name");
}

static gboolean
parse_roles (Parse *parse, const char *group, char ***roles, GError **error)
{
  g_autofree char *text = NULL;

  if (!get (parse, group, "roles", &text, error))
    return FALSE;
  *roles = slw_key_file_split (text);
  if (**roles == NULL)
    return slw_key_file_set_error (error, parse->name, group, NULL, "has no roles= (what the server is for)");
  for (guint i = 0; (*roles)[i] != NULL; i++) {
    if (!is_word ((*roles)[i], role_letters, 64))
      return slw_key_file_set_error (error, parse->name, group, "roles",
                                     "a role has lower-case letters, digits and - only: word %u", i + 1);
    for (guint j = 0; j < i; j++)
      if (g_str_equal ((*roles)[i], (*roles)[j]))
        return slw_key_file_set_error (error, parse->name, group, "roles", "%s stands twice", (*roles)[i]);
  }
  return TRUE;
}

/* Two servers with one address are one server that would be installed twice. */
static gboolean
check_unique (Parse *parse, const char *group, const char *address, guint port, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (address, -1);
  g_autofree char *place = g_strdup_printf ("%s port %u", lower, port != 0 ? port : 22);
  const char *other = g_hash_table_lookup (parse->addresses, place);

  if (other != NULL)
    return slw_key_file_set_error (error, parse->name, group, "address", "%s is already the address of [%s]", place,
                                   other);
  g_hash_table_insert (parse->addresses, g_steal_pointer (&place), g_strdup (group));
  return TRUE;
}

static gboolean
parse_server (Parse *parse, const char *group, GError **error)
{
  g_autoptr (SlwLogin) login = slw_login_new ();
  g_autoptr (SlwServer) server = NULL;
  g_autofree char *address = NULL;
  g_auto (GStrv) roles = NULL;
  const char *name = group + strlen (SERVER_PREFIX);

  if (!is_word (name, name_letters, 64))
    return slw_key_file_set_error (error, parse->name, group, NULL,
                                   "a server's name has letters, digits, - _ and . only, and begins with one of the "
                                   "first two");
  if (!slw_key_file_check_keys (parse->file, parse->name, group, server_keys, error)
      || !parse_address (parse, group, &address, error) || !parse_roles (parse, group, &roles, error)
      || !parse_login (parse, group, login, error) || !check_unique (parse, group, address, login->port, error))
    return FALSE;
  server = slw_server_new (name, address, (const char *const *) roles, g_steal_pointer (&login));
  slw_platform_add_server (parse->platform, server);
  return TRUE;
}

static gboolean
parse_plugin (Parse *parse, const char *group, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (parse->file, group, NULL, NULL);
  static const char *const any[] = { "*", NULL };

  if (!slw_key_file_check_keys (parse->file, parse->name, group, any, error))
    return FALSE;
  for (guint i = 0; keys[i] != NULL; i++) {
    g_autofree char *value = NULL;

    if (!get (parse, group, keys[i], &value, error))
      return FALSE;
    slw_platform_set_setting (parse->platform, group, keys[i], value);
  }
  return TRUE;
}

static gboolean
parse_budget (Parse *parse, GError **error)
{
  g_autofree char *text = NULL;
  SlwAllowance allowance;

  if (!get (parse, "run", "failure-budget", &text, error))
    return FALSE;
  if (text == NULL || slw_allowance_parse (text, &allowance))
    return TRUE;
  return slw_key_file_set_error (error, parse->name, "run", "failure-budget", "%s", SLW_ALLOWANCE_WORDS);
}

static gboolean
parse_run (Parse *parse, GError **error)
{
  guint ignored;

  return slw_key_file_check_keys (parse->file, parse->name, "run", run_keys, error)
         && parse_number (parse, "run", "jobs", 1, 1000, &ignored, error)
         && parse_number (parse, "run", "batch", 1, 100000, &ignored, error)
         && parse_number (parse, "run", "reconnect", 0, 86400, &ignored, error) && parse_budget (parse, error)
         && parse_plugin (parse, "run", error);
}

static gboolean
parse_group (Parse *parse, const char *group, GError **error)
{
  g_autofree char *word = NULL;
  const char *space = strchr (group, ' ');
  static const char *const words[] = { "server", NULL };

  if (g_str_equal (group, "platform"))
    return TRUE;
  if (g_str_equal (group, "run"))
    return parse_run (parse, error);
  if (g_str_has_prefix (group, SERVER_PREFIX))
    return parse_server (parse, group, error);
  if (space == NULL)
    return parse_plugin (parse, group, error);
  word = g_strndup (group, (gsize) (space - group));
  if (slw_text_closest (word, words) != NULL)
    return slw_key_file_set_error (error, parse->name, group, NULL, "unknown group, did you mean [server%s]?", space);
  return slw_key_file_set_error (error, parse->name, group, NULL,
                                 "unknown group; there are [platform], [server NAME], [run] and [PLUGIN]");
}

static gboolean
parse_platform (Parse *parse, GError **error)
{
  g_autofree char *title = NULL;
  g_autofree char *known_hosts = NULL;

  if (!slw_key_file_check_keys (parse->file, parse->name, "platform", platform_keys, error)
      || !get (parse, "platform", "name", &title, error)
      || !parse_path (parse, "platform", "known-hosts", &known_hosts, error))
    return FALSE;
  if (title == NULL) {
    const char *dot;
    g_autofree char *base = g_path_get_basename (parse->name);

    dot = strrchr (base, '.');
    title = dot != NULL && dot > base ? g_strndup (base, (gsize) (dot - base)) : g_steal_pointer (&base);
  } else if (strlen (title) > 64 || strpbrk (title, "\n\t") != NULL) {
    return slw_key_file_set_error (error, parse->name, "platform", "name", "must be one line of at most 64 bytes");
  }
  parse->platform = slw_platform_new (title, parse->folder);
  slw_platform_set_file (parse->platform, parse->name);
  if (known_hosts != NULL)
    slw_platform_set_known_hosts (parse->platform, known_hosts);
  return TRUE;
}

static gboolean
parse_groups (Parse *parse, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (parse->file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    if (!parse_group (parse, groups[i], error))
      return FALSE;
  if (slw_platform_get_servers (parse->platform)->len == 0)
    return slw_key_file_set_error (error, parse->name, NULL, NULL, "has no server; add a [server NAME] group");
  return TRUE;
}

SlwPlatform *
slw_platform_file_parse (const char *text, gsize length, const char *folder, const char *name, GError **error)
{
  g_autoptr (GHashTable) addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (SlwPlatform) platform = NULL;
  Parse parse = { NULL, name, folder, NULL, addresses };
  gboolean good;

  g_return_val_if_fail (text != NULL && folder != NULL && name != NULL, NULL);

  file = slw_key_file_parse (text, length, name, error);
  if (file == NULL)
    return NULL;
  parse.file = file;
  good = parse_platform (&parse, error) && parse_groups (&parse, error);
  platform = parse.platform;
  return good ? g_steal_pointer (&platform) : NULL;
}

SlwPlatform *
slw_platform_file_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *absolute = NULL;
  g_autofree char *folder = NULL;
  gsize length = 0;

  g_return_val_if_fail (path != NULL, NULL);

  text = slw_key_file_read (path, &length, error);
  if (text == NULL)
    return NULL;
  absolute = g_canonicalize_filename (path, NULL);
  folder = g_path_get_dirname (absolute);
  return slw_platform_file_parse (text, length, folder, path, error);
}

static gboolean
unlock_one (
    SlwPlatform *platform, SlwServer *server, const char *key, const char *from, SlwSecret **secret, GError **error)
{
  g_autofree char *what = g_strdup_printf ("%s of server %s", key, slw_server_get_name (server));

  if (from == NULL || *secret != NULL)
    return TRUE;
  *secret = slw_secret_reference_read (from, slw_platform_get_folder (platform), what, error);
  return *secret != NULL;
}

gboolean
slw_platform_file_unlock (SlwPlatform *platform, SlwServer *server, GError **error)
{
  SlwLogin *login = slw_server_edit_login (server);

  return unlock_one (platform, server, "passphrase", login->passphrase_from, &login->passphrase, error)
         && unlock_one (platform, server, "password", login->password_from, &login->password, error)
         && unlock_one (platform, server, "sudo-password", login->sudo_password_from, &login->sudo_password, error);
}

gboolean
slw_platform_file_unlock_all (SlwPlatform *platform, GPtrArray *servers, GError **error)
{
  for (guint i = 0; i < servers->len; i++)
    if (!slw_platform_file_unlock (platform, g_ptr_array_index (servers, i), error))
      return FALSE;
  return TRUE;
}
