/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The scripts of the verification, and the parsers of what they print. */
#include "slw-verify-text.h"

#include <slipway/slipway.h>
#include <string.h>

const char *
slw_log_scan_script (void)
{
  return "log=/var/log/bm/core.log\n"
         "[ -r \"$log\" ] || exit 3\n"
         "LC_ALL=C TZ=UTC since=$1\n"
         "export LC_ALL TZ\n"
         "later () { since=$(printf '%s\\n%s\\n' \"$since\" \"$(date -d \"$1\" '+%Y-%m-%d %H:%M:%S' 2>/dev/null)\" | "
         "sort | tail -n 1); }\n"
         "if [ \"$4\" = recent ]; then\n"
         "  start=$(systemctl show -p ActiveEnterTimestamp bm-core 2>/dev/null)\n"
         "  start=${start#*=}\n"
         "  [ -z \"$start\" ] || later \"$start\"\n"
         "  later '1 day ago'\n"
         "fi\n"
         "awk -v since=\"$since\" -v uid=\"$2\" -v ip=\"$3\" '\n"
         "BEGIN { gsub (/[.]/, \"[.]\", ip); own = ip \"([^0-9.]|$)\" }\n"
         "/^[0-9][0-9][0-9][0-9]-/ && substr ($0, 1, 19) >= since && / ERROR / {\n"
         "  errors++; last = $0\n"
         "  if (index ($0, uid) || match ($0, own)) { mine++; last_own = $0 }\n"
         "}\n"
         "END { print errors + 0; print mine + 0; print substr (last, 1, 300); print substr (last_own, 1, 300); print "
         "since }' "
         "\"$log\"\n";
}

const char *
slw_log_errors_script (void)
{
  return "for log in /var/log/bm/core.log.1 /var/log/bm/core.log; do\n"
         "  [ -r \"$log\" ] || continue\n"
         "  awk -v since=\"$1\" '/^[0-9][0-9][0-9][0-9]-/ && substr ($0, 1, 19) >= since && / ERROR / {\n"
         "    print substr ($0, 1, 300)\n"
         "  }' \"$log\"\n"
         "done | tail -n 20\n";
}

void
slw_log_scan_free (SlwLogScan *self)
{
  g_free (self->last);
  g_free (self->last_own);
  g_free (self->since);
  g_free (self);
}

SlwLogScan *
slw_log_scan_parse (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 6);
  g_autoptr (SlwLogScan) scan = g_new0 (SlwLogScan, 1);
  guint64 errors, own;

  if (g_strv_length (lines) < 5 || !g_ascii_string_to_unsigned (lines[0], 10, 0, G_MAXINT, &errors, NULL)
      || !g_ascii_string_to_unsigned (lines[1], 10, 0, errors, &own, NULL))
    return NULL;
  scan->errors = (guint) errors;
  scan->own_errors = (guint) own;
  scan->last = slw_text_escape (lines[2], -1);
  scan->last_own = slw_text_escape (lines[3], -1);
  scan->since = slw_text_escape (lines[4], -1);
  return g_steal_pointer (&scan);
}

char *
slw_log_scan_format_time (gint64 milliseconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (milliseconds / 1000);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("0000");
}

const char *
slw_port_script (void)
{
  return "if command -v pg_isready >/dev/null 2>&1; then\n"
         "  pg_isready -q -t 10 -h \"$1\" -p \"$2\" && exit 0\n"
         "  exit 1\n"
         "fi\n"
         "timeout 10 bash -c 'exec 3<>\"/dev/tcp/$1/$2\"' connect \"$1\" \"$2\" 2>/dev/null && exit 0\n"
         "exit 1\n";
}

char *
slw_package_version_parse (const char *text)
{
  static const char prefix[] = "installed ";
  gsize length;

  if (!g_str_has_prefix (text, prefix))
    return NULL;
  text += strlen (prefix);
  length = strspn (text, "0123456789.");
  return length > 0 ? g_strndup (text, length) : NULL;
}
