/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "operating-system.h"

#include <string.h>

/* A distribution's release, and the versions of the product that are made for it; the last of a major is written as 99. */
typedef struct {
  const char *id;
  const char *release;
  guint first[2];
  guint last[2];
} Support;

static const Support table[] = {
  { "debian", "8", { 4, 0 }, { 4, 2 } },      { "debian", "9", { 4, 0 }, { 4, 6 } },
  { "debian", "10", { 4, 1 }, { 5, 99 } },    { "debian", "11", { 4, 7 }, { 5, 99 } },
  { "debian", "12", { 5, 0 }, { 5, 99 } },    { "ubuntu", "16.04", { 4, 0 }, { 4, 7 } },
  { "ubuntu", "18.04", { 4, 0 }, { 4, 99 } }, { "ubuntu", "20.04", { 4, 3 }, { 5, 99 } },
  { "ubuntu", "22.04", { 4, 7 }, { 5, 99 } }, { "redhat", "7", { 4, 0 }, { 4, 99 } },
  { "redhat", "8", { 4, 3 }, { 5, 99 } },
};

gboolean
operating_system_parse_version (const char *text, guint *major, guint *minor)
{
  g_auto (GStrv) numbers = g_strsplit (text, ".", -1);
  guint64 parts[2] = { 0, 0 };

  for (guint i = 0; numbers[i] != NULL; i++) {
    guint64 number = 0;

    if (!g_ascii_string_to_unsigned (numbers[i], 10, 0, G_MAXUINT, &number, NULL))
      return FALSE;
    if (i < G_N_ELEMENTS (parts))
      parts[i] = number;
  }
  *major = (guint) parts[0];
  *minor = (guint) parts[1];
  return *major > 0;
}

static gboolean
is_in_range (const Support *support, const char *version)
{
  guint major = 0, minor = 0;
  guint number, first, last;

  if (version == NULL || !operating_system_parse_version (version, &major, &minor))
    return version == NULL;
  number = major * 100 + MIN (minor, 99);
  first = support->first[0] * 100 + support->first[1];
  last = support->last[0] * 100 + support->last[1];
  return number >= first && number <= last;
}

/* Clones of Red Hat's count as it, and by their first number: the packages are the same. */
static gboolean
is_release (const Support *support, const SlwFacts *facts)
{
  const char *release = slw_facts_get (facts, "os.version");
  gsize length = strlen (support->release);

  if (release == NULL)
    return FALSE;
  if (strcmp (support->id, "redhat") == 0)
    return g_strcmp0 (slw_facts_get (facts, "os.family"), "redhat") == 0
           && strncmp (release, support->release, length) == 0 && !g_ascii_isdigit (release[length]);
  return g_strcmp0 (slw_facts_get (facts, "os.id"), support->id) == 0
         && strncmp (release, support->release, length) == 0 && !g_ascii_isdigit (release[length]);
}

static char *
list_supported (const SlwFacts *facts, const char *version)
{
  const char *id = slw_facts_get (facts, "os.id");
  gboolean redhat = g_strcmp0 (slw_facts_get (facts, "os.family"), "redhat") == 0;
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    const char *own = redhat ? "redhat" : id;
    gboolean known = g_strcmp0 (own, "debian") == 0 || g_strcmp0 (own, "ubuntu") == 0 || redhat;

    if ((!known || strcmp (table[i].id, own) == 0) && is_in_range (&table[i], version))
      g_string_append_printf (out, "%s%s %s", out->len > 0 ? ", " : "", table[i].id, table[i].release);
  }
  return g_string_free (out, FALSE);
}

gboolean
operating_system_check (const SlwFacts *facts, const char *version, char **why)
{
  const char *name = slw_facts_get (facts, "os.name");
  const char *arch = slw_facts_get (facts, "arch");
  g_autofree char *good = NULL;

  *why = NULL;
  if (arch != NULL && strcmp (arch, "x86_64") != 0) {
    *why = g_strdup_printf ("the processor is %s; BlueMind is made for x86_64 only", arch);
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (is_release (&table[i], facts) && is_in_range (&table[i], version))
      return TRUE;
  }
  good = list_supported (facts, version);
  *why = g_strdup_printf ("%s is no system that BlueMind%s%s is made for; %s are", name != NULL ? name : "this",
                          version != NULL ? " " : "", version != NULL ? version : "", *good != '\0' ? good : "none");
  return FALSE;
}
