/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <string.h>

/* A service on loopback, on the test's own main context, that greets as it is told and keeps what it is told. */

typedef struct {
  GSocketService *service;
  guint port;
  const char *greeting; /* NULL: takes connections and says nothing */
  gboolean hang_up;     /* closes them instead */
  guint connections;
  GString *heard;
} GreeterKit;

typedef struct {
  GreeterKit *kit;
  GSocketConnection *connection;
  char buffer[256];
} GreeterTalk;

static inline void greeter_kit_listen (GreeterTalk *talk);

static inline void
greeter_kit_on_heard (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GreeterTalk *talk = user_data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (length > 0) {
    g_string_append_len (talk->kit->heard, talk->buffer, length);
    greeter_kit_listen (talk);
    return;
  }
  g_object_unref (talk->connection);
  g_free (talk);
}

static inline void
greeter_kit_listen (GreeterTalk *talk)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (talk->connection)), talk->buffer,
                             sizeof talk->buffer, G_PRIORITY_DEFAULT, NULL, greeter_kit_on_heard, talk);
}

static inline gboolean
greeter_kit_on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  GreeterKit *kit = user_data;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GreeterTalk *talk;

  kit->connections++;
  if (kit->hang_up)
    return TRUE; /* the last reference goes */
  if (kit->greeting != NULL)
    g_output_stream_write_all (output, kit->greeting, strlen (kit->greeting), NULL, NULL, NULL);
  talk = g_new0 (GreeterTalk, 1);
  talk->kit = kit;
  talk->connection = g_object_ref (connection);
  greeter_kit_listen (talk);
  return TRUE;
}

/* @port: 0 for any */
static inline void
greeter_kit_start (GreeterKit *kit, guint port, const char *greeting)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, (guint16) port);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  kit->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (kit->service), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &effective, &error);
  g_assert_no_error (error);
  kit->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  kit->greeting = greeting;
  if (kit->heard == NULL)
    kit->heard = g_string_new (NULL);
  g_signal_connect (kit->service, "incoming", G_CALLBACK (greeter_kit_on_incoming), kit);
}

/* Nobody listens there any more; the port stays known. */
static inline void
greeter_kit_stop (GreeterKit *kit)
{
  if (kit->service == NULL)
    return;
  g_socket_service_stop (kit->service);
  g_socket_listener_close (G_SOCKET_LISTENER (kit->service));
  g_clear_object (&kit->service);
}

/* Runs the main context until what is being said to it was heard to its end. */
static inline void
greeter_kit_clear (GreeterKit *kit)
{
  greeter_kit_stop (kit);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_string_free (kit->heard, TRUE);
}
