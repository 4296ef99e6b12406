# SPDX-License-Identifier: LGPL-2.1-or-later
"""Snapshots of a server: copies of the layer that holds all it changed."""

import re
import shutil

from . import mounts
from .run import LabError, run


def _path(server, name):
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise LabError(f"snapshot '{name}': a name has up to 64 of letters, digits, '.', '_' and '-'")
    return server.folder / "snapshots" / name


def _copy(source, target):
    """An overlay's layer has attributes and device nodes of its own; cp keeps them, and the holes in files."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    run("cp", "--archive", "--sparse=auto", "--reflink=auto", source, fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def take(server, name):
    """A running server stands still meanwhile: the copy is what a power cut would have left."""
    path = _path(server, name)
    server.frozen(True)
    try:
        _copy(server.folder / "upper", path)
    finally:
        server.frozen(False)


def restore(server, name):
    """Back to a snapshot; a running server is cut off the power and booted again."""
    path = _path(server, name)
    if not path.is_dir():
        known = ", ".join(sorted(p.name for p in path.parent.iterdir())) or "none"
        raise LabError(f"{server.name} has no snapshot '{name}', there is: {known}")
    was_running = server.running
    server.power_off()
    mounts.unmount_below(server.root)
    _copy(path, server.folder / "upper")
    server.mount()
    if was_running:
        server.power_on()
        server.wait_up()
