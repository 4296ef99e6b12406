# SPDX-License-Identifier: LGPL-2.1-or-later
"""The image of a redhat server: Debian's userland with dnf and rpm, and nothing of apt and dpkg."""

import tempfile
from pathlib import Path

from . import archive, cache, debs, mirror, rpm
from .rpmrepository import get_keys
from .run import run

RECIPE = Path(__file__).resolve().parent.parent / "images" / "redhat"


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
        packages[own] = rpm.Package(own, version, release + debs.RELEASE, fields["Description"].replace("%", "%%"),
                                    [("Provides", other) for other in provides])
    packages["almalinux-release"] = rpm.Package(
        "almalinux-release", "8.10", "1" + debs.RELEASE, "AlmaLinux release files",
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


def get():
    """The folder of the image: `root`, and `installed`, what it was made from."""
    key = cache.digest(mirror.get().name, mirror.get("redhat").name, get_keys("vendor").fingerprint, RECIPE / "setup.sh",
                       RECIPE / "os-release", RECIPE / "packages.list", debs.NAMES, *sorted(RECIPE.glob("*.repo")),
                       Path(debs.__file__), Path(rpm.__file__), Path(__file__))
    return cache.entry("image-redhat", key, _make_image)
