#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An update that somebody leaves, pauses and aborts in the middle of dpkg: it never dies of that, and each transaction runs once."""

import json
import signal
import subprocess
import sys
import time

from platform_lab import UPDATE, Lab, check, run_tests, wait_for

FIRST, SECOND = "4.1.47249", "4.1.48891"

lab = None


class Running:
    """Slipway in the background, in the controller's namespace; what is left of it goes with the block."""

    def __init__(self, *words):
        self.words = words

    def __enter__(self):
        self.process = subprocess.Popen(lab.line(*self.words), env=lab.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, errors="replace")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def end(self, status):
        """Waits for it, and wants that exit status; what it printed."""
        out, _ = self.process.communicate(timeout=300)
        check(self.process.returncode == status, f"{self.words}: {self.process.returncode}, not {status}\n{out}")
        return out


def in_postinst():
    return lab.is_configuring("shard", "bm-node")


def wait_for_postinst():
    wait_for(in_postinst, "bm-node's postinst", 120)


def version_of(server):
    return lab.on(server, "dpkg-query -W -f '${Version}' bm-node")


def down(server):
    """Units of the product that are enabled and do not run."""
    return lab.on(server, "for unit in $(systemctl list-unit-files --state=enabled --no-legend 'bm-*.service' | cut -d' ' -f1); do "
                          "systemctl is-active -q $unit || echo $unit; done").split()


def left_and_paused():
    """Ctrl-C in the middle of dpkg, a resume that is paused there, and one that ends it."""
    lab.lab("release", FIRST)
    lab.lab("postinst", "shard", "bm-node", "slow=10")
    with Running(*UPDATE) as run:
        wait_for_postinst()
        began = time.monotonic()
        run.process.send_signal(signal.SIGINT)
        out = run.end(130)
        took = time.monotonic() - began
    print(f"# the program ended {took:.2f} s after Ctrl-C", flush=True)
    check(took < 1, f"Ctrl-C took {took:.2f} s")
    check("goes on on the servers" in out, out)
    check(in_postinst(), "dpkg did not go on")
    check("detached" in lab.expect(0, "status").stdout, "status says nothing of it")
    with Running("resume", "-y") as run:
        # a step of the run that was left is still said to run
        wait_for(lambda: json.loads(lab.expect(0, "status", "--json").stdout)["state"] == "running", "the resumed run")
        paused = lab.expect(0, "pause")
        out = run.end(7)
    check("is paused" in paused.stdout and "waiting for step" in paused.stderr, paused.stdout + paused.stderr)
    check(not in_postinst(), "a job was left behind")
    lab.expect(0, "resume", "-y")
    for server in lab.servers:
        check(version_of(server).startswith(FIRST), f"{server}: {version_of(server)}")
    lab.each_once()


def aborted():
    """An abort in the middle of dpkg: dpkg ends, what is down is started, and the next update ends it all."""
    lab.lab("release", SECOND)
    lab.lab("postinst", "shard", "bm-node", "slow=8")
    with Running(*UPDATE) as run:
        wait_for_postinst()
        lab.on("shard", "systemctl stop postfix")
        result = lab.expect(0, "abort", "-y")
        run.end(6)
    print("# " + result.stdout.replace("\n", "\n# "), flush=True)
    check(not in_postinst(), "a job was left behind")
    document = json.loads(lab.expect(0, "report", "--format", "json").stdout)
    states = {state["server"]: state["state"] for state in document["states"]}
    check(states.get("shard") == "safe" and states.get("main") in ("safe", "fetched", "untouched"), str(states))
    check("postfix" in document["states"][-1]["message"], str(document["states"]))
    lab.on("shard", "systemctl is-active postfix@- || systemctl is-active postfix")
    for server in lab.servers:
        check(not down(server), f"{server}: {down(server)} do not run")
    check(lab.slipway("resume", "-y").returncode == 3, "an aborted run was resumed")
    lab.lab("postinst", "shard", "bm-node")
    lab.expect(0, *UPDATE)
    for server in lab.servers:
        check(version_of(server).startswith(SECOND), f"{server}: {version_of(server)}")
    lab.each_once()


def main():
    global lab
    with Lab("e2e-pause", ["main", "shard"], installed=True) as lab:
        return run_tests([left_and_paused, aborted])


if __name__ == "__main__":
    sys.exit(main())
