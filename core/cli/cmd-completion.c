/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-error.h>

#include "core/cli/slw-commands.h"

/* Completion touches no network and no database: words of the command line, and files. */

static char *
join_commands (void)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const SlwCliCommand *each = slw_commands_get (); each->name != NULL; each++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", each->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
print_bash (const char *commands)
{
  g_print ("_slipway ()\n"
           "{\n"
           "  local word=${COMP_WORDS[COMP_CWORD]}\n"
           "  if [ \"${COMP_WORDS[COMP_CWORD - 1]}\" = --format ]; then\n"
           "    COMPREPLY=($(compgen -W 'text json junit html' -- \"$word\"))\n"
           "    return\n"
           "  fi\n"
           "  case ${COMP_WORDS[1]}:$COMP_CWORD in\n"
           "    *:1) COMPREPLY=($(compgen -W '%s' -- \"$word\")) ;;\n"
           "    plan:2|run:2) COMPREPLY=($(compgen -W \"$(slipway pipelines list 2>/dev/null | cut -d' ' -f1)\" -- "
           "\"$word\")) ;;\n"
           "    plugins:2|pipelines:2) COMPREPLY=($(compgen -W 'list show' -- \"$word\")) ;;\n"
           "    servers:2) COMPREPLY=($(compgen -W 'list facts trust' -- \"$word\")) ;;\n"
           "    completion:2) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\")) ;;\n"
           "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
           "  esac\n"
           "}\n"
           "complete -F _slipway slipway\n",
           commands);
}

static void
print_zsh (const char *commands)
{
  g_print ("#compdef slipway\n"
           "_slipway () {\n"
           "  if [[ $words[CURRENT - 1] == --format ]]; then\n"
           "    compadd text json junit html\n"
           "    return\n"
           "  fi\n"
           "  case $CURRENT:$words[2] in\n"
           "    2:*) compadd %s ;;\n"
           "    3:plan|3:run) compadd ${(f)\"$(slipway pipelines list 2>/dev/null | cut -d' ' -f1)\"} ;;\n"
           "    3:plugins|3:pipelines) compadd list show ;;\n"
           "    3:servers) compadd list facts trust ;;\n"
           "    3:completion) compadd bash zsh fish ;;\n"
           "    *) _files ;;\n"
           "  esac\n"
           "}\n"
           "compdef _slipway slipway\n",
           commands);
}

static void
print_fish (const char *commands)
{
  g_print ("complete -c slipway -f -n __fish_use_subcommand -a '%s'\n"
           "complete -c slipway -f -n '__fish_seen_subcommand_from plan run' -a '(slipway pipelines list 2>/dev/null | "
           "string split -f1 \" \")'\n"
           "complete -c slipway -f -n '__fish_seen_subcommand_from plugins pipelines' -a 'list show'\n"
           "complete -c slipway -f -n '__fish_seen_subcommand_from servers' -a 'list facts trust'\n"
           "complete -c slipway -f -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n"
           "complete -c slipway -n '__fish_seen_subcommand_from report' -l format -x -a 'text json junit html'\n",
           commands);
}

int
slw_cmd_completion (SlwCliContext *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *commands = join_commands ();
  const char *shell;

  if (!slw_cli_parse (cli, NULL, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  shell = argc == 2 ? argv[1] : "";
  if (g_str_equal (shell, "bash"))
    print_bash (commands);
  else if (g_str_equal (shell, "zsh"))
    print_zsh (commands);
  else if (g_str_equal (shell, "fish"))
    print_fish (commands);
  else
    g_set_error (&error, SLW_ERROR, SLW_ERROR_INVALID, "for which shell? slipway completion bash, zsh or fish");
  return error != NULL ? slw_cli_fail (cli, error) : SLW_EXIT_OK;
}
