/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Answers of BlueMind's API. The first byte says which status comes with the body. */

#include "fuzz.h"

#include "bm-api/slw-answer.h"
#include "bm-api/slw-json.h"
#include "core/api/slw-result-private.h"
#include "plugins/admin-api/slw-server-list.h"

static void
read_value (SlwAnswer *answer)
{
  g_autoptr (GError) no_object = NULL;
  g_autoptr (GError) no_array = NULL;
  g_autoptr (GError) no_string = NULL;
  JsonObject *object = slw_answer_get_object (answer, &no_object);
  JsonArray *array = slw_answer_get_array (answer, &no_array);
  g_autofree char *string = slw_answer_dup_string (answer, &no_string);

  fuzz_assert_outcome (object, no_object);
  fuzz_assert_outcome (array, no_array);
  fuzz_assert_outcome (string, no_string);
  g_assert_true (string == NULL || g_utf8_validate (string, -1, NULL));
}

static void
read_servers (SlwAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) two = NULL;
  g_autoptr (GPtrArray) list = slw_server_list_read (answer, &error);

  fuzz_assert_outcome (list, error);
  for (guint i = 0; list != NULL && i < list->len; i++) {
    const SlwListedServer *server = g_ptr_array_index (list, i);

    g_assert_true (slw_json_is_id (server->uid));
    g_assert_true (g_utf8_validate (server->name, -1, NULL));
    g_assert_cmpint (server->created, >=, 0);
  }
  if (list != NULL)
    slw_server_list_find (list, "198.18.0.10", &two);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const int statuses[] = { 200, 204, 401, 404, 500, 502 };
  g_autoptr (GBytes) body = size > 0 ? g_bytes_new (data + 1, size - 1) : NULL;
  g_autoptr (SlwResult) result
      = slw_result_new (size > 0 ? statuses[data[0] % G_N_ELEMENTS (statuses)] : 0, body, NULL);
  g_autoptr (SlwAnswer) answer = slw_answer_new (result);

  if (answer->good) {
    slw_answer_is_empty (answer);
    read_value (answer);
    read_servers (answer);
  } else {
    g_autoptr (GError) error = NULL;

    g_assert_true (answer->code != NULL && answer->message != NULL);
    g_assert_true (g_utf8_validate (answer->message, -1, NULL));
    slw_answer_set_error (answer, "list the servers", &error);
    fuzz_assert_outcome ((gpointer) NULL, error);
  }
  return 0;
}
