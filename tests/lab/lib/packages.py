# SPDX-License-Identifier: LGPL-2.1-or-later
"""The bm-* packages: built once from tests/lab/packages, every release of them."""

import re
from pathlib import Path

from . import archive, cache
from .run import LabError, run

HERE = Path(__file__).resolve().parent.parent
SOURCES = (HERE / "packages", HERE / "twin")
DEFAULT = "4.1.47224"


def order(release):
    """Releases compare by their numbers."""
    return [int(word) for word in re.findall(r"\d+", release)]


def _build(folder):
    out = folder / "releases"
    out.mkdir()
    run(HERE / "packages" / "build" if (HERE / "packages" / "build").exists() else HERE / "placeholder", out)
    for release in out.iterdir():
        if not any(release.glob("*.deb")):
            raise LabError(f"tests/lab/packages/build made no package in {release.name}")
        # The stanzas of a release never change: scanned here, only put together when a release is published.
        (release / "Packages").write_text(archive.packages_text(release, f"pool/{release.name}"), encoding="utf-8")


def get():
    """The folder that has a folder for each release."""
    key = cache.digest(*(path for path in SOURCES if path.exists()), Path(__file__))
    return cache.entry("packages", key, _build) / "releases"


def releases():
    return sorted((path.name for path in get().iterdir()), key=order)


def up_to(release):
    """The releases that a vendor's archive has once this one is out."""
    known = releases()
    if release not in known:
        raise LabError(f"release {release} is unknown, there is: {', '.join(known)}")
    return [name for name in known if order(name) <= order(release)]
