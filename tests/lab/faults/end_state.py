# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a platform is in the end: packages, configuration, services, the platform's own state, data bases, and how often each
package was put in place. All of it is a dictionary, so that two ends can be compared name by name."""

import concurrent.futures
import json
import re

# Written anew by whoever starts, or by a clock; nobody's configuration.
PASSING = ("/etc/.updated", "/etc/mtab", "/etc/machine-id", "/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt")

LOOK = r"""
if command -v dpkg-query >/dev/null; then
  dpkg-query -W -f 'package ${Package}:${Architecture} ${Version} ${db:Status-Abbrev}\n'
  apt-mark showauto | sed 's/^/automatic /; s/$/ yes/'
  apt-mark showhold | sed 's/^/held /; s/$/ yes/'
  # what the power cut off in the middle was not put in place
  cat /var/log/dpkg.log* 2>/dev/null | awk '$3 == "install" || $3 == "upgrade" { open = $4 ":" $6 }
      $3 == "status" && $4 == "unpacked" && $5 ":" $6 == open { print "put " open; open = "" }
      $3 == "startup" { open = "" }' | sort | uniq -c | awk '{ print "times", $3, $1 }'
else
  rpm -qa --nodigest --nosignature --qf 'package %{NAME}.%{ARCH} %{EVR}\n' | grep -v gpg-pubkey
  dnf -q -C repoquery --userinstalled --qf 'wanted %{name} yes' 2>/dev/null | sort -u
  cat /var/log/dnf.rpm.log* 2>/dev/null | awk '/ SUBDEBUG (Installed|Upgrade|Reinstall):/ { print "put " $NF }' | sort | uniq -c |
    awk '{ print "times", $3, $1 }'
fi
find /etc -xdev -type f -printf 'mode %p %m,%u:%g\n'
find /etc -xdev -type f -exec sha256sum {} + | sed 's/^\([0-9a-f]*\)  \(.*\)/file \2 \1/'
find /etc -xdev -type l -printf 'link %p %l\n'
systemctl list-units --type=service --state=failed --plain --no-legend | awk '{ print "failed", $1, "yes" }'
systemctl list-units --type=service --state=running --plain --no-legend | awk '{ print "running", $1, "yes" }' |
  grep -v 'slipway-\|user@\|session\|apt-daily\|dpkg-db'
for base in bj bj-data; do
  su postgres -c "pg_dump $base" 2>/dev/null | grep -v '^\\\(un\)\{0,1\}restrict' | sha256sum | sed "s/^/database $base /; s/ *-$//"
done
ls -A /var/lib/slipway 2>/dev/null | sed 's/^/left \/var\/lib\/slipway\//; s/$/ yes/'
ls -A /var/lib/slipway/jobs 2>/dev/null | sed 's/^/left job\//; s/$/ yes/'
# dnf's gpg-agent outlives the job that ran dnf, and so does the unit that it is in
find /tmp /var/tmp /root /run -xdev ! -path '/run/systemd/transient/*' \( -name 'slipway*' -o -name '.slipway*' \) -printf 'left %p yes\n'
true
"""


def flatten(value, path, into):
    if isinstance(value, dict):
        for name, part in value.items():
            flatten(part, f"{path}/{name}", into)
    elif isinstance(value, list):
        if all(isinstance(part, str) for part in value):    # tags: sets, in the order in which somebody named them
            value = sorted(value)
        for number, part in enumerate(value):
            flatten(part, f"{path}/{number}", into)
    else:
        into[path] = str(value)


def numbered(text):
    """Identifiers that an installation draws at random, by the order in which they come."""
    seen = {}
    return re.sub(r"\b[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b",
                  lambda match: seen.setdefault(match[0].lower(), f"uid-{len(seen) + 1}"), text)


def read(lab):
    """The state of all servers of @lab, and of the platform: name, value."""
    state = {}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = pool.map(lambda server: lab.on(server, LOOK), lab.servers)
    for server, answer in zip(lab.servers, answers):
        for line in answer.splitlines():
            name, _, value = line.rpartition(" ")
            if not any(path in name for path in PASSING):
                state[f"{server} {name}"] = value
    # all that the platform knows of itself, in one file of the twin: its interface shows no more than that
    core = lab.on("main", "cat /var/lib/bm-twin/core.json 2>/dev/null || true")
    if core:    # else nothing is installed yet
        flatten(json.loads(numbered(core)), "platform", state)
        flatten(lab.api("GET", "/system/installation/version"), "api version", state)
        state["api state"] = lab.api("GET", "/system/installation/state")
    return state


def learn(one, other):
    """Names of what is not the same in two undisturbed ends: times, random passwords."""
    return {name for name in one.keys() & other.keys() if one[name] != other[name]}


def differences(wanted, seen, passing):
    """What of @seen is not as @wanted, a line each; values of @passing do not count, but they have to be there."""
    lines = []
    for name in sorted(wanted.keys() | seen.keys()):
        if name not in seen:
            lines.append(f"{name}: missing, {wanted[name]} is wanted")
        elif name not in wanted:
            lines.append(f"{name}: {seen[name]}, which should not be there")
        elif wanted[name] != seen[name] and name not in passing:
            lines.append(f"{name}: {seen[name]}, not {wanted[name]}")
    return lines


def repeated(state):
    """Packages that were put in place more than once in the same version."""
    return [f"{name}: {times} times" for name, times in state.items() if " times " in name and int(times) > 1]
