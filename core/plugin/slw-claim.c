/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-claim.h"

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "core/base/slw-blame-private.h"

struct _SlwClaim {
  const char *kind;
  SlwServer *server;
  const char *best; /* NULL: nobody yet */
  const char *tied; /* NULL, or another with the same score */
  SlwStep *step;
  gint64 score;
  GString *declined;
};

SlwClaim *
slw_claim_new (const char *kind, SlwServer *server)
{
  SlwClaim *self = g_new0 (SlwClaim, 1);

  self->kind = kind;
  self->server = server;
  self->declined = g_string_new (NULL);
  return self;
}

void
slw_claim_free (SlwClaim *self)
{
  g_string_free (self->declined, TRUE);
  g_free (self);
}

static void
decline (SlwClaim *self, const char *id, const char *reason)
{
  g_autofree char *safe = slw_text_escape (reason != NULL ? reason : "no reason given", -1);

  g_string_append_printf (self->declined, "%s%s (%s)", self->declined->len > 0 ? ", " : "", id, safe);
}

void
slw_claim_ask (SlwClaim *self, const char *id, SlwStep *step, int rank)
{
  g_autofree char *reason = NULL;
  SlwBlame blame;
  gint64 score;

  slw_blame_begin (&blame, "plugin", id, "offering %s on %s", self->kind, slw_server_get_name (self->server));
  score = slw_step_offer (step, self->kind, self->server, &reason);
  slw_blame_end (&blame);
  if (score < 0) {
    decline (self, id, reason);
    return;
  }
  score += rank;
  if (self->best != NULL && score < self->score)
    return;
  if (self->best != NULL && score == self->score) {
    self->tied = id;
    return;
  }
  self->best = id;
  self->tied = NULL;
  self->step = step;
  self->score = score;
}

SlwStep *
slw_claim_decide (SlwClaim *self, const char **id, GError **error)
{
  const char *server = slw_server_get_name (self->server);

  if (self->best == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED, "nobody does %s on server %s; declined: %s", self->kind, server,
                 self->declined->str);
    return NULL;
  }
  if (self->tied != NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "plugins %s and %s both claim %s on server %s with rank %" G_GINT64_FORMAT
                 "; choose one with Provider= in the pipeline",
                 self->best, self->tied, self->kind, server, self->score);
    return NULL;
  }
  if (id != NULL)
    *id = self->best;
  return self->step;
}
