/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * SlwHarness:
 *
 * Plays the core's part for a provider in a test: a platform, servers with facts, one step run at a time, and a list of
 * what the provider must ask for, with the result that each action then gets. Nothing of the outside world is touched and
 * no wait takes time.
 *
 * It is strict. An action that was not expected, one that did not come, an output or a finding that was not expected: each
 * fails with what was expected beside what came. It also fails a provider that breaks its contract (no error set on
 * failure, calls without end, a secret where it could be seen), whatever is expected.
 *
 * Texts that are compared are patterns: `*` is any text, `?` any character.
 */
typedef struct _SlwHarness SlwHarness;

/**
 * slw_harness_new:
 *
 * Returns: (transfer full): a harness with a platform named `test` that has no servers
 */
SlwHarness *slw_harness_new (void);

/**
 * slw_harness_free:
 * @harness: (transfer full): a harness
 */
void slw_harness_free (SlwHarness *harness);

/**
 * slw_harness_load_plugin:
 * @harness: a harness
 * @path: a plugin's module (`.so`)
 * @error: return location
 *
 * The provider of each kind is then found in its descriptor.
 *
 * Returns: %FALSE with %SLW_ERROR_PLUGIN when it cannot be opened or has no valid descriptor
 */
gboolean slw_harness_load_plugin (SlwHarness *harness, const char *path, GError **error);

/**
 * slw_harness_set_provider:
 * @harness: a harness
 * @provider: a provider built into the test, for whatever kind; a reference is taken. Settings are not applied to it
 */
void slw_harness_set_provider (SlwHarness *harness, SlwStep *provider);

/**
 * slw_harness_set_setting:
 * @harness: a harness
 * @name: a setting of the plugin, that is a property of its providers
 * @value: its text; of a secret, the secret itself
 *
 * For the providers made after this. One that no provider has is a mistake of the test: the next play fails.
 */
void slw_harness_set_setting (SlwHarness *harness, const char *name, const char *value);

/**
 * slw_harness_name_platform:
 * @harness: a harness without servers
 * @name: name of the platform
 */
void slw_harness_name_platform (SlwHarness *harness, const char *name);

/**
 * slw_harness_add_server:
 * @harness: a harness
 * @name: its name
 * @address: its address
 * @roles: its roles, separated by spaces
 * @facts: (nullable): `name=value` lines, see #SlwFacts; %NULL for a server whose facts are not known
 */
void slw_harness_add_server (
    SlwHarness *harness, const char *name, const char *address, const char *roles, const char *facts);

/**
 * slw_harness_get_server:
 * @harness: a harness
 * @name: name of a server
 *
 * Returns: (transfer none) (nullable): the server
 */
SlwServer *slw_harness_get_server (SlwHarness *harness, const char *name);

/**
 * slw_harness_begin:
 * @harness: a harness
 * @kind: kind of the step
 * @server: name of the server
 *
 * Forgets parameters, expectations and ceiling of the step before. Its name in the pipeline is @kind, its ceiling
 * %SLW_EFFECT_DESTROY.
 */
void slw_harness_begin (SlwHarness *harness, const char *kind, const char *server);

/**
 * slw_harness_set_param:
 * @harness: a harness
 * @name: a parameter of the step
 * @value: its value, nothing left to replace
 */
void slw_harness_set_param (SlwHarness *harness, const char *name, const char *value);

/**
 * slw_harness_set_earlier:
 * @harness: a harness
 * @output: an output of the step
 * @value: what an earlier process of the run has said there, for slw_step_run_get_earlier()
 */
void slw_harness_set_earlier (SlwHarness *harness, const char *output, const char *value);

/**
 * slw_harness_set_ceiling:
 * @harness: a harness
 * @ceiling: the highest effect of the run
 *
 * With %SLW_EFFECT_READ it is a plan: what reaches further gets the result that slw_action_assume() says. With
 * %SLW_EFFECT_CACHE what reaches further ends the step, see slw_harness_expect_ceiling().
 */
void slw_harness_set_ceiling (SlwHarness *harness, SlwEffect ceiling);

/**
 * slw_harness_expect_exec:
 * @harness: a harness
 * @effect: its effect
 * @command: (nullable): pattern of its label, or of the command line as slw_text_shell_quote() writes it
 *
 * What comes next must be this exec action. Its result is status 0 without output, see slw_harness_answer().
 */
void slw_harness_expect_exec (SlwHarness *harness, SlwEffect effect, const char *command);

/**
 * slw_harness_expect_get:
 * @harness: a harness
 * @path: pattern of the file's path
 */
void slw_harness_expect_get (SlwHarness *harness, const char *path);

/**
 * slw_harness_expect_put:
 * @harness: a harness
 * @effect: its effect
 * @path: pattern of the file's path
 * @content: (nullable): pattern of what is written, secret or not
 * @mode: permission bits, or -1 for any
 */
void slw_harness_expect_put (SlwHarness *harness, SlwEffect effect, const char *path, const char *content, int mode);

/**
 * slw_harness_expect_http:
 * @harness: a harness
 * @effect: its effect
 * @method: the method
 * @url: pattern of the address
 * @body: (nullable): pattern of the body, secret or not
 */
void
slw_harness_expect_http (SlwHarness *harness, SlwEffect effect, const char *method, const char *url, const char *body);

/**
 * slw_harness_expect_connect:
 * @harness: a harness
 * @port: pattern of the port
 */
void slw_harness_expect_connect (SlwHarness *harness, const char *port);

/**
 * slw_harness_answer:
 * @harness: a harness
 * @status: status of the result of the action that was expected last
 * @output: (nullable): its standard output, content or body
 * @errors: (nullable): its standard error
 */
void slw_harness_answer (SlwHarness *harness, int status, const char *output, const char *errors);

/**
 * slw_harness_answer_recorded:
 * @harness: a harness
 *
 * The answer to the action that was expected last is the outcome that an earlier process of the run had, see slw_result_is_recorded().
 */
void slw_harness_answer_recorded (SlwHarness *harness);

/**
 * slw_harness_answer_header:
 * @harness: a harness
 * @name: name of a header of the answer to the http action that was expected last
 * @value: its value
 */
void slw_harness_answer_header (SlwHarness *harness, const char *name, const char *value);

/**
 * slw_harness_expect_wait:
 * @harness: a harness
 * @reason: (nullable): pattern of the reason
 */
void slw_harness_expect_wait (SlwHarness *harness, const char *reason);

/**
 * slw_harness_expect_ceiling:
 * @harness: a harness
 *
 * The step must end because an action reaches further than the ceiling allows.
 */
void slw_harness_expect_ceiling (SlwHarness *harness);

/**
 * slw_harness_expect_done:
 * @harness: a harness
 * @summary: (nullable): pattern of the summary
 */
void slw_harness_expect_done (SlwHarness *harness, const char *summary);

/**
 * slw_harness_expect_failed:
 * @harness: a harness
 * @code: the code
 * @message: (nullable): pattern of the message
 */
void slw_harness_expect_failed (SlwHarness *harness, SlwError code, const char *message);

/**
 * slw_harness_expect_declined:
 * @harness: a harness
 * @reason: (nullable): pattern of the reason
 *
 * The provider must decline the step: its offer is %SLW_OFFER_DECLINE.
 */
void slw_harness_expect_declined (SlwHarness *harness, const char *reason);

/**
 * slw_harness_expect_output:
 * @harness: a harness
 * @name: name of an output
 * @value: pattern of its value
 *
 * The step must have set this output by its end. Outputs that are not expected fail.
 */
void slw_harness_expect_output (SlwHarness *harness, const char *name, const char *value);

/**
 * slw_harness_expect_finding:
 * @harness: a harness
 * @severity: its severity
 * @id: its id
 * @title: (nullable): pattern of its title
 *
 * The step must have added this finding by its end, in this order. Findings that are not expected fail.
 */
void slw_harness_expect_finding (SlwHarness *harness, SlwSeverity severity, const char *id, const char *title);

/**
 * slw_harness_expect_note:
 * @harness: a harness
 * @text: pattern of a note
 *
 * The step must have added this note by its end, anywhere. Other notes do not matter.
 */
void slw_harness_expect_note (SlwHarness *harness, const char *text);

/**
 * slw_harness_expect_progress:
 * @harness: a harness
 * @percent: 0 to 100, or -1 for unknown
 * @text: (nullable): pattern of the text
 *
 * The step must have shown this progress by its end, anywhere. Other progress does not matter.
 */
void slw_harness_expect_progress (SlwHarness *harness, double percent, const char *text);

/**
 * slw_harness_play:
 * @harness: a harness, after slw_harness_begin() and what is expected
 * @error: return location
 *
 * Asks the provider again and again, as the core does, until it is done or has failed.
 *
 * Returns: whether everything was as expected; else %SLW_ERROR_FAILED with a text to read
 */
gboolean slw_harness_play (SlwHarness *harness, GError **error);

/**
 * slw_harness_play_twice:
 * @harness: a harness, after slw_harness_begin() and what is expected
 * @error: return location
 *
 * Plays twice, each time with a provider and a step run of its own, and compares all that the provider asked for by
 * slw_action_to_canonical(): a provider that makes a random value or looks at a clock cannot be resumed.
 *
 * Returns: whether both were as expected and the same
 */
gboolean slw_harness_play_twice (SlwHarness *harness, GError **error);

/**
 * slw_harness_play_transcript:
 * @harness: a harness with a plugin or a provider, and nothing else yet
 * @path: a transcript, see the guide on testing plugins
 * @error: return location
 *
 * Sets everything up as the file says and plays it twice.
 *
 * Returns: whether everything was as expected
 */
gboolean slw_harness_play_transcript (SlwHarness *harness, const char *path, GError **error);

/**
 * slw_harness_get_run:
 * @harness: a harness
 *
 * Returns: (transfer none) (nullable): the step run of the last play
 */
SlwStepRun *slw_harness_get_run (SlwHarness *harness);

/**
 * slw_harness_dup_played:
 * @harness: a harness
 *
 * Returns: (transfer full): a line per action, wait and end of the last play, for a message
 */
char *slw_harness_dup_played (SlwHarness *harness);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwHarness, slw_harness_free)

G_END_DECLS
