/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-step.h>

G_BEGIN_DECLS

/**
 * SlwClaim:
 *
 * Who does a kind on a server: told who offers how much and who declines, it knows the one, or why there is none.
 */
typedef struct _SlwClaim SlwClaim;

/**
 * slw_claim_new:
 * @kind: a kind
 * @server: a server
 *
 * Returns: (transfer full): a claim that nobody has made yet
 */
SlwClaim *slw_claim_new (const char *kind, SlwServer *server);

/**
 * slw_claim_free:
 * @self: (transfer full): a claim
 */
void slw_claim_free (SlwClaim *self);

/**
 * slw_claim_ask:
 * @self: a claim
 * @id: id of a plugin; must outlive @self
 * @step: its provider of the kind
 * @rank: the rank that its descriptor gives the provider
 *
 * Asks the provider how well it can do it.
 */
void slw_claim_ask (SlwClaim *self, const char *id, SlwStep *step, int rank);

/**
 * slw_claim_decide:
 * @self: a claim
 * @id: (out) (optional) (transfer none): id of the plugin that does it
 * @error: return location
 *
 * Returns: (transfer none): the provider with the highest rank + offer, or %NULL with %SLW_ERROR_REFUSED (all declined:
 *   who, and why) or %SLW_ERROR_INVALID (a tie: between whom)
 */
SlwStep *slw_claim_decide (SlwClaim *self, const char **id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwClaim, slw_claim_free)

G_END_DECLS
