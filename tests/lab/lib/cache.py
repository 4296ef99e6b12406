# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is made once and kept: images, mirrored packages, built packages; named by a hash of what they are made from."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from pathlib import Path

from .run import KEPT, say

ROOT = Path("/var/cache/slipway-lab")


@contextlib.contextmanager
def locked(name, shared=False):
    """Holds a lock of the machine; the kernel gives it up when the holder dies."""
    folder = ROOT / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / name, "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield file


def digest(*parts):
    """A short hash of texts and of the files and folders (names, modes and contents) that are given."""
    total = hashlib.sha256()
    for part in parts:
        if not isinstance(part, Path):
            total.update(f"text {part}\0".encode())
            continue
        files = sorted(p for p in part.rglob("*") if p.is_file()) if part.is_dir() else [part]
        for file in files:
            if "__pycache__" in file.parts:
                continue
            name = file.relative_to(part) if part.is_dir() else file.name
            total.update(f"file {name} {os.access(file, os.X_OK)}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]


def entry(kind, key, make):
    """The folder KIND-KEY of the cache; make (folder) fills it the first time, whoever comes first, or not at all."""
    path = ROOT / f"{kind}-{key}"
    if path.is_dir():
        return path
    with locked(f"{kind}-{key}") as lock:
        if path.is_dir():
            return path
        fresh = ROOT / f"{kind}-{key}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        begun = time.monotonic()
        say(f"making {kind} (once; kept as {path})")
        KEPT.add(lock.fileno())
        try:
            make(fresh)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        finally:
            KEPT.discard(lock.fileno())
        fresh.rename(path)
        say(f"made {kind} in {time.monotonic() - begun:.0f} s")
    return path


def in_use(shared=True):
    """Held while a lab takes entries that its folder does not name yet; not shared by who removes entries."""
    return locked("in-use", shared)


def clean(used):
    """Removes the entries that no lab uses."""
    for path in sorted(ROOT.iterdir()):
        if path.name != "locks" and path not in used:
            say(f"removing {path}")
            shutil.rmtree(path)
