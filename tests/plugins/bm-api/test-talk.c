/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-api/slw-talk.h"

#include "bm-api/slw-json.h"

#include "talker.h"

#include <glib/gstdio.h>

#define URL "https://main.example.test/api/x/a%2Fb%20c"

static gboolean
on_end (SlwTalk *talk, GError **error)
{
  return slw_talk_done (talk, "status %d, body %s%s", talk->answer->status, talk->answer->body,
                        talk->answer->assumed ? ", assumed" : "");
}

static gboolean
ask (SlwTalk *talk, GError **error)
{
  slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("x", "a/b c", NULL), "ask", on_end);
  return TRUE;
}

static gboolean
ask_tolerantly (SlwTalk *talk, GError **error)
{
  SlwRequest *request = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("x", "a/b c", NULL), "ask", on_end);

  request->flags = SLW_REQUEST_TOLERANT | SLW_REQUEST_IMPATIENT | SLW_REQUEST_ANONYMOUS;
  return TRUE;
}

static gboolean
change (SlwTalk *talk, GError **error)
{
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_MUTATE, "POST", slw_talk_path ("x", "a/b c", NULL), "change", on_end);

  request->body = json_from_string ("{\"a\":1}", NULL);
  request->assumed = g_strdup ("{}");
  return TRUE;
}

static gboolean
go_round (SlwTalk *talk, GError **error)
{
  return slw_talk_go (talk, go_round);
}

static void
check (SlwHarness *h)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (h, &error);
  g_assert_no_error (error);
}

static void
expect_ask (SlwHarness *h, int status, const char *body)
{
  slw_harness_expect_http (h, SLW_EFFECT_READ, "GET", URL, NULL);
  slw_harness_answer (h, status, body, NULL);
}

static void
test_order (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (ask, NULL);

  test_talker_expect_certificate (h);
  test_talker_expect_token (h);
  expect_ask (h, 200, "1");
  slw_harness_expect_done (h, "status 200, body 1");
  check (h);
}

static void
test_body (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (change, NULL);

  test_talker_expect_certificate (h);
  test_talker_expect_token (h);
  slw_harness_expect_http (h, SLW_EFFECT_MUTATE, "POST", URL, "{\"a\":1}");
  slw_harness_answer (h, 200, "", NULL);
  slw_harness_expect_done (h, "status 200, body ");
  check (h);
}

static void
test_renewal (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (ask, NULL);

  test_talker_expect_certificate (h);
  test_talker_expect_token (h);
  expect_ask (h, 401, NULL);
  test_talker_expect_token (h);
  expect_ask (h, 401, NULL);
  slw_harness_expect_failed (h, SLW_ERROR_DENIED, "API of main: ask: *");
  check (h);
}

static void
test_away (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (ask, "api-timeout", 4, NULL);

  test_talker_expect_certificate (h);
  test_talker_expect_token (h);
  expect_ask (h, SLW_STATUS_NO_ANSWER, NULL);
  slw_harness_expect_wait (h, "the API gives no answer");
  expect_ask (h, 503, "<html>");
  slw_harness_expect_wait (h, NULL);
  expect_ask (h, 200, "1");
  slw_harness_expect_done (h, NULL);
  check (h);
}

static void
test_change_is_sent_once (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (change, NULL);

  test_talker_expect_certificate (h);
  test_talker_expect_token (h);
  slw_harness_expect_http (h, SLW_EFFECT_MUTATE, "POST", URL, NULL);
  slw_harness_answer (h, SLW_STATUS_NO_ANSWER, NULL, NULL);
  slw_harness_expect_failed (h, SLW_ERROR_UNREACHABLE, "API of main: whether it was done is not known*");
  check (h);
}

static void
test_tolerant (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (ask_tolerantly, NULL);

  test_talker_expect_certificate (h);
  expect_ask (h, 502, "gone");
  slw_harness_expect_done (h, "status 502, body gone");
  check (h);
}

static void
test_plan_without_api (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (change, NULL);

  slw_harness_set_ceiling (h, SLW_EFFECT_READ);
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "sed *");
  slw_harness_answer (h, 2, NULL, "No such file");
  slw_harness_expect_http (h, SLW_EFFECT_MUTATE, "POST", URL, NULL);
  slw_harness_expect_note (h, "main has no *bm_cert.pem yet*");
  slw_harness_expect_done (h, "status 200, body {}, assumed");
  check (h);
}

static void
test_bad_settings (void)
{
  static const char *const cases[][3] = {
    { "login", "guess", "*neither token nor password" },
    { "login", "password", "*no admin-password" },
    { "tls", "none", "*neither pinned nor system" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwHarness) h = test_talker_new_harness (ask, cases[i][0], cases[i][1], NULL);
    slw_harness_expect_failed (h, SLW_ERROR_INVALID, cases[i][2]);
    check (h);
  }
}

static void
test_no_main (void)
{
  g_autoptr (SlwHarness) h = slw_harness_new ();
  g_autoptr (TestTalker) talker = g_object_new (TEST_TYPE_TALKER, NULL);

  talker->start = ask;
  slw_harness_set_provider (h, SLW_STEP (talker));
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", NULL);
  slw_harness_begin (h, "test.talk", "shard");
  slw_harness_expect_failed (h, SLW_ERROR_INVALID, "*no server with the role main");
  check (h);
}

static void
test_circle (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (go_round, NULL);

  slw_harness_expect_failed (h, SLW_ERROR_PLUGIN, "*round in circles");
  check (h);
}

static void
test_hostile_host_name (void)
{
  g_autoptr (SlwHarness) h = test_talker_new_harness (ask, "external-url", "evil.test/x?", NULL);

  test_talker_expect_certificate (h);
  test_talker_expect_token (h);
  slw_harness_expect_http (h, SLW_EFFECT_READ, "GET", "https://198.18.0.10/api/x/a%2Fb%20c", NULL);
  slw_harness_expect_done (h, NULL);
  check (h);
}

/* The command of fetch_certificate() really runs, on a file of the test's own; its key must never be seen. */
static char *
read_certificate (const char *pem)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-pem-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bm_cert.pem", NULL);
  g_auto (GStrv) argv = g_strdupv ((char **) slw_talk_get_certificate_command ());
  guint last = g_strv_length (argv) - 1;
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_assert_cmpstr (argv[last], ==, "/etc/ssl/certs/bm_cert.pem");
  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  g_free (argv[last]);
  argv[last] = g_strdup (path);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_remove (path);
  g_rmdir (folder);
  return output;
}

static void
test_key_stays (void)
{
#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"
#define KEY "-----BEGIN PRIVATE KEY-----\nplanted-key\n-----END PRIVATE KEY-----\n"
  static const char *const cases[][2] = {
    { BEGIN "QUJD\n" END KEY, BEGIN "QUJD\n" END },
    { KEY BEGIN "QUJD\n" END, BEGIN "QUJD\n" END },
    { BEGIN "QUJD\n" END KEY BEGIN "REVG\n" END, BEGIN "QUJD\n" END },
    { "-----BEGIN RSA PRIVATE KEY-----\nplanted-key\n" BEGIN "QUJD\n" END, BEGIN "QUJD\n" END },
    { BEGIN "QUJD\n" KEY, "" }, /* its end is missing */
    { BEGIN KEY END, "" },
    { BEGIN "QUJD\n", "" },
    { KEY, "" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *output = read_certificate (cases[i][0]);
    g_assert_cmpstr (output, ==, cases[i][1]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/talk/order", test_order);
  g_test_add_func ("/talk/body", test_body);
  g_test_add_func ("/talk/renewal", test_renewal);
  g_test_add_func ("/talk/away", test_away);
  g_test_add_func ("/talk/change-is-sent-once", test_change_is_sent_once);
  g_test_add_func ("/talk/tolerant", test_tolerant);
  g_test_add_func ("/talk/plan-without-api", test_plan_without_api);
  g_test_add_func ("/talk/bad-settings", test_bad_settings);
  g_test_add_func ("/talk/no-main", test_no_main);
  g_test_add_func ("/talk/circle", test_circle);
  g_test_add_func ("/talk/hostile-host-name", test_hostile_host_name);
  g_test_add_func ("/talk/key-stays", test_key_stays);
  return g_test_run ();
}
