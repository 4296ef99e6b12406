/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-effect.h>
#include <slipway/slw-secret.h>
#include <slipway/slw-server.h>

G_BEGIN_DECLS

#define SLW_TYPE_ACTION (slw_action_get_type ())

/**
 * SLW_STATUS_NO_ANSWER:
 *
 * Status of an http or connect action whose server gave no answer at all (refused, reset, no TLS). Given to
 * slw_action_expect() by a provider that can live with it, for instance while it waits for a service that restarts.
 */
#define SLW_STATUS_NO_ANSWER (-1)

/**
 * SlwActionType:
 * @SLW_ACTION_EXEC: run a command on the server
 * @SLW_ACTION_PUT: write a file on the server: under a temporary name, synced, then renamed
 * @SLW_ACTION_GET: read a file of the server
 * @SLW_ACTION_HTTP: one HTTP request from the controller
 * @SLW_ACTION_CONNECT: one TCP connection from the controller to a port of the server, to hear how it greets
 */
typedef enum {
  SLW_ACTION_EXEC,
  SLW_ACTION_PUT,
  SLW_ACTION_GET,
  SLW_ACTION_HTTP,
  SLW_ACTION_CONNECT,
} SlwActionType;

/**
 * SlwAction:
 *
 * One thing to do to the outside world, as data. A provider describes it; the core alone carries it out, journals it,
 * and compares its effect with the ceiling of the run. Secrets enter an action only through the functions that take a
 * #SlwSecret. An action is changed only by the one who made it, before it is handed to the core.
 */
typedef struct _SlwAction SlwAction;

GType slw_action_get_type (void);

/**
 * slw_action_new_exec:
 * @effect: how far the command reaches
 * @label: what it is for, in a few words of the operator's language ("install packages")
 * @argv: (array zero-terminated=1): the command; no shell splits or expands it
 *
 * It runs as root (sudo where the platform file's user is not root) with the environment `LC_ALL=C`, no terminal, and
 * an empty standard input unless one is set.
 *
 * Returns: (transfer full): an action
 */
SlwAction *slw_action_new_exec (SlwEffect effect, const char *label, const char *const *argv);

/**
 * slw_action_new_script:
 * @effect: how far the script reaches
 * @label: what it is for
 * @script: a POSIX sh script; it is an argument of `sh -c`, so it is no place for a secret
 * @arguments: (array zero-terminated=1) (nullable): `$1`, `$2` …
 *
 * Returns: (transfer full): an exec action
 */
SlwAction *
slw_action_new_script (SlwEffect effect, const char *label, const char *script, const char *const *arguments);

/**
 * slw_action_new_put:
 * @effect: how far it reaches
 * @label: what it is for
 * @path: absolute path on the server; its folder must exist
 * @content: the new content
 * @mode: permission bits of the file, for instance 0644
 *
 * Returns: (transfer full): an action; its owner is root unless slw_action_set_owner() says otherwise
 */
SlwAction *slw_action_new_put (SlwEffect effect, const char *label, const char *path, GBytes *content, guint mode);

/**
 * slw_action_new_put_secret:
 * @effect: how far it reaches
 * @label: what it is for
 * @path: absolute path on the server; its folder must exist
 * @content: the new content
 * @mode: permission bits of the file, for instance 0600
 *
 * Returns: (transfer full): an action
 */
SlwAction *
slw_action_new_put_secret (SlwEffect effect, const char *label, const char *path, SlwSecret *content, guint mode);

/**
 * slw_action_new_put_file:
 * @effect: how far it reaches
 * @label: what it is for
 * @path: absolute path on the server; its folder must exist
 * @source: a file of the controller; streamed, never whole in memory
 * @mode: permission bits of the new file
 *
 * Returns: (transfer full): an action
 */
SlwAction *slw_action_new_put_file (SlwEffect effect, const char *label, const char *path, GFile *source, guint mode);

/**
 * slw_action_new_get:
 * @label: what it is for
 * @path: absolute path on the server
 * @limit: the most bytes to take; a longer file fails
 *
 * A file that is absent gives status 1, which is a failure unless slw_action_expect() allows it.
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *slw_action_new_get (const char *label, const char *path, gsize limit);

/**
 * slw_action_new_get_file:
 * @label: what it is for
 * @path: absolute path on the server
 * @destination: a file of the controller; streamed, written under a temporary name, mode 0600, then renamed
 *
 * Returns: (transfer full): a READ action
 */
SlwAction *slw_action_new_get_file (const char *label, const char *path, GFile *destination);

/**
 * slw_action_new_http:
 * @effect: how far the request reaches
 * @label: what it is for
 * @method: GET, PUT, POST or DELETE
 * @url: an https address; http is refused
 *
 * The answers 200 to 299 are good; others fail unless slw_action_expect() allows them. Redirections are not followed.
 *
 * Returns: (transfer full): an action
 */
SlwAction *slw_action_new_http (SlwEffect effect, const char *label, const char *method, const char *url);

/**
 * slw_action_new_connect:
 * @label: what it is for
 * @port: a TCP port of the server
 * @greeting: what the first line that the service sends must begin with, for instance `220` of SMTP
 * @goodbye: (nullable): what is sent before the connection is closed, for instance `QUIT\r\n`
 *
 * Connects from the controller to the server's address, as a mail program would. Status 0 is the right greeting, 1 any
 * other; the first line is the output, at most 512 bytes of it. A server that is reached through a jump host is not
 * connected to, since its address may mean another machine here: that is no answer.
 *
 * Returns: (transfer full): a READ action with a timeout of 10 seconds
 */
SlwAction *slw_action_new_connect (const char *label, guint port, const char *greeting, const char *goodbye);

/**
 * slw_action_ref:
 * @action: an action
 *
 * Returns: (transfer full): @action
 */
SlwAction *slw_action_ref (SlwAction *action);

/**
 * slw_action_unref:
 * @action: (transfer full): an action
 */
void slw_action_unref (SlwAction *action);

/**
 * slw_action_expect:
 * @action: an action
 * @status: an exit status, an HTTP status, or %SLW_STATUS_NO_ANSWER, that is an answer and no failure
 *
 * Adds to what is good anyway (0 for exec, put and get; 200–299 for http). `dpkg-query` and `rpm -q`, say, exit with 1
 * for "absent".
 */
void slw_action_expect (SlwAction *action, int status);

/**
 * slw_action_is_expected:
 * @action: an action
 * @status: a status
 *
 * Returns: whether @status is an answer to @action
 */
gboolean slw_action_is_expected (const SlwAction *action, int status);

/**
 * slw_action_set_server:
 * @action: an action
 * @server: (nullable): the server that it is for; %NULL means the one of the step run
 */
void slw_action_set_server (SlwAction *action, SlwServer *server);

/**
 * slw_action_set_stdin:
 * @action: an exec action
 * @content: what the command reads on its standard input
 */
void slw_action_set_stdin (SlwAction *action, GBytes *content);

/**
 * slw_action_set_stdin_secret:
 * @action: an exec action
 * @content: what the command reads on its standard input
 */
void slw_action_set_stdin_secret (SlwAction *action, SlwSecret *content);

/**
 * slw_action_set_env:
 * @action: an exec action
 * @name: name of a variable of the command's environment
 * @value: its value; never a secret, other processes can read it
 */
void slw_action_set_env (SlwAction *action, const char *name, const char *value);

/**
 * slw_action_set_timeout:
 * @action: an action
 * @seconds: the longest it may take, 0 for no limit; the default is 300 for exec, put and get, and 60 for http
 */
void slw_action_set_timeout (SlwAction *action, guint seconds);

/**
 * slw_action_set_unprivileged:
 * @action: an exec, put or get action
 *
 * Runs it as the user who logged in, without sudo.
 */
void slw_action_set_unprivileged (SlwAction *action);

/**
 * slw_action_set_owner:
 * @action: a put action
 * @owner: `user:group` for chown
 */
void slw_action_set_owner (SlwAction *action, const char *owner);

/**
 * slw_action_set_secret_result:
 * @action: an action
 *
 * What comes back is a secret: it is hidden everywhere and never journalled. Read it by slw_result_dup_secret().
 */
void slw_action_set_secret_result (SlwAction *action);

/**
 * slw_action_set_output_limit:
 * @action: an exec or http action
 * @bytes: how much of its output is kept for the provider; the rest is dropped from the middle. Default 1 MiB.
 */
void slw_action_set_output_limit (SlwAction *action, gsize bytes);

/**
 * slw_action_set_output_file:
 * @action: an exec action
 * @destination: a file of the controller; written under a temporary name, mode 0600, then renamed; folders above it are
 *   made, for nobody but us
 * @limit: the most bytes to take; a command that prints more fails
 *
 * The standard output is streamed into @destination and is neither in the result nor in the journal, nor does an observer
 * see it. The file is there only when the status is an answer.
 */
void slw_action_set_output_file (SlwAction *action, GFile *destination, guint64 limit);

/**
 * slw_action_set_on_controller:
 * @action: an exec action
 *
 * It runs on the controller, as the user who runs Slipway, and counts as an action of the step run's server: a plan, the
 * ceiling, the gates and the journal treat it as any other. Its environment is that of Slipway with `SLIPWAY`, the path of
 * the program, and `SLIPWAY_RUN`, the id of the run.
 */
void slw_action_set_on_controller (SlwAction *action);

/**
 * slw_action_is_on_controller:
 * @action: an action
 *
 * Returns: whether slw_action_set_on_controller() was called
 */
gboolean slw_action_is_on_controller (const SlwAction *action);

/**
 * slw_action_add_header:
 * @action: an http action
 * @name: a header's name
 * @value: its value
 */
void slw_action_add_header (SlwAction *action, const char *name, const char *value);

/**
 * slw_action_add_secret_header:
 * @action: an http action
 * @name: a header's name
 * @value: its value
 */
void slw_action_add_secret_header (SlwAction *action, const char *name, SlwSecret *value);

/**
 * slw_action_set_body:
 * @action: an http action
 * @content_type: for instance `application/json`
 * @content: the body
 */
void slw_action_set_body (SlwAction *action, const char *content_type, GBytes *content);

/**
 * slw_action_set_secret_body:
 * @action: an http action
 * @content_type: for instance `application/json`
 * @content: the body
 */
void slw_action_set_secret_body (SlwAction *action, const char *content_type, SlwSecret *content);

/**
 * slw_action_set_connect_to:
 * @action: an http action
 * @address: the host that is really connected to, whatever the URL's host resolves to; the URL's name still decides
 *   TLS's name check and the Host header
 */
void slw_action_set_connect_to (SlwAction *action, const char *address);

/**
 * slw_action_set_tls_pin:
 * @action: an http action
 * @certificate: PEM of the one certificate that the peer must show, as read over ssh from the peer itself
 *
 * Replaces the check against certificate authorities and the name check: exactly this certificate, or no connection.
 */
void slw_action_set_tls_pin (SlwAction *action, const char *certificate);

/**
 * slw_action_assume:
 * @action: an action
 * @status: status of the assumed result
 * @output: (nullable): its standard output, or its HTTP body
 *
 * What a plan supposes to come back when @action is above the ceiling, so that the rest of the sequence can be shown.
 * Without it: status 0 (200 for http) and no output.
 */
void slw_action_assume (SlwAction *action, int status, const char *output);

/**
 * slw_action_get_action_type:
 * @action: an action
 *
 * Returns: its type
 */
SlwActionType slw_action_get_action_type (const SlwAction *action);

/**
 * slw_action_get_effect:
 * @action: an action
 *
 * Returns: its effect
 */
SlwEffect slw_action_get_effect (const SlwAction *action);

/**
 * slw_action_get_label:
 * @action: an action
 *
 * Returns: (transfer none): its label
 */
const char *slw_action_get_label (const SlwAction *action);

/**
 * slw_action_get_argv:
 * @action: an action
 *
 * Returns: (transfer none) (array zero-terminated=1) (nullable): the command of an exec action, %NULL for the others
 */
const char *const *slw_action_get_argv (const SlwAction *action);

/**
 * slw_action_get_path:
 * @action: an action
 *
 * Returns: (transfer none) (nullable): path of a put or get action, %NULL for the others
 */
const char *slw_action_get_path (const SlwAction *action);

/**
 * slw_action_get_url:
 * @action: an action
 *
 * Returns: (transfer none) (nullable): URL of an http action, %NULL for the others
 */
const char *slw_action_get_url (const SlwAction *action);

/**
 * slw_action_describe:
 * @action: an action
 *
 * Returns: (transfer full): one line for people: what would be typed, without secrets
 */
char *slw_action_describe (const SlwAction *action);

/**
 * slw_action_to_canonical:
 * @action: an action
 *
 * The text that the action's key is the digest of. Secrets and large contents enter as a digest of their own, so that
 * it can be journalled, and so that a changed secret is a changed action.
 *
 * Returns: (transfer full): the canonical form
 */
char *slw_action_to_canonical (const SlwAction *action);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwAction, slw_action_unref)

G_END_DECLS
