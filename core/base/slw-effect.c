/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-effect.h>

const char *
slw_effect_to_string (SlwEffect effect)
{
  switch (effect) {
  case SLW_EFFECT_READ:
    return "READ";
  case SLW_EFFECT_CACHE:
    return "CACHE";
  case SLW_EFFECT_MUTATE:
    return "MUTATE";
  case SLW_EFFECT_DESTROY:
    return "DESTROY";
  }
  g_return_val_if_reached ("DESTROY");
}
