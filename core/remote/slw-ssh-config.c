/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-config.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <glob.h>
#include <string.h>

#define SYSTEM_CONFIG "/etc/ssh/ssh_config"
#define ANY_HOST "slipway-any-host"
#define DEEPEST_INCLUDE 8

static void
set_text (char **place, const char *value)
{
  g_free (*place);
  *place = g_strdup (value);
}

static char *
expand_home (const char *path)
{
  if (g_str_has_prefix (path, "~/"))
    return g_build_filename (g_get_home_dir (), path + 2, NULL);
  if (g_str_has_prefix (path, "%d/"))
    return g_build_filename (g_get_home_dir (), path + 3, NULL);
  return g_strdup (path);
}

static void
add_paths (GPtrArray *list, const char *const *paths)
{
  for (gsize i = 0; paths[i] != NULL; i++)
    if (*paths[i] != '\0')
      g_ptr_array_add (list, expand_home (paths[i]));
}

SlwSshConfig *
slw_ssh_config_new_default (const char *host)
{
  static const char *const identities[] = { "~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa", NULL };
  static const char *const known_hosts[]
      = { "~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2", NULL };
  SlwSshConfig *self = g_new0 (SlwSshConfig, 1);

  self->hostname = g_strdup (host);
  self->port = 22;
  self->user = g_strdup ("root");
  self->identities = g_ptr_array_new_with_free_func (g_free);
  self->known_hosts = g_ptr_array_new_with_free_func (g_free);
  self->agent = g_strdup (g_getenv ("SSH_AUTH_SOCK"));
  add_paths (self->identities, identities);
  add_paths (self->known_hosts, known_hosts);
  return self;
}

void
slw_ssh_config_free (SlwSshConfig *config)
{
  g_free (config->hostname);
  g_free (config->user);
  g_ptr_array_unref (config->identities);
  g_free (config->agent);
  g_free (config->jump);
  g_ptr_array_unref (config->known_hosts);
  g_free (config->key_alias);
  g_free (config->command);
  g_free (config);
}

static void
parse_agent (SlwSshConfig *self, const char *value)
{
  const char *variable = *value == '$' ? value + 1 : NULL;

  g_clear_pointer (&self->agent, g_free);
  if (strcmp (value, "none") == 0)
    return;
  if (strcmp (value, "SSH_AUTH_SOCK") == 0)
    variable = value;
  self->agent = variable != NULL ? g_strdup (g_getenv (variable)) : expand_home (value);
}

static guint
parse_number (const char *value, guint fallback)
{
  guint64 number;

  return g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT16, &number, NULL) ? number : fallback;
}

/* State of a parse: the lists of the defaults go when the first entry comes. */
typedef struct {
  SlwSshConfig *config;
  gboolean has_identities;
  gboolean has_known_hosts;
} Parse;

static void
parse_list (GPtrArray *list, gboolean *has, const char *value)
{
  g_auto (GStrv) paths = g_strsplit (value, " ", -1);

  if (!*has)
    g_ptr_array_set_size (list, 0);
  *has = TRUE;
  add_paths (list, (const char *const *) paths);
}

static void
parse_setting (Parse *parse, const char *key, const char *value)
{
  SlwSshConfig *config = parse->config;
  gboolean none = strcmp (value, "none") == 0;

  if (strcmp (key, "hostname") == 0)
    set_text (&config->hostname, value);
  else if (strcmp (key, "port") == 0)
    config->port = parse_number (value, config->port);
  else if (strcmp (key, "user") == 0)
    set_text (&config->user, value);
  else if (strcmp (key, "identityfile") == 0 && !none)
    parse_list (config->identities, &parse->has_identities, value);
  else if (strcmp (key, "identitiesonly") == 0)
    config->identities_only = strcmp (value, "yes") == 0;
  else if (strcmp (key, "identityagent") == 0)
    parse_agent (config, value);
  else if (strcmp (key, "proxyjump") == 0)
    set_text (&config->jump, none ? NULL : value);
  else if (strcmp (key, "proxycommand") == 0)
    set_text (&config->command, none ? NULL : value);
  else if (strcmp (key, "hostkeyalias") == 0)
    set_text (&config->key_alias, value);
  else if ((strcmp (key, "userknownhostsfile") == 0 || strcmp (key, "globalknownhostsfile") == 0) && !none)
    parse_list (config->known_hosts, &parse->has_known_hosts, value);
  else if (strcmp (key, "connecttimeout") == 0)
    config->connect_timeout = parse_number (value, 0);
}

SlwSshConfig *
slw_ssh_config_parse (const char *host, const char *text)
{
  Parse parse = { .config = slw_ssh_config_new_default (host) };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++) {
    char *space = strchr (lines[i], ' ');

    if (space == NULL)
      continue;
    *space = '\0';
    parse_setting (&parse, lines[i], space + 1);
  }
  if (strcmp (parse.config->hostname, ANY_HOST) == 0)
    set_text (&parse.config->hostname, host);
  return parse.config;
}

/* Whether a configuration says the same of every host. */

static gboolean is_uniform_file (const char *path, guint depth);

static gboolean
is_uniform_include (const char *pattern, guint depth)
{
  g_autofree char *expanded = expand_home (pattern);
  gboolean uniform = TRUE;
  glob_t found;

  if (depth >= DEEPEST_INCLUDE || !g_path_is_absolute (expanded))
    return FALSE;
  if (glob (expanded, 0, NULL, &found) != 0)
    return TRUE;
  for (gsize i = 0; i < found.gl_pathc && uniform; i++)
    uniform = is_uniform_file (found.gl_pathv[i], depth + 1);
  globfree (&found);
  return uniform;
}

static gboolean
is_uniform_line (char *line, guint depth)
{
  char *word = g_strstrip (line);
  char *rest = word + strcspn (word, " \t=");

  if (*word == '\0' || *word == '#')
    return TRUE;
  if (*rest != '\0')
    *rest++ = '\0';
  rest += strspn (rest, " \t=");
  if (strchr (rest, '%') != NULL || g_ascii_strcasecmp (word, "match") == 0
      || g_ascii_strcasecmp (word, "hostname") == 0)
    return FALSE;
  if (g_ascii_strcasecmp (word, "host") == 0)
    return strcmp (rest, "*") == 0;
  return g_ascii_strcasecmp (word, "include") != 0 || is_uniform_include (rest, depth);
}

static gboolean
is_uniform_file (const char *path, guint depth)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return TRUE;
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (!is_uniform_line (lines[i], depth))
      return FALSE;
  return TRUE;
}

static char *
find_user_config (void)
{
  const char *path = g_getenv ("SLIPWAY_SSH_CONFIG");

  return path != NULL ? g_strdup (path) : g_build_filename (g_get_home_dir (), ".ssh", "config", NULL);
}

/* Asking ssh */

static GHashTable *answers; /* host, or ANY_HOST -> output of ssh -G */
static GHashTable *waiting; /* host, or ANY_HOST -> GPtrArray of the tasks that wait for that answer */

/* Takes @error. Fifty connections that begin at once share one question. */
static void
conclude (const char *asked, const char *output, GError *error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_ref (g_hash_table_lookup (waiting, asked));
  g_autoptr (GError) failure = error;

  g_hash_table_remove (waiting, asked);
  if (output != NULL)
    g_hash_table_replace (answers, g_strdup (asked), g_strdup (output));
  for (guint i = 0; i < tasks->len; i++) {
    GTask *task = tasks->pdata[i];
    const char *host = g_task_get_task_data (task);

    if (output != NULL)
      g_task_return_pointer (task, slw_ssh_config_parse (host, output), (GDestroyNotify) slw_ssh_config_free);
    else
      g_task_return_new_error (task, SLW_ERROR, SLW_ERROR_INVALID, "%s: %s", host, failure->message);
  }
}

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *asked = user_data;
  GSubprocess *process = G_SUBPROCESS (object);
  GError *error = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;

  if (!g_subprocess_communicate_utf8_finish (process, result, &output, &errors, &error)) {
    g_prefix_error (&error, "asking ssh for its configuration: ");
    conclude (asked, NULL, error);
  } else if (!g_subprocess_get_successful (process)) {
    g_autofree char *safe = slw_text_escape (errors, -1);
    g_autofree char *last = slw_text_last_lines (safe, 3);

    conclude (asked, NULL,
              g_error_new (SLW_ERROR, SLW_ERROR_INVALID, "ssh does not accept its configuration: %s", last));
  } else {
    conclude (asked, output, NULL);
  }
}

/* ssh gives the local user's name when the configuration has none; a last block of our own gives root instead. */
static void
ask (GTask *task, const char *user_config, const char *asked)
{
  GPtrArray *tasks = g_hash_table_lookup (waiting, asked);
  g_autofree char *text
      = g_strdup_printf ("Include %s\nInclude %s\nMatch all\nUser root\n", user_config, SYSTEM_CONFIG);
  g_autoptr (GSubprocess) process = NULL;
  GError *error = NULL;

  if (tasks != NULL) {
    g_ptr_array_add (tasks, g_object_ref (task));
    return;
  }
  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (tasks, g_object_ref (task));
  g_hash_table_insert (waiting, g_strdup (asked), tasks);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                  | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                              &error, "ssh", "-G", "-F", "/dev/stdin", "--", asked, NULL);
  if (process == NULL) {
    g_prefix_error (&error, "cannot start ssh: ");
    conclude (asked, NULL, error);
    return;
  }
  g_subprocess_communicate_utf8_async (process, text, NULL, on_answer, g_strdup (asked));
}

void
slw_ssh_config_load_async (const char *host,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  static char *loaded_config; /* what `answers` are of */
  static gboolean uniform;
  static gboolean installed;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *user_config = find_user_config ();
  const char *answer;

  g_task_set_source_tag (task, slw_ssh_config_load_async);
  g_task_set_task_data (task, g_strdup (host), g_free);
  if (g_strcmp0 (user_config, loaded_config) != 0) {
    g_autofree char *program = g_find_program_in_path ("ssh");

    installed = program != NULL;
    uniform = is_uniform_file (user_config, 0) && is_uniform_file (SYSTEM_CONFIG, 0);
    g_clear_pointer (&answers, g_hash_table_unref);
    answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    if (waiting == NULL)
      waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    set_text (&loaded_config, user_config);
  }
  answer = g_hash_table_lookup (answers, uniform ? ANY_HOST : host);
  if (answer != NULL)
    g_task_return_pointer (task, slw_ssh_config_parse (host, answer), (GDestroyNotify) slw_ssh_config_free);
  else if (!installed)
    g_task_return_pointer (task, slw_ssh_config_new_default (host), (GDestroyNotify) slw_ssh_config_free);
  else
    ask (task, user_config, uniform ? ANY_HOST : host);
}

SlwSshConfig *
slw_ssh_config_load_finish (GAsyncResult *result, GError **error)
{
  GError *local = NULL;
  SlwSshConfig *config = g_task_propagate_pointer (G_TASK (result), &local);

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_CANCELLED, local->message);
  else if (local != NULL)
    g_propagate_error (error, g_error_copy (local));
  g_clear_error (&local);
  return config;
}
