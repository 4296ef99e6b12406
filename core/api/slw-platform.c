/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-platform-private.h"

struct _SlwPlatform {
  GObject parent_instance;
  char *name;
  char *folder;
  char *file;
  char *known_hosts;
  GPtrArray *servers;   /* SlwServer */
  GHashTable *settings; /* group -> (key -> value) */
};

G_DEFINE_TYPE (SlwPlatform, slw_platform, G_TYPE_OBJECT)

static void
slw_platform_finalize (GObject *object)
{
  SlwPlatform *self = SLW_PLATFORM (object);

  g_free (self->name);
  g_free (self->folder);
  g_free (self->file);
  g_free (self->known_hosts);
  g_ptr_array_unref (self->servers);
  g_hash_table_unref (self->settings);
  G_OBJECT_CLASS (slw_platform_parent_class)->finalize (object);
}

static void
slw_platform_class_init (SlwPlatformClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_platform_finalize;
}

static void
slw_platform_init (SlwPlatform *self)
{
  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
}

SlwPlatform *
slw_platform_new (const char *name, const char *folder)
{
  SlwPlatform *self = g_object_new (SLW_TYPE_PLATFORM, NULL);

  self->name = g_strdup (name);
  self->folder = g_strdup (folder);
  self->known_hosts = g_build_filename (folder, "known_hosts", NULL);
  return self;
}

void
slw_platform_add_server (SlwPlatform *platform, SlwServer *server)
{
  g_ptr_array_add (platform->servers, g_object_ref (server));
}

void
slw_platform_set_setting (SlwPlatform *platform, const char *group, const char *key, const char *value)
{
  GHashTable *settings = g_hash_table_lookup (platform->settings, group);

  if (settings == NULL) {
    settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert (platform->settings, g_strdup (group), settings);
  }
  g_hash_table_replace (settings, g_strdup (key), g_strdup (value));
}

GHashTable *
slw_platform_get_settings (SlwPlatform *platform, const char *group)
{
  return g_hash_table_lookup (platform->settings, group);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
slw_platform_get_groups (SlwPlatform *platform)
{
  GPtrArray *groups = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, platform->settings);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (groups, key);
  g_ptr_array_sort (groups, compare_names);
  return groups;
}

const char *
slw_platform_get_folder (SlwPlatform *platform)
{
  return platform->folder;
}

const char *
slw_platform_get_file (SlwPlatform *platform)
{
  return platform->file != NULL ? platform->file : "platform file";
}

void
slw_platform_set_file (SlwPlatform *platform, const char *file)
{
  g_free (platform->file);
  platform->file = g_strdup (file);
}

const char *
slw_platform_get_known_hosts (SlwPlatform *platform)
{
  return platform->known_hosts;
}

void
slw_platform_set_known_hosts (SlwPlatform *platform, const char *path)
{
  g_free (platform->known_hosts);
  platform->known_hosts = g_strdup (path);
}

const char *
slw_platform_get_name (SlwPlatform *platform)
{
  return platform->name;
}

GPtrArray *
slw_platform_get_servers (SlwPlatform *platform)
{
  return platform->servers;
}

SlwServer *
slw_platform_find_server (SlwPlatform *platform, const char *name)
{
  for (guint i = 0; i < platform->servers->len; i++) {
    SlwServer *server = g_ptr_array_index (platform->servers, i);

    if (g_str_equal (slw_server_get_name (server), name))
      return server;
  }
  return NULL;
}

SlwServer *
slw_platform_find_role (SlwPlatform *platform, const char *role)
{
  for (guint i = 0; i < platform->servers->len; i++) {
    SlwServer *server = g_ptr_array_index (platform->servers, i);

    if (slw_server_has_role (server, role))
      return server;
  }
  return NULL;
}
