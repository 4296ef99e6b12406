# SPDX-License-Identifier: LGPL-2.1-or-later
"""From nothing to a lab that is up, and back to nothing."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import cache, controller, definition, folders, image, kept, mirror, mounts, network, packages, process
from .lab import STATES
from .repository import Repository
from .run import LabError, say
from .server import Server


# Each program that is called, and the Debian package that brings it.
NEEDED = {"mmdebstrap": "mmdebstrap", "systemd-nspawn": "systemd-container", "ip": "iproute2", "nginx": "nginx",
          "apt-ftparchive": "apt-utils", "gpg": "gpg", "gpg-agent": "gpg-agent", "openssl": "openssl",
          "dpkg-deb": "dpkg", "ssh": "openssh-client"}
NEEDED_REDHAT = {"rpmbuild": "rpm", "rpmsign": "rpm", "createrepo_c": "createrepo-c", "modifyrepo_c": "createrepo-c"}


def _check_programs(families):
    needed = {**NEEDED, **(NEEDED_REDHAT if "redhat" in families else {})}
    missing = sorted({package for program, package in needed.items() if not shutil.which(program)})
    if missing:
        raise LabError(f"packages are missing: apt-get install {' '.join(missing)}")


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
    lab.make_folder()
    lab.file.write_text(definition.to_text(wanted or definition.from_names(definition.DEFAULT)), encoding="ascii")


def _ingredients(families):
    """Images, mirror and packages, made at the same time as far as one does not need the other."""
    with ThreadPoolExecutor() as pool:
        built = pool.submit(packages.get)
        debian = mirror.get()
        images = {family: image.get(family) for family in families}
        built.result()
    packages.check_dependencies((debian / "Packages").read_text(encoding="utf-8"))
    return images


def _wire(lab, servers):
    network.add_controller(lab.netns, lab.hosts())
    network.add_host(lab.netns, lab.pkg_netns, "pkg", definition.PKG)
    for server in servers:
        network.add_host(lab.netns, server.netns, server.name, server.address)
        network.plug(lab.netns, server.name, True)


def up(lab, wanted, like=None):
    """Makes what is missing and starts what is down; @like: a new lab is that which was kept under this name."""
    begun = time.monotonic()
    with cache.in_use():
        if like:
            kept.begin(lab, like)
        _check_programs({one.family for one in wanted or (lab.definitions if lab.exists else ())})
        servers = _start(lab, wanted)
    for server, state in zip(servers, _together(lambda server: server.wait_up(), servers)):
        if state != "running":
            say(f"{server.name}: systemd says {state}")
    say(f"'{lab.name}' is up in {time.monotonic() - begun:.1f} s: {lab.state / 'platform.ini'}")


def _start(lab, wanted):
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
    controller.write_platform(lab, repository.fingerprints)
    return servers


def down(lab):
    """Leaves no process, mount, namespace or file of the lab, however far `up` had come."""
    names = [folder.name for folder in (lab.state / "servers").glob("*")]
    # The namespaces go by their names: a failed `up` may have made some of no server that has a folder.
    spaces = network.starting_with(lab.netns)
    if process.ancestors() & _inside(spaces):
        raise LabError("cannot remove a lab from within its own namespace")
    for name in names:
        Server(lab, definition.Definition(name, "", "", "")).power_off()
    Repository(lab).stop()
    process.kill_and_wait(_inside(spaces))
    mounts.unmount_below(lab.state)
    for netns in spaces:
        network.remove(netns)
    if lab.state.exists():
        shutil.rmtree(lab.state)
    folders.remove_if_empty(STATES, network.NETNS_ETC)
    say(f"'{lab.name}' is down")


def _inside(spaces):
    return {pid for netns in spaces for pid in network.pids(netns)}


def _in_use():
    """The entries of the cache that labs of this machine stand on; who asks holds the lock cache.in_use (), not shared."""
    links = [link.resolve() for link in STATES.glob("*/pkg/www/**/*") if link.is_symlink()]
    layers = [Path(line) for file in STATES.glob("*/servers/*/below") for line in file.read_text(encoding="utf-8").splitlines()]
    keys = cache.ROOT.glob("rpm-keys-*")    # small, and who signs all RPMs that there are
    return {cache.ROOT / path.relative_to(cache.ROOT).parts[0] for path in [*links, *layers, *keys] if path.is_relative_to(cache.ROOT)}


def keep(lab, name, files):
    """Keeps the lab, whose servers are off, in the cache."""
    kept.keep(lab, [Server(lab, one) for one in lab.definitions], name, files, _in_use)


def clean():
    """Removes from the cache what no lab of this machine uses."""
    with cache.in_use(shared=False):
        cache.clean(_in_use())


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
    good = repository.running and all(r[4:] == ("on", "in", "answers") for r in rows[1:])
    return 0 if good else 1
