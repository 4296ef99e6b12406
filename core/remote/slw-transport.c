/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-transport.h"

G_DEFINE_INTERFACE (SlwTransport, slw_transport, G_TYPE_OBJECT)

static void
slw_transport_default_init (SlwTransportInterface *iface)
{
}

void
slw_transport_connect_async (SlwTransport *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (SLW_IS_TRANSPORT (self));

  SLW_TRANSPORT_GET_IFACE (self)->connect_async (self, cancellable, callback, user_data);
}

gboolean
slw_transport_connect_finish (SlwTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SLW_IS_TRANSPORT (self), FALSE);

  return SLW_TRANSPORT_GET_IFACE (self)->connect_finish (self, result, error);
}

void
slw_transport_exec_async (SlwTransport *self,
                          const SlwExecRequest *request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (SLW_IS_TRANSPORT (self));
  g_return_if_fail (request != NULL && request->command != NULL);

  SLW_TRANSPORT_GET_IFACE (self)->exec_async (self, request, cancellable, callback, user_data);
}

SlwResult *
slw_transport_exec_finish (SlwTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SLW_IS_TRANSPORT (self), NULL);

  return SLW_TRANSPORT_GET_IFACE (self)->exec_finish (self, result, error);
}

const char *
slw_transport_get_user (SlwTransport *self)
{
  g_return_val_if_fail (SLW_IS_TRANSPORT (self), NULL);

  return SLW_TRANSPORT_GET_IFACE (self)->get_user (self);
}

gboolean
slw_transport_wants_jobs (SlwTransport *self)
{
  g_return_val_if_fail (SLW_IS_TRANSPORT (self), FALSE);

  return SLW_TRANSPORT_GET_IFACE (self)->wants_jobs != NULL && SLW_TRANSPORT_GET_IFACE (self)->wants_jobs (self);
}

gboolean
slw_transport_can_lock (SlwTransport *self)
{
  g_return_val_if_fail (SLW_IS_TRANSPORT (self), FALSE);

  return SLW_TRANSPORT_GET_IFACE (self)->can_lock != NULL && SLW_TRANSPORT_GET_IFACE (self)->can_lock (self);
}

void
slw_transport_close (SlwTransport *self)
{
  g_return_if_fail (SLW_IS_TRANSPORT (self));

  SLW_TRANSPORT_GET_IFACE (self)->close (self);
}
