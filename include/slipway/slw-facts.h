/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SLW_TYPE_FACTS (slw_facts_get_type ())

/**
 * SlwFacts:
 *
 * What is known of a server before any step runs: read in one round trip by a POSIX shell script of the core. An
 * immutable set of names with one or more values. The names:
 *
 * | name | value |
 * | --- | --- |
 * | `os.id`, `os.version`, `os.codename`, `os.name` | ID, VERSION_ID, VERSION_CODENAME, PRETTY_NAME of os-release |
 * | `os.family` | `debian` or `redhat`, from ID and ID_LIKE; absent when neither |
 * | `arch` | `uname -m` |
 * | `kernel` | `uname -r` |
 * | `host.short`, `host.fqdn` | `hostname -s`, `hostname -f` |
 * | `host.address` | each address that `hostname -f` resolves to |
 * | `memory.mib` | MemTotal |
 * | `cpu.count` | online processors |
 * | `mount` | each: mount point, a space, free MiB, a space, size MiB |
 * | `locale` | each installed locale |
 * | `port` | each TCP port that something listens on: number, a space, address |
 * | `package-manager` | each of apt-get, dnf, yum, zypper, apk that is there |
 * | `mta` | package or program that provides sendmail, when there is one |
 * | `time` | the server's clock, seconds since 1970 |
 * | `init` | `systemd` when it is running, else `other` |
 * | `user.id` | the id of the user that we are when we act (after sudo) |
 * | `apt-lock` | each of apt's four locks that is held: path, a space, PID, a space, unit or command |
 * | `selinux` | `enforcing`, `permissive` or `disabled`, where the kernel has it or getenforce is there |
 */
typedef struct _SlwFacts SlwFacts;

GType slw_facts_get_type (void);

/* The lines that `name=value` lines stand between. */
#define SLW_FACTS_BEGIN "slipway-facts begin 1"
#define SLW_FACTS_END "slipway-facts end"

/**
 * slw_facts_parse:
 * @text: (array length=length): output of the facts script: `name=value` lines between %SLW_FACTS_BEGIN and
 *   %SLW_FACTS_END; what a login shell prints before is passed over
 * @length: length of @text in bytes
 * @error: return location
 *
 * The text is hostile: size, count, names and characters are checked, and an answer that does not end with the
 * marker is refused as cut off.
 *
 * Returns: (transfer full): the facts, or %NULL with %SLW_ERROR_INVALID
 */
SlwFacts *slw_facts_parse (const char *text, gsize length, GError **error);

/**
 * slw_facts_ref:
 * @facts: facts
 *
 * Returns: (transfer full): @facts
 */
SlwFacts *slw_facts_ref (SlwFacts *facts);

/**
 * slw_facts_unref:
 * @facts: (transfer full): facts
 */
void slw_facts_unref (SlwFacts *facts);

/**
 * slw_facts_get:
 * @facts: facts
 * @name: a name of the table above
 *
 * Returns: (transfer none) (nullable): the first value of @name, %NULL when the server has none
 */
const char *slw_facts_get (const SlwFacts *facts, const char *name);

/**
 * slw_facts_get_all:
 * @facts: facts
 * @name: a name of the table above
 *
 * Returns: (transfer none) (array zero-terminated=1): every value of @name, possibly none
 */
const char *const *slw_facts_get_all (const SlwFacts *facts, const char *name);

/**
 * slw_facts_get_number:
 * @facts: facts
 * @name: a name of the table above whose value is a number
 * @fallback: the answer when there is none, or when it is no number
 *
 * Returns: the first value of @name
 */
gint64 slw_facts_get_number (const SlwFacts *facts, const char *name, gint64 fallback);

/**
 * slw_facts_get_free_mib:
 * @facts: facts
 * @path: an absolute path on the server
 *
 * Returns: free space in MiB of the file system that holds @path (longest mount point that is its prefix), -1 when
 * unknown
 */
gint64 slw_facts_get_free_mib (const SlwFacts *facts, const char *path);

/**
 * slw_facts_get_names:
 * @facts: facts
 *
 * Returns: (transfer container) (element-type utf8): the names that have a value, sorted
 */
GPtrArray *slw_facts_get_names (const SlwFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwFacts, slw_facts_unref)

G_END_DECLS
