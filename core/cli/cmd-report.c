/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-commands.h"
#include "core/cli/slw-report.h"

static void
print_text (char *text)
{
  g_print ("%s", text);
  g_free (text);
}

/* `--json` is the same as `--format json`. */
static const char *
get_format (const SlwCliContext *cli, const char *wanted, GError **error)
{
  static const char *const formats[] = { "text", "json", "junit", "html", NULL };
  const char *format = wanted != NULL ? wanted : cli->json ? "json" : "text";

  if (!g_strv_contains (formats, format))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "--format %s: there are text, json, junit and html", format);
  else if (cli->json_lines || (cli->json && !g_str_equal (format, "json")))
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "report prints one document: --format says which");
  else
    return format;
  return NULL;
}

static void
print_report (const SlwJournalReport *report, const char *format)
{
  if (g_str_equal (format, "json")) {
    g_autoptr (JsonBuilder) builder = slw_report_to_json (report);

    slw_cli_print_json (builder);
  } else if (g_str_equal (format, "junit")) {
    print_text (slw_report_to_junit (report));
  } else if (g_str_equal (format, "html")) {
    print_text (slw_report_to_html (report));
  } else {
    print_text (slw_report_to_text (report));
  }
}

int
slw_cmd_report (SlwCliContext *cli, int argc, char **argv)
{
  g_autofree char *wanted = NULL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &wanted, "text (the default), json, junit or html", "FORMAT" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwJournal) journal = NULL;
  g_autoptr (SlwJournalReport) report = NULL;
  const char *format;

  if (!slw_cli_parse (cli, entries, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  if (argc > 2)
    g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID,
                 "slipway report [--format text|json|junit|html] [RUN]; without RUN it is the newest");
  if (error != NULL || (format = get_format (cli, wanted, &error)) == NULL
      || (journal = slw_cli_open_journal (cli, &error)) == NULL
      || (report = slw_journal_report_new (journal, argv[1], &error)) == NULL)
    return slw_cli_fail (cli, error);
  print_report (report, format);
  return SLW_EXIT_OK;
}
