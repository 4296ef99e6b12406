# SPDX-License-Identifier: LGPL-2.1-or-later
"""What servers a lab has: from --servers, from a file, or from the state of a lab that is up."""

import configparser
import ipaddress
import re
from dataclasses import dataclass

from .run import LabError

NETWORK = ipaddress.ip_network("198.18.0.0/24")
CONTROLLER, PKG, FIRST = (str(NETWORK[n]) for n in (1, 2, 10))
DOMAIN = "lab.test"
FAMILIES = ("debian", "redhat")
ROLES = ("main", "mailbox")
DEFAULT = "main,shard"


@dataclass(frozen=True)
class Definition:
    """One server, as asked for."""

    name: str
    family: str
    roles: str
    address: str

    @property
    def fqdn(self):
        return f"{self.name}.{DOMAIN}"


def _check(server):
    # The bridge's end of the cable is called v-NAME, and the kernel allows 15 characters.
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,11}", server.name) or server.name in ("pkg", "controller"):
        raise LabError(f"server '{server.name}': a name has up to 12 of a-z, 0-9 and -, and is not 'pkg' or 'controller'")
    if server.family not in FAMILIES:
        raise LabError(f"server '{server.name}': family '{server.family}' is unknown, there is: {', '.join(FAMILIES)}")
    for role in server.roles.split(","):
        if role not in ROLES:
            raise LabError(f"server '{server.name}': role '{role}' is unknown, there is: {', '.join(ROLES)}")
    try:
        address = ipaddress.ip_address(server.address)
    except ValueError as error:
        raise LabError(f"server '{server.name}': {error}") from error
    if address not in NETWORK or server.address in (CONTROLLER, PKG):
        raise LabError(f"server '{server.name}': address {server.address} is not a free one of {NETWORK}")


def _checked(servers):
    for field in ("name", "address"):
        values = [getattr(server, field) for server in servers]
        for value in values:
            if values.count(value) > 1:
                raise LabError(f"two servers have the {field} {value}")
    for server in servers:
        _check(server)
    if not servers:
        raise LabError("a lab has at least one server")
    return servers


def _nth_address(n):
    return str(ipaddress.ip_address(FIRST) + n)


def from_names(names):
    """`main,shard1,shard2:redhat`: the one called main has the role main, the others hold mailboxes; debian unless said."""
    servers = []
    for n, word in enumerate(names.split(",")):
        name, _, family = (part.strip() for part in word.partition(":"))
        servers.append(Definition(name, family or "debian", "main" if name == "main" else "mailbox", _nth_address(n)))
    return _checked(servers)


def from_file(path):
    """An INI with a section per server: family=, roles=, address=, each with a default."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise LabError(f"{path}: {error}") from error
    servers = []
    for n, name in enumerate(parser.sections()):
        section = parser[name]
        unknown = set(section) - {"family", "roles", "address"}
        if unknown:
            raise LabError(f"{path}: [{name}]: unknown key '{sorted(unknown)[0]}'")
        servers.append(Definition(name, section.get("family", "debian"),
                                  section.get("roles", "main" if name == "main" else "mailbox"),
                                  section.get("address", _nth_address(n))))
    return _checked(servers)


def to_text(servers):
    """The file that from_file reads back."""
    return "\n".join(f"[{s.name}]\nfamily={s.family}\nroles={s.roles}\naddress={s.address}\n" for s in servers)
