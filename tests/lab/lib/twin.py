# SPDX-License-Identifier: LGPL-2.1-or-later
"""Settings of the twin and of the packages' scripts: files on a server, read by them at each use."""

import re
import sys

from .packages import HERE
from .run import LabError, run

SETTINGS = "/etc/bm-twin/settings.ini"
SWITCHES = "/etc/slipway-lab/postinst.d"
WORDS = ("fail", "restart-sshd", "read-stdin", "fill-disk")
# Replaces a file in one go, or removes it when nothing comes in.
WRITE = 'mkdir -p "${1%/*}" && cat > "$1.new" && if [ -s "$1.new" ]; then mv "$1.new" "$1"; else rm -f "$1" "$1.new"; fi'


def _on_disk(server):
    """The words before a command on the server's files, whether it is up or not."""
    return server.enter() if server.running else ["chroot", str(server.root)]


def _write(server, path, lines):
    run(*_on_disk(server), "sh", "-c", WRITE, "sh", path, stdin="".join(f"{line}\n" for line in lines))


def _known():
    """The twin's own table of its settings."""
    sys.path.insert(0, str(HERE / "twin"))
    from bmtwin.settings import KNOWN    # here, so that only this command pays for it
    return KNOWN


def settings(server):
    """The settings made so far, by name."""
    text = run(*_on_disk(server), "cat", SETTINGS, check=False).stdout
    return dict(re.findall(r"^([^=\s]+)\s*=\s*(.*)$", text, re.M))


def change(server, words):
    """SETTING=VALUE adds or replaces, SETTING= removes."""
    values = settings(server)
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not re.fullmatch(r"[a-z0-9-]+", name) or "\n" in value:
            raise LabError(f"twin: '{word}' is not SETTING=VALUE")
        if name not in _known():
            raise LabError(f"twin: there is no setting '{name}', there is: {', '.join(_known())}")
        values.pop(name, None)
        if value:
            values[name] = value
    _write(server, SETTINGS, [f"{name}={value}" for name, value in values.items()])


def switch(server, package, words):
    """What a package's postinst is to do wrong from now on; without a word, nothing."""
    if not re.fullmatch(r"bm-[a-z0-9-]+", package):
        raise LabError(f"postinst: '{package}' is not a bm-* package")
    for word in words:
        if word not in WORDS and not re.fullmatch(r"slow=[0-9]+", word):
            raise LabError(f"postinst: '{word}' is unknown, there is: {', '.join(WORDS)}, slow=SECONDS")
    _write(server, f"{SWITCHES}/{package}", words)
