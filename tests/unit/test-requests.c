/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-requests.h"

#include "tests/unit/runner-kit.h"

static void
on_request (const char *verb, const char *by, gpointer heard)
{
  g_string_append_printf (heard, "%s by %s;", verb, by);
}

static gint64
ask (SlwJournal *journal, const char *run, const char *verb)
{
  g_autoptr (GError) error = NULL;
  gint64 id = slw_journal_add_request (journal, run, verb, "eve@desk", &error);

  g_assert_no_error (error);
  return id;
}

/* Another process asks; what was asked of an earlier process is not heard, and stays without an answer. */
static void
test_heard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlwJournal) other = journal_kit_open (fixture->kit.journal_path);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GPtrArray) requests = NULL;
  SlwRequests *listener;
  gint64 began;

  engine_kit_begin (&fixture->kit, TOUCH);
  journal_kit_begin_run (fixture->kit.journal, fixture->kit.run->id);
  journal_kit_flush_well (fixture->kit.journal);
  ask (other, fixture->kit.run->id, SLW_REQUEST_ABORT);
  listener = slw_requests_new (fixture->kit.run, on_request, heard);
  ask (other, fixture->kit.run->id, SLW_REQUEST_PAUSE);
  began = g_get_monotonic_time ();
  while (heard->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  g_assert_cmpstr (heard->str, ==, "pause by eve@desk;");
  slw_requests_free (listener);
  journal_kit_flush_well (fixture->kit.journal);
  requests = slw_journal_list_requests (other, fixture->kit.run->id, NULL);
  g_assert_cmpuint (requests->len, ==, 2);
  g_assert_cmpint (((SlwJournalRequest *) g_ptr_array_index (requests, 0))->seen, ==, 0);
  g_assert_cmpint (((SlwJournalRequest *) g_ptr_array_index (requests, 1))->seen, >, 0);
}

/* Twice a second for hours: it must cost next to nothing. */
static void
test_cost (Fixture *fixture, gconstpointer data)
{
  const guint often = 1000;
  gint64 began;
  double each;

  engine_kit_begin (&fixture->kit, TOUCH);
  engine_kit_run_well (&fixture->kit);
  began = g_get_monotonic_time ();
  for (guint i = 0; i < often; i++)
    g_ptr_array_unref (slw_journal_list_requests (fixture->kit.journal, fixture->kit.run->id, NULL));
  each = (g_get_monotonic_time () - began) / (double) often;
  g_test_message ("looking for requests takes %.1f us", each);
  g_assert_cmpfloat (each, <, 2000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/requests/heard", Fixture, NULL, set_up, test_heard, tear_down);
  g_test_add ("/requests/cost", Fixture, NULL, set_up, test_cost, tear_down);
  return g_test_run ();
}
