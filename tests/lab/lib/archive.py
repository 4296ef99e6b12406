# SPDX-License-Identifier: LGPL-2.1-or-later
"""A signed apt archive: indices, Release, by-hash, signatures."""

import gzip
import hashlib
import lzma
import shutil
import time
from pathlib import Path

from .run import run

SUITE = "bookworm"
COMPONENT = "main"
ARCHITECTURE = "amd64"
HASHES = (("MD5Sum", "md5"), ("SHA256", "sha256"))


class Key:
    """A key that signs an archive, in a GnuPG home of its own."""

    def __init__(self, home, owner):
        self.home = Path(home)
        if not self.home.is_dir():
            self.home.mkdir(mode=0o700, parents=True)
            self._gpg("--passphrase", "", "--quick-generate-key", owner, "ed25519", "sign", "never")

    def _gpg(self, *words, stdin=None):
        try:
            return run("gpg", "--homedir", self.home, "--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback",
                       *words, stdin=stdin)
        finally:
            # gpg starts an agent that would outlive the lab.
            run("gpgconf", "--homedir", self.home, "--kill", "all", check=False)

    @property
    def fingerprint(self):
        listing = self._gpg("--with-colons", "--list-keys").stdout.splitlines()
        return next(line.split(":")[9] for line in listing if line.startswith("fpr:"))

    def public(self, path):
        """Writes the public key, armoured."""
        self._gpg("--yes", "--output", path, "--armor", "--export")

    def sign(self, dists):
        """Signs Release: InRelease and Release.gpg beside it."""
        self._gpg("--yes", "--output", dists / "InRelease", "--clearsign", dists / "Release")
        self._gpg("--yes", "--output", dists / "Release.gpg", "--armor", "--detach-sign", dists / "Release")


def packages_text(folder, prefix):
    """The Packages stanzas of the .deb files of a folder, their Filename under a prefix."""
    text = run("apt-ftparchive", "packages", ".", cwd=folder).stdout
    return text.replace("\nFilename: ./", f"\nFilename: {prefix}/")


def _date(seconds):
    return time.strftime("%a, %d %b %Y %H:%M:%S UTC", time.gmtime(seconds))


def write_dists(dists, packages, origin, *, made=None, valid_days=None):
    """Writes dists/SUITE: the indices, each also under its hash, and Release over them."""
    folder = Path(dists) / SUITE
    binary = folder / COMPONENT / f"binary-{ARCHITECTURE}"
    shutil.rmtree(folder, ignore_errors=True)
    binary.mkdir(parents=True)
    content = packages.encode()
    made = made or time.time()
    lines = [f"Origin: {origin}", f"Label: {origin}", f"Suite: {SUITE}", f"Codename: {SUITE}", f"Date: {_date(made)}"]
    if valid_days is not None:
        lines.append(f"Valid-Until: {_date(made + valid_days * 86400)}")
    lines += ["Acquire-By-Hash: yes", f"Architectures: {ARCHITECTURE}", f"Components: {COMPONENT}"]
    indices = {"Packages": content, "Packages.gz": gzip.compress(content, mtime=0), "Packages.xz": lzma.compress(content)}
    for title, algorithm in HASHES:
        lines.append(f"{title}:")
        for name, data in indices.items():
            value = hashlib.new(algorithm, data).hexdigest()
            lines.append(f" {value} {len(data):>9} {COMPONENT}/binary-{ARCHITECTURE}/{name}")
            by_hash = binary / "by-hash" / title
            by_hash.mkdir(parents=True, exist_ok=True)
            (by_hash / value).write_bytes(data)
    for name, data in indices.items():
        (binary / name).write_bytes(data)
    (folder / "Release").write_text("\n".join(lines) + "\n", encoding="ascii")
    return folder
