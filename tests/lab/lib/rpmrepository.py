# SPDX-License-Identifier: LGPL-2.1-or-later
"""A signed dnf repository: signed packages, repodata over them, repomd.xml.asc."""

import shutil
from pathlib import Path

from . import archive, cache
from .run import run

# States of a repository's signature.
FAULTS = ("ok", "expired", "unsigned", "wrong-key")


class Keys:
    """The key that signs RPMs and repositories, and one that nobody knows. Signing each RPM takes time, so it is done once
    for all labs, with one key for all: unlike that of the apt archive, which each lab has for itself."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.public = self.folder / "public.asc"
        self.key = archive.Key(self.folder / "gnupg", None)

    @classmethod
    def make(cls, folder, whose):
        folder.chmod(0o700)
        # Older than the signature that has expired.
        (folder / "gnupg").mkdir(mode=0o700)
        cls._gpg_in(folder / "gnupg", "--faked-system-time", "20200101T000000!", "--passphrase", "", "--pinentry-mode", "loopback",
                    "--quick-generate-key", f"RPM packages of {whose} <{whose}@lab.test>", "ed25519", "sign", "never")
        keys = cls(folder)
        keys.key.public(keys.public)
        archive.Key(folder / "gnupg-wrong", "Somebody else <nobody@lab.test>")

    @property
    def fingerprint(self):
        return self.key.fingerprint

    @staticmethod
    def _gpg_in(home, *words):
        try:
            run("gpg", "--homedir", home, "--batch", "--quiet", "--no-tty", "--yes", *words)
        finally:
            run("gpgconf", "--homedir", home, "--kill", "all", check=False)

    def sign_packages(self, files):
        """Puts a signature into each RPM."""
        try:
            run("rpmsign", "--define", "__gpg /usr/bin/gpg", "--define", f"_gpg_name {self.fingerprint}", "--define",
                f"_gpg_path {self.folder / 'gnupg'}", "--addsign", *files)
        finally:
            run("gpgconf", "--homedir", self.folder / "gnupg", "--kill", "all", check=False)

    def sign(self, repodata, fault="ok"):
        """repomd.xml.asc: right, by the wrong key, good until some day that is over, or not there."""
        (repodata / "repomd.xml.asc").unlink(missing_ok=True)
        words = ("--output", repodata / "repomd.xml.asc", "--armor", "--detach-sign", repodata / "repomd.xml")
        if fault == "expired":
            self._gpg_in(self.folder / "gnupg", "--faked-system-time", "20200201T000000!", "--default-sig-expire", "2d", *words)
        elif fault != "unsigned":
            self._gpg_in(self.folder / ("gnupg-wrong" if fault == "wrong-key" else "gnupg"), *words)


def index(folder, keys, modules=None, names=None):
    """Makes repodata over the RPMs below a folder, or over those named."""
    shutil.rmtree(folder / "repodata", ignore_errors=True)
    listed = []
    if names is not None:
        (folder / "names").write_text("".join(f"{name}\n" for name in names), encoding="ascii")
        listed = ["--pkglist", folder / "names"]
    run("createrepo_c", "--quiet", "--no-database", "--simple-md-filenames", *listed, folder)
    if modules:
        (folder / "modules.yaml").write_text(modules, encoding="ascii")
        run("modifyrepo_c", "--mdtype=modules", "--simple-md-filenames", folder / "modules.yaml", folder / "repodata")
    keys.sign(folder / "repodata")


def get_keys(whose):
    """The key that signs the RPMs and repositories of `vendor` or of `bluemind`; they are in the cache, and so is it."""
    return Keys(cache.entry(f"rpm-keys-{whose}", "1", lambda folder: Keys.make(folder, whose)))
