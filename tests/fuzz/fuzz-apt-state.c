/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What dpkg, dpkg-query and apt's status file descriptor say, and the script that looks at fetched packages. */

#include "fuzz.h"

#include "apt-family.h"
#include "apt-trouble.h"
#include "archives.h"
#include "dpkg-query.h"
#include "manager-state.h"
#include "package-state.h"
#include "status-line.h"

#include <string.h>

static void
read_state (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ManagerState) state = manager_state_parse (text, &error);
  g_autofree char *lock = state != NULL ? manager_state_describe_lock (state) : NULL;

  fuzz_assert_outcome (state, error);
  g_assert_true (state == NULL || (lock == NULL) == (state->locks->len == 0));
}

static void
read_packages (const char *text)
{
  g_autoptr (GPtrArray) packages = dpkg_query_parse (text);

  for (guint i = 0; i < packages->len; i++)
    g_assert_nonnull (((PackageState *) packages->pdata[i])->fault);
}

static void
read_archives (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Archives) archives = archives_parse (&apt_family, text, &error);

  fuzz_assert_outcome (archives, error);
  for (guint i = 0; archives != NULL && i < archives->damaged->len; i++)
    g_assert_null (strstr (g_ptr_array_index (archives->damaged, i), "/../"));
}

static void
read_status (const char *text)
{
  g_autoptr (StatusLine) status = status_line_parse (text);
  g_autofree char *rest = status_line_strip (text);

  g_assert_cmpuint (strlen (rest), <=, strlen (text));
  if (status != NULL) {
    g_assert_true (status->percent >= 0 && status->percent <= 100);
    g_assert_nonnull (status->text);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  read_state (text);
  read_packages (text);
  read_archives (text);
  read_status (text);
  apt_trouble_is_lock (text);
  return 0;
}
