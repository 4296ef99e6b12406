/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bm-role/release-change.h"

#include "role-test.h"

#include <string.h>

#define LIST "sources /etc/apt/sources.list\n"
#define DEB822 "sources /etc/apt/sources.list.d/debian.sources\n"
#define STANZA "source Types: deb deb-src\nsource URIs: @vendor\nsource Components: main\n"

/* Lines of probe.sh, as the probe hands them on. */
static ReleaseChange *
read_lines (const char *text)
{
  ReleaseChange *self = release_change_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    char *space = strchr (lines[i], ' ');

    if (space == NULL)
      continue;
    *space = '\0';
    release_change_read (self, lines[i], space + 1);
  }
  release_change_end (self);
  return self;
}

/* "FILE SUITE[ vendor];" for each. */
static void
assert_sources (const char *text, const char *expected)
{
  g_autoptr (ReleaseChange) self = read_lines (text);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < self->sources->len; i++) {
    const ReleaseSource *source = g_ptr_array_index (self->sources, i);
    g_string_append_printf (found, "%s %s%s;", strrchr (source->file, '/') + 1, source->suite,
                            source->vendor ? " vendor" : "");
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_one_line (void)
{
  assert_sources (LIST "source deb @vendor bookworm main\nsource deb-src @vendor trixie main\n"
                       "source  deb [ arch=amd64 signed-by=/x ] @other stable main\n",
                  "sources.list bookworm vendor;sources.list stable;");
  assert_sources (LIST
                  "source deb @other ./\nsource deb [trusted=yes] @other bookworm/ \nsource deb @other\nsource deb\n"
                  "source deb [never ends @other x\nsource deb cdrom:[Debian 12] bookworm main\nsource junk\n",
                  "");
  assert_sources ("source deb @vendor bookworm main\n", "");
}

static void
test_deb822 (void)
{
  assert_sources (DEB822 STANZA
                  "source Suites: bookworm bookworm-updates\n"
                  "source \nsource Types: deb\nsource URIs: @other\nsource suites:\nsource  trixie\nsource  sid\n",
                  "debian.sources bookworm vendor;debian.sources bookworm-updates vendor;debian.sources trixie;"
                  "debian.sources sid;");
  assert_sources (DEB822 STANZA "source Suites: trixie\nsource Enabled: no\n", "");
  assert_sources (DEB822 "source Types: deb-src\nsource URIs: @vendor\nsource Suites: trixie\n", "");
  /* a stanza ends with its file */
  assert_sources (DEB822 STANZA "source Suites: trixie\n" LIST "source deb @vendor bookworm main\n",
                  "debian.sources trixie vendor;sources.list bookworm vendor;");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/release-change/one-line", test_one_line);
  g_test_add_func ("/release-change/deb822", test_deb822);
  return g_test_run ();
}
