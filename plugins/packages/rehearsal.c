/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rehearsal.h"

#include <string.h>

#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include "trouble.h"

#define OUTPUT_MOST (8 * 1024 * 1024)
#define SOURCES_MOST 500 /* and packages that are kept out: each is looked for in every line */
#define LIST_PLACE "@LIST@"

void
rehearsal_free (Rehearsal *self)
{
  g_clear_pointer (&self->troubles, g_ptr_array_unref);
  g_clear_pointer (&self->refused, g_strfreev);
  g_clear_pointer (&self->held, g_strfreev);
  g_clear_pointer (&self->simulation, simulation_free);
  g_free (self->simulate_errors);
  g_free (self->lists);
  g_free (self);
}

/* Keyring and list behind one another: only standard input is no argument, and no file that might stay. */
static void
set_input (SlwAction *action, const Repository *repository)
{
  g_autoptr (SlwSecret) list = repository_render (repository, REPOSITORY_KEYRING);
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autoptr (SlwSecret) secret = NULL;
  gsize length = 0;
  const char *text = slw_secret_peek (list, &length);

  if (repository->keyring != NULL) {
    gsize size = 0;
    gconstpointer data = g_bytes_get_data (repository->keyring, &size);

    g_byte_array_append (input, data, size);
  }
  g_byte_array_append (input, (const guint8 *) text, length);
  secret = slw_secret_new ((const char *) input->data, input->len);
  memset (input->data, 0, input->len);
  slw_action_set_stdin_secret (action, secret);
}

SlwAction *
rehearsal_new_action (const PackagesFamily *family,
                      const Repository *repository,
                      gboolean keep_address,
                      const char *const *arguments,
                      const char *const *packages)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  SlwAction *action;
  guint options = arguments != NULL ? g_strv_length ((char **) arguments) : 0;
  gsize key = repository != NULL && repository->keyring != NULL ? g_bytes_get_size (repository->keyring) : 0;

  g_ptr_array_add (argv, g_strdup (repository != NULL ? repository->list_path : ""));
  g_ptr_array_add (argv, g_strdup_printf ("%" G_GSIZE_FORMAT, key));
  g_ptr_array_add (argv, g_strdup (keep_address ? "yes" : "no"));
  g_ptr_array_add (argv, g_strdup_printf ("%u", options));
  for (guint i = 0; i < options; i++)
    g_ptr_array_add (argv, g_strdup (arguments[i]));
  for (guint i = 0; packages != NULL && packages[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (packages[i]));
  g_ptr_array_add (argv, NULL);
  action = slw_action_new_script (SLW_EFFECT_READ, options > 0 ? "rehearse the installation" : "try the repositories",
                                  family->rehearse_script, (const char *const *) argv->pdata);
  if (repository != NULL)
    set_input (action, repository);
  slw_action_set_timeout (action, 900);
  slw_action_set_output_limit (action, OUTPUT_MOST);
  return action;
}

/* The answer by the letter that each line begins with. */
typedef struct {
  GString *by_letter[26];
  GPtrArray *sources;
  GPtrArray *refused;
  GPtrArray *held;
  char *lists;
  int simulate_status;
  gboolean complete;
} Answer;

static void
answer_init (Answer *answer)
{
  for (guint i = 0; i < G_N_ELEMENTS (answer->by_letter); i++)
    answer->by_letter[i] = g_string_new (NULL);
  answer->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_source_free);
  answer->refused = g_ptr_array_new_with_free_func (g_free);
  answer->held = g_ptr_array_new_with_free_func (g_free);
  answer->simulate_status = -1;
}

static void
answer_clear (Answer *answer)
{
  for (guint i = 0; i < G_N_ELEMENTS (answer->by_letter); i++)
    g_string_free (answer->by_letter[i], TRUE);
  g_ptr_array_unref (answer->sources);
  g_clear_pointer (&answer->refused, g_ptr_array_unref);
  g_clear_pointer (&answer->held, g_ptr_array_unref);
  g_free (answer->lists);
}

static void
read_status (Answer *answer, const char *text)
{
  guint64 status = 0;

  if (g_str_has_prefix (text, "end "))
    answer->complete = TRUE;
  else if (g_str_has_prefix (text, "simulate ") && g_ascii_string_to_unsigned (text + 9, 10, 0, 255, &status, NULL))
    answer->simulate_status = (int) status;
}

static void
read_line (Answer *answer, const char *line)
{
  const char *text = line + 2;
  const char *tab = strchr (text, '\t');

  if (*line == 'X') {
    read_status (answer, text);
  } else if (*line == 'K') {
    if (answer->refused->len < SOURCES_MOST)
      g_ptr_array_add (answer->refused, g_strdup (text));
  } else if (*line == 'H') {
    if (answer->held->len < SOURCES_MOST)
      g_ptr_array_add (answer->held, slw_text_escape (text, -1));
  } else if (*line == 'D') {
    g_free (answer->lists);
    answer->lists = slw_text_escape (text, -1);
  } else if (*line == 'F' && tab != NULL) {
    g_autofree char *file = g_strndup (text, tab - text);

    if (answer->sources->len < SOURCES_MOST)
      g_ptr_array_add (answer->sources, trouble_source_new (file, tab + 1));
  } else {
    g_string_append (answer->by_letter[*line - 'A'], text);
    g_string_append_c (answer->by_letter[*line - 'A'], '\n');
  }
}

static void
read_answer (Answer *answer, const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_ascii_isupper (lines[i][0]) && lines[i][1] == ' ')
      read_line (answer, lines[i]);
  }
}

static gboolean
take_simulation (Rehearsal *self, const PackagesFamily *family, const Answer *answer, GError **error)
{
  const char *output = answer->by_letter['S' - 'A']->str;

  self->simulate_status = answer->simulate_status;
  if (self->simulate_status > 0)
    self->simulate_errors = g_strconcat (output, answer->by_letter['E' - 'A']->str, NULL);
  if (self->simulate_status > 0 || (self->simulate_status < 0 && *self->held == NULL))
    return TRUE; /* when all that was asked for is held, there is nothing to simulate, and nothing happens */
  self->simulation = family->parse_simulation (output, error);
  if (self->simulation == NULL)
    return FALSE;
  for (guint i = 0; self->refused[i] != NULL; i++)
    simulation_add_refused (self->simulation, self->refused[i]);
  simulation_add_downloads (self->simulation, answer->by_letter['P' - 'A']->str, family->is_file_of);
  simulation_add_stanzas (self->simulation, answer->by_letter['C' - 'A']->str);
  return TRUE;
}

/* People are not to wonder about a word of ours. */
static void
name_address (Trouble *trouble)
{
  GString *detail = g_string_new (trouble->detail);

  g_string_replace (detail, LIST_PLACE, "its address", 0);
  g_free (trouble->detail);
  trouble->detail = g_string_free (detail, FALSE);
}

static char **
end_strv (GPtrArray *words)
{
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

static Rehearsal *
take_answer (const PackagesFamily *family, Answer *answer, const Repository *repository, GError **error)
{
  g_autoptr (Rehearsal) self = g_new0 (Rehearsal, 1);

  if (repository != NULL)
    g_ptr_array_add (answer->sources, trouble_source_new (repository->list_path, LIST_PLACE));
  self->troubles = family->parse_refresh (answer->by_letter['U' - 'A']->str, answer->sources);
  for (guint i = 0; i < self->troubles->len; i++)
    name_address (g_ptr_array_index (self->troubles, i));
  self->refused = end_strv (g_steal_pointer (&answer->refused));
  self->held = end_strv (g_steal_pointer (&answer->held));
  /* one that can't be had leaves its old index behind */
  if (self->troubles->len == 0)
    self->lists = g_steal_pointer (&answer->lists);
  return take_simulation (self, family, answer, error) ? g_steal_pointer (&self) : NULL;
}

Rehearsal *
rehearsal_parse (const PackagesFamily *family, const Repository *repository, const SlwResult *result, GError **error)
{
  Rehearsal *self = NULL;
  Answer answer = { 0 };

  answer_init (&answer);
  read_answer (&answer, slw_result_get_output (result));
  if (answer.complete && !slw_result_is_truncated (result))
    self = take_answer (family, &answer, repository, error);
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the answer of the rehearsal is cut off");
  answer_clear (&answer);
  return self;
}
