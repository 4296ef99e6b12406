/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dpkg-query.h"

#include <string.h>

#include "package-state.h"

#define FORMAT "${Package}\\t${Architecture}\\t${Version}\\t${db:Status-Abbrev}\\n"

SlwAction *
dpkg_query_new_action (const char *label, const char *const *packages)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  SlwAction *action;

  g_ptr_array_add (argv, (char *) "dpkg-query");
  g_ptr_array_add (argv, (char *) "-W");
  g_ptr_array_add (argv, (char *) "-f");
  g_ptr_array_add (argv, (char *) FORMAT);
  for (guint i = 0; packages[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) packages[i]);
  g_ptr_array_add (argv, NULL);
  action = slw_action_new_exec (SLW_EFFECT_READ, label, (const char *const *) argv->pdata);
  slw_action_expect (action, 1);
  return action;
}

/* Three letters: wanted, is, error; see dpkg-query(1), db:Status-Abbrev */
static gboolean
is_installed (const char *status)
{
  /* i installed, t triggers pending, W triggers awaited; a third letter tells of an error */
  return strchr ("itW", status[1]) != NULL && (status[2] == '\0' || status[2] == ' ');
}

/* i install, h hold */
static gboolean
is_damaged (const char *status)
{
  return strchr ("ih", status[0]) != NULL && !is_installed (status) && strchr ("nc", status[1]) == NULL;
}

static const char *
tell_fault (const char *status)
{
  switch (status[1]) {
  case 'H':
    return "is half installed";
  case 'U':
    return "is unpacked, but not configured";
  case 'F':
    return "is half configured: its installation script failed";
  case 'c':
  case 'n':
    return "is not installed";
  default:
    return "is in an unknown state";
  }
}

GPtrArray *
dpkg_query_parse (const char *text)
{
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify) package_state_free);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
    PackageState *state;

    if (g_strv_length (fields) != 4 || *fields[0] == '\0' || strlen (fields[3]) < 2)
      continue;
    state = package_state_new (fields[0], fields[1], fields[2]);
    state->installed = is_installed (fields[3]);
    state->damaged = is_damaged (fields[3]);
    state->fault = tell_fault (fields[3]);
    g_ptr_array_add (states, state);
  }
  return states;
}
