/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-setup-cli.h"

#include <string.h>

const char *
slw_setup_cli_script (void)
{
  return "host=$1 domain=$2 contact=$3 again=$4\n"
         "shift 4\n"
         "new () {\n"
         "  word=$(head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \\n')\n"
         "  [ ${#word} -eq 48 ] || exit 97\n"
         "  printf %s \"$word\"\n"
         "}\n"
         "mkdir -p /var/lib/slipway && : > " SLW_SETUP_CLI_MARKER " || exit 98\n"
         "options=$*\n"
         "set -- --external-url \"$host\" --domain \"$domain\"\n"
         "[ -z \"$contact\" ] || set -- \"$@\" --set-contact \"$contact\"\n"
         "[ -z \"$again\" ] || set -- \"$@\" --reinstall\n"
         "for option in $options; do\n"
         "  word=$(new) || exit 97\n"
         "  set -- \"$@\" \"$option\" \"$word\"\n"
         "done\n"
         "exec bm-cli setup install \"$@\" </dev/null\n";
}

char **
slw_setup_cli_read_options (const char *help)
{
  static const char *const known[] = { "--admin0-pass", "--domain-admin-pass" };
  GPtrArray *options = g_ptr_array_new ();

  g_ptr_array_add (options, g_strdup ("--sw-pass"));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strstr (help, known[i]) != NULL)
      g_ptr_array_add (options, g_strdup (known[i]));
  g_ptr_array_add (options, NULL);
  return (char **) g_ptr_array_free (options, FALSE);
}
