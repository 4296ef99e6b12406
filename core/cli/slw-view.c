/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/cli/slw-view.h"

#include <unistd.h>

SlwView *
slw_view_new (SlwCliContext *cli, SlwRun *run)
{
  SlwView *view = g_new0 (SlwView, 1);

  view->cli = cli;
  view->run = slw_run_ref (run);
  if (cli->json_lines)
    slw_view_json_init (view);
  else if (cli->json || cli->quiet)
    return view;
  else if (slw_cli_use_color (cli, STDOUT_FILENO))
    slw_view_table_init (view);
  else
    slw_view_lines_init (view);
  return view;
}

void
slw_view_free (SlwView *view)
{
  if (view->handler != 0)
    g_signal_handler_disconnect (view->run->bus, view->handler);
  if (view->free_data != NULL)
    view->free_data (view);
  slw_run_unref (view->run);
  g_free (view);
}

const char *
slw_view_lookup (GVariant *payload, const char *key)
{
  const char *value = "";

  g_variant_lookup (payload, key, "&s", &value);
  return value;
}
