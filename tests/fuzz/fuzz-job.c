/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "core/api/slw-result-private.h"
#include "core/remote/slw-job.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SlwJob) job = slw_job_new ("/nowhere", "fuzz", 64);
  g_autoptr (SlwResult) answer = slw_result_new (0, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwResult) result = NULL;

  slw_job_feed (job, (const char *) data, size / 2, NULL, NULL);
  slw_job_feed (job, (const char *) data + size / 2, size - size / 2, NULL, NULL);
  result = slw_job_dup_result (job, answer, &error);
  fuzz_assert_outcome (result, error);
  return 0;
}
