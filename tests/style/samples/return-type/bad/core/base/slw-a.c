/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-a.h"
static int count;
int slw_a_one (void)
{
  return count;
}
G_DEFINE_TYPE (SlwA, slw_a, G_TYPE_OBJECT)
static void slw_a_init (SlwA *self)
{
}
int
slw_a_two(void)
{
  return 2;
}
