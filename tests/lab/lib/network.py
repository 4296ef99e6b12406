# SPDX-License-Identifier: LGPL-2.1-or-later
"""Namespaces, the bridge and the cables. The bridge is in the controller's namespace, so that no packet of the lab is
ever in the host's, and several labs can have the same addresses."""

import shutil
from pathlib import Path

from . import folders
from .definition import CONTROLLER, NETWORK
from .run import run

BRIDGE = "lab0"
NETNS_ETC = Path("/etc/netns")


def exists(netns):
    return Path("/run/netns", netns).exists()


def starting_with(name):
    """The namespaces NAME and NAME.…; a lab has no dot in its name."""
    folder = Path("/run/netns")
    return sorted(path.name for path in folder.iterdir() if f"{path.name}.".startswith(f"{name}.")) if folder.is_dir() else []


def _ip(netns, *words):
    return run("ip", "-n", netns, *words)


def add_controller(netns, hosts):
    """The controller's namespace, with the bridge in it; programs started there see its hosts file."""
    folder = NETNS_ETC / netns
    folders.make(folder)
    (folder / "hosts").write_text(hosts, encoding="ascii")
    (folder / "resolv.conf").write_text("", encoding="ascii")
    if exists(netns):
        return
    run("ip", "netns", "add", netns)
    _ip(netns, "link", "set", "lo", "up")
    _ip(netns, "link", "add", BRIDGE, "type", "bridge", "forward_delay", "0")
    _ip(netns, "address", "add", f"{CONTROLLER}/{NETWORK.prefixlen}", "dev", BRIDGE)
    _ip(netns, "link", "set", BRIDGE, "up")


def add_host(controller, netns, name, address):
    """A namespace whose eth0 is plugged into the bridge."""
    if exists(netns):
        return
    run("ip", "netns", "add", netns)
    _ip(netns, "link", "set", "lo", "up")
    _ip(controller, "link", "add", f"v-{name}", "type", "veth", "peer", "name", "eth0", "netns", netns)
    _ip(controller, "link", "set", f"v-{name}", "master", BRIDGE, "up")
    _ip(netns, "address", "add", f"{address}/{NETWORK.prefixlen}", "dev", "eth0")
    _ip(netns, "link", "set", "eth0", "up")


def plug(controller, name, up):
    """Pulls the cable of a host, or puts it back."""
    _ip(controller, "link", "set", f"v-{name}", "up" if up else "down")


def plugged(controller, name):
    return "UP" in run("ip", "-n", controller, "-o", "link", "show", f"v-{name}", "up", check=False).stdout


def pids(netns):
    """The processes of a namespace, as the host numbers them."""
    return [int(word) for word in run("ip", "netns", "pids", netns, check=False).stdout.split()]


def remove(netns):
    shutil.rmtree(NETNS_ETC / netns, ignore_errors=True)
    if exists(netns):
        run("ip", "netns", "delete", netns)
