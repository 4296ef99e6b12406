# SPDX-License-Identifier: LGPL-2.1-or-later
"""A platform of the lab that is brought back to where it was before each trial, and the judgement on what a trial made of it."""

import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import end_state
from platform_lab import INSTALLED, PRELOAD, SLIPWAY, Lab, check, wait_for

BEFORE, AFTER, LATER = INSTALLED, "4.1.47249", "4.1.48891"
PATIENCE = 600    # seconds for one run, whatever happens
TRIES = 4         # how often a run may be resumed; each time there is a little less to do
REFUSED = (3, 9)  # the platform is not as it has to be; it is not as it was planned any more

ENDS = ("finished", "refused, nothing changed", "resumed")


class Violation(Exception):
    """What must never be."""


class Controller:
    """A run of Slipway that goes on beside us."""

    def __init__(self, lab, *words, env=None):
        self.lab = lab
        self.output = tempfile.TemporaryFile("w+", errors="replace")
        self.process = subprocess.Popen(lab.line(*words), env={**lab.env, **(env or {})}, stdin=subprocess.DEVNULL, stdout=self.output,
                                        stderr=subprocess.STDOUT, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.join(0):    # the trial went wrong; nothing of it may reach into the next
            self.signal(signal.SIGKILL)
            self.process.wait()

    def join(self, seconds):
        """Whether it ended within that time."""
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def signal(self, number):
        """To Slipway itself, not to what brought it into the namespace."""
        wanted = [SLIPWAY.encode(), b"-p", str(self.lab.platform).encode()]
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and (entry / "cmdline").read_bytes().split(b"\0")[:3] == wanted:
                    os.kill(int(entry.name), number)
            except OSError:
                continue

    @property
    def status(self):
        status = self.process.returncode
        return status - 256 if status > 128 else status

    @property
    def was_killed(self):
        return self.process.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)    # itself, or the shell that waited for it

    @property
    def said(self):
        self.output.seek(0)
        return self.output.read()[-4000:]


class Platform:
    """Two servers, and what the undisturbed command makes of them."""

    def __init__(self, lab, pipeline, family):
        self.lab = lab
        self.family = family
        self.command = ("run", pipeline, "-y")
        self.pipeline = pipeline

    def prepare(self):
        lab = self.lab
        # a disk of its own, that can be full
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m", "slipway-faults", str(lab.work)], check=True)
        if self.pipeline == "update" and self.family == "apt":    # see strikes.py
            lab.on_all(lambda server: lab.on(server, "apt-get -q update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -q -y install "
                                                     "unattended-upgrades >/dev/null 2>&1"))
        for server in lab.servers:
            lab.lab("snapshot", server, "before")
        self.journal = (lab.state / "journal.db").read_bytes() if self.pipeline == "update" else None
        self.back()
        self.untouched = end_state.read(lab)
        self.wanted, seconds, self.records = self.undisturbed()
        self.back()
        other, more, _ = self.undisturbed()
        self.passing = end_state.learn(self.wanted, other)
        self.seconds = min(seconds, more)    # a moment late in a slow one would be after the end of others
        check(not end_state.repeated(self.wanted), f"undisturbed, and yet: {end_state.repeated(self.wanted)}")
        strange = end_state.differences(self.wanted, other, self.passing)
        check(not strange, f"two undisturbed runs do not end alike: {strange}")

    def clean_up(self):
        subprocess.run(["umount", "-l", str(self.lab.work)], check=False)

    def undisturbed(self):
        count = self.lab.work / "commits"
        count.write_bytes(b"")
        result = self.lab.expect(0, *self.command, env={**PRELOAD, "SLIPWAY_COMMITS": str(count)})
        return end_state.read(self.lab), result.seconds, [int(line) for line in count.read_text().split()]

    def back(self):
        """As before the first trial."""
        self.lab.on_all(lambda server: self.lab.lab("restore", server, "before"))
        for path in self.lab.work.glob("journal.db*"):
            path.unlink()
        self.lab.lab("repo", "ok")
        self.lab.lab("repo", "mend")
        self.lab.lab("release", AFTER if self.pipeline == "update" else BEFORE)
        if self.pipeline == "update":
            Path(self.lab.env["SLIPWAY_JOURNAL"]).write_bytes(self.journal)
            self.lab.wait_for_core()

    def judge(self, run, touched=(), tries=TRIES):
        """What the run @run, which has ended and whose fault is gone, came to; one of ENDS, or a Violation. Facts with a word of @touched
        in their names are not compared; None: another end than the undisturbed one was asked for, so only versions are."""
        outcome, kept = "finished", ()
        if run.status in REFUSED:
            kept = ("left job/", "left /var/lib/slipway/jobs")    # its jobs, as of any run that did not finish
            self.compare(self.untouched, end_state.read(self.lab), ("bm.list", "bm.repo", "left ", *(touched or ())), "refused")
            outcome = "refused, nothing changed"
            self.once_more(run, self.command, tries)
        elif run.status != 0:
            outcome = "resumed"
            self.once_more(run, self.resuming(), tries)
        end = end_state.read(self.lab)
        if touched is None:
            self.check_versions(end)
        else:
            self.compare(self.wanted, end, (*touched, *kept), outcome)
        twice = [line for line in end_state.repeated(end) if not any(word in line for word in touched or ())]
        if twice:
            raise Violation(f"packages were put in place more than once: {twice}")
        return outcome

    def resuming(self):
        """What an operator types after `status`: a run that died before it was recorded is begun again."""
        runs = json.loads(self.lab.expect(0, "history", "--json").stdout)["runs"]
        return ("resume", "-y") if runs and runs[0]["pipeline"] == self.pipeline else self.command

    @staticmethod
    def check_versions(end):
        found = {value for name, value in end.items() if " package bm-core" in name or " package bm-node" in name}
        if len(found) != 1 or end["api version/needsUpgrade"] != "False" or end["api state"] != "CORE_STATE_RUNNING":
            raise Violation(f"versions {found}, state {end['api state']}")

    def once_more(self, run, command, tries):
        if self.pipeline == "update":    # where an update was left, it need not be running
            wait_for(self.lab.core_state, "the platform answers", 120)
        for _ in range(tries):
            result = self.lab.slipway(*command, timeout=PATIENCE)
            if result.returncode == 0:
                return
            if result.returncode not in (4, 5, 6, 12):
                break
        raise Violation(f"status {run.status}, and then {' '.join(command)}: {result.returncode}\n{run.said}\n"
                        f"{result.stdout[-2000:]}{result.stderr[-2000:]}")

    def compare(self, wanted, end, ignored, outcome):
        lines = [line for line in end_state.differences(wanted, end, self.passing) if not any(word in line for word in ignored)]
        if lines:
            raise Violation(f"{outcome}, but not the same as undisturbed:\n  " + "\n  ".join(lines[:20]))


class Trials:
    """What is still to be tried, what came of it, and who may print."""

    def __init__(self, plan):
        self.plan = plan
        self.waiting = None
        self.done = []    # in the order of their ends: the trial, its outcome or its Violation, seconds
        self.problems = []
        self.guard = threading.Lock()

    def begin(self, platform):
        """Planned by the first platform that is there."""
        with self.guard:
            if self.waiting is None:
                self.waiting = self.plan(platform)
                for trial in self.waiting:
                    print(f"# planned: {trial}")
                print(f"1..{len(self.waiting)}", flush=True)
            print(f"# {platform.lab.name}: undisturbed {platform.seconds:.1f} s, {len(platform.records)} records, "
                  f"{len(platform.wanted)} facts, of which differ each time: {', '.join(sorted(platform.passing)) or 'none'}", flush=True)

    def take(self):
        with self.guard:
            return self.waiting.pop(0) if self.waiting else None

    def end(self, trial, outcome, seconds):
        with self.guard:
            self.done.append((trial, outcome, seconds))
            show(self.done[-1], len(self.done))


def in_parallel(labs, pipeline, family, plan):
    """Tries all that @plan, a function of a platform, gives, on as many platforms. What came of it: a Trials."""
    trials = Trials(plan)

    def work(number):
        try:
            suffix = "" if family == "apt" else ":redhat"
            with Lab(f"faults-{pipeline}-{family}-{number}", ["main" + suffix, "shard" + suffix], installed=pipeline == "update") as lab:
                platform = Platform(lab, pipeline, family)
                try:
                    platform.prepare()
                    trials.begin(platform)
                    while (trial := trials.take()) is not None:
                        platform.back()
                        started = time.monotonic()
                        try:
                            outcome = trial.run(platform)
                        except (Violation, AssertionError, subprocess.TimeoutExpired) as problem:
                            outcome = problem
                        trials.end(trial, outcome, time.monotonic() - started)
                finally:
                    platform.clean_up()
        except Exception as problem:    # pylint: disable=broad-except  # a thread's would be lost
            trials.problems.append(problem)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(labs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if trials.problems:
        raise trials.problems[0]
    return trials


def show(row, number):
    trial, outcome, seconds = row
    good = outcome in ENDS
    print(f"{'ok' if good else 'not ok'} {number} - {trial}: {outcome if good else 'see below'} ({seconds:.0f} s)", flush=True)
    if not good:
        print("\n".join("#   " + line for line in str(outcome).splitlines()), flush=True)
