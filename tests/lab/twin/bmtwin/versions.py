# SPDX-License-Identifier: LGPL-2.1-or-later
"""Technical versions and what each of them can do.

The public minor of a feature is known or deduced from its date; where no build number of a minor is public, the
number below lies between its known neighbours. They matter to nobody but this table.
"""
from . import paths

FILE = "/usr/share/bm-core/version"

MINORS = {
    "4.0": (4, 1, 0), "4.1": (4, 1, 47224), "4.2": (4, 1, 48891), "4.3": (4, 1, 50000), "4.4": (4, 1, 52000),
    "4.5": (4, 1, 56000), "4.6": (4, 1, 58000), "4.7": (4, 1, 60000), "4.8": (4, 1, 62000), "4.9": (4, 1, 64000),
    "5.0": (5, 0, 0),
}

SINCE = {
    "subscription-version": "4.1", "host-report": "4.2", "bluemind-target": "4.2", "postinst": "4.3",
    "internal-domains": "4.3", "picocli": "4.4", "persistent-sessions": "4.4", "cli-server": "4.5", "repeatable-database": "4.5",
    "round-robin": "4.5", "flags": "4.5", "task-end-status": "4.5", "keep-last-status": "4.5", "es-data": "4.5",
    "subscription-kind": "4.6", "hot-upgrade": "4.6", "clone": "4.7", "demote": "4.7",
    "subscription-productive": "4.9", "log-offset": "4.9", "upgrade-checks": "4.9",
    "hot-upgrade-refuses": "5.0", "reset-index-task": "5.0", "generated-db-password": "5.0", "argv-array": "5.0",
    "firewall": "5.0", "access-token": "5.0", "keycloak": "5.0",
}
UNTIL = {"partial-upgrade": "4.8", "cyrus": "5.0", "hps": "5.0", "xmpp": "5.0", "webmail": "5.0"}

PUBLIC_NAMES = {
    (4, 1, 42217): "4.0", (4, 1, 42252): "4.0.1", (4, 1, 42304): "4.0.2", (4, 1, 42345): "4.0.3",
    (4, 1, 42538): "4.0.4", (4, 1, 43707): "4.0.5", (4, 1, 43802): "4.0.6", (4, 1, 43842): "4.0.7",
    (4, 1, 43860): "4.0.8", (4, 1, 43871): "4.0.9", (4, 1, 43876): "4.0.10", (4, 1, 43904): "4.0.11",
    (4, 1, 43914): "4.0.12", (4, 1, 43921): "4.0.13", (4, 1, 43922): "4.0.14", (4, 1, 43927): "4.0.15",
    (4, 1, 47224): "4.1", (4, 1, 47229): "4.1.1", (4, 1, 47231): "4.1.2", (4, 1, 47235): "4.1.3",
    (4, 1, 47247): "4.1.4", (4, 1, 47249): "4.1.5", (4, 1, 48891): "4.2.0", (4, 1, 48893): "4.2.1",
    (4, 1, 48913): "4.2.4", (4, 1, 56815): "4.5.3", (4, 1, 64887): "4.9.0",
}


class Version:
    """major.minor.release; a fourth part is tolerated and ignored."""

    def __init__(self, text):
        self.text = text
        self.parts = tuple(int(part) for part in text.split(".")[:3])

    def has(self, feature):
        """Whether this version can do something of SINCE or UNTIL."""
        if feature in UNTIL:
            return self.parts < MINORS[UNTIL[feature]]
        return self.parts >= MINORS[SINCE[feature]]

    @property
    def name(self):
        return PUBLIC_NAMES.get(self.parts, ".".join(str(part) for part in self.parts[:2]))


def installed():
    """The version of the package bm-core on this host."""
    return Version(paths.read(FILE, "0.0.0"))


def of_node():
    """The version of the package bm-node on this host."""
    return Version(paths.read("/usr/share/bm-node/version", "0.0.0"))
