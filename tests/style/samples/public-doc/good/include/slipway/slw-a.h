/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#define SLW_TYPE_A (slw_a_get_type ())
G_DECLARE_FINAL_TYPE (SlwA, slw_a, SLW, A, GObject)

typedef void (*SlwAFunc) (SlwA *self, int b);

struct _SlwAInterface
{
  GTypeInterface parent;
  void (*call) (SlwA *self);
};

GType slw_a_get_type (void);

/**
 * slw_a_name:
 * @self: the object
 * @func: (scope call): called for each
 * @error: return location
 *
 * Gives its name.
 *
 * Returns: (transfer none): its name
 */
const char *slw_a_name (SlwA *self, void (*func) (int a), GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * slw_a_say:
 * @self: the object
 * @format: as printf
 * @...: what @format asks for
 */
void slw_a_say (SlwA *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
