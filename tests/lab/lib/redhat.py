# SPDX-License-Identifier: LGPL-2.1-or-later
"""What redhat servers install: the repositories of the vendor, and BlueMind's. Made only when a server wants them."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import cache, debs, mirror, packages, redhatimage, rpm, rpmrepository, vendor
from .rpmrepository import FAULTS, get_keys, index
from .run import run

RECIPE = vendor.RECIPE
OWN = [debs.NAMES, Path(__file__)] + [Path(module.__file__) for module in (debs, rpm, rpmrepository)]


def _make_vendor(folder):
    image, mirrors = redhatimage.get(), (mirror.get(), mirror.get("redhat"))
    universe = debs.Universe([(one / "Packages").read_text(encoding="utf-8") for one in mirrors],
                             debs.stanzas((image / "installed").read_text(encoding="utf-8")))
    maker = vendor.Vendor(universe, [one / "www" / "pool" for one in mirrors], image / "root")
    with tempfile.TemporaryDirectory(prefix="vendor-", dir=cache.ROOT) as scratch, ThreadPoolExecutor(2) as pool:
        done = [(section, pool.submit(rpm.build, package.name, [package], tree, out / "Packages", "x86_64"), package)
                for package, tree, out, section in maker.make(folder, Path(scratch))]
        for _, job, _ in done:
            job.result()
    modules = vendor.modules([(section, package) for section, _, package in done if section])
    keys = get_keys("vendor")
    for repository in vendor.REPOSITORIES:
        signer = get_keys("bluemind") if repository == "bm" else keys
        signer.sign_packages(sorted((folder / repository / "Packages").glob("*.rpm")))
    for repository in ("base", "epel"):
        index(folder / repository, keys, modules if repository == "base" else None)


def get_vendor():
    """The folder of the vendor's repositories: `base` and `epel` to serve, and `bm`, which go into BlueMind's."""
    key = cache.digest(redhatimage.get().name, get_keys("vendor").fingerprint, get_keys("bluemind").fingerprint,
                       RECIPE / "packages.ini", RECIPE / "packages", Path(vendor.__file__), *OWN)
    return cache.entry("vendor-redhat", key, _make_vendor)


def _make_packages(folder):
    """BlueMind's repository, as it is after each release, and as each fault leaves its signature: only links change later."""
    keys = get_keys("bluemind")
    run(packages.HERE / "packages" / "build", "--rpm", folder)
    keys.sign_packages(sorted((folder / "Packages").glob("*.rpm")))
    extra = sorted((get_vendor() / "bm" / "Packages").glob("*.rpm"))
    for path in extra:
        os.link(path, folder / "Packages" / path.name)
    for listed in sorted(folder.glob("*.list")):
        names = [*listed.read_text(encoding="ascii").split(), *(path.name for path in extra)]
        index(folder, keys, names=[f"Packages/{name}" for name in names])
        for fault in FAULTS:
            shutil.copytree(folder / "repodata", folder / listed.stem / fault)
            keys.sign(folder / listed.stem / fault, fault)


def get_packages():
    """BlueMind's RPMs: `Packages`, and RELEASE/FAULT, each of them a repodata."""
    key = cache.digest(get_vendor().name, *packages.SOURCES, Path(packages.__file__), *OWN)
    return cache.entry("packages-redhat", key, _make_packages)


def ingredients():
    """All that a lab with a redhat server needs; the image's root folder is returned."""
    root = redhatimage.get() / "root"
    get_packages()
    return root
