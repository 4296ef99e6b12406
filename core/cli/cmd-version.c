/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slw-plugin.h>

#include "core/cli/slw-commands.h"

int
slw_cmd_version (SlwCliContext *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc > 1 && !slw_cli_parse (cli, NULL, &argc, &argv, &error))
    return slw_cli_fail (cli, error);
  if (cli->json) {
    g_autoptr (JsonBuilder) builder = slw_cli_begin_document ("slipway.version/1");

    slw_cli_add_string (builder, "version", SLW_VERSION);
    json_builder_set_member_name (builder, "abi");
    json_builder_add_int_value (builder, SLW_PLUGIN_ABI_MAJOR);
    json_builder_end_object (builder);
    slw_cli_print_json (builder);
    return SLW_EXIT_OK;
  }
  g_print ("slipway %s (plugin ABI %d.%d)\n", SLW_VERSION, SLW_PLUGIN_ABI_MAJOR, SLW_PLUGIN_ABI_MINOR);
  return SLW_EXIT_OK;
}
