# SPDX-License-Identifier: LGPL-2.1-or-later
"""The bm-* packages as RPMs: the same trees, relations and scripts, said in rpm's way."""
import concurrent.futures
import os
import re
import shutil
import subprocess
import tempfile

from lib import debs, rpm

# A scriptlet is told how many versions of the package there will be; the scripts want the words of dpkg.
BEGIN = {"post": 'if [ "$1" -ge 2 ]; then set -- configure previous; else set -- configure ""; fi\n',
         "preun": 'if [ "$1" -ge 1 ]; then set -- upgrade; else set -- remove; fi\n',
         "postun": 'if [ "$1" -ge 1 ]; then set -- upgrade; else set -- remove; fi\n'}
SCRIPTS = {"post": "postinst", "preun": "prerm", "postun": "postrm"}
STOP = """if [ "$1" -ge 2 ] && [ -d /run/systemd/system ]; then
  systemctl stop {service}.service
fi
"""
START = """if [ -d /run/systemd/system ] && systemctl --quiet is-enabled {service}.service; then
  systemctl start {service}.service
fi
"""
RELOAD = """[ ! -d /run/systemd/system ] || systemctl daemon-reload
"""
TARGET = """[ ! -d /run/systemd/system ] || systemctl start bluemind.target
"""


def relation(part):
    """One part of a relation, or None for what there is no such thing of on this family."""
    found = []
    for text in part.split("|"):
        name, _, version = text.strip().partition(" ")
        operator = re.match(r"\((\S+) ([^)]+)\)", version)
        own = debs.rpm_name(name)
        if own:
            found.append("%s %s %s" % (own, operator[1], operator[2]) if operator else own)
    return found[0] if len(found) == 1 else "(%s)" % " or ".join(found) if found else None


def tags_of(package):
    tags = []
    for kind, value in package.relations():
        kind = {"Depends": "Requires"}.get(kind, kind)
        if kind in ("Replaces", "Recommends", "Suggests"):
            continue    # a recommended mail transport is a matter of Debian's and Ubuntu's
        tags += [(kind, text) for text in map(relation, value.split(",")) if text]
    return tags + ([("Requires", package.key("Requires"))] if package.key("Requires") else [])


def scripts_of(package):
    scripts = {}
    for section, name in SCRIPTS.items():
        text = package.script(name)
        if text:
            scripts[section] = BEGIN[section] + text.replace("#!/bin/sh\n", "", 1)
    if package.key("Service"):
        scripts["pre"] = STOP.format(service=package.key("Service"))
        scripts["posttrans"] = START.format(service=package.key("Service"))
    if package.name == "bm-conf":
        # All others need this package, so this comes first of what is done at the end of a transaction.
        scripts["posttrans"] = RELOAD + (TARGET if package.release.has("bluemind-target") else "")
    return scripts


def files_of(tree):
    lines = []
    for folder, _, names in os.walk(tree):
        place = "/" + os.path.relpath(folder, tree)
        lines += [("%config(noreplace) " if place.startswith("/etc") else "") + rpm.escaped(place + "/" + name) for name in names]
        if re.search(r"/bm-[^/]*$", place) and "/doc/" not in place:
            lines.append("%dir " + rpm.escaped(place))
    return lines


def describe(package, tree):
    """Fills the tree of a package."""
    package.family, package.tree = "redhat", tree
    package.fill()
    if package.key("Ucf"):
        source, target = package.key("Ucf").split()
        with open(tree + source, encoding="utf-8") as stream:
            package.write(target, stream.read())
    if os.path.isdir(tree + "/lib"):
        subprocess.run(["cp", "-a", tree + "/lib/.", tree + "/usr/lib"], check=True)
        shutil.rmtree(tree + "/lib")
    version, release = rpm.version_of(package.version)
    return rpm.Package(package.name, version, release, "BlueMind twin: " + package.key("Summary"), tags_of(package),
                       scripts_of(package), files_of(tree))


def obsoletes(definitions, make, release):
    """What 5.0 has no more: Debian keeps empty packages of these names, rpm is told that they are gone."""
    gone = [make(name, definitions[name], release) for name in definitions.sections()]
    return [("Obsoletes", "%s < %s" % (one.name, release.text)) for one in gone if one.exists and one.transitional]


def release_packages(make, definitions, release, known, work):
    """The packages that come with this release, and the names of all that belong to it."""
    built, names = [], []
    for name in definitions.sections():
        package = make(name, definitions[name], release)
        if not package.exists or package.transitional:
            continue
        version = "-".join((name, *rpm.version_of(package.version)))
        names.append(version)
        if version in known:
            continue
        known.add(version)
        tree = os.path.join(work, release.text, name)
        os.makedirs(tree, mode=0o755)
        one = describe(package, tree)
        if name == "bm-conf":
            one.tags += obsoletes(definitions, make, release)
        built.append((one, tree))
    return built, names


def write(release, built, work, out):
    """One run of rpmbuild makes all packages of a release."""
    common = os.path.join(work, release.text, "tree")
    os.makedirs(common)
    for _, tree in built:
        subprocess.run(["cp", "-al", tree + "/.", common], check=True)
        shutil.rmtree(tree)
    rpm.build("bm-" + release.text, [one for one, _ in built], common, os.path.join(out, "Packages"))


def build(make, definitions, releases, out):
    known, listed = set(), []
    with tempfile.TemporaryDirectory(prefix="bm-rpms-") as work, concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = []
        for release in sorted(releases, key=lambda one: one.parts):
            built, names = release_packages(make, definitions, release, known, work)
            jobs.append(pool.submit(write, release, built, work, out))
            listed += [name for name in names if name not in listed]
            with open(os.path.join(out, release.text + ".list"), "w", encoding="ascii") as stream:
                stream.write("".join("%s.noarch.rpm\n" % name for name in listed))
        for job in jobs:
            job.result()
