# SPDX-License-Identifier: LGPL-2.1-or-later
"""Running programs, waiting for conditions, and the one error of the lab."""

import subprocess
import sys
import time


# Descriptors that programs run from here keep open: a lock stays held until the last program that works under it ends,
# even when this one is killed.
KEPT = set()


class LabError(Exception):
    """Something that the user is to read: what failed, on what, and why."""


def say(text):
    """A line of progress, on standard error: standard output is for results."""
    print(f"lab: {text}", file=sys.stderr, flush=True)


def run(*argv, stdin=None, check=True, cwd=None, env=None):
    """Runs a program with its output caught; its last lines are in the error when it fails."""
    argv = [str(word) for word in argv]
    done = subprocess.run(argv, input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd, env=env, pass_fds=tuple(KEPT))
    if check and done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise LabError(f"{' '.join(argv[:6])}: exit status {done.returncode}\n{tail}")
    return done


def wait_for(what, condition, seconds, pause=0.1):
    """Asks again and again until the condition holds; its last answer is returned."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise LabError(f"{what}: not so after {seconds} s")
        time.sleep(pause)
