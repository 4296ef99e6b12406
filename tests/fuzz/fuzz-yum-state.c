/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What rpm, versionlock and a running dnf say, and the file of a subscription. */

#include "fuzz.h"

#include "package-state.h"
#include "rpm-query.h"
#include "yum-command.h"
#include "yum-failure.h"
#include "yum-family.h"
#include "yum-subscription.h"

static void
read_progress (const char *text)
{
  PackagesProgress progress = { 0 };

  if (!yum_family.parse_progress (text, &progress))
    return;
  g_assert_true (progress.percent >= 0 && progress.percent <= 100);
  g_assert_nonnull (progress.text);
  g_free (progress.text);
}

static void
read_packages (const char *text)
{
  g_autoptr (GPtrArray) packages = rpm_query_parse (text);
  g_auto (GStrv) held = yum_command_parse_held (text);
  g_auto (GStrv) automatic = yum_family.parse_automatic (text);
  g_autofree char *why = yum_failure_explain_installation (text, text);

  for (guint i = 0; i < packages->len; i++)
    g_assert_true (*((PackageState *) packages->pdata[i])->name != '\0');
  g_assert_nonnull (why);
}

static void
read_subscription (const char *text, gsize length)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *out = yum_subscription_read (text, length, FALSE, "/k", addresses, &error);

  fuzz_assert_outcome (out, error);
  g_assert_true (out == NULL || addresses->len > 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  read_progress (text);
  read_packages (text);
  read_subscription (text, size);
  return 0;
}
