/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apt-trouble.h"

#include "apt-test.h"

#define LIST "/etc/apt/sources.list.d/bm.list"
#define OTHER "/etc/apt/sources.list.d/third.list"

static GPtrArray *
new_sources (void)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify) trouble_source_free);

  g_ptr_array_add (sources, trouble_source_new ("/etc/apt/sources.list", "https://pkg.lab.test/debian"));
  g_ptr_array_add (sources, trouble_source_new (LIST, "@LIST@"));
  g_ptr_array_add (sources, trouble_source_new (OTHER, "https://pkg.lab.test/nothing"));
  return sources;
}

/* What apt printed, from the recorded answer of a rehearsal. */
static char *
read_update (const char *name)
{
  g_autofree char *text = read_data (name);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "U "))
      g_string_append_printf (out, "%s\n", lines[i] + 2);
  }
  return g_string_free (out, FALSE);
}

static void
test_recorded (void)
{
  static const struct {
    const char *data;
    TroubleKind kind;
    const char *file;
    const char *detail;
  } cases[] = {
    { "rehearsal-401.txt", TROUBLE_DENIED, LIST, "*401  Unauthorized*" },
    { "rehearsal-expired.txt", TROUBLE_EXPIRED, LIST, "*invalid since 8d*" },
    { "rehearsal-unsigned.txt", TROUBLE_UNSIGNED, LIST, "*is not signed*" },
    { "rehearsal-wrong-key.txt", TROUBLE_WRONG_KEY, LIST, "*NO_PUBKEY*" },
    { "rehearsal-gone.txt", TROUBLE_GONE, LIST, "*404*" },
    { "rehearsal-tls.txt", TROUBLE_TLS, LIST, "*NOT trusted*" },
    { "rehearsal-dns.txt", TROUBLE_NAME, LIST, "*Could not resolve*" },
    { "rehearsal-refused.txt", TROUBLE_CONNECT, LIST, "*Connection refused*" },
    { "rehearsal-badsig.txt", TROUBLE_BAD_SIGNATURE, LIST, "*BADSIG*" },
    { "rehearsal-future.txt", TROUBLE_NOT_YET_VALID, LIST, "*not valid yet*" },
    { "rehearsal-html.txt", TROUBLE_PORTAL, LIST, "*NOSPLIT*" },
    { "rehearsal-damaged.txt", TROUBLE_DAMAGED, LIST, "*Hash Sum*" },
    { "rehearsal-third-party.txt", TROUBLE_GONE, OTHER, "*404*" },
    { "rehearsal-malformed.txt", TROUBLE_BROKEN_FILE, OTHER, "*Malformed entry 1*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = read_update (cases[i].data);
    g_autoptr (GPtrArray) sources = new_sources ();
    g_autoptr (GPtrArray) troubles = apt_trouble_parse (text, sources);
    const Trouble *trouble = troubles->len == 1 ? g_ptr_array_index (troubles, 0) : NULL;

    g_test_message ("%s: %u", cases[i].data, troubles->len);
    g_assert_nonnull (trouble);
    g_assert_cmpint (trouble->kind, ==, cases[i].kind);
    g_assert_cmpstr (trouble->file, ==, cases[i].file);
    g_assert_true (g_pattern_match_simple (cases[i].detail, trouble->detail));
  }
}

static void
test_none (void)
{
  g_autofree char *text = read_update ("rehearsal-bare.txt");
  g_autoptr (GPtrArray) sources = new_sources ();
  g_autoptr (GPtrArray) troubles = apt_trouble_parse (text, sources);
  g_autoptr (GPtrArray) warned = apt_trouble_parse (
      "W: Target Packages (main/binary-amd64/Packages) is configured multiple times in /etc/apt/sources.list:1\n",
      sources);

  g_assert_cmpuint (troubles->len, ==, 0);
  g_assert_cmpuint (warned->len, ==, 0);
}

static void
test_conflict (void)
{
  g_autoptr (GPtrArray) sources = new_sources ();
  g_autoptr (GPtrArray) troubles = apt_trouble_parse ("E: Conflicting values set for option Signed-By regarding source "
                                                      "@LIST@/ bookworm: the keyring of " LIST " != \n"
                                                      "E: The list of sources could not be read.\n",
                                                      sources);

  g_assert_cmpuint (troubles->len, ==, 1);
  g_assert_cmpint (((Trouble *) g_ptr_array_index (troubles, 0))->kind, ==, TROUBLE_CONFLICT);
}

static void
test_unknown (void)
{
  g_autoptr (GPtrArray) sources = new_sources ();
  g_autoptr (GPtrArray) troubles = apt_trouble_parse ("E: Something \033[31mnew\n", sources);
  const Trouble *trouble = g_ptr_array_index (troubles, 0);

  g_assert_cmpint (trouble->kind, ==, TROUBLE_OTHER);
  g_assert_null (trouble->file);
  g_assert_null (strchr (trouble->detail, '\033'));
}

static void
test_lock (void)
{
  g_assert_true (apt_trouble_is_lock (
      "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (x)\n"
      "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?"));
  g_assert_true (apt_trouble_is_lock ("E: Unable to lock directory /var/lib/apt/lists/"));
  g_assert_true (apt_trouble_is_lock ("dpkg: error: dpkg frontend lock was locked by another process with pid 7\n"));
  g_assert_false (apt_trouble_is_lock ("E: Sub-process /usr/bin/dpkg returned an error code (1)"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apt-trouble/recorded", test_recorded);
  g_test_add_func ("/apt-trouble/none", test_none);
  g_test_add_func ("/apt-trouble/conflict", test_conflict);
  g_test_add_func ("/apt-trouble/unknown", test_unknown);
  g_test_add_func ("/apt-trouble/lock", test_lock);
  return g_test_run ();
}
