/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prerequisites.h"

#include <string.h>

#include "operating-system.h"

#define MEMORY_WANTED 11400 /* MiB: what the kernel leaves of 12 GB */
#define CPUS_WANTED 2
#define SKEW_SEEN 5      /* seconds */
#define SKEW_MUCH 60     /* seconds: sessions of the platform, and the order of what logs say, suffer */
#define SKEW_REFUSED 300 /* seconds: tokens and certificates become invalid */

/* What each check looks at. */
typedef struct {
  const RoleData *data;
  const RoleSettings *settings;
  SlwStepRun *run;
  const SlwFacts *facts;
  const Probe *probe;
} Check;

static void add (const Check *check, SlwSeverity severity, const char *id, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

static void
add (const Check *check, SlwSeverity severity, const char *id, const char *remedy, const char *format, ...)
{
  g_autofree char *title = NULL;
  va_list arguments;

  va_start (arguments, format);
  title = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  slw_step_run_add_finding (check->run, severity, id, title, remedy);
}

static void
check_system (const Check *check)
{
  g_autofree char *why = NULL;

  if (!operating_system_check (check->facts, check->settings->version, &why))
    add (check, check->settings->allow_system ? SLW_SEVERITY_HIGH : SLW_SEVERITY_INHIBITOR, "check.system",
         "use one of these, or set allow-system=true in the platform file when the subscription has packages for it",
         "%s", why);
  if (g_strcmp0 (slw_facts_get (check->facts, "init"), "systemd") != 0)
    add (check, SLW_SEVERITY_INHIBITOR, "check.init", "boot the server with systemd", "systemd is not running");
  if (g_strcmp0 (check->probe->container, "lxc") == 0)
    add (check, SLW_SEVERITY_HIGH, "check.container", "use a virtual or a real machine",
         "this is an LXC container, which BlueMind does not support");
}

static void
check_name (const Check *check)
{
  const char *name = slw_facts_get (check->facts, "host.fqdn");
  const char *const *addresses = slw_facts_get_all (check->facts, "host.address");
  const char *dot = name != NULL ? strchr (name, '.') : NULL;

  if (dot == NULL || dot == name || dot[1] == '\0') {
    add (check, SLW_SEVERITY_INHIBITOR, "check.name",
         "set it by hostnamectl, and write address, full name, short name to /etc/hosts",
         "the host name is not fully qualified: hostname -f says \"%s\"", name != NULL ? name : "");
    return;
  }
  for (guint i = 0; addresses[i] != NULL; i++) {
    if (g_str_has_prefix (addresses[i], "127.") || strcmp (addresses[i], "::1") == 0) {
      add (check, SLW_SEVERITY_HIGH, "check.address",
           "write the real address of the server beside its name in /etc/hosts",
           "%s is %s on this server: the other servers would be given an address that leads nowhere", name,
           addresses[i]);
      return;
    }
  }
}

static void
check_locale (const Check *check)
{
  static const char *const names[] = { "en_US.utf8", "en_US.UTF-8" };
  const char *const *locales = slw_facts_get_all (check->facts, "locale");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_strv_contains (locales, names[i]))
      return;
  }
  add (check, SLW_SEVERITY_HIGH, "check.locale", "Debian: dpkg-reconfigure locales; Red Hat: install glibc-langpack-en",
       "the locale en_US.UTF-8 is missing");
}

static void
check_hardware (const Check *check)
{
  gint64 memory = slw_facts_get_number (check->facts, "memory.mib", -1);
  gint64 cpus = slw_facts_get_number (check->facts, "cpu.count", -1);

  if (memory >= 0 && memory < check->settings->min_memory)
    add (check, SLW_SEVERITY_INHIBITOR, "check.memory",
         "give the server 12 GB, or set min-memory-mib in the platform file",
         "%" G_GINT64_FORMAT " MiB of memory, at least %u are needed", memory, check->settings->min_memory);
  else if (memory >= 0 && memory < MEMORY_WANTED)
    add (check, SLW_SEVERITY_HIGH, "check.memory", "give the server 12 GB; 16 GB for production",
         "%" G_GINT64_FORMAT " MiB of memory, 12 GB are wanted", memory);
  if (cpus >= 0 && cpus < CPUS_WANTED)
    add (check, SLW_SEVERITY_HIGH, "check.processors", "give the server two processors",
         "%" G_GINT64_FORMAT " processor, %d are wanted", cpus, CPUS_WANTED);
}

static void
check_space (const Check *check, const char *path, guint64 wanted)
{
  gint64 free_mib = slw_facts_get_free_mib (check->facts, path);

  if (free_mib >= 0 && (guint64) free_mib < wanted)
    add (check, SLW_SEVERITY_HIGH, "check.disk", "make room, or enlarge it",
         "%s has %" G_GINT64_FORMAT " MiB free, %" G_GUINT64_FORMAT " are wanted", path, free_mib, wanted);
}

static gboolean
is_taken (const Check *check, const char *port)
{
  const char *const *ports = slw_facts_get_all (check->facts, "port");
  gsize length = strlen (port);

  for (guint i = 0; ports[i] != NULL; i++) {
    if (strncmp (ports[i], port, length) == 0 && ports[i][length] == ' ')
      return TRUE;
  }
  return FALSE;
}

/* The package plan decides about another mail server; here it is only told early. */
static void
check_mail_port (const Check *check, const char *listener)
{
  const char *mta = slw_facts_get (check->facts, "mta");

  add (check, SLW_SEVERITY_MEDIUM, "check.mta",
       "see the plan of the packages: what stands in the way of postfix must be allowed to go",
       "port 25 is taken by %s%s%s: postfix takes its place", listener != NULL ? listener : "a mail server",
       mta != NULL ? ", installed is " : "", mta != NULL ? mta : "");
}

static void
check_ports (const Check *check)
{
  g_auto (GStrv) ports = g_strsplit (check->data->free_ports, " ", -1);

  for (guint i = 0; ports[i] != NULL; i++) {
    const char *listener = probe_find_listener (check->probe, ports[i]);

    if (!is_taken (check, ports[i]))
      continue;
    if (strcmp (ports[i], "25") == 0)
      check_mail_port (check, listener);
    else
      add (check, SLW_SEVERITY_INHIBITOR, "check.port", "BlueMind wants the machine for itself: stop and remove it",
           "port %s is taken by %s", ports[i], listener != NULL ? listener : "another program");
  }
}

static void
check_red_hat (const Check *check)
{
  if (g_strcmp0 (slw_facts_get (check->facts, "os.family"), "redhat") != 0)
    return;
  if (g_strcmp0 (slw_facts_get (check->facts, "selinux"), "enforcing") == 0)
    add (check, SLW_SEVERITY_INHIBITOR, "check.selinux", "set SELINUX=disabled in /etc/selinux/config, then reboot",
         "SELinux is enforcing");
  else if (g_strcmp0 (slw_facts_get (check->facts, "selinux"), "permissive") == 0)
    add (check, SLW_SEVERITY_INFO, "check.selinux",
         "set SELINUX=disabled in /etc/selinux/config, as BlueMind's guide wants it: permissive lasts until somebody "
         "enforces it",
         "SELinux is permissive");
  if (check->probe->firewalld)
    add (check, SLW_SEVERITY_HIGH, "check.firewalld",
         "systemctl disable --now firewalld: BlueMind brings rules of its own", "firewalld is active");
}

static void
check_time (const Check *check, gint64 now)
{
  gint64 skew = check->probe->time - now;
  gint64 distance = ABS (skew);
  SlwSeverity severity = SLW_SEVERITY_MEDIUM;

  if (distance > SKEW_REFUSED)
    severity = SLW_SEVERITY_INHIBITOR;
  else if (distance > SKEW_MUCH)
    severity = SLW_SEVERITY_HIGH;
  if (check->probe->time > 0 && distance > SKEW_SEEN)
    add (check, severity, "check.time", "synchronise the clocks (chrony, systemd-timesyncd)",
         "its clock is %" G_GINT64_FORMAT " s %s ours", distance, skew > 0 ? "ahead of" : "behind");
}

void
prerequisites_check (
    const RoleData *data, const RoleSettings *settings, SlwStepRun *run, const Probe *probe, gint64 now)
{
  const Check check = { data, settings, run, slw_server_get_facts (slw_step_run_get_server (run)), probe };

  check_system (&check);
  check_name (&check);
  check_locale (&check);
  check_hardware (&check);
  check_red_hat (&check);
  check_time (&check, now);
  release_change_judge (probe->release, run);
  /* what BlueMind itself holds and fills is no fault */
  if (probe->installed)
    return;
  check_space (&check, "/usr", data->usr_mib);
  check_space (&check, "/var/spool", data->spool_mib);
  check_ports (&check);
}
