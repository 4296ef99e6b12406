/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-action-private.h"

#include <slipway/slw-text.h>

#include <string.h>

#define DEFAULT_OUTPUT_LIMIT (1024 * 1024)
#define DEFAULT_TIMEOUT 300
#define DEFAULT_HTTP_TIMEOUT 60
#define DEFAULT_CONNECT_TIMEOUT 10

G_DEFINE_BOXED_TYPE (SlwAction, slw_action, slw_action_ref, slw_action_unref)

static void
header_free (gpointer data)
{
  SlwActionHeader *header = data;

  g_free (header->name);
  g_free (header->value);
  g_clear_pointer (&header->secret, slw_secret_unref);
  g_free (header);
}

static SlwAction *
action_new (SlwActionType type, SlwEffect effect, const char *label)
{
  SlwAction *self = g_new0 (SlwAction, 1);

  g_atomic_ref_count_init (&self->refs);
  self->type = type;
  self->effect = effect;
  self->label = g_strdup (label);
  self->expected = g_array_new (FALSE, FALSE, sizeof (int));
  self->timeout = type == SLW_ACTION_HTTP ? DEFAULT_HTTP_TIMEOUT : DEFAULT_TIMEOUT;
  self->output_limit = DEFAULT_OUTPUT_LIMIT;
  self->assumed_status = type == SLW_ACTION_HTTP ? 200 : 0;
  return self;
}

SlwAction *
slw_action_new_exec (SlwEffect effect, const char *label, const char *const *argv)
{
  SlwAction *self;

  g_return_val_if_fail (argv != NULL && argv[0] != NULL, NULL);

  self = action_new (SLW_ACTION_EXEC, effect, label);
  self->argv = g_strdupv ((char **) argv);
  return self;
}

SlwAction *
slw_action_new_script (SlwEffect effect, const char *label, const char *script, const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (gpointer) "sh");
  g_ptr_array_add (argv, (gpointer) "-c");
  g_ptr_array_add (argv, (gpointer) script);
  g_ptr_array_add (argv, (gpointer) "slipway"); /* $0 */
  for (gsize i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  return slw_action_new_exec (effect, label, (const char *const *) argv->pdata);
}

static SlwAction *
put_new (SlwEffect effect, const char *label, const char *path, guint mode)
{
  SlwAction *self = action_new (SLW_ACTION_PUT, effect, label);

  self->path = g_strdup (path);
  self->mode = mode;
  return self;
}

SlwAction *
slw_action_new_put (SlwEffect effect, const char *label, const char *path, GBytes *content, guint mode)
{
  SlwAction *self;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  self = put_new (effect, label, path, mode);
  self->content = g_bytes_ref (content);
  return self;
}

SlwAction *
slw_action_new_put_secret (SlwEffect effect, const char *label, const char *path, SlwSecret *content, guint mode)
{
  SlwAction *self;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  self = put_new (effect, label, path, mode);
  self->secret_content = slw_secret_ref (content);
  return self;
}

SlwAction *
slw_action_new_put_file (SlwEffect effect, const char *label, const char *path, GFile *source, guint mode)
{
  SlwAction *self;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  self = put_new (effect, label, path, mode);
  self->file = g_object_ref (source);
  return self;
}

SlwAction *
slw_action_new_get (const char *label, const char *path, gsize limit)
{
  SlwAction *self;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  self = action_new (SLW_ACTION_GET, SLW_EFFECT_READ, label);
  self->path = g_strdup (path);
  self->output_limit = limit;
  return self;
}

SlwAction *
slw_action_new_get_file (const char *label, const char *path, GFile *destination)
{
  SlwAction *self = slw_action_new_get (label, path, G_MAXSIZE);

  self->file = g_object_ref (destination);
  return self;
}

SlwAction *
slw_action_new_http (SlwEffect effect, const char *label, const char *method, const char *url)
{
  SlwAction *self;

  g_return_val_if_fail (g_str_has_prefix (url, "https://"), NULL);

  self = action_new (SLW_ACTION_HTTP, effect, label);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->headers = g_ptr_array_new_with_free_func (header_free);
  return self;
}

SlwAction *
slw_action_new_connect (const char *label, guint port, const char *greeting, const char *goodbye)
{
  SlwAction *self;

  g_return_val_if_fail (port > 0 && port <= G_MAXUINT16 && greeting != NULL, NULL);

  self = action_new (SLW_ACTION_CONNECT, SLW_EFFECT_READ, label);
  self->port = port;
  self->greeting = g_strdup (greeting);
  self->goodbye = g_strdup (goodbye);
  self->timeout = DEFAULT_CONNECT_TIMEOUT;
  return self;
}

SlwAction *
slw_action_ref (SlwAction *action)
{
  g_return_val_if_fail (action != NULL, NULL);

  g_atomic_ref_count_inc (&action->refs);
  return action;
}

void
slw_action_unref (SlwAction *action)
{
  g_return_if_fail (action != NULL);

  if (!g_atomic_ref_count_dec (&action->refs))
    return;
  g_free (action->label);
  g_free (action->greeting);
  g_free (action->goodbye);
  g_clear_object (&action->server);
  g_array_unref (action->expected);
  g_strfreev (action->argv);
  g_clear_pointer (&action->env, g_ptr_array_unref);
  g_clear_pointer (&action->content, g_bytes_unref);
  g_clear_pointer (&action->secret_content, slw_secret_unref);
  g_free (action->path);
  g_free (action->owner);
  g_clear_object (&action->file);
  g_free (action->method);
  g_free (action->url);
  g_free (action->content_type);
  g_clear_pointer (&action->headers, g_ptr_array_unref);
  g_free (action->connect_to);
  g_free (action->tls_pin);
  g_free (action->assumed_output);
  g_free (action);
}

void
slw_action_expect (SlwAction *action, int status)
{
  g_array_append_val (action->expected, status);
}

gboolean
slw_action_is_success (const SlwAction *action, int status)
{
  return action->type == SLW_ACTION_HTTP ? status >= 200 && status <= 299 : status == 0;
}

gboolean
slw_action_is_expected (const SlwAction *action, int status)
{
  if (slw_action_is_success (action, status))
    return TRUE;
  for (guint i = 0; i < action->expected->len; i++) {
    if (g_array_index (action->expected, int, i) == status)
      return TRUE;
  }
  return FALSE;
}

void
slw_action_set_server (SlwAction *action, SlwServer *server)
{
  g_set_object (&action->server, server);
}

void
slw_action_set_stdin (SlwAction *action, GBytes *content)
{
  g_return_if_fail (action->type == SLW_ACTION_EXEC);

  g_clear_pointer (&action->content, g_bytes_unref);
  action->content = g_bytes_ref (content);
}

static void
set_secret_content (SlwAction *action, SlwSecret *content)
{
  g_clear_pointer (&action->secret_content, slw_secret_unref);
  action->secret_content = slw_secret_ref (content);
}

void
slw_action_set_stdin_secret (SlwAction *action, SlwSecret *content)
{
  g_return_if_fail (action->type == SLW_ACTION_EXEC);

  set_secret_content (action, content);
}

void
slw_action_set_env (SlwAction *action, const char *name, const char *value)
{
  g_return_if_fail (action->type == SLW_ACTION_EXEC);

  if (action->env == NULL)
    action->env = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (action->env, g_strdup_printf ("%s=%s", name, value));
}

void
slw_action_set_timeout (SlwAction *action, guint seconds)
{
  action->timeout = seconds;
}

void
slw_action_set_unprivileged (SlwAction *action)
{
  action->unprivileged = TRUE;
}

void
slw_action_set_owner (SlwAction *action, const char *owner)
{
  g_return_if_fail (action->type == SLW_ACTION_PUT);

  g_free (action->owner);
  action->owner = g_strdup (owner);
}

void
slw_action_set_secret_result (SlwAction *action)
{
  action->secret_result = TRUE;
}

void
slw_action_set_output_limit (SlwAction *action, gsize bytes)
{
  action->output_limit = bytes;
}

void
slw_action_set_output_file (SlwAction *action, GFile *destination, guint64 limit)
{
  g_return_if_fail (action->type == SLW_ACTION_EXEC);

  g_set_object (&action->file, destination);
  action->file_limit = limit;
}

void
slw_action_set_on_controller (SlwAction *action)
{
  g_return_if_fail (action->type == SLW_ACTION_EXEC);

  action->on_controller = TRUE;
  action->unprivileged = TRUE;
}

gboolean
slw_action_is_on_controller (const SlwAction *action)
{
  return action->on_controller;
}

static SlwActionHeader *
add_header (SlwAction *action, const char *name)
{
  SlwActionHeader *header = g_new0 (SlwActionHeader, 1);

  header->name = g_strdup (name);
  g_ptr_array_add (action->headers, header);
  return header;
}

void
slw_action_add_header (SlwAction *action, const char *name, const char *value)
{
  g_return_if_fail (action->type == SLW_ACTION_HTTP);

  add_header (action, name)->value = g_strdup (value);
}

void
slw_action_add_secret_header (SlwAction *action, const char *name, SlwSecret *value)
{
  g_return_if_fail (action->type == SLW_ACTION_HTTP);

  add_header (action, name)->secret = slw_secret_ref (value);
}

void
slw_action_set_body (SlwAction *action, const char *content_type, GBytes *content)
{
  g_return_if_fail (action->type == SLW_ACTION_HTTP);

  g_free (action->content_type);
  action->content_type = g_strdup (content_type);
  g_clear_pointer (&action->content, g_bytes_unref);
  action->content = g_bytes_ref (content);
}

void
slw_action_set_secret_body (SlwAction *action, const char *content_type, SlwSecret *content)
{
  g_return_if_fail (action->type == SLW_ACTION_HTTP);

  g_free (action->content_type);
  action->content_type = g_strdup (content_type);
  set_secret_content (action, content);
}

void
slw_action_set_connect_to (SlwAction *action, const char *address)
{
  g_free (action->connect_to);
  action->connect_to = g_strdup (address);
}

void
slw_action_set_tls_pin (SlwAction *action, const char *certificate)
{
  g_free (action->tls_pin);
  action->tls_pin = g_strdup (certificate);
}

void
slw_action_assume (SlwAction *action, int status, const char *output)
{
  action->assumed_status = status;
  g_free (action->assumed_output);
  action->assumed_output = g_strdup (output);
}

SlwActionType
slw_action_get_action_type (const SlwAction *action)
{
  return action->type;
}

SlwEffect
slw_action_get_effect (const SlwAction *action)
{
  return action->effect;
}

const char *
slw_action_get_label (const SlwAction *action)
{
  return action->label;
}

const char *const *
slw_action_get_argv (const SlwAction *action)
{
  return (const char *const *) action->argv;
}

const char *
slw_action_get_path (const SlwAction *action)
{
  return action->path;
}

const char *
slw_action_get_url (const SlwAction *action)
{
  return action->url;
}

GBytes *
slw_action_dup_content (const SlwAction *action)
{
  const char *value;
  gsize length;

  if (action->secret_content != NULL) {
    value = slw_secret_peek (action->secret_content, &length);
    return g_bytes_new_with_free_func (value, length, (GDestroyNotify) slw_secret_unref,
                                       slw_secret_ref (action->secret_content));
  }
  return action->content != NULL ? g_bytes_ref (action->content) : NULL;
}
