/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test-conformance PLUGIN.so FOLDER: what every plugin of packages.* and repository.* must do, see README.md. */
#include <slipway-test/slw-harness.h>

#include <string.h>

static const char *plugin;
static const char *folder;
static GKeyFile *family;

static char *
get (const char *group, const char *key)
{
  g_autoptr (GError) error = NULL;
  char *value = g_key_file_get_string (family, group, key, &error);

  g_assert_no_error (error);
  return value;
}

static char *
read_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static char *
read_recording (const char *scenario)
{
  g_autofree char *file = g_key_file_get_string (family, "recordings", scenario, NULL);
  g_autofree char *usual = g_strdup_printf ("rehearsal-%s.txt", scenario);

  return read_file (file != NULL ? file : usual);
}

static gboolean
is_skipped (const char *scenario)
{
  g_autofree char *reason = g_key_file_get_string (family, "skip", scenario, NULL);

  if (reason != NULL)
    g_test_skip (reason);
  return reason != NULL;
}

static SlwHarness *
begin (const char *kind)
{
  SlwHarness *harness = slw_harness_new ();
  g_autofree char *facts = get ("family", "facts");
  g_auto (GStrv) keys = g_key_file_get_keys (family, "settings", NULL, NULL);
  g_autoptr (GError) error = NULL;

  slw_harness_load_plugin (harness, plugin, &error);
  g_assert_no_error (error);
  slw_harness_add_server (harness, "shard", "198.18.0.11", "mailbox", g_strdelimit (facts, ";", '\n'));
  slw_harness_begin (harness, kind, "shard");
  for (guint i = 0; keys[i] != NULL; i++) {
    g_autofree char *value = get ("settings", keys[i]);
    g_autofree char *content = g_str_has_prefix (value, "file:") ? read_file (value + strlen ("file:")) : NULL;

    slw_harness_set_setting (harness, keys[i], content != NULL ? content : value);
  }
  return harness;
}

static void
expect (SlwHarness *harness, SlwEffect effect, const char *label, const char *answer)
{
  slw_harness_expect_exec (harness, effect, label);
  slw_harness_answer (harness, 0, answer, NULL);
}

static void
assert_plays (SlwHarness *harness)
{
  g_autoptr (GError) error = NULL;

  slw_harness_play_twice (harness, &error);
  g_assert_no_error (error);
}

/* What a repository does wrong is told alike, and names the file. */
static const struct {
  const char *scenario;
  const char *id; /* NULL: it is fine */
  SlwSeverity severity;
  const char *title;
} repositories[] = {
  { "bare", NULL, SLW_SEVERITY_INFO, NULL },
  { "401", "repository.own", SLW_SEVERITY_INHIBITOR, "the repository refuses access" },
  { "gone", "repository.own", SLW_SEVERITY_INHIBITOR, "there is no repository at this address" },
  { "unsigned", "repository.own", SLW_SEVERITY_INHIBITOR, "the repository is not signed" },
  { "badsig", "repository.own", SLW_SEVERITY_INHIBITOR, "the signature of the repository *" },
  { "wrong-key", "repository.own", SLW_SEVERITY_INHIBITOR, "the * another key *" },
  { "damaged", "repository.own", SLW_SEVERITY_INHIBITOR, "the files of the repository do not fit its index" },
  { "html", "repository.own", SLW_SEVERITY_INHIBITOR, "what answers is no repository, but a web page" },
  { "tls", "repository.own", SLW_SEVERITY_INHIBITOR, "the certificate of the repository's host is not trusted" },
  { "dns", "repository.own", SLW_SEVERITY_INHIBITOR, "the name of the repository's host does not resolve" },
  { "refused", "repository.own", SLW_SEVERITY_INHIBITOR, "the repository's host does not answer" },
  { "third-party", "repository.other", SLW_SEVERITY_HIGH, "there is no repository at this address" },
  { "malformed", "repository.other", SLW_SEVERITY_INHIBITOR, "this file can't be read*" },
};

static void
test_repository (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  gboolean ours = g_strcmp0 (repositories[n].id, "repository.own") == 0;
  g_autofree char *file = get ("family", ours ? "list" : "other");
  g_autofree char *title = g_strdup_printf ("%s: %s (*", file, repositories[n].title);
  g_autofree char *recording = NULL;
  g_autoptr (SlwHarness) h = NULL;

  if (is_skipped (repositories[n].scenario))
    return;
  recording = read_recording (repositories[n].scenario);
  h = begin ("repository.check");
  expect (h, SLW_EFFECT_READ, "try the repositories", recording);
  slw_harness_expect_done (h, repositories[n].severity == SLW_SEVERITY_INHIBITOR ? "* can't be used"
                                                                                 : "reachable, signed by *");
  if (repositories[n].id != NULL)
    slw_harness_expect_finding (h, repositories[n].severity, repositories[n].id, title);
  assert_plays (h);
}

static SlwHarness *
begin_plan (const char *scenario)
{
  SlwHarness *h = begin ("packages.plan");
  g_autofree char *recording = read_recording (scenario);

  slw_harness_set_param (h, "packages", "bm-mailbox-role postfix");
  slw_harness_set_param (h, "refuse", "ssmtp");
  expect (h, SLW_EFFECT_READ, "look at the locks of *", "X end 0\n");
  expect (h, SLW_EFFECT_READ, "rehearse the installation", recording);
  return h;
}

static void
expect_plan (SlwHarness *h, const char *summary, const char *packages, const char *remove)
{
  g_autofree char *marked = get ("install", "automatic");

  if (*packages != '\0') {
    expect (h, SLW_EFFECT_READ, "look for automatic packages", marked);
    slw_harness_expect_output (h, "automatic", "*");
  }
  slw_harness_expect_done (h, summary);
  slw_harness_expect_output (h, "packages", packages);
  slw_harness_expect_output (h, "remove", remove);
  slw_harness_expect_output (h, "count", "*");
  slw_harness_expect_output (h, "download-bytes", "*");
  slw_harness_expect_output (h, "unpacked-bytes", "*");
  slw_harness_expect_output (h, "settled", "yes");
}

static void
test_plan (void)
{
  g_autofree char *packages = get ("packages", "bare");
  g_autoptr (SlwHarness) h = begin_plan ("bare");
  guint64 bytes = 0;

  expect_plan (h, "* packages, * to fetch", packages, "");
  slw_harness_expect_note (h, "* new packages, 0 upgraded, 0 removed; * to fetch, * on the disk");
  slw_harness_expect_note (h, "ssmtp: stays out, *postfix comes in");
  assert_plays (h);
  g_assert_true (g_ascii_string_to_unsigned (slw_step_run_get_output (slw_harness_get_run (h), "download-bytes"), 10, 1,
                                             G_MAXUINT32, &bytes, NULL));
  g_assert_true (g_ascii_string_to_unsigned (slw_step_run_get_output (slw_harness_get_run (h), "unpacked-bytes"), 10, 1,
                                             G_MAXUINT32, &bytes, NULL));
}

static void
test_removal (void)
{
  g_autofree char *gone = get ("packages", "removed");
  g_auto (GStrv) words = g_strsplit (gone, " ", -1);
  g_autofree char *remove = get ("packages", "remove");
  g_autoptr (SlwHarness) refused = begin_plan ("removal");
  g_autoptr (SlwHarness) allowed = begin_plan ("removal");
  g_autofree char *line = g_strjoinv (";", words);

  expect_plan (refused, "* packages, * to fetch", "*", remove);
  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *title = g_strdup_printf ("%s * is installed and would be removed: *", words[i]);

    slw_harness_expect_finding (refused, SLW_SEVERITY_INHIBITOR, "packages.removal", title);
  }
  assert_plays (refused);
  slw_harness_set_setting (allowed, "allow-remove", line);
  expect_plan (allowed, "* packages, * to fetch", "*", remove);
  slw_harness_expect_note (allowed, "* is removed, as allowed: *");
  assert_plays (allowed);
}

static void
test_unsolvable (gconstpointer scenario)
{
  g_autoptr (SlwHarness) h = begin_plan (scenario);

  slw_harness_expect_done (h, "no plan: * finds no solution");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "packages.unsolvable", "* finds no way to install this: *");
  assert_plays (h);
}

static void
test_plan_without_repository (void)
{
  g_autofree char *list = get ("family", "list");
  g_autofree char *title = g_strdup_printf ("%s: the repository refuses access (*", list);
  g_autoptr (SlwHarness) h = begin_plan ("401");

  slw_harness_expect_done (h, "no plan: a repository can't be used");
  slw_harness_expect_finding (h, SLW_SEVERITY_INHIBITOR, "repository.own", title);
  assert_plays (h);
}

static void
test_nothing_to_do (void)
{
  g_autoptr (SlwHarness) h = begin ("packages.plan");

  slw_harness_set_param (h, "packages", "bm-mailbox-role");
  slw_harness_set_param (h, "mode", "upgrade");
  expect (h, SLW_EFFECT_READ, "look at the locks of *", "X end 0\n");
  expect (h, SLW_EFFECT_READ, "rehearse the installation", "X update 0\nS \nX simulate 0\nX end 0\n");
  expect_plan (h, "nothing to do: all is there", "", "");
  assert_plays (h);
}

/* Whether a family has a digest of its lists or not: what it answers is the plan. */
static void
test_known_lists (void)
{
  g_autoptr (SlwHarness) h = begin ("packages.plan");

  slw_harness_set_param (h, "packages", "bm-mailbox-role");
  slw_harness_set_param (h, "mode", "upgrade");
  slw_harness_set_param (h, "lists", "5f3a");
  expect (h, SLW_EFFECT_READ, "look at the locks of *", "D 5f3a\nX end 0\n");
  expect (h, SLW_EFFECT_READ, "rehearse the installation", "S \nX simulate 0\nX end 0\n");
  expect_plan (h, "nothing to do: all is there", "", "");
  assert_plays (h);
}

/* Where the step before has looked, nobody looks once more. */
static void
test_settled (void)
{
  g_autoptr (SlwHarness) plan = begin ("packages.plan");
  g_autoptr (SlwHarness) upgrade = begin ("packages.upgrade");
  g_autoptr (SlwHarness) interrupted = begin ("packages.refresh");

  slw_harness_set_param (plan, "packages", "bm-mailbox-role");
  slw_harness_set_param (plan, "mode", "upgrade");
  slw_harness_set_param (plan, "settled", "yes");
  expect (plan, SLW_EFFECT_READ, "rehearse the installation", "S \nX simulate 0\nX end 0\n");
  expect_plan (plan, "nothing to do: all is there", "", "");
  assert_plays (plan);
  slw_harness_set_param (upgrade, "plan", "");
  slw_harness_set_param (upgrade, "settled", "yes");
  slw_harness_expect_done (upgrade, "nothing to do");
  assert_plays (upgrade);
  expect (interrupted, SLW_EFFECT_READ, "look at the locks of *", "A something\nX end 0\n");
  slw_harness_expect_exec (interrupted, SLW_EFFECT_CACHE, "refresh the package lists");
  slw_harness_expect_done (interrupted, "package lists are up to date");
  assert_plays (interrupted);
}

static void
test_held (void)
{
  g_autoptr (SlwHarness) h = begin ("packages.plan");

  slw_harness_set_param (h, "packages", "bm-core");
  slw_harness_set_param (h, "mode", "upgrade");
  expect (h, SLW_EFFECT_READ, "look at the locks of *", "X end 0\n");
  expect (h, SLW_EFFECT_READ, "rehearse the installation", "X update 0\nH bm-core\nX simulate 0\nX end 0\n");
  expect_plan (h, "nothing to do*", "", "");
  slw_harness_expect_finding (h, SLW_SEVERITY_MEDIUM, "packages.held", "bm-core is held at its version");
  assert_plays (h);
}

/* Who holds which lock is named; a plan does not wait. */
static void
test_lock (void)
{
  const char *locked = "L /var/lib/lock\t1562\tupdater.service\tupdater --all\t42\nX end 0\n";
  g_autoptr (SlwHarness) h = begin ("packages.refresh");
  g_autoptr (SlwHarness) gives_up = begin ("packages.refresh");

  expect (h, SLW_EFFECT_READ, "look at the locks of *", locked);
  slw_harness_expect_wait (
      h, "/var/lib/lock is held by process 1562 (updater --all, unit updater.service)*waited 2 s of 600*");
  expect (h, SLW_EFFECT_READ, "look at the locks of *", "X end 0\n");
  slw_harness_expect_exec (h, SLW_EFFECT_CACHE, "refresh the package lists");
  slw_harness_expect_done (h, "package lists are up to date");
  slw_harness_expect_output (h, "settled", "yes");
  assert_plays (h);
  slw_harness_set_setting (gives_up, "lock-wait", "0");
  expect (gives_up, SLW_EFFECT_READ, "look at the locks of *", locked);
  slw_harness_expect_failed (gives_up, SLW_ERROR_REFUSED, "*held by process 1562*lock-wait in ?*");
  assert_plays (gives_up);
}

static SlwHarness *
begin_install (const char *kind, SlwEffect ceiling)
{
  SlwHarness *h = begin (kind);
  g_autofree char *plan = get ("install", "plan");

  slw_harness_set_param (h, "plan", plan);
  slw_harness_set_ceiling (h, ceiling);
  return h;
}

static void
expect_before (SlwHarness *h, const char *simulation)
{
  g_autofree char *answer = get ("install", simulation);

  expect (h, SLW_EFFECT_READ, "look at the locks of *", "X end 0\n");
  expect (h, SLW_EFFECT_READ, "*", answer);
}

static void
test_install (void)
{
  g_autoptr (SlwHarness) good = begin_install ("packages.install", SLW_EFFECT_MUTATE);
  g_autoptr (SlwHarness) bad = begin_install ("packages.upgrade", SLW_EFFECT_MUTATE);
  g_autofree char *installed = get ("install", "installed");
  g_autofree char *marked = get ("install", "automatic");

  expect_before (good, "simulation");
  slw_harness_set_param (good, "automatic", "bm-node");
  slw_harness_expect_exec (good, SLW_EFFECT_MUTATE, "install packages");
  expect (good, SLW_EFFECT_READ, "look for automatic packages", "");
  slw_harness_expect_exec (good, SLW_EFFECT_MUTATE, "mark dependencies as automatic");
  expect (good, SLW_EFFECT_READ, "look at the locks of *", "X end 0\n");
  expect (good, SLW_EFFECT_READ, "look for automatic packages", marked);
  expect (good, SLW_EFFECT_READ, "compare with the plan", installed);
  slw_harness_expect_done (good, "1 packages installed");
  assert_plays (good);
  expect_before (bad, "simulation");
  slw_harness_set_param (bad, "automatic", "bm-node");
  slw_harness_expect_exec (bad, SLW_EFFECT_MUTATE, "upgrade packages");
  expect (bad, SLW_EFFECT_READ, "look for automatic packages", marked);
  expect (bad, SLW_EFFECT_READ, "compare with the plan", "");
  slw_harness_expect_failed (bad, SLW_ERROR_VERIFY, "what * says is not what was planned: bm-node is not installed");
  assert_plays (bad);
}

static void
test_stale (void)
{
  g_autoptr (SlwHarness) h = begin_install ("packages.install", SLW_EFFECT_MUTATE);

  expect_before (h, "other-simulation");
  slw_harness_expect_failed (h, SLW_ERROR_STALE,
                             "what would happen is not what was planned: other * would be installed");
  assert_plays (h);
}

static void
test_download_only (void)
{
  g_autoptr (SlwHarness) install = begin_install ("packages.install", SLW_EFFECT_CACHE);
  g_autoptr (SlwHarness) fetch = begin_install ("packages.download", SLW_EFFECT_CACHE);
  g_autofree char *archives = get ("family", "archives");
  g_autofree char *digest = g_strnfill (64, 'a');
  g_autofree char *answer = g_strdup_printf ("F %s %s/bm-node\nX end 0\n", digest, archives);

  expect_before (install, "simulation");
  slw_harness_expect_ceiling (install);
  assert_plays (install);
  expect_before (fetch, "simulation");
  slw_harness_expect_exec (fetch, SLW_EFFECT_CACHE, "fetch packages");
  expect (fetch, SLW_EFFECT_READ, "compare what was fetched with the index", answer);
  slw_harness_expect_done (fetch, "1 packages fetched");
  slw_harness_expect_output (fetch, "files", "aaaa*=*/bm-node");
  assert_plays (fetch);
}

static void
test_interrupted (void)
{
  g_autoptr (SlwHarness) fetch = begin_install ("packages.download", SLW_EFFECT_CACHE);
  g_autoptr (SlwHarness) nothing = begin ("packages.install");

  expect (fetch, SLW_EFFECT_READ, "look at the locks of *", "A something\nX end 0\n");
  slw_harness_expect_failed (fetch, SLW_ERROR_REFUSED, "* was interrupted on this server; run * there first");
  assert_plays (fetch);
  slw_harness_set_param (nothing, "plan", "");
  expect (nothing, SLW_EFFECT_READ, "look at the locks of *", "A something\nX end 0\n");
  slw_harness_expect_exec (nothing, SLW_EFFECT_MUTATE, "finish an interrupted *");
  expect (nothing, SLW_EFFECT_READ, "look at the locks of *", "X end 0\n");
  slw_harness_expect_done (nothing, "finished an interrupted run of *");
  assert_plays (nothing);
}

static void
test_query (void)
{
  g_autoptr (SlwHarness) h = begin ("packages.query");
  g_autofree char *installed = get ("install", "installed");
  g_autofree char *plan = get ("install", "plan");
  const char *version = strchr (plan, '=') + 1;

  slw_harness_set_param (h, "packages", "bm-* postfix");
  expect (h, SLW_EFFECT_READ, "query installed versions", installed);
  slw_harness_expect_done (h, "not installed: postfix");
  slw_harness_expect_output (h, "packages", plan);
  slw_harness_expect_output (h, "names", "bm-node");
  slw_harness_expect_output (h, "missing", "postfix");
  slw_harness_expect_output (h, "versions", version);
  slw_harness_expect_output (h, "version-bm-node", version);
  assert_plays (h);
}

static void
test_hold (void)
{
  g_autoptr (SlwHarness) h = begin ("packages.hold");
  g_autoptr (SlwHarness) again = begin ("packages.hold");
  g_autofree char *held = get ("install", "held");

  slw_harness_set_param (h, "packages", "bm-node bm-core");
  expect (h, SLW_EFFECT_READ, "look for held packages", held);
  slw_harness_expect_exec (h, SLW_EFFECT_MUTATE, "* bm-core");
  slw_harness_expect_done (h, "held");
  slw_harness_expect_output (h, "changed", "bm-core");
  assert_plays (h);
  slw_harness_set_param (again, "packages", "bm-node");
  expect (again, SLW_EFFECT_READ, "look for held packages", held);
  slw_harness_expect_done (again, "held already");
  slw_harness_expect_output (again, "changed", "");
  assert_plays (again);
}

static void
test_leftovers (void)
{
  g_autoptr (SlwHarness) h = begin ("packages.leftovers");

  expect (h, SLW_EFFECT_READ, "look for configuration files that were not replaced",
          "L 2 1 /etc/a.conf.new\nX end 0\n");
  slw_harness_expect_done (h, "1 files to look at");
  slw_harness_expect_output (h, "count", "1");
  slw_harness_expect_finding (h, SLW_SEVERITY_MEDIUM, "packages.leftover", "/etc/a.conf *");
  assert_plays (h);
}

static void
test_params (void)
{
  static const struct {
    const char *kind;
    const char *name;
    const char *value;
    const char *message;
  } cases[] = {
    { "packages.install", NULL, NULL, "Param.plan is missing*" },
    { "packages.install", "plan", "bm-node", "\"bm-node\" is not NAME=VERSION of a package" },
    { "packages.query", NULL, NULL, "Param.packages is empty*" },
    { "packages.hold", "state", "tight", "Param.state=tight: hold or unhold is wanted" },
    { "repository.check", "keep-address", "maybe", "Param.keep-address=maybe: yes or no is wanted" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwHarness) h = begin (cases[i].kind);

    if (cases[i].name != NULL)
      slw_harness_set_param (h, cases[i].name, cases[i].value);
    slw_harness_expect_failed (h, SLW_ERROR_INVALID, cases[i].message);
    assert_plays (h);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  plugin = argv[1];
  folder = argv[2];
  path = g_build_filename (folder, "conformance.ini", NULL);
  family = g_key_file_new ();
  g_key_file_load_from_file (family, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (repositories); i++) {
    g_autofree char *name = g_strconcat ("/conformance/repository/", repositories[i].scenario, NULL);

    g_test_add_data_func (name, GUINT_TO_POINTER (i), test_repository);
  }
  g_test_add_func ("/conformance/plan/plan", test_plan);
  g_test_add_func ("/conformance/plan/removal", test_removal);
  g_test_add_data_func ("/conformance/plan/unknown", "unknown", test_unsolvable);
  g_test_add_data_func ("/conformance/plan/unsolvable", "unsolvable", test_unsolvable);
  g_test_add_func ("/conformance/plan/no-repository", test_plan_without_repository);
  g_test_add_func ("/conformance/plan/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/conformance/plan/known-lists", test_known_lists);
  g_test_add_func ("/conformance/plan/settled", test_settled);
  g_test_add_func ("/conformance/plan/held", test_held);
  g_test_add_func ("/conformance/lock", test_lock);
  g_test_add_func ("/conformance/install/install", test_install);
  g_test_add_func ("/conformance/install/stale", test_stale);
  g_test_add_func ("/conformance/install/download-only", test_download_only);
  g_test_add_func ("/conformance/install/interrupted", test_interrupted);
  g_test_add_func ("/conformance/query", test_query);
  g_test_add_func ("/conformance/hold", test_hold);
  g_test_add_func ("/conformance/leftovers", test_leftovers);
  g_test_add_func ("/conformance/params", test_params);
  status = g_test_run ();
  g_key_file_unref (family);
  return status;
}
