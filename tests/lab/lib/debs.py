# SPDX-License-Identifier: LGPL-2.1-or-later
"""Debian's packages under the names that a redhat system has for them, and what they need of one another."""

import re
from pathlib import Path

from .run import LabError

NAMES = Path(__file__).resolve().parent.parent / "images" / "redhat" / "names.list"
RELEASE = ".el8"


def _names():
    lines = (line.split("#")[0].split() for line in NAMES.read_text(encoding="ascii").splitlines())
    return {words[0]: words[1] if len(words) > 1 else None for words in lines if words}


RENAMED = _names()


def stanzas(text):
    """The fields of each package of a Packages or status file, by name."""
    found = {}
    for stanza in re.split(r"\n\n+", text):
        fields = dict(re.findall(r"^([A-Za-z0-9-]+): *(.*)$", stanza, re.M))
        if fields:
            found[fields["Package"]] = fields
    return found


def rpm_name(name):
    """What it is called here, or None when there is no such thing."""
    return RENAMED.get(name, name)


def relations(text):
    """The names in each part of a relation: its alternatives."""
    return [[re.split(r"[ (:]", name.strip())[0] for name in part.split("|")] for part in text.split(",") if part.strip()]


def provided(fields):
    """The names that a package answers to beside its own."""
    return [name for part in relations(fields.get("Provides", "")) for name in part]


class Universe:
    """All packages of Debian's that are at hand, and those that each server has from the start."""

    def __init__(self, texts, installed):
        self.packages = {}
        for text in texts:
            self.packages.update(stanzas(text))
        self.installed = {name for fields in installed.values() for name in (fields["Package"], *provided(fields))}
        self.providers = {}
        for name, fields in self.packages.items():
            for virtual in (name, *provided(fields)):
                self.providers.setdefault(virtual, name)

    def needed(self, name, without=()):
        """The packages that one depends on and that no server has: the first alternative that there is."""
        fields = self.packages.get(name)
        if fields is None:
            raise LabError(f"images/redhat/packages.ini: {name} is not in the mirror of Debian")
        found = []
        for part in relations(fields.get("Pre-Depends", "") + "," + fields.get("Depends", "")):
            part = [one for one in part if one not in without]
            if not part or any(one in self.installed or rpm_name(one) is None for one in part):
                continue
            known = [self.providers[one] for one in part if one in self.providers]
            if not known:
                raise LabError(f"{name} needs {' | '.join(part)}, which the mirror of Debian does not have")
            found.append(known[0])
        return found

    def closure(self, names, without=()):
        """All that these need, themselves included."""
        found, pending = {}, list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found[name] = self.needed(name, without)
                pending += found[name]
        return found
