/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "yum-trouble.h"

#include <string.h>

#include "yum-test.h"

#define LIST "/etc/yum.repos.d/bm.repo"
#define OTHER "/etc/yum.repos.d/almalinux.repo"

static GPtrArray *
parse (const char *text)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_source_free);

  g_ptr_array_add (sources, trouble_source_new (LIST, "repo 'bm"));
  g_ptr_array_add (sources, trouble_source_new (OTHER, "repo 'baseos"));
  return yum_trouble_parse (text, sources);
}

static void
test_recorded (void)
{
  static const struct {
    const char *data;
    TroubleKind kind;
    const char *file;
  } cases[] = {
    { "rehearsal-401.txt", TROUBLE_DENIED, LIST },
    { "rehearsal-gone.txt", TROUBLE_GONE, LIST },
    { "rehearsal-server-error.txt", TROUBLE_SERVER_ERROR, LIST },
    { "rehearsal-html.txt", TROUBLE_PORTAL, LIST },
    { "rehearsal-unsigned.txt", TROUBLE_UNSIGNED, LIST },
    { "rehearsal-badsig.txt", TROUBLE_FALSE_SIGNATURE, LIST },
    { "rehearsal-wrong-key.txt", TROUBLE_FALSE_SIGNATURE, LIST },
    { "rehearsal-damaged.txt", TROUBLE_DAMAGED, LIST },
    { "rehearsal-tls.txt", TROUBLE_TLS, LIST },
    { "rehearsal-refused.txt", TROUBLE_CONNECT, LIST },
    { "rehearsal-dns.txt", TROUBLE_NAME, LIST },
    { "rehearsal-third-party.txt", TROUBLE_GONE, OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = read_answer (cases[i].data, 'U');
    g_autoptr (GPtrArray) troubles = parse (text);
    const Trouble *trouble = troubles->len == 1 ? g_ptr_array_index (troubles, 0) : NULL;

    g_test_message ("%s: %u", cases[i].data, troubles->len);
    g_assert_nonnull (trouble);
    g_assert_cmpint (trouble->kind, ==, cases[i].kind);
    g_assert_cmpstr (trouble->file, ==, cases[i].file);
  }
}

/* A folder: that there is no signature is not that there is no repository. */
static void
test_folder (void)
{
  g_autoptr (GPtrArray) troubles = parse (
      "Errors during downloading metadata for repository 'bm':\n"
      "  - Curl error (37): Couldn't read a file:// file for file:///var/lib/slipway/bundle/repo/bm/repodata/"
      "repomd.xml.asc [Couldn't open file /var/lib/slipway/bundle/repo/bm/repodata/repomd.xml.asc]\n"
      "Errors during downloading metadata for repository 'baseos':\n"
      "  - Curl error (37): Couldn't read a file:// file for file:///srv/repodata/repomd.xml [Couldn't open file "
      "/srv/repodata/repomd.xml]\n");

  g_assert_cmpuint (troubles->len, ==, 2);
  g_assert_cmpint (((Trouble *) g_ptr_array_index (troubles, 0))->kind, ==, TROUBLE_UNSIGNED);
  g_assert_cmpint (((Trouble *) g_ptr_array_index (troubles, 1))->kind, ==, TROUBLE_GONE);
}

static void
test_none (void)
{
  g_autofree char *text = read_answer ("rehearsal-bare.txt", 'U');
  g_autoptr (GPtrArray) troubles = parse (text);

  g_assert_cmpuint (troubles->len, ==, 0);
}

static void
test_broken_file (void)
{
  g_autoptr (GPtrArray) troubles = parse ("Warning: failed loading '" OTHER "', skipping.\n");
  const Trouble *trouble = g_ptr_array_index (troubles, 0);

  g_assert_cmpint (trouble->kind, ==, TROUBLE_OTHER);
  g_assert_cmpstr (trouble->file, ==, OTHER);
}

static void
test_unknown (void)
{
  g_autoptr (GPtrArray) troubles = parse ("Error: Something \033[31mnew\n");
  const Trouble *trouble = g_ptr_array_index (troubles, 0);

  g_assert_cmpint (trouble->kind, ==, TROUBLE_OTHER);
  g_assert_null (trouble->file);
  g_assert_null (strchr (trouble->detail, '\033'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/yum-trouble/recorded", test_recorded);
  g_test_add_func ("/yum-trouble/folder", test_folder);
  g_test_add_func ("/yum-trouble/none", test_none);
  g_test_add_func ("/yum-trouble/broken-file", test_broken_file);
  g_test_add_func ("/yum-trouble/unknown", test_unknown);
  return g_test_run ();
}
