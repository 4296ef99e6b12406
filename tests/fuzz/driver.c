/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs a fuzz target once over its corpus, without a fuzzing engine: `fuzz-NAME FILE-OR-FOLDER...`. So every input that
 * once broke a parser stays a test of every build. Each input is also cut short at a few places, as by a lost link. */

#include "fuzz.h"

#include <glib.h>

static gboolean
run_one (const char *path)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &content, &length, &error)) {
    g_printerr ("%s\n", error->message);
    return FALSE;
  }
  for (guint eighths = 0; eighths <= 8; eighths++) {
    gsize size = length * eighths / 8;
    /* A copy of its own, so that a sanitizer sees a read past the end. */
    g_autofree uint8_t *exact = g_memdup2 (content, size);
    LLVMFuzzerTestOneInput (size > 0 ? exact : (const uint8_t *) "", size);
  }
  return TRUE;
}

static guint
run_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  if (folder == NULL)
    return run_one (path);
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    n += run_one (file);
  }
  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    n += run_folder (argv[i]);
  g_print ("%u inputs\n", n);
  return n == 0;
}
