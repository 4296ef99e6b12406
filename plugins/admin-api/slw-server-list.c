/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-server-list.h"

#include "bm-api/slw-json.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_SERVERS 10000

void
slw_listed_server_free (SlwListedServer *self)
{
  g_free (self->uid);
  g_free (self->ip);
  g_free (self->fqdn);
  g_free (self->name);
  g_strfreev (self->tags);
  g_free (self);
}

gboolean
slw_listed_server_has_tag (const SlwListedServer *self, const char *tag)
{
  return g_strv_contains ((const char *const *) self->tags, tag);
}

gboolean
slw_listed_server_is_storage (const SlwListedServer *self)
{
  return slw_listed_server_has_tag (self, SLW_TAG_IMAP) && slw_listed_server_has_tag (self, SLW_TAG_DATA);
}

static char *
dup_member (JsonObject *object, const char *name)
{
  const char *text = slw_json_get_string (object, name);

  return g_strdup (text != NULL ? text : "");
}

static char **
read_tags (JsonArray *array)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *tag = slw_json_element_string (array, i);
    if (tag != NULL)
      g_ptr_array_add (tags, g_strdup (tag));
  }
  g_ptr_array_add (tags, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&tags), FALSE);
}

static SlwListedServer *
read_server (JsonObject *item, GError **error)
{
  JsonObject *value = slw_json_get_object (item, "value");
  const char *uid = slw_json_get_string (item, "uid");
  g_autoptr (SlwListedServer) server = NULL;

  if (value == NULL || !slw_json_is_id (uid)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                 "the list of servers has an entry without a value or a proper uid");
    return NULL;
  }
  server = g_new0 (SlwListedServer, 1);
  server->uid = g_strdup (uid);
  server->ip = dup_member (value, "ip");
  server->fqdn = dup_member (value, "fqdn");
  server->name = dup_member (value, "name");
  server->tags = read_tags (slw_json_get_array (value, "tags"));
  server->created = (gint64) CLAMP (slw_json_get_number (item, "created"), 0, 1e15);
  return g_steal_pointer (&server);
}

GPtrArray *
slw_server_list_read (SlwAnswer *answer, GError **error)
{
  JsonArray *array = slw_answer_get_array (answer, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) slw_listed_server_free);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_SERVERS); i++) {
    SlwListedServer *server = read_server (slw_json_element_object (array, i), error);
    if (server == NULL)
      return NULL;
    g_ptr_array_add (list, server);
  }
  return g_steal_pointer (&list);
}

/* Addresses have more than one form. */
static gboolean
same_ip (const char *a, const char *b)
{
  g_autoptr (GInetAddress) left = g_inet_address_new_from_string (a);
  g_autoptr (GInetAddress) right = g_inet_address_new_from_string (b);

  return left != NULL && right != NULL && g_inet_address_equal (left, right);
}

const SlwListedServer *
slw_server_list_find (GPtrArray *list, const char *ip, GError **error)
{
  const SlwListedServer *found = NULL;

  for (guint i = 0; i < list->len; i++) {
    const SlwListedServer *server = g_ptr_array_index (list, i);
    if (!same_ip (server->ip, ip) && !(*server->ip == '\0' && same_ip (server->fqdn, ip)))
      continue;
    if (found != NULL) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                   "BlueMind lists two servers with the address %s (%s and %s); remove the one without data in System "
                   "management > Application servers",
                   ip, found->uid, server->uid);
      return NULL;
    }
    found = server;
  }
  return found;
}

JsonNode *
slw_server_list_make_body (const char *ip, const char *fqdn, const char *name, const char *const *tags)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ip");
  json_builder_add_string_value (builder, ip);
  json_builder_set_member_name (builder, "fqdn");
  json_builder_add_string_value (builder, fqdn);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, name);
  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    json_builder_add_string_value (builder, tags[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

char **
slw_server_list_add_storage_tags (char **tags)
{
  static const char *const wanted[] = { SLW_TAG_IMAP, SLW_TAG_DATA };
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    g_ptr_array_add (all, g_strdup (tags[i]));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (tags == NULL || !g_strv_contains ((const char *const *) tags, wanted[i]))
      g_ptr_array_add (all, g_strdup (wanted[i]));
  g_ptr_array_add (all, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&all), FALSE);
}

char *
slw_server_list_make_uid (const char *platform, const char *server)
{
  g_autofree char *seed = g_strdup_printf ("slipway\n%s\n%s", platform, server);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

  /* version 8 of RFC 9562: made in a way of one's own */
  return g_strdup_printf ("%.8s-%.4s-8%.3s-a%.3s-%.12s", digest, digest + 8, digest + 12, digest + 15, digest + 18);
}

const char *
slw_server_list_find_ip (SlwServer *server, GError **error)
{
  const SlwFacts *facts = slw_server_get_facts (server);
  const char *address = slw_server_get_address (server);
  const char *const *all = facts != NULL ? slw_facts_get_all (facts, "host.address") : NULL;

  if (g_hostname_is_ip_address (address))
    return address;
  for (guint i = 0; all != NULL && all[i] != NULL; i++)
    if (g_hostname_is_ip_address (all[i]) && !g_str_has_prefix (all[i], "127.") && !g_str_equal (all[i], "::1"))
      return all[i];
  g_set_error (
      error, SLW_ERROR, SLW_ERROR_INVALID,
      "%s: BlueMind registers servers by IP, and “%s” is none, nor does the server's own name resolve to one; give "
      "the IP as address in the platform file",
      slw_server_get_name (server), address);
  return NULL;
}

const SlwListedServer *
slw_server_list_find_server (GPtrArray *list, SlwServer *server)
{
  const char *ip = slw_server_list_find_ip (server, NULL);

  return ip != NULL ? slw_server_list_find (list, ip, NULL) : NULL;
}

static gboolean
is_known (const SlwListedServer *listed, GPtrArray *list, SlwPlatform *platform)
{
  GPtrArray *servers = slw_platform_get_servers (platform);

  for (guint i = 0; i < servers->len; i++)
    if (slw_server_list_find_server (list, g_ptr_array_index (servers, i)) == listed)
      return TRUE;
  return FALSE;
}

GPtrArray *
slw_server_list_find_strangers (GPtrArray *list, SlwPlatform *platform, const char *const *others)
{
  GPtrArray *strangers = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < list->len; i++) {
    const SlwListedServer *listed = g_ptr_array_index (list, i);
    const char *contact = *listed->ip != '\0' ? listed->ip : listed->fqdn;
    gboolean excused = others != NULL && (g_strv_contains (others, listed->name) || g_strv_contains (others, contact));

    if (!excused && !is_known (listed, list, platform))
      g_ptr_array_add (strangers, g_strdup_printf ("%s (%s)", listed->name, contact));
  }
  return strangers;
}
