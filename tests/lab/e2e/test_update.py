#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A platform with several storage servers, although the wizard itself takes one only, and its update over two releases;
`--family debian`, `redhat`, `mixed`, `mixed-main`, or the short ones `pair` and `reverse`."""

import json
import os
import sys

from platform_lab import INSTALLED, UPDATE, Lab, check, run_tests

FAMILIES = {
    "debian": ["main", "shard1", "shard2"],
    "large": ["main", "shard1", "shard2", "shard3"],
    "redhat": ["main:redhat", "shard1:redhat", "shard2:redhat"],
    "mixed": ["main", "shard1", "shard2:redhat"],
    "mixed-main": ["main:redhat", "shard1", "shard2"],
    "pair": ["main", "shard:redhat"],
    "reverse": ["main:redhat", "shard"],
}
FIRST, SECOND = "4.1.47249", "4.1.48891"
VHOST = "server { listen 127.0.0.1:8999; server_name intranet.lab.test; return 204; }"

family = sys.argv[sys.argv.index("--family") + 1] if "--family" in sys.argv else "debian"
lab = None


def product_versions():
    """Of bm-core or bm-node, whichever a server has, with the server's name."""
    query = ("dpkg-query -W -f '${Version}\\n' bm-node 2>/dev/null || rpm -q --qf '%{VERSION}\\n' bm-node")
    return {server: lab.on(server, query).split("-")[0].strip() for server in lab.servers}


def service_starts():
    """When the services that users notice were started last."""
    command = "systemctl show -p ActiveEnterTimestampMonotonic --value bm-node postfix nginx bm-core telegraf ssh sshd 2>/dev/null"
    return {server: lab.on(server, command) for server in lab.servers}


def restarts_wanted():
    """How often systemd has started what the update is to restart, and whether ssh was the last."""
    script = ("for unit in telegraf ssh*.service; do journalctl -q -o cat -u $unit | grep -c '^Started'; done; "
              "systemctl show -p ActiveEnterTimestampMonotonic --value telegraf $(systemctl list-units --plain --no-legend "
              "ssh.service sshd.service | cut -d' ' -f1)")
    return {server: [int(word) for word in lab.on(server, script).split()] for server in lab.servers}


def install():
    result = lab.expect(0, "run", "install", "-y")
    print(f"# installed in {result.seconds:.1f} s")
    check(set(product_versions().values()) == {INSTALLED}, str(product_versions()))


def all_are_ready():
    servers = {each["value"]["ip"]: each for each in lab.api("GET", "/servers/default/_complete")}
    assigned = lab.api("GET", "/servers/default/lab.test/byAssignment?tag=mail/imap")
    for number, name in enumerate(lab.servers[1:]):
        server = servers.get(f"198.18.0.{11 + number}")
        check(server is not None, f"{name} is not listed: {list(servers)}")
        check({"mail/imap", "bm/pgsql-data"} <= set(server["value"]["tags"]), f"{name}: {server}")
        check(server["value"]["name"] == name, f"{name}: {server}")
        check(server["uid"] in assigned, f"{name} is not assigned")
        names = lab.on(name, "su postgres -c \"psql -Atc 'select datname from pg_database'\"")
        check("bj-data" in names.split(), f"{name}: {names}")
    check(json.loads(lab.expect(0, "run", "install", "-y", "--json").stdout)["changes"] == 0, "a second run has changes")


def administrator_edits():
    lab.on("main", f"echo '{VHOST}' > /etc/nginx/sites-available/intranet && "
                   "ln -s ../sites-available/intranet /etc/nginx/sites-enabled/intranet && nginx -t && nginx -s reload")
    for server in (lab.servers[0], lab.servers[-1]):
        lab.on(server, "echo '# edited by hand' >> /etc/bm-node/rsync.excludes")


def release_comes_out():
    lab.lab("release", FIRST)


def check_changes_nothing():
    before = [lab.fingerprint(server) for server in lab.servers]
    result = lab.expect(0, "run", "check", "--json")
    check(json.loads(result.stdout)["changes"] == 0, result.stdout)
    plan = json.loads(lab.expect(0, "plan", "update", "--json").stdout)
    check(plan["changes"] > 0, str(plan)[:500])
    check(before == [lab.fingerprint(server) for server in lab.servers], "a check or a plan changed a server")


def another_release_is_refused():
    """The last server is about to become another release of its system, in the way of its family."""
    server = lab.servers[-1]
    redhat = FAMILIES[family][-1].endswith(":redhat")
    begin, end, words = (
        ("ln -s /var/lib/dnf/system-upgrade /system-update", "rm /system-update",
         "/system-update leads to /var/lib/dnf/system-upgrade") if redhat else
        ("echo 'deb http://198.18.0.1:9/debian trixie main' > /etc/apt/sources.list.d/next.list",
         "rm /etc/apt/sources.list.d/next.list", "next.list has the suite trixie, and the server is bookworm"))
    lab.on(server, begin)
    try:
        result = lab.expect(3, "run", "check", server)
        check(words in result.stderr, result.stderr)
        print(f"# refused in {result.seconds:.1f} s")
    finally:
        lab.on(server, end)


def download_only():
    before = service_starts()
    result = lab.expect(0, "run", "update", "--download-only", "-y", "--json")
    check(json.loads(result.stdout)["changes"] == 0, result.stdout)
    check(before == service_starts(), "a service was restarted while packages were fetched")
    check(set(product_versions().values()) == {INSTALLED}, str(product_versions()))
    for server in lab.servers:
        check("bm-node" in lab.on(server, "cat /var/lib/slipway/prepared"), f"{server} has no prepared set")


def update():
    """The packages replace a program that runs; sshd's was replaced by an earlier upgrade, in the way of dpkg and rpm."""
    for server in lab.servers:
        lab.on(server, "cp -p /usr/sbin/sshd /usr/sbin/sshd.new && mv /usr/sbin/sshd.new /usr/sbin/sshd")
    before = restarts_wanted()
    result = lab.expect(0, *UPDATE)
    after = restarts_wanted()
    for server, (telegraf, ssh, began, ssh_began) in after.items():
        check([telegraf - 1, ssh - 1] == before[server][:2], f"{server}: not restarted once: {before} {after}")
        check(began < ssh_began, f"{server}: ssh was not the last: {after}")
    print(f"# updated to {FIRST} in {result.seconds:.1f} s")
    check(set(product_versions().values()) == {FIRST}, str(product_versions()))
    version = lab.api("GET", "/system/installation/version")
    check(version["databaseVersion"] == FIRST and not version["needsUpgrade"], str(version))
    check(lab.api("GET", "/system/installation/state") == "CORE_STATE_RUNNING", "state")


def edits_are_kept():
    enabled = lab.on("main", "ls /etc/nginx/sites-enabled").split()
    check("intranet" in enabled, f"the administrator's web host is not enabled: {enabled}")
    check("edited by hand" in lab.on(lab.servers[-1], "cat /etc/bm-node/rsync.excludes"), "an edited file was replaced")
    lab.on("main", "test ! -e /var/lib/slipway/web-hosts")


def repositories_are_asked_once(run):
    """dnf needs a second for each look at them; what the check found is not asked for again."""
    steps = json.loads(lab.expect(0, "report", "--format", "json", run).stdout)["steps"]
    for step in steps:
        if step["kind"] == "packages.refresh" and step["plugin"] == "yum-redhat":
            check("already" in step["message"], f"{step['server']}: {step['message']}")


def the_new_default_is_compared_three_ways():
    for server in (lab.servers[0], lab.servers[-1]):
        document = json.loads(lab.expect(0, "--json", "backups", "diff", server, "--conffiles").stdout)
        check(document["schema"] == "slipway.conffiles/1", document)
        file = {each["path"]: each for each in document["files"]}.get("/etc/bm-node/rsync.excludes")
        check(file is not None and "+# edited by hand\n" in file["here"] and file["backup"], document)
        check(FIRST in file["vendor"] and INSTALLED in file["vendor"] and INSTALLED not in file["here"], file)
    journal = b"".join(path.read_bytes() for path in lab.work.glob("journal.db*"))
    check(b"edited by hand" not in journal, "contents are in the journal")


def second_run_changes_nothing():
    before = [lab.fingerprint(server) for server in lab.servers]
    starts = service_starts()
    result = lab.expect(0, *UPDATE, "--json")
    done = json.loads(result.stdout)
    check(done["changes"] == 0, result.stdout)
    print(f"# second run in {result.seconds:.1f} s, load {os.getloadavg()[0]:.1f}")
    repositories_are_asked_once(done["run"])
    check(before == [lab.fingerprint(server) for server in lab.servers], "the second run changed a server")
    check(starts == service_starts(), "the second run restarted a service")


def next_release_in_one_go():
    """It came out a moment ago, and is seen."""
    lab.lab("release", SECOND)
    result = lab.expect(0, *UPDATE)
    print(f"# updated to {SECOND} in {result.seconds:.1f} s")
    check(set(product_versions().values()) == {SECOND}, str(product_versions()))
    check(not lab.api("GET", "/system/installation/version")["needsUpgrade"], "the platform's own update is missing")
    edits_are_kept()


def main():
    global lab
    with Lab("e2e-update-" + family, FAMILIES[family]) as lab:
        ahead = [] if family == "reverse" else [check_changes_nothing, another_release_is_refused, download_only]
        next_release = [] if family in ("pair", "reverse") else [next_release_in_one_go]
        return run_tests([install, all_are_ready, administrator_edits, release_comes_out, *ahead, update, edits_are_kept,
                          the_new_default_is_compared_three_ways, second_run_changes_nothing, *next_release])


if __name__ == "__main__":
    sys.exit(main())
