/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Another distribution: it offers a kind that the plugins of Debian and of Enterprise Linux offer as well, with the same
 * parameter and the same outputs, and declines every server that is not its own. Pipelines do not change.
 *
 * Parameter: `packages`, names or patterns. Outputs: `packages` (name=version …), `missing`, `versions`, `version-NAME`. */
#include <slipway/slipway.h>

#include <string.h>

#define APK_TYPE_ALPINE (apk_alpine_get_type ())
G_DECLARE_FINAL_TYPE (ApkAlpine, apk_alpine, APK, ALPINE, GObject)

struct _ApkAlpine {
  GObject parent_instance;
};

static void apk_alpine_init_interface (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    ApkAlpine, apk_alpine, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, apk_alpine_init_interface))

static int
apk_alpine_offer (SlwStep *step, const char *kind, SlwServer *server, char **reason)
{
  const SlwFacts *facts = slw_server_get_facts (server);

  if (g_strv_contains (slw_facts_get_all (facts, "package-manager"), "apk"))
    return 0;
  *reason = g_strdup ("the server has no apk");
  return SLW_OFFER_DECLINE;
}

/* `busybox-extras-1.36.1-r15 x86_64 {busybox} (GPL-2.0-only) [installed]`: a version never contains a dash but the one
 * before its release, a name may. FALSE for a line that is no package. */
static gboolean
split_line (const char *line, char **name, char **version)
{
  const char *end = strchr (line, ' ');
  g_autofree char *package = end != NULL ? g_strndup (line, (gsize) (end - line)) : g_strdup (line);
  char *release = strrchr (package, '-');
  char *dash;

  if (release == NULL || release[1] != 'r')
    return FALSE;
  *release = '\0';
  dash = strrchr (package, '-');
  *release = '-';
  if (dash == NULL || dash == package || !g_ascii_isdigit (dash[1]))
    return FALSE;
  *name = g_strndup (package, (gsize) (dash - package));
  *version = g_strdup (dash + 1);
  return TRUE;
}

typedef struct {
  GString *packages;
  GString *versions;
  GHashTable *seen;    /* versions */
  GHashTable *missing; /* wanted patterns that nothing matched yet */
} Report;

static void
append (GString *list, const char *text)
{
  g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", text);
}

static void
report_package (Report *report, SlwStepRun *run, char **wanted, const char *name, const char *version)
{
  g_autofree char *both = g_strdup_printf ("%s=%s", name, version);
  g_autofree char *output = g_strdup_printf ("version-%s", name);
  gboolean matches = FALSE;

  for (guint i = 0; wanted[i] != NULL; i++) {
    if (!g_pattern_match_simple (wanted[i], name))
      continue;
    g_hash_table_remove (report->missing, wanted[i]);
    matches = TRUE;
  }
  if (!matches)
    return;
  append (report->packages, both);
  if (g_hash_table_add (report->seen, g_strdup (version)))
    append (report->versions, version);
  slw_step_run_set_output (run, g_strcanon (output, "abcdefghijklmnopqrstuvwxyz0123456789-", '-'), version);
}

static SlwDirective *
report_all (SlwStepRun *run, char **wanted, const char *answer)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\n", -1);
  g_autoptr (GString) packages = g_string_new (NULL);
  g_autoptr (GString) versions = g_string_new (NULL);
  g_autoptr (GString) missing = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) unmatched = g_hash_table_new (g_str_hash, g_str_equal);
  Report report = { packages, versions, seen, unmatched };

  for (guint i = 0; wanted[i] != NULL; i++)
    g_hash_table_add (unmatched, wanted[i]);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *name = NULL;
    g_autofree char *version = NULL;

    if (split_line (lines[i], &name, &version))
      report_package (&report, run, wanted, name, version);
  }
  for (guint i = 0; wanted[i] != NULL; i++)
    if (g_hash_table_contains (unmatched, wanted[i]))
      append (missing, wanted[i]);
  slw_step_run_set_output (run, "packages", packages->str);
  slw_step_run_set_output (run, "versions", versions->str);
  slw_step_run_set_output (run, "missing", missing->str);
  return slw_directive_done (missing->len > 0 ? "some are not installed" : "all are installed");
}

static SlwDirective *
apk_alpine_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  static const char *const argv[] = { "apk", "list", "--installed", NULL };
  g_auto (GStrv) wanted = slw_step_run_dup_param_list (run, "packages");

  if (*wanted == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.packages is empty: there is nothing to ask for");
    return NULL;
  }
  if (last == NULL)
    return slw_directive_act (slw_action_new_exec (SLW_EFFECT_READ, "list installed packages", argv));
  return report_all (run, wanted, slw_result_get_output (last));
}

static void
apk_alpine_init_interface (SlwStepInterface *iface)
{
  iface->offer = apk_alpine_offer;
  iface->next = apk_alpine_next;
}

static void
apk_alpine_class_init (ApkAlpineClass *klass)
{
}

static void
apk_alpine_class_finalize (ApkAlpineClass *klass)
{
}

static void
apk_alpine_init (ApkAlpine *self)
{
}

static void
register_types (GTypeModule *module)
{
  apk_alpine_register_type (module);
}

static const SlwProvide provides[] = {
  { "packages.query", apk_alpine_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("apk-alpine", "1.0", .register_types = register_types, .provides = provides);
