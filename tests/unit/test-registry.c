/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-registry.h"

#include <string.h>

#include <glib/gstdio.h>

#include <slipway/slw-error.h>

#include "core/api/slw-server-private.h"
#include "core/model/slw-prompt.h"

static SlwRegistry *
load_zoo (void)
{
  const char *folders[] = { g_getenv ("SLW_ZOO"), NULL };
  g_autoptr (GError) error = NULL;
  SlwRegistry *registry = slw_registry_new (folders, &error);

  g_assert_no_error (error);
  return registry;
}

static SlwServer *
make_server (const char *role)
{
  const char *roles[] = { role, NULL };

  return slw_server_new ("main", "198.18.0.11", roles, slw_login_new ());
}

/* A folder that a test fills with manifests. */
typedef struct {
  char *top;
  GPtrArray *files;
} Folder;

static void
folder_set_up (Folder *f, gconstpointer data)
{
  f->top = g_dir_make_tmp ("slipway-XXXXXX", NULL);
  f->files = g_ptr_array_new_with_free_func (g_free);
}

static void
folder_tear_down (Folder *f, gconstpointer data)
{
  /* Files before the folders that they are in. */
  for (guint i = f->files->len; i > 0; i--)
    g_remove (g_ptr_array_index (f->files, i - 1));
  g_ptr_array_unref (f->files);
  g_rmdir (f->top);
  g_free (f->top);
}

static char *
add_folder (Folder *f, const char *name)
{
  char *path = g_build_filename (f->top, name, NULL);

  if (g_mkdir (path, 0755) == 0)
    g_ptr_array_add (f->files, g_strdup (path));
  return path;
}

static char *
add_file (Folder *f, const char *folder, const char *name, const char *text)
{
  g_autofree char *parent = add_folder (f, folder);
  char *path = g_build_filename (parent, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_chmod (path, 0644);
  g_ptr_array_add (f->files, g_strdup (path));
  return path;
}

static void
add_manifest (Folder *f, const char *folder, const char *id, const char *more)
{
  g_autofree char *name = g_strconcat (id, ".plugin", NULL);
  g_autofree char *text
      = g_strdup_printf ("[Plugin]\nId=%s\nVersion=%s\nDescription=x\nKinds=%s.do\n%s", id, folder, id, more);
  g_autofree char *path = add_file (f, folder, name, text);
}

static SlwRegistry *
load (Folder *f, const char *first, const char *second, GError **error)
{
  g_autofree char *one = g_build_filename (f->top, first, NULL);
  g_autofree char *two = g_build_filename (f->top, second, NULL);
  const char *folders[] = { one, two, NULL };

  return slw_registry_new (folders, error);
}

static void
test_first_wins (Folder *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwRegistry) registry = NULL;
  GPtrArray *manifests;

  add_manifest (f, "one", "both", "");
  add_manifest (f, "two", "both", "");
  add_manifest (f, "two", "alone", "");
  registry = load (f, "one", "two", &error);
  g_assert_no_error (error);
  manifests = slw_registry_get_manifests (registry);
  g_assert_cmpuint (manifests->len, ==, 2);
  g_assert_cmpstr (((SlwManifest *) g_ptr_array_index (manifests, 0))->id, ==, "alone");
  g_assert_cmpstr (((SlwManifest *) g_ptr_array_index (manifests, 1))->version, ==, "one");
}

static void
test_folder_in_folder (Folder *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwRegistry) registry = NULL;

  add_manifest (f, "one", "both", "");
  registry = load (f, ".", "one", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (slw_registry_get_manifests (registry)->len, ==, 1);
}

static void
assert_refused (Folder *f, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (f, "one", "two", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  if (strstr (error->message, message) == NULL)
    g_error ("%s: %s", message, error->message);
}

static void
test_broken_manifest (Folder *f, gconstpointer data)
{
  add_manifest (f, "one", "broken", "Kind=x\n");
  assert_refused (f, "one/broken.plugin: [Plugin] Kind: unknown key, did you mean Kinds?");
}

static void
test_writable_manifest (Folder *f, gconstpointer data)
{
  add_manifest (f, "one", "open", "");
  g_chmod (g_ptr_array_index (f->files, f->files->len - 1), 0666);
  assert_refused (f, "one/open.plugin can be written by others");
}

static void
test_twice_in_folder (Folder *f, gconstpointer data)
{
  g_autofree char *sub = add_folder (f, "one");

  add_manifest (f, "one/a", "same", "");
  add_manifest (f, "one/b", "same", "");
  assert_refused (f, "plugin same stands twice in one folder: ");
}

static void
test_depends (Folder *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwRegistry) registry = NULL;

  add_manifest (f, "one", "needy", "Depends=base\n");
  assert_refused (f, "plugin needy needs the plugin base, which is not there");
  add_manifest (f, "two", "base", "Conflicts=nobody\n");
  registry = load (f, "one", "two", &error);
  g_assert_no_error (error);
}

static void
test_conflicts (Folder *f, gconstpointer data)
{
  add_manifest (f, "one", "cat", "Conflicts=dog\n");
  add_manifest (f, "two", "dog", "");
  assert_refused (f, "plugin cat cannot stand beside the plugin dog: remove ");
}

static void
test_pipelines (Folder *f, gconstpointer data)
{
  static const char *const wanted[]
      = { "plugins/a/check.pipeline", "plugins/install.pipeline", "pipelines-1/own.pipeline" };
  g_autofree char *plugins = add_folder (f, "plugins");
  g_autofree char *check = add_file (f, "plugins/a", "check.pipeline", "");
  g_autofree char *install = add_file (f, "plugins", "install.pipeline", "");
  g_autofree char *other = add_file (f, "pipelines-1", "install.pipeline", "");
  g_autofree char *own = add_file (f, "pipelines-1", "own.pipeline", "");
  g_autoptr (SlwRegistry) registry = load (f, "plugins", "absent", NULL);
  g_autoptr (GPtrArray) paths = slw_registry_list_pipelines (registry);

  g_assert_cmpuint (paths->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < paths->len; i++)
    g_assert_cmpstr ((char *) g_ptr_array_index (paths, i) + strlen (f->top) + 1, ==, wanted[i]);
}

static void
test_claim (void)
{
  g_autoptr (SlwRegistry) registry = load_zoo ();
  g_autoptr (SlwServer) server = make_server ("main");
  g_autoptr (GError) error = NULL;
  const char *id = NULL;
  SlwStep *step = slw_registry_claim (registry, "zoo.good", server, NULL, &id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "good");
  g_assert_true (SLW_IS_STEP (step));
  g_assert_true (slw_registry_claim (registry, "zoo.good", server, "good", NULL, &error) == step);
  g_assert_true (slw_registry_claim (registry, "zoo.tie", server, "tie-b", &id, &error) != NULL);
  g_assert_cmpstr (id, ==, "tie-b");
}

static void
test_claim_refused (void)
{
  static const struct {
    const char *kind;
    const char *pinned;
    int code;
    const char *message;
  } cases[] = {
    { "zoo.tie", NULL, SLW_ERROR_INVALID,
      "plugins tie-a and tie-b both claim zoo.tie on server main with rank 256; choose one with Provider=" },
    { "zoo.decline", NULL, SLW_ERROR_REFUSED,
      "nobody does zoo.decline on server main; declined: decline-a (not on a \\x1b[31mMonday), decline-b (no reason "
      "given)" },
    { "zoo.decline", "decline-b", SLW_ERROR_REFUSED, "declined: decline-b (no reason given)" },
    { "zoo.goood", NULL, SLW_ERROR_NOT_FOUND, "no plugin provides zoo.goood, did you mean zoo.good?; " },
    { "weather.forecast", NULL, SLW_ERROR_NOT_FOUND, "plugins found in /" },
    { "zoo.good", "god", SLW_ERROR_NOT_FOUND, "Provider=god: there is no such plugin, did you mean good?" },
    { "zoo.good", "tie-a", SLW_ERROR_NOT_FOUND, "Provider=tie-a: that plugin does not provide zoo.good" },
    { "zoo.wrong-magic", NULL, SLW_ERROR_PLUGIN, "plugin wrong-magic: " },
  };
  g_autoptr (SlwRegistry) registry = load_zoo ();
  g_autoptr (SlwServer) server = make_server ("main");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (slw_registry_claim (registry, cases[i].kind, server, cases[i].pinned, NULL, &error));
    g_assert_error (error, SLW_ERROR, cases[i].code);
    if (strstr (error->message, cases[i].message) == NULL)
      g_error ("%s: %s", cases[i].message, error->message);
  }
}

static void
test_platform (void)
{
  static const struct {
    const char *group;
    const char *key;
    const char *value;
    const char *message; /* NULL: good */
  } cases[] = {
    { "run", "jobs", "3", NULL },
    { "good", "text", "x", NULL },
    { "god", "text", "x", "platform file: [god]: there is no such plugin, did you mean [good]?" },
    { "platfrom", "name", "x", "platform file: [platfrom]: there is no such plugin, did you mean [platform]?" },
    { "something-else", "name", "x", "`slipway plugins list` shows those there are" },
    { "good", "texxt", "x", "platform file: [good] texxt: unknown key, did you mean text?" },
    { "tie-a", "any", "x", "platform file: [tie-a] any: unknown key; the plugin has no settings" },
    { "wrong-magic", "any", "x", "plugin wrong-magic: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwRegistry) registry = load_zoo ();
    g_autoptr (SlwPlatform) platform = slw_platform_new ("p", "/");
    g_autoptr (GError) error = NULL;

    slw_platform_set_setting (platform, cases[i].group, cases[i].key, cases[i].value);
    g_assert_cmpint (slw_registry_set_platform (registry, platform, &error), ==, cases[i].message == NULL);
    if (cases[i].message == NULL)
      g_assert_no_error (error);
    else if (strstr (error->message, cases[i].message) == NULL)
      g_error ("%s: %s", cases[i].message, error->message);
  }
}

static char *
claim_text (SlwRegistry *registry, SlwServer *server)
{
  char *text = NULL;
  SlwStep *step = slw_registry_claim (registry, "zoo.good", server, NULL, NULL, NULL);

  g_object_get (step, "text", &text, NULL);
  return text;
}

static void
test_change_platform (void)
{
  g_autoptr (SlwRegistry) registry = load_zoo ();
  g_autoptr (SlwServer) server = make_server ("main");
  g_autoptr (SlwPlatform) platform = slw_platform_new ("p", "/");
  g_autofree char *before = NULL;
  g_autofree char *with = NULL;
  g_autofree char *after = NULL;

  slw_platform_set_setting (platform, "good", "text", "set");
  before = claim_text (registry, server);
  g_assert_true (slw_registry_set_platform (registry, platform, NULL));
  with = claim_text (registry, server);
  g_assert_true (slw_registry_set_platform (registry, NULL, NULL));
  after = claim_text (registry, server);
  g_assert_null (before);
  g_assert_cmpstr (with, ==, "set");
  g_assert_null (after);
}

/* Where nobody may be asked, asking fails: that shows when it is done. */
static void
test_ask_secrets (void)
{
  static const char *const good[] = { "zoo.tie", "zoo.good", NULL };
  static const char *const other[] = { "zoo.tie", NULL };
  g_autoptr (SlwRegistry) registry = load_zoo ();
  g_autoptr (SlwPlatform) platform = slw_platform_new ("p", "/");
  g_autoptr (GError) error = NULL;

  slw_prompt_allow (FALSE);
  g_assert_true (slw_registry_ask_secrets (registry, good, &error));
  slw_platform_set_setting (platform, "good", "password", "file:/nowhere");
  g_assert_true (slw_registry_set_platform (registry, platform, &error));
  g_assert_true (slw_registry_ask_secrets (registry, good, &error));
  slw_platform_set_setting (platform, "good", "password", "prompt");
  g_assert_true (slw_registry_ask_secrets (registry, other, &error));
  g_assert_no_error (error);
  g_assert_false (slw_registry_ask_secrets (registry, good, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "[good] password: asking is not allowed"));
  slw_prompt_allow (TRUE);
}

static void
test_roles (void)
{
  static const struct {
    const char *role;
    const char *message;
  } cases[] = {
    { "main", NULL },
    { "mailbocks",
      "platform file: [server main] roles: no plugin describes the role mailbocks, did you mean mailbox?" },
    { "philosopher", "no plugin describes the role philosopher; there are: main, mailbox" },
  };
  g_autoptr (SlwRegistry) registry = load_zoo ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SlwPlatform) platform = slw_platform_new ("p", "/");
    g_autoptr (SlwServer) server = make_server (cases[i].role);
    g_autoptr (GError) error = NULL;

    slw_platform_add_server (platform, server);
    g_assert_cmpint (slw_registry_check_roles (registry, platform, &error), ==, cases[i].message == NULL);
    if (cases[i].message != NULL) {
      g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
  }
}

static void
test_bus (void)
{
  g_autoptr (SlwRegistry) registry = load_zoo ();
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (SlwServer) server = make_server ("main");
  g_autoptr (GError) error = NULL;
  g_autofree char *heard = NULL;
  SlwStep *step = slw_registry_claim (registry, "zoo.good", server, NULL, NULL, &error);

  g_assert_true (slw_registry_attach_clients (registry, bus, &error));
  g_assert_no_error (error);
  slw_bus_publish (bus, "run-started", g_variant_new_parsed ("@a{sv} {}"));
  slw_registry_detach_clients (registry, bus);
  slw_bus_publish (bus, "run-finished", g_variant_new_parsed ("@a{sv} {}"));
  /* One object is the provider and the client. */
  g_object_get (step, "heard", &heard, NULL);
  g_assert_cmpstr (heard, ==, "run-started ");
}

/* Two runs at once: the gates of the first stay where they are. */
static void
test_one_bus (void)
{
  g_autoptr (SlwRegistry) registry = load_zoo ();
  g_autoptr (SlwBus) first = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (SlwBus) second = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (slw_registry_attach_clients (registry, first, &error));
  g_assert_no_error (error);
  g_assert_false (slw_registry_attach_clients (registry, second, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_FAILED);
  g_clear_error (&error);
  slw_registry_detach_clients (registry, second);
  g_assert_false (slw_registry_attach_clients (registry, second, &error));
  slw_registry_detach_clients (registry, first);
  g_clear_error (&error);
  g_assert_true (slw_registry_attach_clients (registry, second, &error));
  slw_registry_detach_clients (registry, second);
}

static void
test_bus_refused (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("SLW_ZOO"), "clients", NULL);
  const char *folders[] = { folder, g_getenv ("SLW_ZOO"), NULL };
  g_autoptr (SlwRegistry) registry = slw_registry_new (folders, NULL);
  g_autoptr (SlwBus) bus = g_object_new (SLW_TYPE_BUS, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (slw_registry_attach_clients (registry, bus, &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "plugin no-client: its type Zoo-no-client for the bus is no class"));
}

static void
test_properties (void)
{
  g_autoptr (SlwRegistry) registry = load_zoo ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) specs = slw_registry_list_properties (registry, "good", &error);
  g_autoptr (GPtrArray) none = slw_registry_list_properties (registry, "tie-a", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (specs->len, ==, 13);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (slw_registry_list_properties (registry, "god", &error));
  g_assert_error (error, SLW_ERROR, SLW_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no plugin god, did you mean good?");
}

static void
add (const char *path, void (*test) (Folder *, gconstpointer))
{
  g_test_add (path, Folder, NULL, folder_set_up, test, folder_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/registry/first-wins", test_first_wins);
  add ("/registry/folder-in-folder", test_folder_in_folder);
  add ("/registry/broken-manifest", test_broken_manifest);
  add ("/registry/writable-manifest", test_writable_manifest);
  add ("/registry/twice-in-folder", test_twice_in_folder);
  add ("/registry/depends", test_depends);
  add ("/registry/conflicts", test_conflicts);
  add ("/registry/pipelines", test_pipelines);
  g_test_add_func ("/registry/claim", test_claim);
  g_test_add_func ("/registry/claim-refused", test_claim_refused);
  g_test_add_func ("/registry/platform", test_platform);
  g_test_add_func ("/registry/change-platform", test_change_platform);
  g_test_add_func ("/registry/ask-secrets", test_ask_secrets);
  g_test_add_func ("/registry/roles", test_roles);
  g_test_add_func ("/registry/bus", test_bus);
  g_test_add_func ("/registry/one-bus", test_one_bus);
  g_test_add_func ("/registry/bus-refused", test_bus_refused);
  g_test_add_func ("/registry/properties", test_properties);
  return g_test_run ();
}
