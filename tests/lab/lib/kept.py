# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whole labs in the cache. Another lab begins as such a lab was kept: the same keys and secrets, and layers over its servers' disks."""

import re
import shutil

from . import cache
from .run import LabError, run

# What of the lab's folder is not made anew by each `up`.
FILES = ("id_ed25519", "id_ed25519.pub", "lab-ca.pem", "secrets", "pkg/secret", "pkg/gnupg", "pkg/ca.key", "pkg/tls.key", "pkg/tls.pem",
         "pkg/release")


def _path(name):
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,99}", name):
        raise LabError(f"kept lab '{name}': a name has up to 100 of a-z, 0-9, '.' and '-'")
    return cache.ROOT / f"kept-{name}"


def _copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    run("cp", "--archive", "--sparse=auto", "--reflink=auto", source, target)


def _keep_disk(server, folder, final):
    """Its own layers, the one that is written first, and the names that they will have."""
    below = []
    own = [layer for layer in server.below if layer.startswith(f"{server.folder}/")]
    for number, layer in enumerate([server.folder / "upper", *own]):
        _copy(layer, folder / str(number))
        below.append(final / str(number))
    below += [layer for layer in server.below if layer not in own]
    (folder / "below").write_text("".join(f"{layer}\n" for layer in below), encoding="utf-8")


def keep(lab, servers, name, files, in_use):
    """Servers that are off are kept as they are. Of what was kept under the same name but for its last part, only this stays, and
    what @in_use () lists."""
    for server in servers:
        if server.running:
            raise LabError(f"{server.name} runs: `lab power-off --soft {server.name}`")
    final = _path(name)

    def make(folder):
        for file in FILES:
            _copy(lab.state / file, folder / "state" / file)
        for file in files:
            _copy(file, folder / "state" / file.name)
        _copy(lab.file, folder / lab.file.name)
        for server in servers:
            (folder / "servers" / server.name).mkdir(parents=True)
            _keep_disk(server, folder / "servers" / server.name, final / "servers" / server.name)

    cache.entry("kept", name, make)
    with cache.in_use(shared=False):
        used = in_use()
        for path in cache.ROOT.glob(f"kept-{name.rpartition('-')[0]}-*"):
            if path != final and path.suffix != ".new" and path not in used:
                shutil.rmtree(path)


def begin(lab, name):
    """The folder of a new lab; its servers are there, and off."""
    kept = _path(name)
    if lab.exists:
        raise LabError(f"the lab '{lab.name}' is there: `lab down` first, or name another with SLIPWAY_LAB")
    if not kept.is_dir():
        known = ", ".join(sorted(path.name[5:] for path in cache.ROOT.glob("kept-*") if not path.name.endswith(".new"))) or "none"
        raise LabError(f"no lab is kept as '{name}', there is: {known}")
    lab.make_folder()
    for server in (kept / "servers").iterdir():
        folder = lab.state / "servers" / server.name
        for part in ("root", "upper", "layers", "snapshots"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        shutil.copy(server / "below", folder / "below")
        (folder / "made").touch()
    run("cp", "--archive", f"{kept}/state/.", lab.state)
    _copy(kept / lab.file.name, lab.file)    # the last one: now there is a lab
