#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nothing lost: the controller is killed again and again in the middle of an installation and of an update, links are cut, and
the platform ends as if nothing had been. An update that is killed, or whose link is cut, is among the trials of ../faults; here `--all` does both, too."""

import json
import os
import random
import sys
import threading

from platform_lab import PRELOAD, UPDATE, Lab, check, run_tests, wait_for

FIRST, SECOND, THIRD = "4.1.47224", "4.1.47249", "4.1.48891"
SEED = int(os.environ.get("SLIPWAY_SEED", random.randrange(1 << 32)))
EVERY = int(os.environ.get("SLIPWAY_KILL_EVERY", "100"))    # commits of the journal, on the average; an installation has 400
MOST_KILLS = 1000

lab = None
chance = random.Random(SEED)


def killed_until_done(*words):
    """Runs it, kills it after some commits of the journal, resumes, and so on until it ends by itself; how often."""
    command = words
    for kills in range(MOST_KILLS):
        at = chance.randrange(1, 2 * EVERY)
        result = lab.slipway(*command, env={**PRELOAD, "SLIPWAY_KILL_AT": str(at)})
        if result.returncode == 0:
            return kills
        check(result.returncode in (-9, 137), f"after {kills} kills: status {result.returncode}\n{result.stdout}\n{result.stderr}")
        command = ("resume", "-y")
    raise AssertionError(f"not done after {MOST_KILLS} kills")


def no_jobs_left():
    for server in lab.servers:
        left = lab.on(server, "ls /var/lib/slipway/jobs 2>/dev/null || true; ls /run/slipway-input.* 2>/dev/null || true")
        check(left.strip() == "", f"{server}: {left}")


def version_of(server):
    return lab.on(server, "dpkg-query -W -f '${Version}' bm-node").split("-")[0]


def install_with_kills():
    print(f"# seed {SEED}", flush=True)
    lab.lab("release", FIRST)
    kills = killed_until_done("run", "install", "-y")
    print(f"# killed {kills} times")
    check(kills > 0, "it was never killed")
    check(len(json.loads(lab.expect(0, "history", "--json").stdout)["runs"]) == 1, "more than one run")
    lab.each_once()
    no_jobs_left()
    lab.expect(0, "run", "verify", "-y")
    check(json.loads(lab.expect(0, "run", "install", "-y", "--json").stdout)["changes"] == 0, "something was left to do")


def update_with_kills():
    lab.lab("release", SECOND)
    kills = killed_until_done(*UPDATE)
    print(f"# killed {kills} times")
    check(kills > 0, "it was never killed")
    for server in lab.servers:
        check(version_of(server).startswith(SECOND), f"{server}: {version_of(server)}")
    lab.each_once()
    no_jobs_left()
    check(json.loads(lab.expect(0, *UPDATE, "--json").stdout)["changes"] == 0, "something was left to do")


def link_is_cut_in_the_middle():
    """The job goes on without anybody who looks; when the link is there again, the run goes on as well."""
    lab.lab("release", THIRD)
    lab.lab("postinst", "shard", "bm-node", "slow=8")
    results = []
    runner = threading.Thread(target=lambda: results.append(lab.slipway(*UPDATE)))
    runner.start()
    try:
        wait_for(lambda: "bm-node" in lab.on("shard", "pgrep -af postinst || true", check_status=False), "bm-node's postinst", 120)
        lab.on("shard", "pkill -KILL -f '^sshd: [a-z]'")    # those of the sessions
        lab.lab("cut", "shard")
        wait_for(lambda: "bm-node" not in lab.on("shard", "pgrep -af postinst || true", check_status=False), "its end", 60)
    finally:
        lab.lab("mend", "shard")
        runner.join()
    check(results[0].returncode == 0, f"{results[0].returncode}\n{results[0].stdout}\n{results[0].stderr}")
    check("is called again" in results[0].stdout and "is there again" in results[0].stdout, results[0].stdout)
    check(version_of("shard").startswith(THIRD), version_of("shard"))
    lab.lab("postinst", "shard", "bm-node")
    lab.each_once()
    no_jobs_left()


def main():
    global lab
    with Lab("e2e-resume", ["main", "shard"]) as lab:
        updates = [update_with_kills, link_is_cut_in_the_middle] if "--all" in sys.argv else []
        return run_tests([install_with_kills, *updates])


if __name__ == "__main__":
    sys.exit(main())
