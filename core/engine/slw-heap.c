/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-heap.h"

#include <dlfcn.h>
#include <features.h>

#if defined __GLIBC__ && __GLIBC_PREREQ(2, 33)
#define HAVE_MALLINFO2
#include <malloc.h>
#endif

typedef size_t (*Count) (void);

/* A sanitizer has a heap of its own, which the C library knows nothing of; its interface is common_interface_defs.h and
 * allocator_interface.h of the compiler. */
static gpointer
find_sanitizer (gpointer data)
{
  return dlsym (RTLD_DEFAULT, "__sanitizer_get_current_allocated_bytes");
}

gint64
slw_heap_get_bytes (void)
{
  static GOnce once = G_ONCE_INIT;
  gpointer count = g_once (&once, find_sanitizer, NULL);

  if (count != NULL)
    return (gint64) ((Count) count) ();
#ifdef HAVE_MALLINFO2
  struct mallinfo2 info = mallinfo2 ();

  return (gint64) (info.uordblks + info.hblkhd);
#else
  return 0;
#endif
}
