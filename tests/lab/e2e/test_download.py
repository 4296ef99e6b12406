#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How packages come to the servers: slowly, once for all, and without a repository. `--family redhat` is run by hand."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from platform_lab import UPDATE, Lab, check, run_tests

FIRST = "4.1.47249"

FAMILIES = {
    "debian": {"servers": ["main", "shard"], "version": "dpkg-query -W -f '${Version}' bm-node", "ending": ".deb ",
               "cached": "ls /var/cache/apt/archives/*_" + FIRST + "_*.deb"},
    "redhat": {"servers": ["main:redhat", "shard:redhat"], "version": "rpm -q --qf '%{VERSION}' bm-node", "ending": ".rpm ",
               "cached": "ls /var/cache/dnf/*/packages/*-" + FIRST + "-*.rpm"},
}

lab = None
family = FAMILIES[sys.argv[sys.argv.index("--family") + 1] if "--family" in sys.argv else "debian"]


def release_comes_out():
    for server in lab.servers:
        lab.lab("snapshot", server, "installed")
    lab.lab("release", FIRST)


def version_of(server):
    return lab.on(server, family["version"])


def fetched(server):
    """How many packages a server has fetched from the repository."""
    address = "198.18.0.10 " if server == "main" else "198.18.0.11 "
    log = (lab.state / "pkg" / "access.log").read_text()
    return sum(line.startswith(address) and FIRST in line and family["ending"] in line for line in log.splitlines())


def packages_are_limited_and_passed_on():
    """bm-tika alone has 5 MB: by 512 KiB in a second that is 9 s at least. The other server gets it from the first one."""
    check("500K, 2M or 1G" in lab.expect(2, *UPDATE, "--rate", "512").stderr, "a rate without a unit")
    before = fetched("shard")
    started = time.monotonic()
    text = lab.expect(0, "run", "update", "--download-only", "-y", "--rate", "512K").stdout
    check(time.monotonic() - started > 9, "the limit was not kept")
    check("passed on from main" in text, text)
    packages = lab.on("shard", family["cached"]).split()
    check(len(packages) > 10 and fetched("shard") - before < 5, f"{fetched('shard') - before} of {len(packages)} were fetched")


def platform_without_repository():
    """The lists and the packages come from a folder; what in it is false is refused, and nothing else is used instead."""
    bundle = lab.work / "bundle"
    lab.expect(0, "bundle", "create", str(bundle), "-y")
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "manifest.main", "manifest.shard"], cwd=bundle, check=False)
    check(sums.returncode == 0, "the manifests do not fit")
    for server in lab.servers:
        lab.lab("restore", server, "installed")
    lab.lab("repo", "cut")
    try:
        lists, = (bundle / "lists").iterdir()
        good = lists.read_bytes()
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["tar", "-C", folder, "-xzf", lists], check=True)
            changed = [*Path(folder).glob("repo/*/dists/bookworm/main/*/Packages"), *Path(folder).rglob("*primary.xml*")]
            check(changed, f"no index in {sorted(Path(folder).rglob('*'))}")
            for file in changed:
                file.write_bytes(file.read_bytes().replace(b"Package: bm-node\n", b"Package: bm-nope\n") + b"\n")
            subprocess.run(["tar", "-C", folder, "-czf", lists, *(path.name for path in Path(folder).iterdir())], check=True)
        result = lab.expect(3, *UPDATE, "--bundle", str(bundle))
        check("the bundle is not used" in result.stderr and "Nothing was changed" in result.stderr, result.stderr)
        lists.write_bytes(good)
        lab.expect(0, *UPDATE, "--bundle", str(bundle))
        check({version_of(server) for server in lab.servers} == {FIRST}, "versions differ")
        check(not {"bundle", "bundle.tar.gz", "passed-on"} & set(lab.on("shard", "ls -A /var/lib/slipway").split()), "the bundle stays")
    finally:
        lab.lab("repo", "mend")


def main():
    global lab
    with Lab("e2e-download", family["servers"], installed=True) as lab:
        return run_tests([release_comes_out, packages_are_limited_and_passed_on, platform_without_repository])


if __name__ == "__main__":
    sys.exit(main())
