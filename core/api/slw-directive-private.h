/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slw-directive.h>

G_BEGIN_DECLS

typedef enum {
  SLW_DIRECTIVE_ACT,
  SLW_DIRECTIVE_WAIT,
  SLW_DIRECTIVE_DONE,
} SlwDirectiveType;

struct _SlwDirective {
  SlwDirectiveType type;
  SlwAction *action;
  guint seconds;
  char *text; /* reason of a wait, summary of done */
};

G_END_DECLS
