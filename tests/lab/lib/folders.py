# SPDX-License-Identifier: LGPL-2.1-or-later
"""Folders that several labs have in common: the last one out removes them, while another may be coming in."""

import contextlib


def make(path):
    """Makes a folder and those above it, again when one of them is removed meanwhile."""
    for _ in range(100):
        try:
            path.mkdir(parents=True, exist_ok=True)
            return
        except FileNotFoundError:
            continue
    path.mkdir(parents=True, exist_ok=True)


def remove_if_empty(*paths):
    """The kernel refuses to remove what is in use, which is the only check that no other process can undo."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.rmdir()
