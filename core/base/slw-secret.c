/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-secret.h>
#include <slipway/slw-text.h>

#include <string.h>

#include "core/base/slw-secret-private.h"

#define SLW_SECRET_MIN 4       /* shorter values would blot out half of every text */
#define SLW_SECRET_MIN_PART 6  /* of a secret that was cut, parts shorter than this may be seen */
#define SLW_SECRET_MIN_LINE 12 /* of a secret of several lines, lines from this length on are secret by themselves */
#define SLW_SECRET_MARK "[secret]"

struct _SlwSecret {
  gatomicrefcount refs;
  gsize length;
  char *value;
};

G_DEFINE_BOXED_TYPE (SlwSecret, slw_secret, slw_secret_ref, slw_secret_unref)

/* The redactor: every value ever made secret, longest first, so that a value that contains another goes first. It must
 * outlive the secrets, because their text may still come back from a server much later. */
static GMutex hidden_lock;
static GPtrArray *hidden; /* of char* */

static int
compare_length_down (gconstpointer a, gconstpointer b)
{
  gsize la = strlen (*(char *const *) a);
  gsize lb = strlen (*(char *const *) b);

  return la < lb ? 1 : la > lb ? -1 : 0;
}

static void
hide_one (const char *value)
{
  if (strlen (value) < SLW_SECRET_MIN)
    return;
  g_mutex_lock (&hidden_lock);
  if (hidden == NULL)
    hidden = g_ptr_array_new ();
  if (!g_ptr_array_find_with_equal_func (hidden, value, g_str_equal, NULL)) {
    g_ptr_array_add (hidden, g_strdup (value));
    g_ptr_array_sort (hidden, compare_length_down);
  }
  g_mutex_unlock (&hidden_lock);
}

static char *
json_escape (const char *value)
{
  GString *out = g_string_new (NULL);

  for (const char *p = value; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\' || *p == '/')
      g_string_append_c (out, '\\');
    g_string_append_c (out, *p);
  }
  return g_string_free (out, FALSE);
}

/* The forms in which a value travels: as it is, escaped as a server's text is, in JSON (with and without escaped slashes), in a URL, in base64. */
static void
hide_forms (const char *value)
{
  g_autofree char *escaped = slw_text_escape (value, -1);
  g_autofree char *json = g_strescape (value, "\x80\xff");
  g_autofree char *json_slashes = json_escape (value);
  g_autofree char *percent = g_uri_escape_string (value, NULL, FALSE);
  g_autofree char *base64 = g_base64_encode ((const guchar *) value, strlen (value));

  hide_one (value);
  hide_one (escaped);
  hide_one (json);
  hide_one (json_slashes);
  hide_one (percent);
  if (strlen (value) >= SLW_SECRET_MIN)
    hide_one (base64);
}

void
slw_secret_hide (const char *value)
{
  g_return_if_fail (value != NULL);

  if (strlen (value) >= SLW_SECRET_MIN)
    hide_forms (value);
}

static void
hide_lines (const char *value)
{
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);

  if (g_strv_length (lines) < 2)
    return;
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);

    if (strlen (line) >= SLW_SECRET_MIN_LINE)
      hide_one (line);
  }
}

SlwSecret *
slw_secret_new (const char *value, gssize length)
{
  SlwSecret *self;

  g_return_val_if_fail (value != NULL, NULL);

  self = g_new0 (SlwSecret, 1);
  g_atomic_ref_count_init (&self->refs);
  self->length = length < 0 ? strlen (value) : (gsize) length;
  self->value = g_malloc0 (self->length + 1);
  memcpy (self->value, value, self->length);
  slw_secret_hide (self->value);
  hide_lines (self->value);
  return self;
}

SlwSecret *
slw_secret_ref (SlwSecret *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);

  g_atomic_ref_count_inc (&secret->refs);
  return secret;
}

void
slw_secret_unref (SlwSecret *secret)
{
  g_return_if_fail (secret != NULL);

  if (!g_atomic_ref_count_dec (&secret->refs))
    return;
  explicit_bzero (secret->value, secret->length);
  g_free (secret->value);
  g_free (secret);
}

const char *
slw_secret_peek (const SlwSecret *secret, gsize *length)
{
  g_return_val_if_fail (secret != NULL, NULL);

  if (length != NULL)
    *length = secret->length;
  return secret->value;
}

char *
slw_redact (const char *text)
{
  GString *out;

  if (text == NULL)
    return NULL;
  out = g_string_new (text);
  g_mutex_lock (&hidden_lock);
  for (guint i = 0; hidden != NULL && i < hidden->len; i++) {
    const char *value = g_ptr_array_index (hidden, i);

    if (strstr (out->str, value) != NULL)
      g_string_replace (out, value, SLW_SECRET_MARK, 0);
  }
  g_mutex_unlock (&hidden_lock);
  return g_string_free (out, FALSE);
}

/* The longest part of @value that ends @data. */
static gsize
measure_end (const char *data, gsize length, const char *value)
{
  for (gsize part = MIN (strlen (value) - 1, length); part >= SLW_SECRET_MIN_PART; part--)
    if (data[length - 1] == value[part - 1] && memcmp (data + length - part, value, part) == 0)
      return part;
  return 0;
}

static gsize
measure_start (const char *data, gsize length, const char *value)
{
  gsize whole = strlen (value);

  for (gsize part = MIN (whole - 1, length); part >= SLW_SECRET_MIN_PART; part--)
    if (memcmp (data, value + whole - part, part) == 0)
      return part;
  return 0;
}

static gsize
measure (const char *data, gsize length, gsize (*func) (const char *data, gsize length, const char *value))
{
  gsize most = 0;

  g_mutex_lock (&hidden_lock);
  for (guint i = 0; hidden != NULL && i < hidden->len; i++)
    most = MAX (most, func (data, length, g_ptr_array_index (hidden, i)));
  g_mutex_unlock (&hidden_lock);
  return most;
}

gsize
slw_secret_measure_end (const char *data, gsize length)
{
  return measure (data, length, measure_end);
}

gsize
slw_secret_measure_start (const char *data, gsize length)
{
  return measure (data, length, measure_start);
}
