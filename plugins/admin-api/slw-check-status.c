/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-check-status.h"

#include <slipway/slipway.h>
#include <string.h>

#define MAX_LINES 60
#define MAX_LINE 300

const char *
slw_check_status_script (void)
{
  return "for log in /var/log/bm/core.log.1 /var/log/bm/core.log; do\n"
         "  [ -r \"$log\" ] || continue\n"
         "  awk -v since=\"$1\" '/^[0-9][0-9][0-9][0-9]-/ && substr ($0, 1, 19) >= since {\n"
         "    at = index ($0, \"Status of check \")\n"
         "    if (at) print substr ($0, at + 16, 300)\n"
         "  }' \"$log\"\n"
         "done | tail -n 60\n";
}

/* What helps, by the beginning of a check's name. */
static const struct {
  const char *id;
  const char *remedy;
} remedies[] = {
  { "check.memory", "the main server needs more memory" },
  { "check.corecount", "the main server needs two processors" },
  { "check.en_us", "generate the locale en_US.UTF-8 on the main server" },
  { "check.hostname", "hostname -f of the main server must be a full name" },
  { "check.pg", "look at PostgreSQL of the main server" },
  { "check.elasticsearch", "Elasticsearch must be green: give single nodes no replicas, see to its disk" },
  { "check.servers", "bring bm-node to the same version on all servers" },
  { "check.upgraders", "install bm-core-upgraders; the subscription must be valid" },
  { "check.subscriptionContact", "enter a contact in System management > Subscription" },
  { "check.subscription", "install the package of the subscription, bm-plugin-core-subscription" },
  { "check.domainConflict", "two domains have the same alias" },
};

static const char *
find_remedy (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (remedies); i++)
    if (g_str_has_prefix (id, remedies[i].id))
      return remedies[i].remedy;
  return NULL;
}

/* Whether a line says that its check was not OK; the id is what stands before the colon. */
static gboolean
read_line (const char *line, char **id)
{
  const char *colon = strstr (line, ": ");

  *id = NULL;
  if (colon == NULL || colon == line)
    return FALSE;
  *id = g_strndup (line, (gsize) (colon - line));
  return !g_str_has_prefix (colon + 2, "OK");
}

char *
slw_check_status_explain (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_LINES + 1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) all = g_string_new (NULL);

  /* from the end: checks that were tried twice count as they ended */
  for (guint i = g_strv_length (lines); i > 0; i--) {
    g_autofree char *id = NULL;
    gboolean bad = read_line (lines[i - 1], &id);
    g_autofree char *cut = g_strndup (lines[i - 1], MAX_LINE);
    g_autofree char *safe = slw_text_escape (cut, -1);

    if (id == NULL || !g_hash_table_add (seen, g_strdup (id)) || !bad)
      continue;
    g_string_append_printf (all, "%s%s", all->len > 0 ? "; " : "", safe);
    if (find_remedy (id) != NULL)
      g_string_append_printf (all, " (%s)", find_remedy (id));
  }
  return all->len > 0 ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
}
