/* SPDX-License-Identifier: LGPL-2.1-or-later */
void
p_next (P *self)
{
  self->open (self);
  p_reopen (self, "open (x)");
}
