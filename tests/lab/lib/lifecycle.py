# SPDX-License-Identifier: LGPL-2.1-or-later
"""From nothing to a lab that is up, and back to nothing."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

from . import controller, definition, image, mirror, mounts, network, packages, process
from .lab import STATES
from .repository import Repository
from .run import LabError, say
from .server import Server


def _together(function, things):
    """Does it to all at once; the first failure is raised after the last has ended."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(function, things))


def _define(lab, wanted):
    if lab.exists:
        if wanted is not None and wanted != lab.definitions:
            names = ", ".join(server.name for server in lab.definitions)
            raise LabError(f"the lab '{lab.name}' is there with other servers ({names}): `lab down` first, or name another with SLIPWAY_LAB")
        return
    lab.state.mkdir(parents=True, exist_ok=True)
    lab.file.write_text(definition.to_text(wanted or definition.from_names(definition.DEFAULT)), encoding="ascii")


def _ingredients(families):
    """Images, mirror and packages, made at the same time as far as one does not need the other."""
    with ThreadPoolExecutor() as pool:
        built = pool.submit(packages.get)
        mirror.get()
        images = {family: image.get(family) for family in families}
        built.result()
    return images


def _wire(lab, servers):
    network.add_controller(lab.netns, lab.hosts())
    network.add_host(lab.netns, lab.pkg_netns, "pkg", definition.PKG)
    for server in servers:
        network.add_host(lab.netns, server.netns, server.name, server.address)


def up(lab, wanted):
    """Makes what is missing and starts what is down."""
    begun = time.monotonic()
    _define(lab, wanted)
    servers = [Server(lab, one) for one in lab.definitions]
    repository = Repository(lab)
    images = _ingredients({server.definition.family for server in servers})
    _wire(lab, servers)
    controller.make_keys(lab)
    repository.make()

    def boot(server):
        server.make(images[server.definition.family], controller.personalise)
        server.power_on()

    with ThreadPoolExecutor() as pool:
        published = pool.submit(repository.publish, repository.release, repository.fault)
        _together(boot, servers)
        published.result()
    repository.start()
    controller.write_known_hosts(lab, servers)
    controller.write_platform(lab, repository.key.fingerprint)
    for server, state in zip(servers, _together(lambda server: server.wait_up(), servers)):
        if state != "running":
            say(f"{server.name}: systemd says {state}")
    say(f"'{lab.name}' is up in {time.monotonic() - begun:.1f} s: {lab.state / 'platform.ini'}")


def down(lab):
    """Leaves no process, mount, namespace or file of the lab, however far `up` had come."""
    folders = sorted((lab.state / "servers").glob("*")) if lab.state.exists() else []
    names = [folder.name for folder in folders]
    for name in names:
        Server(lab, definition.Definition(name, "", "", "")).power_off()
    Repository(lab).stop()
    spaces = [lab.netns, lab.pkg_netns, *(f"{lab.netns}-{name}" for name in names)]
    spaces += [server_netns for server_netns in _spaces_of(lab) if server_netns not in spaces]
    own = process.ancestors()
    strangers = {pid for netns in spaces for pid in network.pids(netns)}
    if strangers & own:
        raise LabError("cannot remove a lab from within its own namespace")
    process.kill_and_wait(strangers)
    mounts.unmount_below(lab.state)
    for netns in spaces:
        network.remove(netns)
    shutil.rmtree(lab.state, ignore_errors=False) if lab.state.exists() else None
    for folder in (STATES, network.NETNS_ETC):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    say(f"'{lab.name}' is down")


def _spaces_of(lab):
    """Namespaces of servers that a failed `up` has defined but not made."""
    return [f"{lab.netns}-{one.name}" for one in lab.definitions] if lab.exists else []


def status(lab):
    """Prints a line for each machine; 1 when any is not as it should be."""
    servers = [Server(lab, one) for one in lab.definitions]
    repository = Repository(lab)
    rows = [("NAME", "ADDRESS", "FAMILY", "ROLES", "POWER", "CABLE", "SSH")]

    def row(server):
        ssh = server.running and server.answers()
        return (server.name, server.address, server.definition.family, server.definition.roles,
                "on" if server.running else "off", "in" if server.plugged() else "cut", "answers" if ssh else "-")

    rows += _together(row, servers)
    for columns in rows:
        print("".join(f"{word:<{width}}" for word, width in zip(columns, (14, 14, 9, 14, 7, 7, 7))).rstrip())
    print(f"\nrepository: {'up' if repository.running else 'down'}, release {repository.release}, fault {repository.fault}")
    print(f"platform:   {lab.state / 'platform.ini'}")
    good = repository.running and repository.fault == "ok" and all(r[4:] == ("on", "in", "answers") for r in rows[1:])
    return 0 if good else 1
