/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the plugin missing-library was linked to. */
void zoo_gone (void);

void
zoo_gone (void)
{
}
