# SPDX-License-Identifier: LGPL-2.1-or-later
"""The image of a family: the root folder that all its servers share, read-only, under their own layer."""

from pathlib import Path

from . import archive, cache, mirror, redhat
from .run import run

IMAGES = Path(__file__).resolve().parent.parent / "images"


def _words(path):
    lines = (line.split("#")[0] for line in path.read_text(encoding="ascii").splitlines())
    return [word for line in lines for word in line.split()]


def _make_debian(folder, debian):
    keyring = debian / mirror.KEYRING
    recipe = IMAGES / "debian"
    run("mmdebstrap", "--mode=root", "--variant=minbase", "--quiet",
        f"--include={','.join(_words(recipe / 'packages.list'))}",
        f"--customize-hook={recipe / 'setup.sh'} \"$1\" {keyring}",
        archive.SUITE, folder / "root",
        f"deb [signed-by={keyring}] copy://{debian}/www {archive.SUITE} {archive.COMPONENT}")


def get(family):
    """The root folder of the image of a family."""
    if family == "redhat":
        return redhat.ingredients()
    debian = mirror.get()
    key = cache.digest(family, debian.name, IMAGES / family, Path(__file__))
    return cache.entry(f"image-{family}", key, lambda folder: _make_debian(folder, debian)) / "root"
