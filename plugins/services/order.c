/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "order.h"

#include <string.h>

#define SUFFIX ".service"

static const char order_list[] =
#include "order.list.inc"
    ;

static const char *const words[] = { "first ", "", "last ", "reboot ", "leave " };

static gboolean
fits (const char *pattern, gsize length, const char *unit)
{
  g_autofree char *full = g_strdup_printf ("%.*s" SUFFIX, (int) length, pattern);

  return g_pattern_match_simple (full, unit);
}

Place
order_find (const char *unit, guint *line)
{
  guint number = 0;

  for (const char *at = order_list; *at != '\0'; at += strcspn (at, "\n") + 1, number++) {
    gsize length = strcspn (at, "\n");

    for (guint place = 0; place < G_N_ELEMENTS (words); place++) {
      gsize word = strlen (words[place]);

      if (word == 0 || length < word || strncmp (at, words[place], word) != 0 || !fits (at + word, length - word, unit))
        continue;
      if (line != NULL)
        *line = number;
      return place;
    }
  }
  if (line != NULL)
    *line = 0;
  return PLACE_OTHER;
}

int
order_compare (const char *one, const char *other)
{
  guint lines[2];
  Place places[2] = { order_find (one, &lines[0]), order_find (other, &lines[1]) };

  if (places[0] != places[1])
    return places[0] < places[1] ? -1 : 1;
  if (lines[0] != lines[1])
    return lines[0] < lines[1] ? -1 : 1;
  return strcmp (one, other);
}
