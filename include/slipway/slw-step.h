/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-directive.h>
#include <slipway/slw-result.h>
#include <slipway/slw-step-run.h>

G_BEGIN_DECLS

#define SLW_TYPE_STEP (slw_step_get_type ())

/**
 * SlwStep:
 *
 * A provider: it implements one or more kinds. It does no I/O: it is asked for what comes next, and answers.
 */
G_DECLARE_INTERFACE (SlwStep, slw_step, SLW, STEP, GObject)

/**
 * SLW_OFFER_DECLINE:
 *
 * Answer of SlwStepInterface.offer for "not me".
 */
#define SLW_OFFER_DECLINE (-1)

/**
 * SlwStepInterface:
 * @offer: how well this provider can do @kind on @server, from its facts: 0 or more, added to the rank of the
 *   descriptor, or %SLW_OFFER_DECLINE with @reason set ("not a Debian server"). Optional: the default is 0.
 * @next: what comes next. @last is %NULL at the first call, else the result of the last action, which succeeded or has
 * an expected status. Must return within 100 ms. %NULL with @error set is failure.
 * @output: a line that the running exec action printed on its standard output (not NUL-free, not trusted, without its
 *   newline), for slw_step_run_set_progress(). Optional. Called only while the action runs.
 * @run_async: for the rare provider that needs I/O of its own: replaces @next. Its cancellable, never %NULL, is cancelled when the
 *   step's timeout is over and when the run is left; who has not called back half a second later is waited for no longer. @callback is
 *   called once, by the thread that called @run_async.
 * @run_finish: the end of @run_async
 */
struct _SlwStepInterface {
  GTypeInterface parent;
  int (*offer) (SlwStep *self, const char *kind, SlwServer *server, char **reason);
  SlwDirective *(*next) (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error);
  void (*output) (SlwStep *self, SlwStepRun *run, const char *line);
  void (*run_async) (
      SlwStep *self, SlwStepRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*run_finish) (SlwStep *self, GAsyncResult *result, GError **error);
  /*< private >*/
  gpointer reserved[8];
};

/**
 * slw_step_offer:
 * @self: a provider
 * @kind: a kind that it provides
 * @server: a server whose facts are known
 * @reason: (out) (transfer full) (optional) (nullable): why it declines
 *
 * Returns: 0 or more, or %SLW_OFFER_DECLINE
 */
int slw_step_offer (SlwStep *self, const char *kind, SlwServer *server, char **reason);

/**
 * slw_step_next:
 * @self: a provider
 * @run: the step run
 * @last: (nullable): result of the last action, %NULL at the first call
 * @error: return location
 *
 * Returns: (transfer full): what comes next, or %NULL with @error set
 */
SlwDirective *slw_step_next (SlwStep *self, SlwStepRun *run, const SlwResult *last, GError **error);

/**
 * slw_step_output:
 * @self: a provider
 * @run: the step run
 * @line: a line of output
 */
void slw_step_output (SlwStep *self, SlwStepRun *run, const char *line);

G_END_DECLS
