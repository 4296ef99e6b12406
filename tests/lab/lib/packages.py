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


def _fields(stanza):
    return dict(re.findall(r"^([A-Za-z0-9-]+): *(.*)$", stanza, re.M))


def _stanzas(text):
    return [stanza for stanza in text.split("\n\n") if stanza.strip()]


def _build(folder):
    out = folder / "releases"
    out.mkdir()
    run(HERE / "packages" / "build", out)
    for release in out.iterdir():
        if not any(release.glob("*.deb")):
            raise LabError(f"tests/lab/packages/build made no package in {release.name}")
        # The stanzas of a release never change: scanned here, only put together when a release is published.
        (release / "Packages").write_text(archive.packages_text(release, f"pool/{release.name}"), encoding="utf-8")


def joined(texts):
    """One Packages file of several. A package that did not change from one release to the next is there once."""
    seen = {}
    for stanza in (stanza for text in texts for stanza in _stanzas(text)):
        fields = _fields(stanza)
        first, digest = seen.setdefault((fields["Package"], fields["Version"]), (stanza, fields["SHA256"]))
        if digest != fields["SHA256"]:
            raise LabError(f"{fields['Package']} {fields['Version']} is not the same in two releases: "
                           f"{_fields(first)['Filename']} and {fields['Filename']}")
    return "\n\n".join(stanza for stanza, _ in seen.values()) + "\n"


def _names(relation):
    """The alternatives of each part of a Depends line."""
    return [[re.split(r"[ (:]", name.strip())[0] for name in part.split("|")] for part in relation.split(",") if part.strip()]


def check_dependencies(debian):
    """Whatever the packages need or recommend is among them or in the mirror; said here, not by apt on a server."""
    texts = [(folder / "Packages").read_text(encoding="utf-8") for folder in sorted(get().iterdir())]
    own = [_fields(stanza) for text in texts for stanza in _stanzas(text)]
    known = set()
    for fields in [*own, *map(_fields, _stanzas(debian))]:
        known.add(fields["Package"])
        known.update(name for part in _names(fields.get("Provides", "")) for name in part)
    for fields in own:
        for part in _names(fields.get("Depends", "")) + _names(fields.get("Recommends", "")):
            if not known & set(part):
                raise LabError(f"{fields['Package']} needs {' | '.join(part)}, which tests/lab/images/debian/mirror.list does not bring in")


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
