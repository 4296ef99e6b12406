/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes and places of what a plugin that was built elsewhere shares with us as bytes. A line here changes with the ABI's
 * major number only. */
#include <stddef.h>

#include <slipway/slipway.h>

#if defined __LP64__ && G_BYTE_ORDER == G_LITTLE_ENDIAN
#define LAYOUT "64 bits, little-endian (x86_64, aarch64, riscv64, ppc64le)"
#define LAYOUT_COLUMN 0
#elif defined __LP64__
#define LAYOUT "64 bits, big-endian (s390x)"
#define LAYOUT_COLUMN 0
#elif defined __ILP32__ || (defined __SIZEOF_POINTER__ && __SIZEOF_POINTER__ == 4)
#define LAYOUT "32 bits (i686, arm)"
#define LAYOUT_COLUMN 1
#endif

#define SIZE(type, wide, narrow)    \
  {                                 \
    "sizeof " #type, sizeof (type), \
    {                               \
      wide, narrow                  \
    }                               \
  }
#define PLACE(type, member, wide, narrow)      \
  {                                            \
#type "." #member, offsetof(type, member), \
    {                                          \
      wide, narrow                             \
    }                                          \
  }

static const struct {
  const char *what;
  gsize is;
  gsize wanted[2];
} layout[] = {
  SIZE (SlwProvide, 24, 12),
  PLACE (SlwProvide, kind, 0, 0),
  PLACE (SlwProvide, get_type, 8, 4),
  PLACE (SlwProvide, rank, 16, 8),
  SIZE (SlwPluginDescriptor, 120, 64),
  PLACE (SlwPluginDescriptor, magic, 0, 0),
  PLACE (SlwPluginDescriptor, abi_major, 4, 4),
  PLACE (SlwPluginDescriptor, abi_minor, 6, 6),
  PLACE (SlwPluginDescriptor, struct_size, 8, 8),
  PLACE (SlwPluginDescriptor, id, 16, 12),
  PLACE (SlwPluginDescriptor, version, 24, 16),
  PLACE (SlwPluginDescriptor, register_types, 32, 20),
  PLACE (SlwPluginDescriptor, provides, 40, 24),
  PLACE (SlwPluginDescriptor, get_bus_client_type, 48, 28),
  PLACE (SlwPluginDescriptor, reserved, 56, 32),
  SIZE (SlwStepInterface, 120, 60),
  PLACE (SlwStepInterface, offer, 16, 8),
  PLACE (SlwStepInterface, next, 24, 12),
  PLACE (SlwStepInterface, output, 32, 16),
  PLACE (SlwStepInterface, run_async, 40, 20),
  PLACE (SlwStepInterface, run_finish, 48, 24),
  PLACE (SlwStepInterface, reserved, 56, 28),
  SIZE (SlwBusClientInterface, 64, 32),
  PLACE (SlwBusClientInterface, attach, 16, 8),
  PLACE (SlwBusClientInterface, detach, 24, 12),
  PLACE (SlwBusClientInterface, reserved, 32, 16),
};

static void
test_layout (void)
{
#ifdef LAYOUT
  g_test_message (LAYOUT);
  for (guint i = 0; i < G_N_ELEMENTS (layout); i++) {
    g_test_message ("%s", layout[i].what);
    g_assert_cmpuint (layout[i].is, ==, layout[i].wanted[LAYOUT_COLUMN]);
  }
#else
  g_test_skip ("the table has no column for this kind of CPU");
#endif
}

/* A plugin compiled years ago has these numbers in it. */
static void
test_numbers (void)
{
  g_assert_cmphex (SLW_PLUGIN_MAGIC, ==, 0x31574c53);
  g_assert_cmpuint (SLW_PLUGIN_ABI_MAJOR, ==, 1);
  g_assert_cmpint (SLW_EFFECT_READ, ==, 0);
  g_assert_cmpint (SLW_EFFECT_CACHE, ==, 1);
  g_assert_cmpint (SLW_EFFECT_MUTATE, ==, 2);
  g_assert_cmpint (SLW_EFFECT_DESTROY, ==, 3);
  g_assert_cmpint (SLW_ACTION_HTTP, ==, 3);
  g_assert_cmpint (SLW_ACTION_CONNECT, ==, 4);
  g_assert_cmpint (SLW_STATUS_NO_ANSWER, ==, -1);
  g_assert_cmpint (SLW_OFFER_DECLINE, ==, -1);
  g_assert_cmpint (SLW_RANK_PRIMARY, ==, 256);
  g_assert_cmpint (SLW_GATE_STEP, ==, 0);
  g_assert_cmpint (SLW_GATE_CHANGE, ==, 1);
  g_assert_cmpint (SLW_GATE_LAST, ==, 2);
  g_assert_cmpint (SLW_SEVERITY_INFO, ==, 0);
  g_assert_cmpint (SLW_SEVERITY_INHIBITOR, ==, 3);
  g_assert_cmpint (SLW_ERROR_FAILED, ==, 0);
  g_assert_cmpint (SLW_ERROR_CANCELLED, ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/abi/layout", test_layout);
  g_test_add_func ("/abi/numbers", test_numbers);
  return g_test_run ();
}
