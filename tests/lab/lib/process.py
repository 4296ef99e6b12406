# SPDX-License-Identifier: LGPL-2.1-or-later
"""Processes of the host: who is alive, whose child, and remembering one across runs of this program."""

import os
import signal
from pathlib import Path

from .run import wait_for


def _stat(pid):
    """The fields of /proc/PID/stat from the state on, or none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def alive(pid):
    fields = _stat(pid)
    return fields is not None and fields[0] not in "ZX"


def children(pid):
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(word) for word in words]


def ancestors():
    """This process and those above it."""
    pid, found = os.getpid(), set()
    while pid > 0 and pid not in found:
        found.add(pid)
        fields = _stat(pid)
        pid = int(fields[1]) if fields else 0
    return found


def remember(path, pid):
    """Writes a process down with its start time, as numbers come again."""
    path.write_text(f"{pid} {_stat(pid)[19]}\n", encoding="ascii")


def recall(path):
    """The remembered process, if it is the same one and alive; else 0."""
    try:
        pid, start = path.read_text(encoding="ascii").split()
    except (FileNotFoundError, ValueError):
        return 0
    fields = _stat(pid)
    return int(pid) if fields and fields[19] == start and fields[0] not in "ZX" else 0


def kill(pids, number=signal.SIGKILL):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def kill_and_wait(pids, seconds=60):
    """Kills at once, and comes back when they are gone."""
    kill(pids)
    wait_for(f"processes {sorted(pids)} gone", lambda: not any(alive(pid) for pid in pids), seconds, 0.02)
