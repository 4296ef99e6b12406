/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Is a server about to become another release of its distribution? BlueMind forbids that but by its own procedure. */
#include "release-change.h"

#include <string.h>

#define REMEDY                                                                                                    \
  "BlueMind must not be carried over to another release of the system by an update: take it out (a # before the " \
  "line, or "                                                                                                     \
  "Enabled: no), then run again"

static const char *const debian[] = { "jessie", "stretch", "buster",  "bullseye", "bookworm", "trixie",
                                      "forky",  "duke",    "testing", "sid",      "unstable", NULL };
static const char *const ubuntu[]
    = { "xenial", "yakkety",  "zesty",   "artful",   "bionic", "cosmic",  "disco", "eoan",
        "focal",  "groovy",   "hirsute", "impish",   "jammy",  "kinetic", "lunar", "mantic",
        "noble",  "oracular", "plucky",  "questing", "devel",  NULL };
/* Names of Debian's archive that stand for another release from one day to the next. */
static const char *const moving[] = { "stable", "oldstable", "oldoldstable", NULL };

static int
find (const char *const *names, const char *name)
{
  for (int i = 0; name != NULL && names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return i;
  return -1;
}

static void add (SlwStepRun *run, SlwSeverity severity, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static void
add (SlwStepRun *run, SlwSeverity severity, const char *remedy, const char *format, ...)
{
  g_autofree char *title = NULL;
  va_list arguments;

  va_start (arguments, format);
  title = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  slw_step_run_add_finding (run, severity, "check.release", title, remedy);
}

/* "bookworm-security" and "bookworm/updates" are of bookworm. */
static char *
dup_codename (const char *suite)
{
  return g_strndup (suite, strcspn (suite, "-/"));
}

/* An older suite of somebody else is only odd: not all publish for each release. */
static gboolean
find_severity (const ReleaseSource *source, const char *own, SlwSeverity *severity)
{
  const char *const *releases = find (ubuntu, own) >= 0 ? ubuntu : debian;
  const char *const *others = releases == ubuntu ? debian : ubuntu;
  g_autofree char *codename = dup_codename (source->suite);
  int here = find (releases, own), there = find (releases, codename);

  if (here < 0 || g_str_equal (codename, own))
    return FALSE;
  *severity = SLW_SEVERITY_HIGH;
  if (there >= 0)
    *severity = there > here || source->vendor ? SLW_SEVERITY_INHIBITOR : SLW_SEVERITY_MEDIUM;
  /* what a third party calls stable is its own affair */
  return there >= 0 || find (others, codename) >= 0 || (source->vendor && find (moving, codename) >= 0);
}

static void
judge_sources (const ReleaseChange *self, SlwStepRun *run, const char *own)
{
  for (guint i = 0; i < self->sources->len; i++) {
    const ReleaseSource *source = g_ptr_array_index (self->sources, i);
    g_autofree char *file = slw_text_escape (source->file, -1);
    g_autofree char *suite = slw_text_escape (source->suite, -1);
    SlwSeverity severity;

    if (find_severity (source, own, &severity))
      add (run, severity, REMEDY, "%s has the suite %.60s, and the server is %s", file, suite, own);
  }
}

/* The first number of Debian's base-files is that of the release. */
static void
judge_base_files (const ReleaseChange *self, SlwStepRun *run, const SlwFacts *facts)
{
  const char *version = slw_facts_get (facts, "os.version");
  guint64 have = version != NULL ? g_ascii_strtoull (version, NULL, 10) : 0;
  guint64 next = self->base_files != NULL ? g_ascii_strtoull (self->base_files, NULL, 10) : 0;

  if (g_strcmp0 (slw_facts_get (facts, "os.id"), "debian") == 0 && have > 0 && next > have)
    add (run, SLW_SEVERITY_INHIBITOR, "Look for what offers it: apt-cache policy base-files",
         "the next upgrade of the system would make it Debian %" G_GUINT64_FORMAT ", it is %" G_GUINT64_FORMAT, next,
         have);
}

static void
judge_named (const ReleaseChange *self, SlwStepRun *run, const char *version)
{
  for (guint i = 0; version != NULL && i < self->named->len; i++) {
    g_auto (GStrv) words = g_strsplit (g_ptr_array_index (self->named, i), " ", 2);
    guint64 named = words[0] != NULL && words[1] != NULL ? g_ascii_strtoull (words[1], NULL, 10) : 0;
    g_autofree char *file = slw_text_escape (words[0] != NULL ? words[0] : "", -1);

    if (named > 0 && named != g_ascii_strtoull (version, NULL, 10))
      add (run, SLW_SEVERITY_INHIBITOR,
           "Take it back: remove the file, or run dnf system-upgrade clean where that command wrote it",
           "%s names release %" G_GUINT64_FORMAT ", and the server is %s", file, named, version);
  }
}

void
release_change_judge (const ReleaseChange *self, SlwStepRun *run)
{
  const SlwFacts *facts = slw_server_get_facts (slw_step_run_get_server (run));

  for (guint i = 0; i < self->pending->len; i++) {
    g_autofree char *text = slw_text_escape (g_ptr_array_index (self->pending, i), -1);

    add (run, SLW_SEVERITY_INHIBITOR, "Finish it with your integrator, or take it back, before BlueMind is touched",
         "an upgrade of the system is under way: %.200s", text);
  }
  judge_sources (self, run, slw_facts_get (facts, "os.codename"));
  judge_base_files (self, run, facts);
  judge_named (self, run, slw_facts_get (facts, "os.version"));
}
