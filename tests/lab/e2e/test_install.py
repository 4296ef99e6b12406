#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The main job: from two bare servers to a storage server that is ready to receive data; and nothing leaks on the way."""

import json
import os
import sys
import threading
from pathlib import Path

from platform_lab import Lab, check, run_tests

# 5 s is what is promised; a build with sanitizers on a busy machine gets more
SECOND_RUN_SECONDS = float(os.environ.get("SLIPWAY_SECOND_RUN_SECONDS", "15"))

lab = None
samples = []


def sample_processes(stop):
    """All command lines and environments of the machine, the servers' too: they are processes of this kernel."""
    while not stop.wait(0.05):
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            for name in ("cmdline", "environ"):
                try:
                    samples.append((folder / name).read_bytes())
                except OSError:
                    pass  # it has ended meanwhile
        samples[:] = list(set(samples))


def plan_changes_nothing():
    before = [lab.fingerprint(server) for server in lab.servers]
    plan = lab.expect(0, "plan", "install")
    check("bm-full" in plan.stdout and "bm-mailbox-role" in plan.stdout, plan.stdout)
    check("ssmtp" in plan.stdout, "the plan does not say what becomes of ssmtp\n" + plan.stdout)
    document = json.loads(lab.expect(0, "plan", "install", "--json").stdout)
    check(document["schema"] == "slipway.plan/1" and document["changes"] > 0, str(document)[:500])
    check(lab.slipway("plan", "install", "--exit-code").returncode == 10, "plan --exit-code")
    after = [lab.fingerprint(server) for server in lab.servers]
    check(before == after, "the plan changed a server:\n" + diff(before, after))


def diff(before, after):
    return "\n".join(f"{line}" for one, two in zip(before, after)
                     for line in sorted(set(one.splitlines()) ^ set(two.splitlines()))[:20])


def install():
    stop = threading.Event()
    sampler = threading.Thread(target=sample_processes, args=(stop,))
    sampler.start()
    try:
        result = lab.expect(0, "run", "install", "-y", "-vv", env={"G_MESSAGES_DEBUG": "all"})
    finally:
        stop.set()
        sampler.join()
    (lab.work / "install.out").write_text(result.stdout + result.stderr)
    print(f"# installed in {result.seconds:.1f} s")


def api_lists_the_storage_server():
    address = "198.18.0.11"
    servers = [each for each in lab.api("GET", "/servers/default/_complete") if each["value"]["ip"] == address]
    check(len(servers) == 1, f"{len(servers)} servers with {address}")
    check({"mail/imap", "bm/pgsql-data"} <= set(servers[0]["value"]["tags"]), str(servers))
    check(servers[0]["value"]["name"] == "shard", str(servers))
    assigned = lab.api("GET", "/servers/default/lab.test/byAssignment?tag=mail/imap")
    check(servers[0]["uid"] in assigned, f"{servers[0]['uid']} not in {assigned}")
    check(lab.api("GET", "/system/installation/state") == "CORE_STATE_RUNNING", "state")


def database_is_there():
    names = lab.on("shard", "su postgres -c \"psql -Atc 'select datname from pg_database'\"")
    check("bj-data" in names.split(), names)


def postfix_without_ssmtp():
    for server in lab.servers:
        state = lab.on(server, "dpkg-query -W -f '${Package} ${db:Status-Status}\\n' postfix ssmtp 2>/dev/null || true")
        check("postfix installed" in state and "ssmtp installed" not in state, f"{server}: {state}")


def versions_are_equal():
    """Of each bm-* package that several servers have; parts of others (PostgreSQL, JDK …) have numbers of their own."""
    seen = {}
    for server in lab.servers:
        for line in lab.on(server, "dpkg-query -W -f '${Package} ${Version}\\n' 'bm-*'").splitlines():
            package, _, version = line.partition(" ")
            if version:  # else dpkg has only heard of it
                seen.setdefault(package, set()).add(version)
    check(all(len(versions) == 1 for versions in seen.values()), str(seen))
    check(seen["bm-core"] == seen["bm-mailbox-role"] == seen["bm-node"], str(seen))


def setup_is_protected():
    code = lab.on("main", "python3 - <<'END'\n"
                          "import ssl, urllib.request, urllib.error\n"
                          "context = ssl._create_unverified_context()\n"
                          "try:\n"
                          "  print(urllib.request.urlopen('https://127.0.0.1/setup/', context=context).status)\n"
                          "except urllib.error.HTTPError as error:\n"
                          "  print(error.code)\n"
                          "END\n").strip()
    check(code == "401", f"/setup answers {code} without a password")


def second_run_changes_nothing():
    before = [lab.fingerprint(server) for server in lab.servers]
    result = lab.expect(0, "run", "install", "-y", "--json")
    check(json.loads(result.stdout)["changes"] == 0, result.stdout)
    print(f"# second run in {result.seconds:.1f} s")
    check(result.seconds < SECOND_RUN_SECONDS, f"the second run took {result.seconds:.1f} s")
    check(before == [lab.fingerprint(server) for server in lab.servers], "the second run changed a server")


def verify_alone():
    lab.expect(0, "run", "verify", "-y")


def no_secret_leaked():
    planted = [lab.secret("admin-password"), lab.secret("wizard-password")]
    subscription = [line for line in lab.secret("bm.list").splitlines() if line.startswith("deb ")][0]
    planted.append(subscription.split("//")[1].split("/")[1])
    token = lab.on("main", "cat /etc/bm/bm-core.tok").strip()
    journal = b"".join(path.read_bytes() for path in lab.work.glob("journal.db*"))
    places = {
        "process lists": b"\0".join(samples),
        "journal": journal,
        "output and debug messages of the run": (lab.work / "install.out").read_bytes(),
        "plan": lab.expect(0, "plan", "install", "--json", "-vv").stdout.encode(),
    }
    for run in json.loads(lab.expect(0, "history", "--json").stdout)["runs"]:
        places[f"logs of {run['run']}"] = lab.expect(0, "logs", run["run"]).stdout.encode()
    check(len(samples) > 100, "too few samples of process lists")
    for name, content in places.items():
        for value in planted + [token]:
            check(value.encode() not in content, f"a secret of {len(value)} letters is in: {name}")


def main():
    global lab
    with Lab("e2e-install", ["main", "shard"]) as lab:
        return run_tests([plan_changes_nothing, install, api_lists_the_storage_server, database_is_there,
                          postfix_without_ssmtp, versions_are_equal, setup_is_protected, second_run_changes_nothing,
                          verify_alone, no_secret_leaked])


if __name__ == "__main__":
    sys.exit(main())
