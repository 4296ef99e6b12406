# SPDX-License-Identifier: LGPL-2.1-or-later
"""The redhat family: its image, and the repositories of its vendor. Made only when a server wants them."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import archive, cache, debs, mirror, packages, rpm, vendor
from .rpmrepository import FAULTS, Keys, index
from .run import run

RECIPE = vendor.RECIPE
OWN = [Path(module.__file__) for module in (archive, debs, rpm, vendor)]


def _words(path):
    lines = (line.split("#")[0] for line in path.read_text(encoding="ascii").splitlines())
    return [word for line in lines for word in line.split()]


def _describe(installed):
    """Packages without files for what the image holds, so that its rpm knows of it as a real system's would."""
    packages = {}
    for name, fields in installed.items():
        own = debs.rpm_name(name)
        if own is None:
            continue
        provides = sorted({debs.rpm_name(other) for other in debs.provided(fields)} - {own, None})
        if name == "bash":
            provides += ["/bin/sh", "/bin/bash", "/usr/bin/sh"]
        version, release = rpm.version_of(fields["Version"])
        packages[own] = rpm.Package(own, version, release + vendor.RELEASE, fields["Description"].replace("%", "%%"),
                                    [("Provides", other) for other in provides])
    packages["almalinux-release"] = rpm.Package(
        "almalinux-release", "8.10", "1" + vendor.RELEASE, "AlmaLinux release files",
        [("Provides", f"{name} = 8.10") for name in ("system-release", "redhat-release", "centos-release")]
        + [("Provides", "system-release(releasever) = 8"), ("Provides", "base-module(platform:el8)")])
    return list(packages.values())


def _make_image(folder):
    debian, own = mirror.get(), mirror.get("redhat")
    root = folder / "root"
    sources = [f"deb [signed-by={one / mirror.KEYRING}] copy://{one}/www {archive.SUITE} {archive.COMPONENT}" for one in (debian, own)]
    run("mmdebstrap", "--mode=root", "--variant=essential", "--quiet", "--dpkgopt=force-unsafe-io", f"--include={','.join(_words(RECIPE / 'packages.list'))}",
        archive.SUITE, root, *sources)
    status = (root / "var/lib/dpkg/status").read_text(encoding="utf-8")
    (folder / "installed").write_text(status, encoding="utf-8")
    run(RECIPE / "setup.sh", root, get_keys("vendor").public)
    with tempfile.TemporaryDirectory(prefix="lab-image-") as scratch:
        rpm.build("image", _describe(debs.stanzas(status)), Path(scratch) / "tree", Path(scratch) / "out")
        run("rpm", "--root", root, "--dbpath", "/var/lib/rpm", "--install", "--justdb", "--nodeps", "--nosignature",
            *Path(scratch, "out").glob("*.rpm"))
    run("rpm", "--root", root, "--dbpath", "/var/lib/rpm", "--import", get_keys("vendor").public)


def get_keys(whose):
    """The key that signs the RPMs and repositories of `vendor` or `bluemind`; those of the cache are made once, so it is there, too."""
    return Keys(cache.entry(f"rpm-keys-{whose}", "1", lambda folder: Keys.make(folder, whose)))


def get_image():
    """The folder of the image: `root`, and `installed`, what it was made from."""
    key = cache.digest("redhat", mirror.get().name, mirror.get("redhat").name, RECIPE / "setup.sh", RECIPE / "os-release",
                       RECIPE / "packages.list", debs.NAMES, *sorted(RECIPE.glob("*.repo")), *OWN)
    return cache.entry("image-redhat", key, _make_image)


def _make_vendor(folder):
    image, mirrors = get_image(), (mirror.get(), mirror.get("redhat"))
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
    key = cache.digest(get_image().name, get_keys("vendor").fingerprint, get_keys("bluemind").fingerprint, RECIPE / "packages.ini", RECIPE / "packages", *OWN)
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
    root = get_image() / "root"
    get_packages()
    return root
