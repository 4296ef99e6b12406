#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One operator at a time: controllers that share no journal, one of which is refused, falls asleep or dies in the middle."""

import os
import re
import signal
import subprocess
import sys

from platform_lab import SLIPWAY, Lab, check, run_tests, wait_for

SCRIPTED = os.environ.get("SLW_SCRIPTED", os.path.join(os.path.dirname(SLIPWAY), "../../tests/kit/scripted"))
LOCKED = 11

lab = None


class Controller:
    """One with a journal of its own, as on a computer of its own. Bob does not log in as root: he needs sudo, and a password for it."""

    def __init__(self, name):
        self.env = {"SLIPWAY_JOURNAL": str(lab.work / f"{name}.db")}
        self.platform = None
        if name.startswith("bob"):
            self.platform = lab.state / "bob.ini"
            self.platform.write_text(lab.platform.read_text().replace(
                "user=root\n", "user=operator\nsudo-password=file:secrets/operator-password\n"))

    def slipway(self, *words):
        return lab.slipway("--plugin-dir", SCRIPTED, *words, platform=self.platform, env=self.env)

    def expect(self, status, *words):
        return lab.expect(status, "--plugin-dir", SCRIPTED, *words, platform=self.platform, env=self.env)

    def start(self, *words):
        """In the background; the processes are those of a session of its own."""
        return subprocess.Popen(lab.line("--plugin-dir", SCRIPTED, *words, platform=self.platform), env={**lab.env, **self.env},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                start_new_session=True)


def pipeline(name, *packages, wait=False):
    """Installs packages that it makes, one after the other; the first one's installation may wait for let_go ()."""
    text = "[pipeline]\n"
    for number, package in enumerate(packages):
        script = "while [ -e /root/gate ]; do sleep 0.2; done" if wait and number == 0 else ":"
        make = (f"mkdir -p /root/{package}/DEBIAN && cd /root && "
                f"printf 'Package: {package}\\\\nVersion: 1\\\\nArchitecture: all\\\\nMaintainer: kit\\\\nDescription: kit\\\\n' "
                f">{package}/DEBIAN/control && printf '#!/bin/sh\\\\n{script}\\\\n' >{package}/DEBIAN/postinst && "
                f"chmod 755 {package}/DEBIAN/postinst && dpkg-deb -b {package} && dpkg -i {package}.deb")
        text += f"[step {package}]\nKind=scripted.do\nParam.1=MUTATE root -- {make}\n"
        text += f"After={packages[number - 1]}\n" if number > 0 else ""
    path = lab.work / f"{name}.pipeline"
    path.write_text(text)
    return str(path)


def installations(server, package):
    """How often dpkg began to install it."""
    return int(lab.on(server, f"cat /var/log/dpkg.log 2>/dev/null | grep -c ' install {package}:all ' || true"))


def start_in_the_middle(controller, path, package):
    lab.on("main", "touch /root/gate")
    process = controller.start("run", "-y", path, "main")
    wait_for(lambda: lab.is_configuring("main", package) or process.poll() is not None, f"{package}'s postinst")
    check(process.poll() is None, process.stdout.read() if process.poll() is not None else "")
    return process


def let_go():
    lab.on("main", "rm /root/gate")


def take_over(controller, *words):
    """Starts it while the job of another one still runs, which then ends; what it said."""
    before = lock_of("main")
    process = controller.start(*words)
    wait_for(lambda: lock_of("main") != before, "the lock")
    check(lab.is_configuring("main", "-one"), "the job of the other run is gone")
    let_go()
    return finish(process, 0)


def kill(process, number):
    """Slipway itself as well as what started it in the lab's controller."""
    os.killpg(process.pid, number)


def finish(process, status):
    output, _ = process.communicate(timeout=60)
    check(process.returncode == status, f"status {process.returncode}, not {status}\n{output}")
    return output


def lock_of(server):
    """What the highest number says; a lower one may go between the two looks."""
    return lab.on(server, "cd /var/lib/slipway/lock && for n in 1 2 3 4 5; do "
                          "cat $(ls | grep -x '[0-9]*' | sort -n | tail -n 1) 2>/dev/null && exit; done; exit 1")


def second_is_refused():
    ada, bob = Controller("ada"), Controller("bob")
    first = start_in_the_middle(ada, pipeline("a1", "a-one", "a-two", wait=True), "a-one")
    output = bob.expect(LOCKED, "run", "-y", pipeline("a2", "a-three")).stderr
    for text in (r"main is locked by run 2\S+ of \S+ on \S+ \(platform \S+\) since 20", r"its last heartbeat was \d+ s ago",
                 r"still at work there: job \d+ of run 2", r"slipway resume 2", r"--steal-lock", r"Nothing was changed on any server"):
        check(re.search(text, output), f"{text} is not in\n{output}")
    check(lock_of("shard") == "", "the lock of shard was not given back: " + lock_of("shard"))
    bob.expect(0, "plan", pipeline("a2", "a-three"))    # needs no lock
    let_go()
    finish(first, 0)
    check(installations("main", "a-three") + installations("shard", "a-three") == 0, "the one that was refused changed something")
    bob.expect(0, "run", "-y", pipeline("a2", "a-three"))
    check(lock_of("main") == "" and lock_of("shard") == "", "a lock stays")


def one_that_slept_changes_nothing():
    ada, bob = Controller("ada-b"), Controller("bob-b")
    first = start_in_the_middle(ada, pipeline("b1", "b-one", "b-two", wait=True), "b-one")
    kill(first, signal.SIGSTOP)
    bob.expect(LOCKED, "run", "-y", pipeline("b2", "b-three"))
    output = take_over(bob, "run", "-y", "--steal-lock", pipeline("b2", "b-three"))
    check("waiting for what is still at work there" in output, output)
    report = bob.expect(0, "report").stdout
    check("was stolen" in report, report)
    kill(first, signal.SIGCONT)
    output = finish(first, LOCKED)
    check("was taken over by" in output and "nothing was sent" in output, output)
    check([installations("main", name) for name in ("b-one", "b-two", "b-three")] == [1, 0, 1], "installed more or less than once")
    check(lock_of("main") == "", lock_of("main"))


def dead_one_is_taken_over_knowingly():
    ada, bob = Controller("ada-c"), Controller("bob-c")
    first = start_in_the_middle(ada, pipeline("c1", "c-one", "c-two", wait=True), "c-one")
    kill(first, signal.SIGKILL)
    first.communicate()
    bob.expect(LOCKED, "run", "-y", pipeline("c2", "c-three"))
    take_over(bob, "run", "-y", "--steal-lock", pipeline("c2", "c-three"))
    check([installations("main", name) for name in ("c-one", "c-two", "c-three")] == [1, 0, 1], "installed more or less than once")


def dead_one_is_resumed():
    ada = Controller("ada-d")
    first = start_in_the_middle(ada, pipeline("d1", "d-one", "d-two", wait=True), "d-one")
    kill(first, signal.SIGKILL)
    first.communicate()
    take_over(ada, "resume", "-y")
    check([installations("main", name) for name in ("d-one", "d-two")] == [1, 1], "installed more or less than once")


def one_that_slept_is_resumed_by_another_process():
    """Of the same journal, with the word that it takes: the one that slept follows its job to the end, and no further."""
    ada = Controller("ada-s")
    first = start_in_the_middle(ada, pipeline("s1", "s-one", "s-two", wait=True), "s-one")
    kill(first, signal.SIGSTOP)
    check("slipway resume --steal-lock" in ada.expect(LOCKED, "resume", "-y").stderr, "what to type is not said")
    take_over(ada, "resume", "-y", "--steal-lock")
    kill(first, signal.SIGCONT)
    finish(first, LOCKED)
    check([installations("main", name) for name in ("s-one", "s-two")] == [1, 1], "installed more or less than once")


def dead_one_of_the_same_journal_needs_no_word():
    ada = Controller("ada-e")
    first = start_in_the_middle(ada, pipeline("e1", "e-one", "e-two", wait=True), "e-one")
    kill(first, signal.SIGKILL)
    first.communicate()
    output = take_over(ada, "run", "-y", pipeline("e2", "e-three"))
    check("was taken over: that run is over" in output and "waiting for what is still at work there" in output, output)
    check([installations("main", name) for name in ("e-one", "e-two", "e-three")] == [1, 0, 1], "installed more or less than once")


def full_disk():
    """Nothing that cannot be locked is changed."""
    lab.on("main", "mkdir -p /var/lib/slipway && mount -t tmpfs -o size=4k,nr_inodes=2 none /var/lib/slipway")
    try:
        output = Controller("ada-f").slipway("run", "-y", pipeline("f1", "f-one"))
        check(output.returncode != 0 and "main: its lock cannot be taken" in output.stderr
              and "Nothing was changed on any server" in output.stderr, f"{output.returncode}\n{output.stderr}")
    finally:
        lab.on("main", "umount /var/lib/slipway")
    check(installations("main", "f-one") + installations("shard", "f-one") == 0, "something was changed")


def main():
    global lab
    with Lab("e2e-locks", ["main", "shard"]) as lab:
        lab.platform.write_text(lab.platform.read_text().replace("[config-backup]\n", "[config-backup]\nrequired=no\n"))
        return run_tests([second_is_refused, one_that_slept_changes_nothing, dead_one_is_taken_over_knowingly, dead_one_is_resumed,
                          one_that_slept_is_resumed_by_another_process,
                          dead_one_of_the_same_journal_needs_no_word, full_disk])


if __name__ == "__main__":
    sys.exit(main())
