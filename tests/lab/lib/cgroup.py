# SPDX-License-Identifier: LGPL-2.1-or-later
"""A control group for each server, in the hierarchies that systemd writes to (version 2, and its own of version 1): two
systemds in the same group would count each other's processes."""

import os
import signal
import time
from pathlib import Path

from . import folders


def _hierarchies():
    """Where they are mounted."""
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        for line in file:
            left, right = line.split(" - ")
            kind, _, options = right.split()[:3]
            if kind == "cgroup2" or kind == "cgroup" and "name=systemd" in options.split(","):
                yield Path(left.split()[4])


def make(lab, server):
    """Makes the folders anew, one in each hierarchy."""
    groups = [mount / "slipway-lab" / lab / server for mount in _hierarchies()]
    for group in groups:
        remove(group)
        folders.make(group)
    return groups


def freezer(groups):
    """The file that stops every process of a server between two instructions, if the kernel has one."""
    return next((group / "cgroup.freeze" for group in groups if (group / "cgroup.freeze").exists()), None)


def _kill(group, deadline):
    """Ends what a container left in a group: its init survives when nspawn itself was killed."""
    while (pids := (group / "cgroup.procs").read_text().split()) and time.monotonic() < deadline:
        for pid in pids:
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)


def remove(folder):
    """Removes a group and those below it, with the processes that may still be in them."""
    deadline = time.monotonic() + 20
    for path, _, _ in os.walk(folder, topdown=False):
        _kill(Path(path), deadline)
        os.rmdir(path)


def remove_with_parents(folder):
    """Also removes the lab's group, and the common one, when this was the last in them."""
    remove(folder)
    folders.remove_if_empty(folder.parent, folder.parent.parent)
