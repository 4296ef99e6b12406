#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Three storage servers, although the wizard itself takes one only."""

import json
import sys

from platform_lab import Lab, check, run_tests

lab = None


def install():
    result = lab.expect(0, "run", "install", "-y")
    print(f"# installed in {result.seconds:.1f} s")


def all_are_ready():
    servers = {each["value"]["ip"]: each for each in lab.api("GET", "/servers/default/_complete")}
    assigned = lab.api("GET", "/servers/default/lab.test/byAssignment?tag=mail/imap")
    for number, name in enumerate(["shard1", "shard2", "shard3"]):
        server = servers.get(f"198.18.0.{11 + number}")
        check(server is not None, f"{name} is not listed: {list(servers)}")
        check({"mail/imap", "bm/pgsql-data"} <= set(server["value"]["tags"]), f"{name}: {server}")
        check(server["value"]["name"] == name, f"{name}: {server}")
        check(server["uid"] in assigned, f"{name} is not assigned")
        names = lab.on(name, "su postgres -c \"psql -Atc 'select datname from pg_database'\"")
        check("bj-data" in names.split(), f"{name}: {names}")


def second_run_changes_nothing():
    result = lab.expect(0, "run", "install", "-y", "--json")
    check(json.loads(result.stdout)["changes"] == 0, result.stdout)


def main():
    global lab
    with Lab("e2e-three", ["main", "shard1", "shard2", "shard3"]) as lab:
        return run_tests([install, all_are_ready, second_run_changes_nothing])


if __name__ == "__main__":
    sys.exit(main())
