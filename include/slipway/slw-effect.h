/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwEffect:
 * @SLW_EFFECT_READ: leaves nothing behind on the server; runs in a plan and again on every resume
 * @SLW_EFFECT_CACHE: fills a cache only (package lists, downloaded packages); services do not notice
 * @SLW_EFFECT_MUTATE: changes the server or the platform
 * @SLW_EFFECT_DESTROY: loses something that cannot be had back
 *
 * How far an action reaches. The values are ordered, so that an effect can be compared with the ceiling of a run.
 */
typedef enum {
  SLW_EFFECT_READ,
  SLW_EFFECT_CACHE,
  SLW_EFFECT_MUTATE,
  SLW_EFFECT_DESTROY,
} SlwEffect;

/**
 * slw_effect_to_string:
 * @effect: an effect
 *
 * Returns: (transfer none): `READ`, `CACHE`, `MUTATE` or `DESTROY`
 */
const char *slw_effect_to_string (SlwEffect effect);

G_END_DECLS
