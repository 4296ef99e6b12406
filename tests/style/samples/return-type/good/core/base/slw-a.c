/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-a.h"
struct _SlwA
{
  int (*call) (int argument);
};
static const SlwTable table[] = { { "a", slw_a_one }, { "int slw_a_x (void) {", NULL } };
G_DEFINE_TYPE_WITH_CODE (SlwA, slw_a, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SLW_TYPE_B, slw_a_b_init))
/* int slw_a_old (void) { } */
#ifdef HAVE_ONE
static int
slw_a_one (void)
{
#else
static int
slw_a_one (int unused)
{
#endif
  return sizeof (struct { int a; });
}
static void G_GNUC_PRINTF (1, 2)
slw_a_say (const char *format, ...)
{
}
