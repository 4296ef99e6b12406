/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-fanout.h"

#include "core/api/slw-server-private.h"

typedef struct {
  GPtrArray *servers;
  guint under_way;
  guint most;
  guint done;
  gboolean at_once;
  gboolean finished;
  SlwFanout *fanout;
} Counter;

static gboolean
end_one (gpointer user_data)
{
  Counter *counter = user_data;

  counter->under_way--;
  counter->done++;
  slw_fanout_done (counter->fanout);
  return G_SOURCE_REMOVE;
}

static void
begin (SlwFanout *fanout, SlwServer *server, gpointer user_data)
{
  Counter *counter = user_data;

  counter->fanout = fanout;
  counter->under_way++;
  counter->most = MAX (counter->most, counter->under_way);
  if (counter->at_once)
    end_one (counter);
  else
    g_idle_add (end_one, counter);
}

static void
on_finished (gpointer user_data)
{
  Counter *counter = user_data;

  counter->finished = TRUE;
}

static GPtrArray *
make_servers (guint count)
{
  const char *const roles[] = { "x", NULL };
  GPtrArray *servers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < count; i++)
    g_ptr_array_add (servers, slw_server_new ("n", "a", roles, slw_login_new ()));
  return servers;
}

static void
run (guint count, guint limit, gboolean at_once)
{
  g_autoptr (GPtrArray) servers = make_servers (count);
  Counter counter = { .at_once = at_once };

  slw_fanout_start (servers, limit, begin, on_finished, &counter);
  while (!counter.finished)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (counter.done, ==, count);
  g_assert_cmpuint (counter.most, ==, at_once ? MIN (count, 1) : MIN (count, limit));
}

static void
test_limit (void)
{
  run (20, 3, FALSE);
  run (2, 10, FALSE);
}

/* Ends that come at once must neither recurse nor be lost. */
static void
test_at_once (void)
{
  run (10000, 3, TRUE);
}

static void
test_none (void)
{
  run (0, 3, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fanout/limit", test_limit);
  g_test_add_func ("/fanout/at-once", test_at_once);
  g_test_add_func ("/fanout/none", test_none);
  return g_test_run ();
}
