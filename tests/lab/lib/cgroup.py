# SPDX-License-Identifier: LGPL-2.1-or-later
"""A control group for each server, in the hierarchies that systemd writes to (version 2, and its own of version 1): two
systemds in the same group would count each other's processes."""

import os
from pathlib import Path


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
    folders = [mount / "slipway-lab" / lab / server for mount in _hierarchies()]
    for folder in folders:
        remove(folder)
        folder.mkdir(parents=True)
    return folders


def freezer(folders):
    """The file that stops every process of a server between two instructions, if the kernel has one."""
    return next((folder / "cgroup.freeze" for folder in folders if (folder / "cgroup.freeze").exists()), None)


def remove(folder):
    """Removes a group and those below it, which hold no process any more."""
    for path, _, _ in os.walk(folder, topdown=False):
        os.rmdir(path)


def remove_with_parents(folder):
    """Also removes the lab's group, and the common one, when this was the last in them."""
    remove(folder)
    for parent in (folder.parent, folder.parent.parent):
        if parent.is_dir() and not any(path.is_dir() for path in parent.iterdir()):
            parent.rmdir()
