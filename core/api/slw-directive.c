/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-directive-private.h"

static SlwDirective *
directive_new (SlwDirectiveType type, const char *text)
{
  SlwDirective *self = g_new0 (SlwDirective, 1);

  self->type = type;
  self->text = g_strdup (text);
  return self;
}

SlwDirective *
slw_directive_act (SlwAction *action)
{
  SlwDirective *self;

  g_return_val_if_fail (action != NULL, NULL);

  self = directive_new (SLW_DIRECTIVE_ACT, NULL);
  self->action = action;
  return self;
}

SlwDirective *
slw_directive_wait (guint seconds, const char *reason)
{
  SlwDirective *self = directive_new (SLW_DIRECTIVE_WAIT, reason);

  self->seconds = MAX (seconds, 1);
  return self;
}

SlwDirective *
slw_directive_done (const char *summary)
{
  return directive_new (SLW_DIRECTIVE_DONE, summary);
}

void
slw_directive_free (SlwDirective *directive)
{
  g_clear_pointer (&directive->action, slw_action_unref);
  g_free (directive->text);
  g_free (directive);
}
