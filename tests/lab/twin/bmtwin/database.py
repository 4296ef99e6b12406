# SPDX-License-Identifier: LGPL-2.1-or-later
"""Databases: bj on the main server, bj-data on each data server, both in a real PostgreSQL."""
import os
import secrets
import subprocess

from . import inifile, paths
from .faults import ServerFault

TEMPLATES = ("/usr/share/bm-setup-wizard/tpl", "/usr/share/bm-installation-wizard/tpl")
SCRIPT = "sql/install_bmdb_pgsql_0.sh"


def template(name):
    """A file of the wizard's templates, whichever wizard is installed."""
    for folder in TEMPLATES:
        if paths.exists(folder + "/" + name):
            return paths.at(folder + "/" + name)
    raise ServerFault("%s not found: neither bm-setup-wizard nor bm-installation-wizard is installed" % name)


def create_main(user, password):
    """The directory database bj, here."""
    place = "/etc/bm/.bj-" + secrets.token_hex(8)
    paths.write(place, password, 0o600)
    try:
        done = subprocess.run(["sh", template(SCRIPT), "bj", user, paths.at(place)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    finally:
        os.remove(paths.at(place))
    if done.returncode != 0:
        raise ServerFault("database bj: " + " / ".join(done.stdout.splitlines()[-5:]), "SQL_ERROR")


def create_data(client, repeatable):
    """The users' database bj-data, by the same script, through the server's node."""
    with open(template(SCRIPT), "rb") as stream:
        content = stream.read()
    ini = inifile.load()
    place = "/tmp/bm-" + secrets.token_hex(8)
    client.write(place + ".sh", content)
    client.write(place + ".pw", ini["password"].encode())
    try:
        mode = [] if repeatable else ["strict"]
        return client.must_run(["sh", place + ".sh", "bj-data", ini["user"], place + ".pw"] + mode)
    finally:
        client.delete(place + ".sh")
        client.delete(place + ".pw")
