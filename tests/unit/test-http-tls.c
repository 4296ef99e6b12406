/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/http/slw-http-tls.h"

#include <string.h>

#include <slipway/slw-error.h>

#include "http-kit.h"

/* With a secret, since what matters is that the server never sees it. */
static SlwResult *
send_pinned (HttpKit *kit, const char *certificate, GError **error)
{
  g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");
  g_autoptr (SlwSecret) secret = slw_secret_new ("the-api-key", -1);

  slw_action_add_secret_header (action, "X-BM-ApiKey", secret);
  slw_action_expect (action, SLW_STATUS_NO_ANSWER); /* which a certificate is not */
  if (certificate != NULL) {
    g_autofree char *pem = http_kit_read_certificate (certificate);

    slw_action_set_tls_pin (action, pem);
  }
  return http_kit_send (kit->http, action, NULL, error);
}

static void
assert_accepted (HttpKit *kit, const char *certificate)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = send_pinned (kit, certificate, &error);

  g_assert_no_error (error);
  g_assert_cmpint (slw_result_get_status (result), ==, 200);
}

static void
assert_refused (HttpKit *kit, const char *certificate, const char *words)
{
  g_autoptr (GError) error = NULL;
  guint before = http_kit_count_requests (kit, "");

  g_assert_null (send_pinned (kit, certificate, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_DENIED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, ", shown SHA-256 "));
  g_assert_cmpuint (http_kit_count_requests (kit, ""), ==, before);
}

static void
test_right (HttpKit *kit, gconstpointer data)
{
  assert_accepted (kit, "right");
  assert_accepted (kit, NULL); /* the client's CA file */
  g_assert_cmpuint (http_kit_count_requests (kit, "GET /echo"), ==, 2);
}

static void
test_pinned_other (HttpKit *kit, gconstpointer data)
{
  assert_refused (kit, "other", "expected SHA-256 ");
}

/* A connection that was made under one pin is not there for another. */
static void
test_kept_connection (HttpKit *kit, gconstpointer data)
{
  assert_accepted (kit, "right");
  assert_refused (kit, "other", "expected SHA-256 ");
  assert_refused (kit, "signed", "expected SHA-256 ");
  assert_accepted (kit, "right");
}

static void
test_same_key (HttpKit *kit, gconstpointer data)
{
  assert_refused (kit, "right", "expected SHA-256 ");
}

static void
test_signed_by_pin (HttpKit *kit, gconstpointer data)
{
  assert_refused (kit, "right", "expected SHA-256 ");
  assert_accepted (kit, "signed");
  assert_accepted (kit, NULL); /* while as an authority, it is one */
}

static void
test_expired (HttpKit *kit, gconstpointer data)
{
  g_autofree char *ca_file = g_build_filename (http_kit_folder, "expired.crt", NULL);

  assert_accepted (kit, "expired");
  g_object_unref (kit->http);
  kit->http = slw_http_new (ca_file);
  assert_refused (kit, NULL, "expired");
}

static void
test_no_authority (HttpKit *kit, gconstpointer data)
{
  assert_refused (kit, NULL, "that a known authority signed");
  g_object_unref (kit->http);
  kit->http = slw_http_new (NULL); /* the system's */
  assert_refused (kit, NULL, "that a known authority signed");
}

static void
test_other_name (HttpKit *kit, gconstpointer data)
{
  g_autofree char *ca_file = g_build_filename (http_kit_folder, "misnamed.crt", NULL);

  g_object_unref (kit->http);
  kit->http = slw_http_new (ca_file);
  assert_refused (kit, NULL, "mail.example.org");
  assert_accepted (kit, "misnamed"); /* the name of a pinned one does not matter */
}

static void
test_bad_pins (HttpKit *kit, gconstpointer data)
{
  const char *pins[] = { "", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA",
                         "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" };

  for (guint i = 0; i < G_N_ELEMENTS (pins); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SlwAction) action = http_kit_action (kit, SLW_EFFECT_READ, "GET", "/echo");

    slw_action_set_tls_pin (action, pins[i]);
    g_assert_null (http_kit_send (kit->http, action, NULL, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "PEM"));
  }
  g_assert_cmpuint (http_kit_count_requests (kit, ""), ==, 0);
}

static void
test_bad_ca_file (HttpKit *kit, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (kit->http);
  kit->http = slw_http_new ("/nonexistent/ca.pem");
  g_assert_null (send_pinned (kit, NULL, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "/nonexistent/ca.pem"));
}

#define ADD(name, certificate, function) \
  g_test_add ("/http-tls/" name, HttpKit, certificate, http_kit_set_up, function, http_kit_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  http_kit_make_certificates ();
  ADD ("right", "right", test_right);
  ADD ("pinned-other", "right", test_pinned_other);
  ADD ("kept-connection", "right", test_kept_connection);
  ADD ("same-key", "renewed", test_same_key);
  ADD ("signed-by-pin", "signed", test_signed_by_pin);
  ADD ("expired", "expired", test_expired);
  ADD ("no-authority", "other", test_no_authority);
  ADD ("other-name", "misnamed", test_other_name);
  ADD ("bad-pins", "right", test_bad_pins);
  ADD ("bad-ca-file", "right", test_bad_ca_file);

  int status = g_test_run ();
  http_kit_remove_certificates ();
  return status;
}
