# SPDX-License-Identifier: LGPL-2.1-or-later
"""/etc/bm/bm.ini: one [global] section of key = value lines."""
from . import paths


def load():
    """The keys of the file; empty when there is none."""
    values = {}
    for line in (paths.read(paths.INI) or "").splitlines():
        key, found, value = line.partition("=")
        if found:
            values[key.strip()] = value.strip()
    return values


def save(values):
    lines = ["[global]"] + ["%s = %s" % pair for pair in values.items()]
    paths.write(paths.INI, "\n".join(lines) + "\n", 0o640, "bluemind")
