# SPDX-License-Identifier: LGPL-2.1-or-later
"""RPM packages: described here, written by rpmbuild, many of them from one tree of files at a time."""

import os
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .run import run

EPOCH = "1572000000"
HEAD = """Name: {name}-source
Version: 1
Release: 1
Summary: source of {name}
License: see each package
BuildArch: {arch}
AutoReqProv: no

%description
Source of {name}.

%install
mkdir -p %{{buildroot}}
find {tree} -mindepth 1 -maxdepth 1 -exec mv -t %{{buildroot}} {{}} +
"""
DEFINES = {"__os_install_post": "%{nil}", "debug_package": "%{nil}", "_binary_payload": "w3.zstdio", "_build_id_links": "none",
           "_build_name_fmt": "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm", "_buildhost": "lab.test",
           "use_source_date_epoch_as_buildtime": "1", "clamp_mtime_to_source_date_epoch": "1",
           "_use_internal_dependency_generator": "0", "_unpackaged_files_terminate_build": "1",
           "_binaries_in_noarch_packages_terminate_build": "0"}


@dataclass
class Package:
    """One package to be built; relations by their tag, scripts by their section, files as %files wants them."""

    name: str
    version: str
    release: str
    summary: str
    tags: list = field(default_factory=list)       # (tag, value)
    scripts: dict = field(default_factory=dict)    # "post", "preun" … to shell text
    files: list = field(default_factory=list)

    @property
    def file(self):
        return f"{self.name}-{self.version}-{self.release}"

    def spec(self):
        lines = [f"%package -n {self.name}", f"Version: {self.version}", f"Release: {self.release}",
                 f"Summary: {self.summary}", "AutoReqProv: no"]
        lines += [f"{tag}: {value}" for tag, value in self.tags]
        lines += ["", f"%description -n {self.name}", self.summary, ""]
        for section, text in self.scripts.items():
            lines += [f"%{section} -n {self.name}", text.replace("%", "%%"), ""]
        lines += [f"%files -n {self.name}", *self.files, ""]
        return "\n".join(lines)


def version_of(debian):
    """Version and release from one of Debian's: no epoch, and a dash only between the two."""
    text = debian.partition(":")[2] or debian
    version, _, release = text.rpartition("-")
    version, release = (version, release) if version else (text, "1")
    return re.sub(r"[^A-Za-z0-9.+~]", ".", version), re.sub(r"[^A-Za-z0-9.+~]", ".", release)


def escaped(path):
    """A path as %files wants it: a name, not a pattern."""
    return '"' + re.sub(r"([\\\"?*\[\]{}])", r"\\\1", path).replace("%", "%%") + '"'


def build(name, packages, tree, out, arch="noarch"):
    """Writes the packages into a folder; the tree of their files is used up."""
    Path(out).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lab-rpm-") as work:
        spec = Path(work) / f"{name}.spec"
        Path(tree).mkdir(parents=True, exist_ok=True)
        spec.write_text(HEAD.format(name=name, tree=tree, arch=arch) + "\n" + "\n".join(one.spec() for one in packages),
                        encoding="utf-8")
        defines = {**DEFINES, "_topdir": work, "_rpmdir": out, "_dbpath": f"{work}/db", "_tmppath": work}
        words = [word for pair in defines.items() for word in ("--define", " ".join(map(str, pair)))]
        run("rpmbuild", "-bb", "--quiet", "--target", arch, "--buildroot", f"{work}/root", *words, spec,
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "HOME": work, "LC_ALL": "C.UTF-8"})
        shutil.rmtree(tree, ignore_errors=True)
