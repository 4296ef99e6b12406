/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-trust.h"

#include <slipway/slw-error.h>

#include "core/engine/slw-fanout.h"
#include "core/engine/slw-run.h"
#include "core/remote/slw-ssh-scan.h"

#define DEFAULT_JOBS 50

typedef struct {
  SlwPlatform *platform;
  GMainLoop *loop;
  GHashTable *keys;   /* SlwServer -> SlwSshScan */
  GHashTable *errors; /* SlwServer -> char* */
} Scan;

typedef struct {
  Scan *scan;
  SlwFanout *fanout;
  SlwServer *server;
} Call;

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (GError) error = NULL;
  SlwSshScan *key = slw_ssh_scan_host_key_finish (result, &error);

  if (key != NULL)
    g_hash_table_insert (call->scan->keys, call->server, key);
  else
    g_hash_table_insert (call->scan->errors, call->server, slw_run_make_safe (error->message));
  slw_fanout_done (call->fanout);
}

static void
begin (SlwFanout *fanout, SlwServer *server, gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  call->scan = user_data;
  call->fanout = fanout;
  call->server = server;
  slw_ssh_scan_host_key_async (call->scan->platform, server, NULL, on_scanned, call);
}

static void
on_finished (gpointer user_data)
{
  Scan *scan = user_data;

  g_main_loop_quit (scan->loop);
}

static const char *
describe_state (const SlwSshScan *key)
{
  switch (key->state) {
  case SLW_HOST_KEY_KNOWN:
    return "known";
  case SLW_HOST_KEY_NEW:
    return "NEW";
  case SLW_HOST_KEY_CHANGED:
    return "CHANGED";
  case SLW_HOST_KEY_REVOKED:
    return "REVOKED";
  }
  g_return_val_if_reached ("");
}

/* One list of all that is shown; returns how many are to be approved. */
static guint
print_keys (Scan *scan, GPtrArray *servers, gboolean replace)
{
  guint wanted = 0;

  for (guint i = 0; i < servers->len; i++) {
    SlwServer *server = g_ptr_array_index (servers, i);
    const SlwSshScan *key = g_hash_table_lookup (scan->keys, server);
    const char *failure = g_hash_table_lookup (scan->errors, server);

    if (key == NULL) {
      g_printerr ("%-20s %s\n", slw_server_get_name (server), failure);
      continue;
    }
    g_print ("%-20s %-8s %s %s (%s port %u)\n", slw_server_get_name (server), describe_state (key), key->type,
             key->fingerprint, key->host, key->port);
    if (key->state != SLW_HOST_KEY_KNOWN && key->state != SLW_HOST_KEY_NEW)
      g_print ("%-20s          until now %s %s, %s:%u\n", "", key->line.type, key->line.fingerprint, key->line.file,
               key->line.line);
    if (key->is_jump)
      g_print ("%-20s          is its %s: trust that first, then ask again\n", "", key->name);
    wanted += key->state == SLW_HOST_KEY_NEW || (replace && key->state == SLW_HOST_KEY_CHANGED);
  }
  return wanted;
}

static gboolean
add_keys (Scan *scan, GPtrArray *servers, gboolean replace, GError **error)
{
  const char *file = slw_platform_get_known_hosts (scan->platform);

  for (guint i = 0; i < servers->len; i++) {
    const SlwSshScan *key = g_hash_table_lookup (scan->keys, g_ptr_array_index (servers, i));
    gboolean wanted
        = key != NULL && (key->state == SLW_HOST_KEY_NEW || (replace && key->state == SLW_HOST_KEY_CHANGED));
    gsize length;
    const guint8 *data = wanted ? g_bytes_get_data (key->key, &length) : NULL;

    if (wanted && !slw_host_keys_add (file, key->host, key->port, data, length, replace, error))
      return FALSE;
  }
  return TRUE;
}

/* What is still not trusted, as an error: changed keys that were not to be replaced, servers that gave no answer. */
static void
judge (Scan *scan, GPtrArray *servers, gboolean replace, GError **error)
{
  for (guint i = 0; i < servers->len; i++) {
    SlwServer *server = g_ptr_array_index (servers, i);
    const SlwSshScan *key = g_hash_table_lookup (scan->keys, server);

    if (key == NULL || key->state == SLW_HOST_KEY_KNOWN || key->state == SLW_HOST_KEY_NEW
        || (replace && key->state == SLW_HOST_KEY_CHANGED))
      continue;
    g_set_error (
        error, SLW_ERROR, SLW_ERROR_REFUSED,
        "%s: its host key is not the one that was trusted. When you know why, `slipway servers trust --replace %s` "
        "takes the new one",
        slw_server_get_name (server), slw_server_get_name (server));
    return;
  }
  if (g_hash_table_size (scan->errors) > 0)
    g_set_error (error, SLW_ERROR, SLW_ERROR_UNREACHABLE, "%u of %u servers gave no answer",
                 g_hash_table_size (scan->errors), servers->len);
}

static int
approve (SlwCliContext *cli, Scan *scan, GPtrArray *servers, gboolean replace)
{
  guint wanted = print_keys (scan, servers, replace);
  g_autofree char *question = g_strdup_printf ("Trust %u key%s?", wanted, wanted == 1 ? "" : "s");
  g_autoptr (GError) error = NULL;

  if (wanted > 0 && (!slw_cli_confirm (cli, question, &error) || !add_keys (scan, servers, replace, &error)))
    return slw_cli_fail (cli, error);
  if (wanted > 0)
    g_print ("%u key%s added to %s\n", wanted, wanted == 1 ? "" : "s", slw_platform_get_known_hosts (scan->platform));
  judge (scan, servers, replace, &error);
  return error != NULL ? slw_cli_fail (cli, error) : SLW_EXIT_OK;
}

int
slw_trust_servers (SlwCliContext *cli, SlwPlatform *platform, GPtrArray *servers, gboolean replace)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) slw_ssh_scan_free);
  g_autoptr (GHashTable) errors = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Scan scan = { platform, loop, keys, errors };

  slw_fanout_start (servers, cli->jobs > 0 ? (guint) cli->jobs : DEFAULT_JOBS, begin, on_finished, &scan);
  g_main_loop_run (loop);
  return approve (cli, &scan, servers, replace);
}
