# SPDX-License-Identifier: LGPL-2.1-or-later
"""Faults and speeds on request: KEY=VALUE lines of /etc/bm-twin/settings.ini, read at each use."""
from . import paths

FILE = "/etc/bm-twin/settings.ini"


def _lines():
    return (paths.read(FILE) or "").splitlines()


def get(key, default=None):
    """A setting; an empty value counts as absent."""
    for line in _lines():
        name, found, value = line.partition("=")
        if found and name.strip() == key and value.strip():
            return value.strip()
    return default


def number(key, default=0.0):
    try:
        return float(get(key, default))
    except ValueError:
        return default


def consume(key):
    """Take a setting out of the file: for faults that strike once."""
    kept = [line for line in _lines() if line.partition("=")[0].strip() != key]
    paths.write(FILE, "\n".join(kept) + "\n")
