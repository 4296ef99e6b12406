/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/http/slw-http-request.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "core/api/slw-action-private.h"
#include "core/api/slw-result-private.h"
#include "core/base/slw-secret-private.h"
#include "core/http/slw-http-tls.h"

#define CONNECT_TIMEOUT 10L /* seconds */
#define MOST_HEADERS 100
#define MOST_HEADER_LENGTH 8192

typedef struct {
  char *name;
  char *value;
} Header;

struct _SlwHttpRequest {
  const SlwHttpLibrary *library;
  SlwAction *action;
  SlwHttpTls *tls;
  CURL *easy;
  struct curl_slist *headers;
  struct curl_slist *connect_to;
  GBytes *body;
  char problem[CURL_ERROR_SIZE];

  GArray *answer_headers; /* of Header */
  GByteArray *head;       /* the first half of the limit… */
  GByteArray *tail;       /* …and, when that is full, the last one, or somewhat more */
  gboolean truncated;
};

static void
header_clear (gpointer data)
{
  Header *header = data;

  g_free (header->name);
  g_free (header->value);
}

/* --- what is sent --- */

static gboolean
is_token (const char *text)
{
  return *text != '\0'
         && strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == strlen (text);
}

static gboolean
check_url (SlwHttpRequest *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GUri) uri = g_uri_parse (self->action->url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, &local);

  if (uri == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "no address: %s", local->message);
  else if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0)
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "only https is spoken");
  else if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "the address has no host");
  else if (g_uri_get_userinfo (uri) != NULL)
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, "no user or password belongs into an address");
  else if (!is_token (self->action->method))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "“%s” is no method", self->action->method);
  else
    return TRUE;
  return FALSE;
}

/* Takes a copy; the one that was built here is wiped, it may be a secret. */
static void
append_line (SlwHttpRequest *self, char *line)
{
  self->headers = self->library->curl_slist_append (self->headers, line);
  explicit_bzero (line, strlen (line));
  g_free (line);
}

static gboolean
append_header (SlwHttpRequest *self, const char *name, const char *value, GError **error)
{
  if (!is_token (name) || strpbrk (value, "\r\n") != NULL) {
    g_autofree char *safe = g_strescape (name, NULL);

    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "“%s” is no header that can be sent", safe);
    return FALSE;
  }
  /* in curl's language: "Name;" is an empty value, "Name:" is no such header */
  if (*value != '\0')
    append_line (self, g_strdup_printf ("%s: %s", name, value));
  else
    append_line (self, g_strdup_printf (g_ascii_strcasecmp (name, "accept") == 0 ? "%s:" : "%s;", name));
  return TRUE;
}

static gboolean
append_headers (SlwHttpRequest *self, GError **error)
{
  GPtrArray *headers = self->action->headers;
  gboolean has_accept = FALSE, has_type = self->action->content_type != NULL;

  for (guint i = 0; headers != NULL && i < headers->len; i++) {
    const SlwActionHeader *header = g_ptr_array_index (headers, i);
    const char *value = header->secret != NULL ? slw_secret_peek (header->secret, NULL) : header->value;

    if (!append_header (self, header->name, value, error))
      return FALSE;
    has_accept |= g_ascii_strcasecmp (header->name, "accept") == 0;
    has_type |= g_ascii_strcasecmp (header->name, "content-type") == 0;
  }
  if (self->action->content_type != NULL && !append_header (self, "Content-Type", self->action->content_type, error))
    return FALSE;
  if (!has_accept)
    append_line (self, g_strdup ("Accept: application/json"));
  if (!has_type)
    append_line (self, g_strdup ("Content-Type:"));
  append_line (self, g_strdup ("Expect:")); /* curl would ask before it sends a large body */
  return TRUE;
}

/* With a Content-Length: BlueMind's API refuses chunks. */
static void
set_body (SlwHttpRequest *self)
{
  __typeof__ (curl_easy_setopt) *set = self->library->curl_easy_setopt;
  const char *method = self->action->method;
  gsize length = 0;
  const char *data = NULL;

  self->body = slw_action_dup_content (self->action);
  if (self->body != NULL)
    data = g_bytes_get_data (self->body, &length);
  if (self->body != NULL || g_str_equal (method, "POST") || g_str_equal (method, "PUT")) {
    set (self->easy, CURLOPT_POST, 1L);
    set (self->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) length);
    set (self->easy, CURLOPT_POSTFIELDS, length > 0 ? data : "");
  }
  if (g_str_equal (method, "HEAD"))
    set (self->easy, CURLOPT_NOBODY, 1L);
  else
    set (self->easy, CURLOPT_CUSTOMREQUEST, method);
}

static gboolean
set_connect_to (SlwHttpRequest *self, GError **error)
{
  const char *address = self->action->connect_to;
  gboolean bare_ipv6 = g_hostname_is_ip_address (address) && strchr (address, ':') != NULL;

  if (!bare_ipv6 && !is_token (address) && !g_hostname_is_ip_address (address)) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "“%s” is no address to connect to", address);
    return FALSE;
  }

  g_autofree char *entry = g_strdup_printf (bare_ipv6 ? "::[%s]:" : "::%s:", address);
  self->connect_to = self->library->curl_slist_append (NULL, entry);
  self->library->curl_easy_setopt (self->easy, CURLOPT_CONNECT_TO, self->connect_to);
  return TRUE;
}

/* --- what comes back --- */

static size_t
on_body (char *data, size_t size, size_t count, void *user_data)
{
  SlwHttpRequest *self = user_data;
  gsize half = self->action->output_limit / 2;
  gsize length = size * count;
  gsize to_head = MIN (length, half - MIN (half, self->head->len));

  g_byte_array_append (self->head, (const guint8 *) data, (guint) to_head);
  g_byte_array_append (self->tail, (const guint8 *) data + to_head, (guint) (length - to_head));
  if (self->tail->len > 2 * half + CURL_MAX_WRITE_SIZE) {
    g_byte_array_remove_range (self->tail, 0, self->tail->len - (guint) half);
    self->truncated = TRUE;
  }
  return length;
}

static GBytes *
take_body (SlwHttpRequest *self)
{
  gsize half = self->action->output_limit / 2;

  if (self->tail->len > half) {
    g_byte_array_remove_range (self->tail, 0, self->tail->len - (guint) half);
    self->truncated = TRUE;
  }
  if (self->truncated) {
    /* half of a secret at either side of what is missing is missing, too */
    gsize end = slw_secret_measure_end ((const char *) self->head->data, self->head->len);
    gsize start = slw_secret_measure_start ((const char *) self->tail->data, self->tail->len);

    g_byte_array_set_size (self->head, self->head->len - (guint) end);
    if (start > 0)
      g_byte_array_remove_range (self->tail, 0, (guint) start);
  }
  g_byte_array_append (self->head, self->tail->data, self->tail->len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->head));
}

static size_t
on_header (char *data, size_t size, size_t count, void *user_data)
{
  SlwHttpRequest *self = user_data;
  gsize length = size * count;
  const char *colon = memchr (data, ':', length);

  /* a line "HTTP/1.1 100 Continue" has an answer of its own after it */
  if (length > 5 && memcmp (data, "HTTP/", 5) == 0)
    g_array_set_size (self->answer_headers, 0);
  else if (colon != NULL && length <= MOST_HEADER_LENGTH && self->answer_headers->len < MOST_HEADERS) {
    g_autofree char *name = g_strndup (data, (gsize) (colon - data));
    g_autofree char *value = g_strndup (colon + 1, length - (gsize) (colon + 1 - data));
    Header header = { slw_text_escape (name, -1), slw_text_escape (g_strstrip (value), -1) };

    g_array_append_val (self->answer_headers, header);
  }
  return length;
}

/* --- the handle --- */

static void
set_options (SlwHttpRequest *self)
{
  __typeof__ (curl_easy_setopt) *set = self->library->curl_easy_setopt;
  CURL *easy = self->easy;

  set (easy, CURLOPT_URL, self->action->url);
#if CURL_AT_LEAST_VERSION(7, 85, 0)
  set (easy, CURLOPT_PROTOCOLS_STR, "https");
#else
  set (easy, CURLOPT_PROTOCOLS, (long) CURLPROTO_HTTPS);
#endif
  set (easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  set (easy, CURLOPT_NOSIGNAL, 1L);
  set (easy, CURLOPT_PROXY, "");
  set (easy, CURLOPT_NOPROXY, "*");
  set (easy, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT);
  set (easy, CURLOPT_TIMEOUT, (long) self->action->timeout);
  set (easy, CURLOPT_ERRORBUFFER, self->problem);
  set (easy, CURLOPT_WRITEFUNCTION, on_body);
  set (easy, CURLOPT_WRITEDATA, self);
  set (easy, CURLOPT_HEADERFUNCTION, on_header);
  set (easy, CURLOPT_HEADERDATA, self);
  set (easy, CURLOPT_HTTPHEADER, self->headers);
  /* A kept connection that the server closes is retried by curl on a new one, and nobody knows whether the first request
   * was carried out. What changes something is sent once. */
  if (self->action->effect > SLW_EFFECT_READ)
    set (easy, CURLOPT_FRESH_CONNECT, 1L);
}

static gboolean
set_up (SlwHttpRequest *self, const char *ca_file, GError **error)
{
  if (!check_url (self, error) || !append_headers (self, error))
    return FALSE;
  set_options (self);
  set_body (self);
  if (self->action->connect_to != NULL && !set_connect_to (self, error))
    return FALSE;
  self->tls = slw_http_tls_new (self->library, self->action->tls_pin, error);
  if (self->tls == NULL)
    return FALSE;

  CURLcode status = slw_http_tls_apply (self->tls, self->easy, ca_file);
  if (status != CURLE_OK)
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "this libcurl cannot check certificates as it must: %s",
                 self->library->curl_easy_strerror (status));
  return status == CURLE_OK;
}

SlwHttpRequest *
slw_http_request_new (const SlwHttpLibrary *library, SlwAction *action, const char *ca_file, GError **error)
{
  g_autoptr (SlwHttpRequest) self = g_new0 (SlwHttpRequest, 1);

  self->library = library;
  self->action = slw_action_ref (action);
  self->answer_headers = g_array_new (FALSE, FALSE, sizeof (Header));
  g_array_set_clear_func (self->answer_headers, header_clear);
  self->head = g_byte_array_new ();
  self->tail = g_byte_array_new ();
  self->easy = library->curl_easy_init ();
  if (set_up (self, ca_file, error))
    return g_steal_pointer (&self);

  g_autofree char *described = slw_action_describe (action);
  g_prefix_error (error, "%s: ", described);
  return NULL;
}

void
slw_http_request_free (SlwHttpRequest *self)
{
  self->library->curl_easy_cleanup (self->easy);
  for (struct curl_slist *item = self->headers; item != NULL; item = item->next)
    explicit_bzero (item->data, strlen (item->data));
  self->library->curl_slist_free_all (self->headers);
  self->library->curl_slist_free_all (self->connect_to);
  g_clear_pointer (&self->tls, slw_http_tls_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->head, g_byte_array_unref);
  g_byte_array_unref (self->tail);
  g_array_unref (self->answer_headers);
  slw_action_unref (self->action);
  g_free (self);
}

CURL *
slw_http_request_get_handle (SlwHttpRequest *self)
{
  return self->easy;
}

/* --- the end --- */

static SlwResult *
make_result (SlwHttpRequest *self)
{
  long status = 0;
  g_autoptr (GBytes) body = take_body (self);

  self->library->curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);

  SlwResult *result = slw_result_new ((int) status, body, NULL);
  slw_result_set_truncated (result, self->truncated);
  for (guint i = 0; i < self->answer_headers->len; i++) {
    const Header *header = &g_array_index (self->answer_headers, Header, i);

    slw_result_add_header (result, header->name, header->value);
  }
  return result;
}

static SlwError
code_of (SlwHttpRequest *self, CURLcode status)
{
  curl_off_t handshake = 0;

  switch (status) {
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    return SLW_ERROR_DENIED;
  case CURLE_URL_MALFORMAT:
  case CURLE_SSL_CACERT_BADFILE:
    return SLW_ERROR_INVALID;
  case CURLE_OUT_OF_MEMORY:
  case CURLE_FAILED_INIT:
    return SLW_ERROR_FAILED;
  case CURLE_OPERATION_TIMEDOUT:
    self->library->curl_easy_getinfo (self->easy, CURLINFO_APPCONNECT_TIME_T, &handshake);
    return handshake > 0 ? SLW_ERROR_TIMED_OUT : SLW_ERROR_UNREACHABLE;
  default:
    return slw_http_tls_was_refused (self->tls) ? SLW_ERROR_DENIED : SLW_ERROR_UNREACHABLE;
  }
}

/* curl says "Couldn't connect" where the system knows why. */
static char *
explain (SlwHttpRequest *self, CURLcode status)
{
  const char *words = *self->problem != '\0' ? self->problem : self->library->curl_easy_strerror (status);
  g_autofree char *safe = slw_text_escape (words, -1);
  long number = 0;

  if (status == CURLE_COULDNT_CONNECT)
    self->library->curl_easy_getinfo (self->easy, CURLINFO_OS_ERRNO, &number);
  if (number == 0)
    return g_steal_pointer (&safe);
  return g_strdup_printf ("%s: %s", safe, g_strerror ((int) number));
}

SlwResult *
slw_http_request_finish (SlwHttpRequest *self, CURLcode status, GError **error)
{
  if (status == CURLE_OK)
    return make_result (self);

  g_autofree char *safe = explain (self, status);
  g_autofree char *described = slw_action_describe (self->action);
  SlwError code = code_of (self, status);

  if (code == SLW_ERROR_DENIED) {
    g_autofree char *certificates = slw_http_tls_describe (self->tls);

    g_set_error (error, SLW_ERROR, SLW_ERROR_DENIED, "%s: the server's certificate is not the right one: %s (%s)",
                 described, certificates, safe);
  } else if ((code == SLW_ERROR_UNREACHABLE || code == SLW_ERROR_TIMED_OUT)
             && slw_action_is_expected (self->action, SLW_STATUS_NO_ANSWER)) {
    g_autoptr (GBytes) errors = g_bytes_new (safe, strlen (safe));

    return slw_result_new (SLW_STATUS_NO_ANSWER, NULL, errors);
  } else {
    g_set_error (error, SLW_ERROR, (int) code, "%s: %s", described, safe);
  }
  return NULL;
}
