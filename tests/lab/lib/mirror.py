# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Debian packages that servers need, fetched once with the host's own apt sources, as a small signed archive."""

import re
import shutil
from pathlib import Path

from . import archive, cache
from .run import LabError, run

IMAGES = Path(__file__).resolve().parent.parent / "images"
KEYRING = "lab-debian.asc"
SUITES = (archive.SUITE, f"{archive.SUITE}-updates", f"{archive.SUITE}-security")


def _groups(path):
    """Each line of the list: packages that can be installed together."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="ascii").splitlines())
    return [line.split() for line in lines if line]


def _from_line(line):
    """`deb [options] URI SUITE COMPONENT…`, as it is, when it is Debian's own release."""
    found = re.match(r"\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s", line)
    return [line.strip()] if found and found[2] in SUITES and not found[1].startswith("cdrom") else []


def _from_stanza(text):
    """A stanza of a .sources file, as lines."""
    fields = {}
    for name, value in re.findall(r"^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t]+.*)*)", text, re.M):
        fields[name.lower()] = value
    if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").strip() == "no":
        return []
    signed = fields.get("signed-by", "").strip()
    option = f"[signed-by={signed}] " if signed.startswith("/") and "\n" not in signed else ""
    return [f"deb {option}{uri} {suite} {fields.get('components', 'main')}"
            for uri in fields.get("uris", "").split() for suite in fields.get("suites", "").split() if suite in SUITES]


def _host_sources():
    """The host's sources of this Debian release, whichever mirrors they name."""
    etc = Path("/etc/apt")
    lines = []
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*.list"))]:
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
            lines += _from_line(line)
    for path in sorted((etc / "sources.list.d").glob("*.sources")):
        text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
        for stanza in re.split(r"\n\s*\n", text):
            lines += _from_stanza(stanza)
    if not lines:
        raise LabError(f"/etc/apt names no source of Debian {archive.SUITE}: the lab takes its packages from there")
    return lines


def _apt_options(root):
    """An apt of its own (no package installed, sources of the host, its settings for proxies kept)."""
    (root / "lists" / "partial").mkdir(parents=True)
    (root / "archives" / "partial").mkdir(parents=True)
    (root / "status").touch()
    (root / "sources.list").write_text("\n".join(_host_sources()) + "\n", encoding="utf-8")
    settings = {"Dir::State": root, "Dir::State::lists": root / "lists", "Dir::State::status": root / "status",
                "Dir::Cache": root, "Dir::Cache::archives": root / "archives", "Dir::Etc::sourcelist": root / "sources.list",
                "Dir::Etc::sourceparts": "/dev/null", "Dir::Etc::preferencesparts": "/dev/null",
                "APT::Architecture": archive.ARCHITECTURE, "APT::Architectures::": archive.ARCHITECTURE,
                "APT::Sandbox::User": "root", "Acquire::Languages": "none",
                "APT::Install-Recommends": "true", "Acquire::Retries": "3"}
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def _fill(folder, groups):
    root = folder / "apt"
    options = _apt_options(root)
    run("apt-get", *options, "update")
    for group in groups:
        run("apt-get", *options, "install", "--yes", "--download-only", *group)
    pool = folder / "www" / "pool"
    pool.mkdir(parents=True)
    for deb in (root / "archives").glob("*.deb"):
        # apt writes an epoch into the file name as N%3a, which would have to be quoted twice in a URL.
        shutil.move(deb, pool / re.sub(r"_\d+%3a", "_", deb.name))
    shutil.rmtree(root)
    packages = archive.packages_text(pool, "pool")
    (folder / "Packages").write_text(packages, encoding="utf-8")
    dists = archive.write_dists(folder / "www" / "dists", packages, "Debian")
    key = archive.Key(folder / "gnupg", "Lab mirror of Debian <debian@lab.test>")
    key.sign(dists)
    key.public(folder / KEYRING)
    shutil.rmtree(key.home)    # signed once and for all: nobody needs the private key again


def get(family="debian"):
    """The folder of the packages that a family is made from: `www` to serve, and the public key."""
    path = IMAGES / family / "mirror.list"
    name = "debian" if family == "debian" else f"debian-for-{family}"
    return cache.entry(name, cache.digest(path, Path(__file__), Path(archive.__file__)), lambda folder: _fill(folder, _groups(path)))
