/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/base/slw-blame-private.h"

#include <glib/gstdio.h>
#include <signal.h>

/* Where the process that crashes leaves its note. */
static char *
make_path (void)
{
  return g_build_filename (g_get_tmp_dir (), "slipway-test-blame-note", NULL);
}

static void
crash (void)
{
  g_autofree char *path = make_path ();
  SlwBlame outer;
  SlwBlame inner;

  slw_blame_install ("20261122-031500-aaaa", path);
  slw_blame_begin (&outer, "plugin", "apt-debian", "in step %s on %s", "upgrade", "shard");
  slw_blame_begin (&inner, "plugin", "stopwatch", "observing %s", "step-note");
  slw_blame_end (&inner);
  raise (SIGSEGV);
}

/* The one whose code runs is named, on standard error and in the note; the process ends by the signal. */
static void
test_named (void)
{
  g_autofree char *path = make_path ();
  g_autofree char *note = NULL;

  if (g_test_subprocess ()) {
    crash ();
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*slipway: plugin apt-debian crashed in step upgrade on shard (SIGSEGV)\n"
                             "slipway: what is under way on servers goes on; `slipway resume 20261122-031500-aaaa` *");
  g_assert_true (g_file_get_contents (path, &note, NULL, NULL));
  g_assert_cmpstr (note, ==, "plugin apt-debian crashed in step upgrade on shard (SIGSEGV)\n");
  g_unlink (path);
}

static void
test_nobody (void)
{
  if (g_test_subprocess ()) {
    slw_blame_install ("20261122-031500-aaaa", NULL);
    raise (SIGBUS);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*slipway: slipway itself crashed (SIGBUS)\n*");
}

/* Before there is a run there is nothing to go on with. */
static void
test_no_run (void)
{
  if (g_test_subprocess ()) {
    slw_blame_install (NULL, NULL);
    raise (SIGBUS);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr_unmatched ("*resume*");
}

static void
test_owner (void)
{
  g_assert_null (slw_blame_get_owner ((gconstpointer) test_owner));
  slw_blame_add_owner (make_path, "tests");
  g_assert_cmpstr (slw_blame_get_owner ((gconstpointer) test_owner), ==, "tests");
  g_assert_null (slw_blame_get_owner ((gconstpointer) g_strdup));
  g_assert_null (slw_blame_get_owner (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blame/named", test_named);
  g_test_add_func ("/blame/nobody", test_nobody);
  g_test_add_func ("/blame/no-run", test_no_run);
  g_test_add_func ("/blame/owner", test_owner);
  return g_test_run ();
}
