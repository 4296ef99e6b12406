# SPDX-License-Identifier: LGPL-2.1-or-later
"""What redhat servers can install beside the bm-* packages: programs of Debian's as RPMs, in repositories."""

import configparser
import fnmatch
import os
import shutil
from pathlib import Path

from . import debs, rpm
from .run import LabError, run

RECIPE = Path(__file__).resolve().parent.parent / "images" / "redhat"
REPOSITORIES = ("base", "epel", "bm")
DROP = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/lintian/*", "/usr/share/bug/*")
SECTIONS = ("pre", "post", "preun", "postun")


class Section:
    """One RPM of packages.ini, with what the section that it is like says."""

    def __init__(self, parser, title):
        self.title = title
        self.name = title.partition(":")[0]
        self.own = parser[title]
        self.like = parser[self.own["Like"]] if "Like" in self.own else {}
        self.folders = [RECIPE / "packages" / name.replace(":", "-")
                        for name in (self.own.get("Like"), title) if name]

    def get(self, key, default=""):
        return self.own.get(key, self.like.get(key, default))

    def words(self, key):
        return self.get(key).split()

    def script(self, name):
        texts = [(folder / name).read_text(encoding="ascii") for folder in self.folders if (folder / name).is_file()]
        return texts[-1] if texts else None


def sections():
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read(RECIPE / "packages.ini", encoding="ascii")
    found = []
    for title in parser.sections():
        if "Plain" in parser[title]:
            for name in parser[title]["Plain"].split():
                parser[name] = {"Repository": parser[title]["Repository"], "Debian": name}
                found.append(Section(parser, name))
        else:
            found.append(Section(parser, title))
    return found


class Vendor:
    """Makes the RPMs from the .deb files of a pool."""

    def __init__(self, universe, pools, image):
        self.universe = universe
        self.pools = pools
        self.image = image
        self.sections = sections()
        self.without = {name for section in self.sections for name in section.words("Without")}
        self.made_by = {}
        for section in self.sections:
            for name in section.words("Debian"):
                self.made_by.setdefault(name, section)

    def _deb(self, name):
        fields = self.universe.packages[name]
        for pool in self.pools:
            path = pool / Path(fields["Filename"]).name
            if path.exists():
                return path
        raise LabError(f"{fields['Filename']} is not in the mirror")

    def _rpm_name(self, name):
        section = self.made_by.get(name)
        return section.name if section else debs.rpm_name(name)

    def _unpack(self, names, tree):
        """The files, below /usr where Debian's packages still say /lib; what RPMs of ours never have is left out."""
        for name in names:
            run("dpkg-deb", "--extract", self._deb(name), tree)
        for name in ("lib", "bin", "sbin", "lib64"):
            if (tree / name).is_dir() and not (tree / name).is_symlink():
                run("cp", "--archive", "--link", f"{tree / name}/.", tree / "usr" / name)
                shutil.rmtree(tree / name)

    @staticmethod
    def _drop(tree, patterns):
        for folder, _, names in os.walk(tree):
            for name in names:
                path = "/" + os.path.relpath(os.path.join(folder, name), tree)
                if any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns):
                    os.remove(os.path.join(folder, name))

    def _files(self, tree):
        """The lines of %files: settings are kept, and a folder belongs to a package when no server has it."""
        lines = []
        for folder, folders, names in os.walk(tree):
            place = "/" + os.path.relpath(folder, tree) if folder != str(tree) else ""
            for name in names + [one for one in folders if os.path.islink(os.path.join(folder, one))]:
                kind = "%config(noreplace) " if place.startswith("/etc") else ""
                lines.append(kind + rpm.escaped(f"{place}/{name}"))
            if place and not (self.image / place[1:]).exists() and (names or not folders or place.startswith("/var")):
                lines.append("%dir " + rpm.escaped(place))
        return lines

    def _needs(self, names):
        wanted = [need for name in names for need in self.universe.needed(name, self.without)]
        return sorted({self._rpm_name(name) for name in wanted if name not in names} - {None})

    def package(self, names, tree, section=None):
        """The RPM of some .deb files, and its tree filled."""
        fields = self.universe.packages[names[0]]
        version, release = rpm.version_of(fields["Version"])
        release += debs.RELEASE
        name, tags, scripts = self._rpm_name(names[0]), [], {}
        self._unpack(names, tree)
        if section:
            name = section.name
            version = section.own.get("Version", version)
            if "Version" in section.own:
                release = ("1.module_" + debs.RELEASE[1:]) if "Module" in section.own else "1" + debs.RELEASE
            tags += self._tags(section, version)
            scripts = {kind: section.script(kind) for kind in SECTIONS if section.script(kind)}
        self._drop(tree, [*DROP, *(section.words("Drop") if section else ())])
        if section:
            self._lay(section, tree)
        tags += [("Requires", need) for need in self._needs(names)]
        tags += [("Provides", other) for other in debs.provided(fields)
                 if debs.rpm_name(other) == other and other not in (name, "default-mta") and not other.startswith("bm-")]
        if any((tree / "usr/lib").rglob("*.so*")) and "post" not in scripts:
            scripts["post"] = scripts["postun"] = "ldconfig"
        summary = fields["Description"].replace("%", "%%")
        return rpm.Package(name, version, release, summary, tags, scripts, self._files(tree))

    @staticmethod
    def _tags(section, version):
        tags = []
        for tag in ("Requires", "Provides", "Conflicts"):
            tags += [(tag, value.strip().replace("@VERSION@", version)) for value in section.get(tag).split(",") if value.strip()]
        if "Module" in section.own:
            tags.append(("ModularityLabel", f"{section.own['Module']}:8000020190628:0123abcd"))
        return tags

    @staticmethod
    def _lay(section, tree):
        for folder in section.folders:
            if (folder / "files").is_dir():
                run("cp", "--archive", "--no-preserve=ownership", "--remove-destination", f"{folder / 'files'}/.", tree)
        if section.get("Commands"):
            (tree / "usr/bin").mkdir(parents=True, exist_ok=True)
            for program in (tree / section.get("Commands")[1:]).iterdir():
                (tree / "usr/bin" / program.name).symlink_to(f"{section.get('Commands')}/{program.name}")

    def make(self, folder, scratch):
        """Every RPM, in a folder for each repository."""
        asked = [name for section in self.sections for name in section.words("Debian")]
        others = sorted(set(self.universe.closure(asked, self.without)) - set(self.made_by) - self.without)
        plans = [(section.words("Debian"), section, section.get("Repository")) for section in self.sections]
        plans += [([name], None, "base") for name in others]
        for number, (names, section, repository) in enumerate(plans):
            tree = scratch / str(number)
            tree.mkdir(parents=True)
            package = self.package(names, tree, section)
            yield package, tree, folder / repository, section


MODULE = """---
document: modulemd
version: 2
data:
  name: {name}
  stream: "{stream}"
  version: 8000020190628
  context: 0123abcd
  arch: x86_64
  summary: {name} {stream}
  description: >-
    The vendor's own {name}; its stream is the default.
  license:
    module: [MIT]
  dependencies:
    - requires:
        platform: [el8]
  profiles:
    server:
      rpms: [{name}-server]
  artifacts:
    rpms:
{artifacts}
...
---
document: modulemd-defaults
version: 1
data:
  module: {name}
  stream: "{stream}"
  profiles:
    "{stream}": [server]
...
"""


def modules(made):
    """modules.yaml: what belongs to which stream of which module."""
    streams = {}
    for section, package in made:
        if "Module" in section.own:
            streams.setdefault(section.own["Module"], []).append(f"    - {package.name}-0:{package.version}-{package.release}.x86_64")
    return "".join(MODULE.format(name=title.partition(":")[0], stream=title.partition(":")[2], artifacts="\n".join(lines))
                   for title, lines in streams.items())
