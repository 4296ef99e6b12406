/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpm-query.h"

#include <string.h>

#include "package-state.h"

#define FORMAT "%{NAME}\\t%{ARCH}\\t%{EVR}\\n"

/* What rpm has is installed: it knows no state in between. With -qa, a name that is not there is no error. */
SlwAction *
rpm_query_new_action (const char *label, const char *const *packages)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, g_strdup ("rpm"));
  g_ptr_array_add (argv, g_strdup ("-qa"));
  /* the signatures of what is installed were looked at when it came */
  g_ptr_array_add (argv, g_strdup ("--nodigest"));
  g_ptr_array_add (argv, g_strdup ("--nosignature"));
  g_ptr_array_add (argv, g_strdup ("--qf"));
  g_ptr_array_add (argv, g_strdup (FORMAT));
  g_ptr_array_add (argv, g_strdup ("--"));
  for (guint i = 0; packages[i] != NULL; i++)
    g_ptr_array_add (argv, g_strndup (packages[i], strcspn (packages[i], ":")));
  g_ptr_array_add (argv, NULL);
  return slw_action_new_exec (SLW_EFFECT_READ, label, (const char *const *) argv->pdata);
}

GPtrArray *
rpm_query_parse (const char *text)
{
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify) package_state_free);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
    const char *version;
    PackageState *state;

    if (g_strv_length (fields) != 3 || *fields[0] == '\0' || *fields[2] == '\0')
      continue;
    version = g_str_has_prefix (fields[2], "0:") ? fields[2] + 2 : fields[2];
    state = package_state_new (fields[0], fields[1], version);
    state->installed = TRUE;
    state->fault = "is not installed";
    g_ptr_array_add (states, state);
  }
  return states;
}
