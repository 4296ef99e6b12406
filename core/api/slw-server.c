/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-server-private.h"

struct _SlwServer {
  GObject parent_instance;
  char *name;
  char *address;
  char **roles;
  SlwLogin *login;
  SlwFacts *facts;
  SlwFence fence;
};

G_DEFINE_TYPE (SlwServer, slw_server, G_TYPE_OBJECT)

static void
slw_server_finalize (GObject *object)
{
  SlwServer *self = SLW_SERVER (object);

  g_free (self->name);
  g_free (self->address);
  g_strfreev (self->roles);
  g_clear_pointer (&self->login, slw_login_free);
  g_clear_pointer (&self->facts, slw_facts_unref);
  g_free (self->fence.folder);
  g_free (self->fence.run);
  G_OBJECT_CLASS (slw_server_parent_class)->finalize (object);
}

static void
slw_server_class_init (SlwServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slw_server_finalize;
}

static void
slw_server_init (SlwServer *self)
{
}

SlwServer *
slw_server_new (const char *name, const char *address, const char *const *roles, SlwLogin *login)
{
  SlwServer *self = g_object_new (SLW_TYPE_SERVER, NULL);

  self->name = g_strdup (name);
  self->address = g_strdup (address);
  self->roles = g_strdupv ((char **) roles);
  self->login = login;
  return self;
}

const char *
slw_server_get_name (SlwServer *server)
{
  return server->name;
}

const char *
slw_server_get_address (SlwServer *server)
{
  return server->address;
}

const char *const *
slw_server_get_roles (SlwServer *server)
{
  return (const char *const *) server->roles;
}

gboolean
slw_server_has_role (SlwServer *server, const char *role)
{
  return g_strv_contains ((const char *const *) server->roles, role);
}

const SlwFacts *
slw_server_get_facts (SlwServer *server)
{
  return server->facts;
}

const SlwLogin *
slw_server_get_login (SlwServer *server)
{
  return server->login;
}

SlwLogin *
slw_server_edit_login (SlwServer *server)
{
  return server->login;
}

void
slw_server_set_facts (SlwServer *server, SlwFacts *facts)
{
  g_clear_pointer (&server->facts, slw_facts_unref);
  server->facts = facts != NULL ? slw_facts_ref (facts) : NULL;
}

void
slw_server_set_fence (SlwServer *server, const char *folder, const char *run, guint64 number)
{
  g_free (server->fence.folder);
  g_free (server->fence.run);
  server->fence.folder = g_strdup (folder);
  server->fence.run = g_strdup (run);
  server->fence.number = number;
}

const SlwFence *
slw_server_get_fence (SlwServer *server)
{
  return server->fence.number > 0 ? &server->fence : NULL;
}
