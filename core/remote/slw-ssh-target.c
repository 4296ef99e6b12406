/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-target.h"

#define DEFAULT_CONNECT_TIMEOUT 15 /* seconds */

SlwSshTarget *
slw_ssh_target_new (const char *name, const char *host)
{
  SlwSshTarget *self = g_new0 (SlwSshTarget, 1);

  self->name = g_strdup (name);
  self->host = g_strdup (host);
  self->key_host = g_strdup (host);
  self->port = 22;
  self->key_port = 22;
  self->user = g_strdup ("root");
  self->identities = g_ptr_array_new_with_free_func (g_free);
  self->known_hosts = g_new0 (char *, 1);
  self->trust_hint = g_strdup ("slipway servers trust");
  self->connect_timeout = DEFAULT_CONNECT_TIMEOUT;
  return self;
}

void
slw_ssh_target_free (SlwSshTarget *target)
{
  g_free (target->name);
  g_free (target->host);
  g_free (target->key_host);
  g_free (target->user);
  g_ptr_array_unref (target->identities);
  g_free (target->identity);
  g_free (target->agent);
  g_clear_pointer (&target->passphrase, slw_secret_unref);
  g_clear_pointer (&target->password, slw_secret_unref);
  g_strfreev (target->known_hosts);
  g_free (target->trust_hint);
  g_free (target);
}
