/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>
#include <slipway/slw-text.h>

#include <locale.h>
#include <signal.h>
#include <string.h>

#include "core/base/slw-blame-private.h"
#include "core/cli/slw-commands.h"

static void
print_help (void)
{
  g_print ("Usage: slipway COMMAND [OPTION…]\n\nInstalls and updates a platform of several servers.\n\nCommands:\n");
  for (const SlwCliCommand *each = slw_commands_get (); each->name != NULL; each++) {
    g_autofree char *words = g_strdup_printf ("%s %s", each->name, each->usage);

    g_print ("  %s%*s %s\n", words, (int) MAX (38 - g_utf8_strlen (words, -1), 0), "", each->summary);
  }
  g_print ("\n`slipway COMMAND --help` tells the options. The platform file is -p FILE, $SLIPWAY_PLATFORM or "
           "./platform.ini.\n");
}

/* The options that take the next word and may stand before the command. */
static gboolean
takes_a_word (const char *option)
{
  static const char *const options[]
      = { "-p", "--platform", "-C", "--directory", "-j", "--jobs", "--plugin-dir", NULL };

  return g_strv_contains (options, option);
}

/* Index of the command: the first word that is no option; 0 when there is none. */
static int
find_command (int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    if (argv[i][0] != '-')
      return i;
    if (takes_a_word (argv[i]))
      i++;
  }
  return 0;
}

static const SlwCliCommand *
look_up_command (const char *name)
{
  for (const SlwCliCommand *each = slw_commands_get (); each->name != NULL; each++) {
    if (g_str_equal (each->name, name))
      return each;
  }
  return NULL;
}

static int
refuse_command (SlwCliContext *cli, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *near;

  for (const SlwCliCommand *each = slw_commands_get (); each->name != NULL; each++)
    g_ptr_array_add (names, (gpointer) each->name);
  g_ptr_array_add (names, NULL);
  near = slw_text_closest (name, (const char *const *) names->pdata);
  g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID, "there is no command “%s”%s%s%s; `slipway --help` lists them",
               name, near != NULL ? "; did you mean “" : "", near != NULL ? near : "", near != NULL ? "”?" : "");
  return slw_cli_fail (cli, error);
}

/* `help COMMAND` is `COMMAND --help`. */
static int
run_help (SlwCliContext *cli, int argc, char **argv)
{
  char *words[] = { NULL, (char *) "--help", NULL };
  const SlwCliCommand *command;

  if (argc == 1) {
    print_help ();
    return SLW_EXIT_OK;
  }
  command = look_up_command (argv[1]);
  if (command == NULL)
    return refuse_command (cli, argv[1]);
  words[0] = argv[1];
  return command->run (cli, 2, words);
}

/* Takes what follows `--` out of @argv. */
static char **
split_tail (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++) {
    if (g_str_equal (argv[i], "--")) {
      *argc = i;
      return argv + i + 1;
    }
  }
  return NULL;
}

/* No command: help, the version, or a mistake. */
static int
run_without_command (SlwCliContext *cli, int argc, char **argv)
{
  g_autofree char **words = g_new0 (char *, argc + 1);
  char **rest = words;
  g_autoptr (GError) error = NULL;

  for (int i = 1; i < argc; i++) {
    if (g_str_equal (argv[i], "--version"))
      return slw_cmd_version (cli, 1, argv);
    if (g_str_equal (argv[i], "-h") || g_str_equal (argv[i], "--help")) {
      print_help ();
      return SLW_EXIT_OK;
    }
    words[i] = argv[i];
  }
  words[0] = (char *) "";
  if (!slw_cli_parse (cli, NULL, &argc, &rest, &error))
    return slw_cli_fail (cli, error);
  print_help ();
  return SLW_EXIT_USAGE;
}

static gboolean
takes_a_tail (const SlwCliCommand *command)
{
  return command->run == slw_cmd_exec;
}

static int
run_command (SlwCliContext *cli, int argc, char **argv)
{
  int index = find_command (argc, argv);
  g_autofree char **words = g_new0 (char *, argc + 2);
  const SlwCliCommand *command;
  g_autoptr (GError) error = NULL;

  if (index == 0)
    return run_without_command (cli, argc, argv);
  if (g_str_equal (argv[index], "help"))
    return run_help (cli, argc - index, argv + index);
  command = look_up_command (argv[index]);
  if (command == NULL)
    return refuse_command (cli, argv[index]);
  if (cli->tail != NULL && !takes_a_tail (command)) {
    g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID, "%s takes nothing after --; only exec does", command->name);
    return slw_cli_fail (cli, error);
  }
  /* the command's name goes to the front; options may stand before and after it */
  words[0] = argv[index];
  memcpy (words + 1, argv + 1, (index - 1) * sizeof (char *));
  memcpy (words + index, argv + index + 1, (argc - index - 1) * sizeof (char *));
  return command->run (cli, argc - 1, words);
}

/* A reader that goes (a pager, `| head`, an ssh link) must not end a run half-way: writing to it fails, and that is all. */
static void
survive_readers (void)
{
  const struct sigaction ignore = { .sa_handler = SIG_IGN };

  sigaction (SIGPIPE, &ignore, NULL);
}

int
main (int argc, char **argv)
{
  SlwCliContext cli = { .program = argv[0] };
  int status;

  survive_readers ();
  slw_blame_install (NULL, NULL);
  setlocale (LC_ALL, "");
  g_set_prgname ("slipway");
  cli.tail = split_tail (&argc, argv);
  status = run_command (&cli, argc, argv);
  g_free (cli.platform_path);
  g_free (cli.directory);
  g_strfreev (cli.plugin_dirs);
  return status;
}
