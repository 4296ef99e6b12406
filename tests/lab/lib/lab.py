# SPDX-License-Identifier: LGPL-2.1-or-later
"""One lab: its name, its folder, its servers."""

import os
import re
from pathlib import Path

from . import cache, definition, folders
from .run import LabError, run

STATES = Path("/var/lib/slipway-lab")
PLENTY = 8 << 20    # KiB of memory; a server with BlueMind writes half of one GiB


def _free_memory():
    """KiB that programs could still take."""
    return int(re.search(r"^MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"), re.M)[1])


class Lab:
    """A lab by its name; what it holds is read from its folder."""

    def __init__(self, name):
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,23}", name):
            raise LabError(f"SLIPWAY_LAB={name}: a name has up to 24 of a-z, 0-9 and -")
        self.name = name
        self.state = STATES / name
        self.netns = f"{name}-lab"    # the controller's; a server's and pkg's have their name added
        self.file = self.state / "servers.ini"

    @classmethod
    def from_environment(cls):
        return cls(os.environ.get("SLIPWAY_LAB") or "slipway")

    def lock(self):
        """Held by every command that changes the lab. Lies in the cache, as `down` removes the lab's own folder."""
        return cache.locked(f"lab-{self.name}")

    @property
    def exists(self):
        return self.file.exists()

    def make_folder(self):
        """Disks of servers are in memory while there is plenty of it. ext4 without a journal looks at every inode that was freed
        lately before it makes a file, and a lab removes and makes tens of thousands."""
        folders.make(self.state)
        disks = self.state / "servers"
        disks.mkdir(exist_ok=True)
        if not os.path.ismount(disks) and not any(disks.iterdir()) and _free_memory() > PLENTY:
            run("mount", "-t", "tmpfs", "-o", "mode=755", "slipway-lab", disks)

    def need(self):
        """For the commands that make no sense without a lab."""
        if not self.exists:
            raise LabError(f"there is no lab '{self.name}': `lab up` makes it (SLIPWAY_LAB names another)")

    @property
    def definitions(self):
        self.need()
        return definition.from_file(self.file)

    @property
    def pkg_netns(self):
        return f"{self.netns}.pkg"

    def hosts(self):
        """The hosts file of the controller and of every server."""
        lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback",
                 f"{definition.CONTROLLER} controller.{definition.DOMAIN} controller",
                 f"{definition.PKG} pkg.{definition.DOMAIN} pkg"]
        lines += [f"{server.address} {server.fqdn} {server.name}" for server in self.definitions]
        return "\n".join(lines) + "\n"
