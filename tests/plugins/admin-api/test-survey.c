/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "admin-api/slw-survey.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define BEFORE "2026-11-22 06:59:00,100 [t] x ERROR - before\n"
#define SAME "2026-11-22 07:00:00,900 [t] x ERROR - the same second, after\n"
#define DURING "2026-11-22 07:01:00,100 [t] x ERROR - during\n"
#define AFTER "2026-11-22 07:31:00,100 [t] x ERROR - after\n"
#define HARMLESS "2026-11-22 07:31:00,100 [t] x INFO - no ERROR\n\tat java.lang.ERROR ERROR \n"

typedef struct {
  char *folder;
  char *log;
  guint64 inode;
  guint64 size;
} Logs;

static void
run_shell (const char *command, const char *argument)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sh", "-c", command, "sh", argument, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* A log as it is when the baseline is taken. */
static void
begin (Logs *logs, const char *content)
{
  struct stat status;

  logs->folder = g_dir_make_tmp ("slipway-survey-XXXXXX", NULL);
  logs->log = g_build_filename (logs->folder, "core.log", NULL);
  g_assert_true (g_file_set_contents (logs->log, content, -1, NULL));
  g_assert_cmpint (stat (logs->log, &status), ==, 0);
  logs->inode = status.st_ino;
  logs->size = (guint64) status.st_size;
}

static void
append (const char *path, const char *text)
{
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* The script really runs, with the baseline at 07:00:00 and the end of the update at 07:30:00. */
static void
check (Logs *logs, guint before, guint after)
{
  g_autofree char *inode = g_strdup_printf ("%" G_GUINT64_FORMAT, logs->inode);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, logs->size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "sh", "-c", slw_survey_script (), "sh",
                          "2026-11-22 07:00:00", "1", "2026-11-22 07:30:00", logs->log, inode, size, NULL);
  g_autofree char *output = NULL;
  g_autoptr (SlwSurvey) survey = NULL;
  const SlwSurveyLog *log;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  survey = slw_survey_parse (output);
  g_assert_nonnull (survey);
  g_assert_cmpuint (survey->logs->len, ==, 1);
  log = g_ptr_array_index (survey->logs, 0);
  g_assert_cmpstr (log->file, ==, logs->log);
  g_assert_cmpuint (log->before, ==, before);
  g_assert_cmpuint (log->after, ==, after);
  g_assert_true ((log->last_after != NULL) == (after > 0));
  run_shell ("rm -rf \"$1\"", logs->folder);
  g_free (logs->folder);
  g_free (logs->log);
}

static void
test_grown (void)
{
  Logs logs;

  begin (&logs, BEFORE "2026-11-22 07:00:00,100 [t] x ERROR - the same second, before\n");
  append (logs.log, SAME DURING AFTER HARMLESS);
  check (&logs, 2, 1);
}

static void
test_quiet (void)
{
  Logs logs;

  begin (&logs, BEFORE);
  append (logs.log, HARMLESS);
  check (&logs, 0, 0);
}

/* Renamed, with a new file in its place. */
static void
test_renamed (void)
{
  Logs logs;

  begin (&logs, BEFORE);
  append (logs.log, SAME DURING);
  run_shell ("cd \"$1\" && mv core.log core.log.1 && touch core.log", logs.folder);
  append (logs.log, AFTER);
  check (&logs, 2, 1);
}

/* Renamed and packed, some time ago: what was before does not count again. */
static void
test_packed (void)
{
  Logs logs;

  begin (&logs, BEFORE);
  append (logs.log, DURING AFTER);
  run_shell ("cd \"$1\" && gzip core.log && mv core.log.gz core.log.1.gz && touch core.log", logs.folder);
  append (logs.log, AFTER);
  check (&logs, 1, 2);
}

/* Copied and truncated: the same file begins anew, and may be longer than it was. */
static void
test_truncated (void)
{
  Logs logs;

  begin (&logs, BEFORE);
  append (logs.log, DURING);
  run_shell ("cd \"$1\" && cp core.log core.log.1 && : > core.log", logs.folder);
  append (logs.log, AFTER);
  append (logs.log, HARMLESS HARMLESS HARMLESS);
  check (&logs, 1, 1);
}

/* Other logs of the folder are other logs. */
static void
test_others (void)
{
  Logs logs;

  begin (&logs, BEFORE);
  run_shell ("cd \"$1\" && cp core.log corelog.log && mkdir core.d", logs.folder);
  check (&logs, 0, 0);
}

#define FORMAT "%Y-%m-%d %H:%M:%S"

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return g_date_time_format (time, FORMAT);
}

/* A server in another zone, and its clock an hour ahead: all that is compared is of that clock, in GMT as its logs. */
static void
test_other_clock (void)
{
  gint64 there = g_get_real_time () / G_USEC_PER_SEC + 3600;
  g_autofree char *old = format_time (there - 25 * 3600);
  g_autofree char *recent = format_time (there - 24 * 3600 + 300);
  g_autofree char *last = format_time (there - 60);
  g_autofree char *content
      = g_strdup_printf ("%s,1 [t] x ERROR - a\n%s,1 [t] x ERROR - b\n%s,1 [t] x ERROR - c\n", old, recent, last);
  g_autofree char *path = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (SlwSurvey) survey = NULL;
  g_autoptr (GError) error = NULL;
  const SlwSurveyLog *log;
  Logs logs;

  begin (&logs, content);
  run_shell ("mkdir \"$1/bin\" && cat > \"$1/bin/date\" <<'END' && chmod 755 \"$1/bin/date\"\n"
             "#!/bin/sh\n"
             "PATH=${PATH#*:}\n"
             "case $* in *-d*) exec date \"$@\" ;; esac\n"
             "exec date -d '+1 hour' \"$@\"\n"
             "END\n",
             logs.folder);
  path = g_strdup_printf ("%s/bin:%s", logs.folder, g_getenv ("PATH"));
  g_subprocess_launcher_setenv (launcher, "PATH", path, TRUE);
  g_subprocess_launcher_setenv (launcher, "TZ", "Pacific/Auckland", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", slw_survey_script (), "sh", "", "", "", logs.log,
                                         "0", "0", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  survey = slw_survey_parse (output);
  g_assert_nonnull (survey);
  g_assert_cmpint (survey->epoch, >=, there);
  g_assert_cmpint (survey->epoch, <, there + 120);
  g_assert_cmpstr (survey->now, >, last);
  log = g_ptr_array_index (survey->logs, 0);
  g_assert_cmpuint (log->before, ==, 2);
  run_shell ("rm -rf \"$1\"", logs.folder);
  g_free (logs.folder);
  g_free (logs.log);
}

static void
test_parse_things (void)
{
  g_autofree char *digest = g_strnfill (64, 'a');
  g_autofree char *text = g_strdup_printf (
      "now 2026-11-22 07:00:00\nepoch 5\npackage bm-core 4.1.47249-1\npackage bm-node 4.1.47224\npackage bm-x "
      "1\nbroken 2\n"
      "subscription %s /etc/apt/sources.list.d/bm.list\nsubscription x /y\nmap /etc/postfix/transport\nmap relative\n"
      "map /etc/a\033b\n",
      digest);
  g_autoptr (SlwSurvey) survey = slw_survey_parse (text);

  g_assert_cmpstr (survey->core, ==, "4.1.47249-1");
  g_assert_cmpstr (survey->node, ==, "4.1.47224");
  g_assert_cmpuint (survey->broken, ==, 2);
  g_assert_cmpstr (survey->subscription, ==, digest);
  g_assert_cmpstr (survey->list, ==, "/etc/apt/sources.list.d/bm.list");
  g_assert_cmpuint (g_strv_length (survey->maps), ==, 2);
  g_assert_cmpstr (survey->maps[1], ==, "/etc/a\\x1bb");
}

static void
test_parse (void)
{
  g_autoptr (SlwSurvey) survey
      = slw_survey_parse ("now 2026-11-22 07:00:00\nepoch 1795331904\nbmctl 3\ndown bm-a is stopped\ndown bm-b\x1b[1m\n"
                          "answers 25 220 x\nanswers 1143 * OK\nelasticsearch green\ndatabase 100 40 60\nlog 5 6 "
                          "/var/log/a b.log\nerrors 1 2\n"
                          "before x\nafter y\n");
  const SlwSurveyLog *log = g_ptr_array_index (survey->logs, 0);

  g_assert_cmpint (survey->epoch, ==, 1795331904);
  g_assert_cmpint (survey->bmctl, ==, 3);
  g_assert_cmpstr (survey->down, ==, "bm-a is stopped, bm-b\\x1b[1m");
  g_assert_true (slw_survey_has_answer (survey, "1143"));
  g_assert_false (slw_survey_has_answer (survey, "143"));
  g_assert_cmpuint (survey->database_free, ==, 60);
  g_assert_cmpstr (log->file, ==, "/var/log/a b.log");
  g_assert_cmpuint (log->inode, ==, 5);
  g_assert_cmpstr (log->last_after, ==, "y");
}

static void
test_hostile (void)
{
  static const char *const none[] = { "", "now\n", "now 2026-11-22 07:00:00\n", "epoch 5\n", "now x\nepoch 5\n" };
  g_autoptr (SlwSurvey) survey = slw_survey_parse (
      "now 2026-11-22 07:00:00\nepoch 5\nbmctl x\nanswers 99999\nanswers -1\ndatabase 1 2\nlog 1 2 relative\n"
      "errors 1 1\nlog 99999999999999999999 1 /x\nafter z\n");

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (slw_survey_parse (none[i]));
  g_assert_cmpint (survey->bmctl, ==, -1);
  g_assert_cmpuint (g_strv_length (survey->answers), ==, 0);
  g_assert_cmpuint (survey->logs->len, ==, 0);
  g_assert_cmpuint (survey->database_used, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/survey/grown", test_grown);
  g_test_add_func ("/survey/quiet", test_quiet);
  g_test_add_func ("/survey/renamed", test_renamed);
  g_test_add_func ("/survey/packed", test_packed);
  g_test_add_func ("/survey/truncated", test_truncated);
  g_test_add_func ("/survey/others", test_others);
  g_test_add_func ("/survey/other-clock", test_other_clock);
  g_test_add_func ("/survey/parse", test_parse);
  g_test_add_func ("/survey/parse-things", test_parse_things);
  g_test_add_func ("/survey/hostile", test_hostile);
  return g_test_run ();
}
