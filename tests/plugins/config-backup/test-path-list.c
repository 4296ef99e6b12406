/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "path-list.h"

#include <slipway/slw-error.h>

static const char *const main_roles[] = { "main", NULL };

static void
test_roles (void)
{
  static const char text[]
      = "# a comment\n\nall /etc/hosts\nmain /etc/m*\nmailbox /etc/box\nexclude /etc/m/x\nsecret *.key\n";
  static const char *const include[] = { "/srv/own", NULL };
  static const char *const exclude[] = { "/srv/own/large", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (PathList) list = path_list_new (text, main_roles, include, exclude, &error);
  g_autofree char *patterns = NULL;
  g_autofree char *excludes = NULL;

  g_assert_no_error (error);
  patterns = g_strjoinv (" ", list->patterns);
  excludes = g_strjoinv (" ", list->excludes);
  g_assert_cmpstr (patterns, ==, "/etc/hosts /etc/m* /srv/own");
  g_assert_cmpstr (excludes, ==, "/etc/m/x /srv/own/large");
  g_assert_cmpstr (list->secrets[0], ==, "*.key");
}

static void
test_bad (void)
{
  static const char *const texts[]
      = { "all", "all etc/hosts", "all /etc/../x", "all /etc/a b", "main /etc/'", "all /etc/..", "secret a\\b" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", texts[i]);
    g_assert_null (path_list_new (texts[i], main_roles, NULL, NULL, &error));
    g_assert_error (error, SLW_ERROR, SLW_ERROR_INVALID);
  }
}

/* The list that came with the plugin has what the vendor's documents name. */
static void
test_default (void)
{
  static const char *const wanted[] = { "/etc/bm",         "/etc/nginx",       "/etc/postfix",           "/etc/hosts",
                                        "/etc/imapd.conf", "/etc/yum.repos.d", "/etc/apt/sources.list.d" };
  g_autoptr (GError) error = NULL;
  g_autoptr (PathList) list = path_list_new (path_list_get_default (), main_roles, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_true (g_strv_contains ((const char *const *) list->patterns, wanted[i]));
  g_assert_true (g_strv_contains ((const char *const *) list->secrets, "/etc/bm/bm-core.tok"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/path-list/roles", test_roles);
  g_test_add_func ("/path-list/bad", test_bad);
  g_test_add_func ("/path-list/default", test_default);
  return g_test_run ();
}
