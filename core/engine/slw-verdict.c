/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/engine/slw-verdict.h"

#include <slipway/slw-error.h>

#include <stdarg.h>

/* From the worst to the least: what a run is called when several things happened. */
static const SlwError by_weight[] = {
  SLW_ERROR_LOCKED,      SLW_ERROR_PLUGIN,  SLW_ERROR_INVALID,   SLW_ERROR_BUDGET,
  SLW_ERROR_VERIFY,      SLW_ERROR_FAILED,  SLW_ERROR_TIMED_OUT, SLW_ERROR_DENIED,
  SLW_ERROR_UNREACHABLE, SLW_ERROR_REFUSED, SLW_ERROR_CANCELLED,
};

static guint
weigh (const GError *error)
{
  for (guint i = 0; error->domain == SLW_ERROR && i < G_N_ELEMENTS (by_weight); i++) {
    if ((int) by_weight[i] == error->code)
      return G_N_ELEMENTS (by_weight) - i;
  }
  return G_MAXUINT; /* an error of another domain came from deep inside */
}

gboolean
slw_verdict_of_schedule (SlwRun *run, SlwSchedule *schedule, GError **error)
{
  GPtrArray *nodes = slw_schedule_get_nodes (schedule);
  g_autoptr (GString) text = g_string_new (NULL);
  const GError *worst = NULL;
  guint changed = g_hash_table_size (run->changed);
  int code;

  for (guint i = 0; i < nodes->len; i++) {
    const SlwNode *node = g_ptr_array_index (nodes, i);

    if (node->error == NULL)
      continue;
    g_string_append_printf (text, "%s: step “%s”: %s\n", slw_server_get_name (node->server), node->step->name,
                            node->error->message);
    if (worst == NULL || weigh (node->error) > weigh (worst))
      worst = node->error;
  }
  if (worst == NULL)
    return TRUE;
  code = worst->domain == SLW_ERROR ? worst->code : SLW_ERROR_FAILED;
  if (code == SLW_ERROR_REFUSED && changed > 0)
    code = SLW_ERROR_FAILED;
  if (changed == 0)
    g_string_append (text, "Nothing was changed on any server.");
  else
    g_string_append_printf (text, "%u server%s had been changed before that.", changed, changed == 1 ? "" : "s");
  g_set_error_literal (error, SLW_ERROR, code, text->str);
  return FALSE;
}

G_GNUC_PRINTF (3, 4)
static void
put_in_front (GError **error, SlwError code, const char *format, ...)
{
  va_list args;
  g_autoptr (GError) before = g_steal_pointer (error);
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SLW_ERROR, code, "%s%s%s", text, before != NULL ? "\n" : "",
               before != NULL ? before->message : "");
}

void
slw_verdict_add_budget (GError **error, const char *exceeded)
{
  put_in_front (error, SLW_ERROR_BUDGET, "%s", exceeded);
}

void
slw_verdict_add_pause (GError **error, SlwRun *run, SlwSchedule *schedule, const char *by)
{
  guint left = slw_schedule_count (schedule, SLW_OUTCOME_BLOCKED);

  if (left > 0) /* else it came too late */
    put_in_front (error, SLW_ERROR_PAUSED, "paused by %s; %u step%s left, and `slipway resume %s` goes on", by, left,
                  left == 1 ? " is" : "s are", run->id);
}

void
slw_verdict_tidy_error (GError **error)
{
  g_autoptr (GError) raw = g_steal_pointer (error);
  g_autofree char *safe = raw != NULL ? slw_run_make_safe (raw->message) : NULL;

  if (raw == NULL)
    return;
  if (g_error_matches (raw, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    *error = g_error_new_literal (SLW_ERROR, SLW_ERROR_CANCELLED, safe);
  else
    *error = g_error_new_literal (raw->domain, raw->code, safe);
}

const char *
slw_verdict_get_outcome (SlwRun *run, const GError *error)
{
  if (error == NULL)
    return "done";
  if (error->domain != SLW_ERROR)
    return "internal";
  switch ((SlwError) error->code) {
  case SLW_ERROR_REFUSED:
  case SLW_ERROR_INVALID:
  case SLW_ERROR_STALE:
    return "refused";
  case SLW_ERROR_LOCKED:
    return g_hash_table_size (run->changed) > 0 ? "stopped" : "refused";
  case SLW_ERROR_UNREACHABLE:
  case SLW_ERROR_DENIED:
    return "unreachable";
  case SLW_ERROR_BUDGET:
    return "stopped";
  case SLW_ERROR_PAUSED:
    return "paused";
  case SLW_ERROR_ABORTED:
    return "aborted";
  case SLW_ERROR_CANCELLED:
    return "cancelled";
  default:
    return "failed";
  }
}
