/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-handshake.h"

#include <slipway/slw-error.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/sshd/kit-sshd.h"

typedef struct {
  KitSshd *sshd;
  SlwServer *server;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer extra)
{
  fixture->sshd = kit_sshd_new (extra);
  fixture->server = kit_sshd_new_server (fixture->sshd);
}

static void
tear_down (Fixture *fixture, gconstpointer extra)
{
  g_object_unref (fixture->server);
  kit_sshd_free (fixture->sshd);
}

static void
assert_connects (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwTransport) transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);

  g_assert_no_error (error);
  g_assert_nonnull (transport);
}

static char *
refusal (Fixture *fixture, SlwError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwTransport) transport = kit_sshd_connect (fixture->sshd, fixture->server, &error);

  g_assert_null (transport);
  g_assert_error (error, SLW_ERROR, (int) code);
  g_test_message ("%s", error->message);
  return g_strdup (error->message);
}

static char *
public_key (const char *path)
{
  g_autofree char *public_path = g_strconcat (path, ".pub", NULL);
  g_autofree char *text = kit_sshd_read (public_path);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return g_strjoin (" ", words[0], words[1], NULL);
}

static char *
fingerprint (const char *path)
{
  g_autofree char *line = kit_run ("ssh-keygen", "-l", "-f", path, NULL);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  return g_strdup (words[1]);
}

/* "%s" is where the name goes, "%k" where the key goes. */
static void
write_known_hosts (Fixture *fixture, const char *key_of, const char *format)
{
  g_autofree char *name = g_strdup_printf ("[127.0.0.1]:%u", fixture->sshd->port);
  g_autofree char *key = public_key (key_of);
  g_auto (GStrv) at_name = g_strsplit (format, "%s", -1);
  g_autofree char *with_name = g_strjoinv (name, at_name);
  g_auto (GStrv) at_key = g_strsplit (with_name, "%k", -1);
  g_autofree char *text = g_strjoinv (key, at_key);

  g_assert_true (g_file_set_contents (fixture->sshd->known_hosts, text, -1, NULL));
}

static void
test_unknown (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *print = fingerprint (fixture->sshd->host_key);
  g_autofree char *message = NULL;

  g_assert_true (g_file_set_contents (fixture->sshd->known_hosts, "# none\n", -1, NULL));
  message = refusal (fixture, SLW_ERROR_DENIED);
  g_assert_nonnull (strstr (message, "alpha (127.0.0.1): its host key is not known"));
  g_assert_nonnull (strstr (message, print));
  g_assert_true (g_str_has_suffix (message, "slipway servers trust alpha"));
}

static void
test_changed (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *shown = fingerprint (fixture->sshd->host_key);
  g_autofree char *known = fingerprint (fixture->sshd->other_key);
  g_autofree char *place = g_strconcat (fixture->sshd->known_hosts, ":3 ", NULL);
  g_autofree char *message = NULL;

  write_known_hosts (fixture, fixture->sshd->other_key, "# one\n# two\n%s %k\n");
  message = refusal (fixture, SLW_ERROR_DENIED);
  g_assert_nonnull (strstr (message, "CHANGED"));
  g_assert_nonnull (strstr (message, shown));
  g_assert_nonnull (strstr (message, known));
  g_assert_nonnull (strstr (message, place));
  g_assert_nonnull (strstr (message, "slipway servers trust alpha --replace"));
}

static void
test_revoked (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *message = NULL;

  write_known_hosts (fixture, fixture->sshd->host_key, "%s %k\n@revoked * %k\n");
  message = refusal (fixture, SLW_ERROR_DENIED);
  g_assert_nonnull (strstr (message, "revoked"));
}

static void
test_authority (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *message = NULL;

  write_known_hosts (fixture, fixture->sshd->host_key, "@cert-authority %s %k\n");
  message = refusal (fixture, SLW_ERROR_DENIED);
  g_assert_nonnull (strstr (message, "not known"));
}

static void
test_hashed (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *nothing = kit_run ("ssh-keygen", "-q", "-H", "-f", fixture->sshd->known_hosts, NULL);
  g_autofree char *text = kit_sshd_read (fixture->sshd->known_hosts);

  g_assert_true (g_str_has_prefix (text, "|1|"));
  assert_connects (fixture);
}

/* sshd has keys of two types; the one that is known is asked for, whichever libssh2 likes best. */
static void
test_known_type_is_preferred (Fixture *fixture, gconstpointer extra)
{
  g_autofree char *second = g_build_filename (fixture->sshd->folder, "second", NULL);
  KitSshd *both;
  g_autofree char *line = NULL;

  kit_sshd_make_key (second, "ecdsa", NULL);
  line = g_strdup_printf ("HostKey %s\nHostKey %s\n", second, fixture->sshd->host_key);
  both = kit_sshd_new (line);
  {
    Fixture other = { both, kit_sshd_new_server (both) };

    write_known_hosts (&other, second, "%s %k\n");
    assert_connects (&other);
    write_known_hosts (&other, fixture->sshd->host_key, "%s %k\n");
    assert_connects (&other);
    g_object_unref (other.server);
  }
  kit_sshd_free (both);
}

/* Servers that are none */

static void
set_port (Fixture *fixture, guint port)
{
  SlwLogin *login = (SlwLogin *) slw_server_get_login (fixture->server);
  g_autofree char *config = g_build_filename (fixture->sshd->folder, "config", NULL);

  login->port = port;
  login->use_ssh_config = TRUE;
  g_assert_true (g_file_set_contents (config, "ConnectTimeout 1\n", -1, NULL));
  g_setenv ("SLIPWAY_SSH_CONFIG", config, TRUE);
}

static gboolean
greet (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  const char *greeting = user_data;
  GPtrArray *kept = g_object_get_data (G_OBJECT (service), "kept");

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), greeting, strlen (greeting),
                             NULL, NULL, NULL);
  g_ptr_array_add (kept, g_object_ref (connection)); /* stays open */
  return TRUE;
}

static void
test_silent (Fixture *fixture, gconstpointer greeting)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *message = NULL;

  g_object_set_data_full (G_OBJECT (service), "kept", g_ptr_array_new_with_free_func (g_object_unref),
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect (service, "incoming", G_CALLBACK (greet), (gpointer) "");
  set_port (fixture, port);
  message = refusal (fixture, SLW_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (message, "nothing answers as an ssh server"));
}

static gboolean
greet_and_leave (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  const char *greeting = "HTTP/1.1 400 Bad Request\r\n\r\n";

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), greeting, strlen (greeting),
                             NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
test_not_ssh (Fixture *fixture, gconstpointer extra)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *message = NULL;

  g_signal_connect (service, "incoming", G_CALLBACK (greet_and_leave), NULL);
  set_port (fixture, port);
  message = refusal (fixture, SLW_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (message, "shaking hands"));
}

#define ADD(path, test) g_test_add ("/ssh-handshake/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("unknown", test_unknown);
  ADD ("changed", test_changed);
  ADD ("revoked", test_revoked);
  ADD ("authority", test_authority);
  ADD ("hashed", test_hashed);
  ADD ("known-type-is-preferred", test_known_type_is_preferred);
  ADD ("silent", test_silent);
  ADD ("not-ssh", test_not_ssh);
  return g_test_run ();
}
