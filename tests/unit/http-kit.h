/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "core/http/slw-http.h"

/* What the tests of http share: certificates, a real https server (http-server.py), a client, requests with a deadline. */

#define HTTP_KIT_SERVER "http-server.py"
#define HTTP_KIT_DEADLINE 30 /* seconds */

typedef struct {
  GSubprocess *server;
  char *log;
  guint port;
  char *ca_file;
  SlwHttp *http;
} HttpKit;

static char *http_kit_folder;

static inline void
http_kit_make_certificates (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, HTTP_KIT_SERVER, NULL);

  http_kit_folder = g_dir_make_tmp ("slipway-http-XXXXXX", &error);
  g_assert_no_error (error);
  g_autoptr (GSubprocess) maker
      = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "python3", script, "certificates", http_kit_folder, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (maker, NULL, &error));
}

static inline void
http_kit_remove_certificates (void)
{
  g_autoptr (GDir) dir = g_dir_open (http_kit_folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (http_kit_folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (http_kit_folder);
  g_free (http_kit_folder);
}

static inline char *
http_kit_read_certificate (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pem", NULL);
  g_autofree char *path = g_build_filename (http_kit_folder, file, NULL);
  char *pem = NULL;

  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  return pem;
}

/* @data: name of the server's certificate, or "-" for a server without TLS. */
static inline void
http_kit_set_up (HttpKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, HTTP_KIT_SERVER, NULL);
  g_autofree char *file = g_strconcat (data, ".pem", NULL);
  g_autofree char *path = g_build_filename (http_kit_folder, file, NULL);

  kit->ca_file = g_build_filename (http_kit_folder, "right.crt", NULL);
  kit->log = g_build_filename (http_kit_folder, "log", NULL);
  g_assert_true (g_file_set_contents (kit->log, "", 0, NULL));
  kit->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "python3",
                                  script, "serve", g_str_equal (data, "-") ? "-" : path, kit->log, NULL);
  g_assert_no_error (error);
  g_autoptr (GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (kit->server));
  g_autofree char *port = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (port);
  kit->port = (guint) g_ascii_strtoull (port, NULL, 10);
  kit->http = slw_http_new (kit->ca_file);
}

static inline void
http_kit_tear_down (HttpKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&kit->http);
  g_output_stream_close (g_subprocess_get_stdin_pipe (kit->server), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (kit->server, NULL, &error));
  g_object_unref (kit->server);
  g_free (kit->ca_file);
  g_free (kit->log);
}

static inline SlwAction *
http_kit_action (HttpKit *kit, SlwEffect effect, const char *method, const char *path)
{
  g_autofree char *url = g_strdup_printf ("https://mail.example.org:%u%s", kit->port, path);
  SlwAction *action = slw_action_new_http (effect, "a test", method, url);

  slw_action_set_connect_to (action, "127.0.0.1");
  slw_action_set_timeout (action, 20);
  return action;
}

static inline void
http_kit_on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static inline gboolean
http_kit_on_deadline (gpointer data)
{
  g_assert_cmpstr ("an answer", ==, "the deadline of the test");
  return G_SOURCE_REMOVE;
}

static inline SlwResult *
http_kit_send (SlwHttp *http, SlwAction *action, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint deadline = g_timeout_add_seconds (HTTP_KIT_DEADLINE, http_kit_on_deadline, NULL);

  slw_http_send_async (http, action, cancellable, http_kit_on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  return slw_http_send_finish (http, result, error);
}

/* Sends GET @path and expects an answer. */
static inline SlwResult *
http_kit_get (HttpKit *kit, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", path);
  SlwResult *result = http_kit_send (kit->http, action, NULL, &error);

  g_assert_no_error (error);
  return result;
}

/* Returns: how many requests reached the server */
static inline guint
http_kit_count_requests (HttpKit *kit, const char *beginning)
{
  g_autofree char *log = NULL;
  guint count = 0;

  g_assert_true (g_file_get_contents (kit->log, &log, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (log, "\n", 0);
  for (guint i = 0; lines[i] != NULL; i++)
    count += *lines[i] != '\0' && g_str_has_prefix (lines[i], beginning);
  return count;
}
