# SPDX-License-Identifier: LGPL-2.1-or-later
"""Snapshots of a server: lists of layers. To take one copies what was written since the last; to restore one copies nothing."""

import re
import shutil

from . import mounts
from .run import LabError, run


def _path(server, name):
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise LabError(f"snapshot '{name}': a name has up to 64 of letters, digits, '.', '_' and '-'")
    return server.folder / "snapshots" / name


def _keep(server):
    """A layer that holds what the server has written. An overlay's has attributes and device nodes of its own; cp keeps them,
    and the holes in files."""
    layers = server.folder / "layers"
    number = max((int(path.name) for path in layers.iterdir() if path.name.isdigit()), default=0) + 1
    fresh = layers / "new"
    shutil.rmtree(fresh, ignore_errors=True)
    run("cp", "--archive", "--sparse=auto", "--reflink=auto", server.folder / "upper", fresh)
    return fresh.rename(layers / str(number))


def _prune(server):
    """Removes the layers that neither the server nor a snapshot stands on."""
    used = set(server.below)
    for path in (server.folder / "snapshots").iterdir():
        used.update(path.read_text(encoding="utf-8").splitlines())
    for layer in (server.folder / "layers").iterdir():
        if str(layer) not in used:
            shutil.rmtree(layer)


def take(server, name):
    """A running server stands still meanwhile: the copy is what a power cut would have left."""
    path = _path(server, name)
    server.frozen(True)
    try:
        layer = _keep(server)
    finally:
        server.frozen(False)
    path.write_text("".join(f"{below}\n" for below in [layer, *server.below]), encoding="utf-8")
    _prune(server)


def restore(server, name):
    """Back to a snapshot; a running server is cut off the power and booted again."""
    path = _path(server, name)
    if not path.is_file():
        known = ", ".join(sorted(p.name for p in path.parent.iterdir())) or "none"
        raise LabError(f"{server.name} has no snapshot '{name}', there is: {known}")
    was_running = server.running
    server.power_off()
    mounts.unmount_below(server.root)
    shutil.rmtree(server.folder / "upper")
    (server.folder / "upper").mkdir()
    server.below = path.read_text(encoding="utf-8").splitlines()
    server.mount()
    _prune(server)
    if was_running:
        server.power_on()
        server.wait_up()
