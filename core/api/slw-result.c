/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/api/slw-action-private.h"
#include "core/api/slw-result-private.h"

#include <string.h>

struct _SlwResult {
  gatomicrefcount refs;
  int status;
  char *output; /* always followed by a NUL */
  gsize output_length;
  char *errors;
  GHashTable *headers; /* lower-case name -> value */
  gboolean truncated;
  gboolean assumed;
  gboolean recorded;
};

G_DEFINE_BOXED_TYPE (SlwResult, slw_result, slw_result_ref, slw_result_unref)

static char *
terminate (GBytes *bytes, gsize *length)
{
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  char *text = g_malloc (size + 1);

  if (size > 0)
    memcpy (text, data, size);
  text[size] = '\0';
  if (length != NULL)
    *length = size;
  return text;
}

SlwResult *
slw_result_new (int status, GBytes *output, GBytes *errors)
{
  SlwResult *self = g_new0 (SlwResult, 1);

  g_atomic_ref_count_init (&self->refs);
  self->status = status;
  self->output = terminate (output, &self->output_length);
  self->errors = terminate (errors, NULL);
  return self;
}

SlwResult *
slw_result_new_assumed (const SlwAction *action)
{
  const char *text = action->assumed_output != NULL ? action->assumed_output : "";
  g_autoptr (GBytes) output = g_bytes_new (text, strlen (text));
  SlwResult *self = slw_result_new (action->assumed_status, output, NULL);

  self->assumed = TRUE;
  return self;
}

SlwResult *
slw_result_ref (SlwResult *result)
{
  g_return_val_if_fail (result != NULL, NULL);

  g_atomic_ref_count_inc (&result->refs);
  return result;
}

void
slw_result_unref (SlwResult *result)
{
  g_return_if_fail (result != NULL);

  if (!g_atomic_ref_count_dec (&result->refs))
    return;
  /* it may have been a secret; the caller knows, we do not */
  explicit_bzero (result->output, result->output_length);
  g_free (result->output);
  g_free (result->errors);
  g_clear_pointer (&result->headers, g_hash_table_unref);
  g_free (result);
}

void
slw_result_set_truncated (SlwResult *result, gboolean truncated)
{
  result->truncated = truncated;
}

void
slw_result_add_header (SlwResult *result, const char *name, const char *value)
{
  if (result->headers == NULL)
    result->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (result->headers, g_ascii_strdown (name, -1), g_strdup (value));
}

int
slw_result_get_status (const SlwResult *result)
{
  return result->status;
}

const char *
slw_result_get_output (const SlwResult *result)
{
  return result->output;
}

gsize
slw_result_get_output_length (const SlwResult *result)
{
  return result->output_length;
}

const char *
slw_result_get_errors (const SlwResult *result)
{
  return result->errors;
}

const char *
slw_result_get_header (const SlwResult *result, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return result->headers != NULL ? g_hash_table_lookup (result->headers, lower) : NULL;
}

gboolean
slw_result_is_truncated (const SlwResult *result)
{
  return result->truncated;
}

gboolean
slw_result_is_recorded (const SlwResult *result)
{
  return result->recorded;
}

void
slw_result_set_recorded (SlwResult *result)
{
  result->recorded = TRUE;
}

gboolean
slw_result_is_assumed (const SlwResult *result)
{
  return result->assumed;
}

SlwSecret *
slw_result_dup_secret (const SlwResult *result)
{
  const char *start = result->output;
  const char *end = result->output + result->output_length;

  while (start < end && g_ascii_isspace (*start))
    start++;
  while (end > start && g_ascii_isspace (end[-1]))
    end--;
  return end > start ? slw_secret_new (start, end - start) : NULL;
}
