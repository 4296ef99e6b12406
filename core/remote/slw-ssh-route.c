/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-route.h"

#include <slipway/slw-error.h>

#include <string.h>

#include "core/api/slw-platform-private.h"
#include "core/api/slw-server-private.h"
#include "core/remote/slw-ssh-config.h"

#define MOST_HOPS 8

struct _SlwSshRoute {
  grefcount refs;
  GPtrArray *targets; /* SlwSshTarget */
};

/* What is being found out. Hops are looked up from the server backwards: a hop may itself have a ProxyJump. */
typedef struct {
  SlwPlatform *platform;
  SlwServer *server;
  SlwSshRoute *route;
  GQueue hops; /* char*, still to be looked up, the one nearest to the server first */
  guint looked_up;
} Find;

SlwSshRoute *
slw_ssh_route_ref (SlwSshRoute *route)
{
  g_ref_count_inc (&route->refs);
  return route;
}

void
slw_ssh_route_unref (SlwSshRoute *route)
{
  if (!g_ref_count_dec (&route->refs))
    return;
  g_ptr_array_unref (route->targets);
  g_free (route);
}

guint
slw_ssh_route_get_length (const SlwSshRoute *route)
{
  return route->targets->len;
}

const SlwSshTarget *
slw_ssh_route_get_target (const SlwSshRoute *route, guint index)
{
  return g_ptr_array_index (route->targets, index);
}

char *
slw_ssh_route_dup_key (const SlwSshRoute *route, guint index)
{
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i <= index; i++) {
    const SlwSshTarget *target = slw_ssh_route_get_target (route, i);

    g_string_append_printf (key, "%s@%s:%u %s %s\n", target->user, target->host, target->port,
                            target->identity != NULL ? target->identity : "", target->known_hosts[0]);
  }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

static void
find_free (gpointer data)
{
  Find *find = data;

  g_clear_object (&find->platform);
  g_object_unref (find->server);
  g_clear_pointer (&find->route, slw_ssh_route_unref);
  g_queue_clear_full (&find->hops, g_free);
  g_free (find);
}

gboolean
slw_ssh_route_parse_hop (const char *hop, char **user, char **host, guint *port)
{
  g_autofree char *text = g_strdup (g_str_has_prefix (hop, "ssh://") ? hop + strlen ("ssh://") : hop);
  char *at = strrchr (text, '@');
  char *name = at != NULL ? at + 1 : text;
  char *end = *name == '[' ? strchr (name, ']') : NULL;
  char *colon = strchr (end != NULL ? end : name, ':');
  guint64 number = 0;

  if (colon != NULL && !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  if (colon != NULL)
    *colon = '\0';
  if (end != NULL) {
    name++;
    *end = '\0';
  }
  if (at != NULL)
    *at = '\0';
  /* what begins with a dash would be an option of ssh -G */
  if (*name == '\0' || *name == '-' || (at != NULL && (*text == '\0' || *text == '-')))
    return FALSE;
  *user = at != NULL ? g_strdup (text) : NULL;
  *host = g_strdup (name);
  *port = number;
  return TRUE;
}

/* Targets */

static void
set_text (char **place, const char *value)
{
  g_free (*place);
  *place = g_strdup (value);
}

static char **
join_known_hosts (const Find *find, const SlwSshConfig *config)
{
  GPtrArray *files = g_ptr_array_new ();

  if (find->platform != NULL)
    g_ptr_array_add (files, g_strdup (slw_platform_get_known_hosts (find->platform)));
  for (guint i = 0; i < config->known_hosts->len; i++)
    g_ptr_array_add (files, g_strdup (g_ptr_array_index (config->known_hosts, i)));
  g_ptr_array_add (files, NULL);
  return (char **) g_ptr_array_free (files, FALSE);
}

static void
take_config (SlwSshTarget *target, const Find *find, SlwSshConfig *config)
{
  set_text (&target->host, config->hostname);
  set_text (&target->key_host, config->key_alias != NULL ? config->key_alias : config->hostname);
  set_text (&target->user, config->user);
  set_text (&target->agent, config->agent);
  target->port = config->port;
  target->identities_only = config->identities_only;
  g_ptr_array_unref (target->identities);
  target->identities = g_ptr_array_ref (config->identities);
  g_strfreev (target->known_hosts);
  target->known_hosts = join_known_hosts (find, config);
  if (config->connect_timeout > 0)
    target->connect_timeout = config->connect_timeout;
}

/* An alias stands in known_hosts as it is, a host with its port. */
static void
set_port (SlwSshTarget *target, const SlwSshConfig *config, guint port)
{
  if (port != 0)
    target->port = port;
  target->key_port = config->key_alias != NULL ? 22 : target->port;
}

static SlwSecret *
ref_secret (SlwSecret *secret)
{
  return secret != NULL ? slw_secret_ref (secret) : NULL;
}

static SlwSshTarget *
make_server_target (const Find *find, SlwSshConfig *config)
{
  const SlwLogin *login = slw_server_get_login (find->server);
  const char *name = slw_server_get_name (find->server);
  const char *address = slw_server_get_address (find->server);
  g_autofree char *both = g_strdup_printf ("%s (%s)", name, address);
  SlwSshTarget *target = slw_ssh_target_new (strcmp (name, address) == 0 ? name : both, address);

  take_config (target, find, config);
  if (login->user != NULL)
    set_text (&target->user, login->user);
  set_port (target, config, login->port);
  set_text (&target->identity, login->identity);
  target->passphrase = ref_secret (login->passphrase);
  target->password = ref_secret (login->password);
  g_free (target->trust_hint);
  target->trust_hint = g_strdup_printf ("slipway servers trust %s", name);
  return target;
}

static SlwSshTarget *
make_hop_target (const Find *find, SlwSshConfig *config, const char *user, guint port)
{
  const SlwLogin *login = slw_server_get_login (find->server);
  g_autofree char *name = g_strdup_printf ("jump host %s", config->hostname);
  SlwSshTarget *target = slw_ssh_target_new (name, config->hostname);

  take_config (target, find, config);
  if (user != NULL)
    set_text (&target->user, user);
  set_port (target, config, port);
  if (login->identity != NULL) {
    /* the list may be the configuration's own */
    GPtrArray *identities = g_ptr_array_new_with_free_func (g_free);

    g_ptr_array_add (identities, g_strdup (login->identity));
    for (guint i = 0; i < target->identities->len; i++)
      g_ptr_array_add (identities, g_strdup (g_ptr_array_index (target->identities, i)));
    g_ptr_array_unref (target->identities);
    target->identities = identities;
  }
  target->passphrase = ref_secret (login->passphrase);
  g_free (target->trust_hint);
  target->trust_hint = g_strdup_printf ("slipway servers trust %s", slw_server_get_name (find->server));
  return target;
}

/* Finding */

static void look_up_next (GTask *task);

/* A list of hops, the first one to be reached first. */
static void
push_hops (Find *find, const char *list)
{
  g_auto (GStrv) hops = g_strsplit (list, ",", -1);

  for (gsize i = 0; hops[i] != NULL; i++)
    g_queue_push_head (&find->hops, g_strdup (g_strstrip (hops[i])));
}

static gboolean
refuse_command (GTask *task, const SlwSshConfig *config)
{
  const Find *find = g_task_get_task_data (task);

  if (config->command == NULL)
    return FALSE;
  g_task_return_new_error (
      task, SLW_ERROR, SLW_ERROR_INVALID,
      "%s: ssh's configuration has a ProxyCommand for %s, which is not supported; use ProxyJump, or set "
      "jump or ssh-config=no in the platform file",
      slw_server_get_name (find->server), config->hostname);
  return TRUE;
}

static void
add_server (GTask *task, SlwSshConfig *config)
{
  Find *find = g_task_get_task_data (task);
  const SlwLogin *login = slw_server_get_login (find->server);
  const char *jump = login->jump != NULL ? login->jump : config->jump;

  if (jump == NULL && refuse_command (task, config))
    return;
  g_ptr_array_add (find->route->targets, make_server_target (find, config));
  if (jump != NULL && g_ascii_strcasecmp (jump, "none") != 0)
    push_hops (find, jump);
  look_up_next (task);
}

static void
add_hop (GTask *task, const char *hop, SlwSshConfig *config)
{
  Find *find = g_task_get_task_data (task);
  g_autofree char *user = NULL;
  g_autofree char *host = NULL;
  guint port;

  slw_ssh_route_parse_hop (hop, &user, &host, &port);
  /* as with ssh -J: only the hop that is reached first goes by its own ProxyJump */
  if (g_queue_is_empty (&find->hops) && config->jump != NULL)
    push_hops (find, config->jump);
  else if (g_queue_is_empty (&find->hops) && refuse_command (task, config))
    return;
  g_ptr_array_insert (find->route->targets, 0, make_hop_target (find, config, user, port));
  look_up_next (task);
}

static void
on_hop_config (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Find *find = g_task_get_task_data (task);
  g_autofree char *hop = g_queue_pop_head (&find->hops);
  GError *error = NULL;
  g_autoptr (SlwSshConfig) config = slw_ssh_config_load_finish (result, &error);

  if (config == NULL)
    g_task_return_error (task, error);
  else
    add_hop (task, hop, config);
}

static void
look_up_next (GTask *task)
{
  Find *find = g_task_get_task_data (task);
  const char *hop = g_queue_peek_head (&find->hops);
  g_autofree char *user = NULL;
  g_autofree char *host = NULL;
  guint port;

  if (hop == NULL) {
    g_task_return_pointer (task, g_steal_pointer (&find->route), (GDestroyNotify) slw_ssh_route_unref);
    return;
  }
  if (++find->looked_up > MOST_HOPS || !slw_ssh_route_parse_hop (hop, &user, &host, &port)) {
    g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_INVALID,
                             find->looked_up > MOST_HOPS ? "%s: too many jump hosts, or they go round in a circle: %s"
                                                         : "%s: “%s” is no jump host: write user@host:port",
                             slw_server_get_name (find->server), hop);
    return;
  }
  if (slw_server_get_login (find->server)->use_ssh_config) {
    slw_ssh_config_load_async (host, g_task_get_cancellable (task), on_hop_config, g_object_ref (task));
  } else {
    g_autofree char *text = g_queue_pop_head (&find->hops);
    g_autoptr (SlwSshConfig) config = slw_ssh_config_new_default (host);

    add_hop (task, text, config);
  }
}

static void
on_server_config (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SlwSshConfig) config = slw_ssh_config_load_finish (result, &error);

  if (config == NULL)
    g_task_return_error (task, error);
  else
    add_server (task, config);
}

void
slw_ssh_route_find_async (SlwPlatform *platform,
                          SlwServer *server,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const char *address = slw_server_get_address (server);
  Find *find = g_new0 (Find, 1);

  g_task_set_source_tag (task, slw_ssh_route_find_async);
  g_task_set_check_cancellable (task, FALSE);
  find->platform = platform != NULL ? g_object_ref (platform) : NULL;
  find->server = g_object_ref (server);
  find->route = g_new0 (SlwSshRoute, 1);
  g_ref_count_init (&find->route->refs);
  find->route->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_ssh_target_free);
  g_queue_init (&find->hops);
  g_task_set_task_data (task, find, find_free);
  if (slw_server_get_login (server)->use_ssh_config) {
    slw_ssh_config_load_async (address, cancellable, on_server_config, g_steal_pointer (&task));
  } else {
    g_autoptr (SlwSshConfig) config = slw_ssh_config_new_default (address);

    add_server (task, config);
  }
}

SlwSshRoute *
slw_ssh_route_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
