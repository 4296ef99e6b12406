# SPDX-License-Identifier: LGPL-2.1-or-later
"""What this host is called and where it is reached."""
import socket
import subprocess

from . import settings


def address():
    """The first address of this host that is not loopback; the listen address where one is set (tests)."""
    fixed = settings.get("listen")
    if fixed:
        return fixed
    try:
        found = [info[4][0] for info in socket.getaddrinfo(socket.getfqdn(), None, socket.AF_INET)]
    except OSError:
        found = []
    done = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False)
    for candidate in found + done.stdout.split():
        if not candidate.startswith("127.") and ":" not in candidate:
            return candidate
    return "127.0.0.1"
