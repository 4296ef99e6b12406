# SPDX-License-Identifier: LGPL-2.1-or-later
"""The installation's own authority and the certificates that core and nodes show each other."""
import os
import subprocess
import tempfile

from . import node, paths

CLIENT_CERTIFICATE = "/etc/bm/nodeclient_cert.pem"
CLIENT_KEY = "/etc/bm/nodeclient_key.pem"
CA_KEY = "/var/lib/bm-ca/cakey.pem"
FILES = (node.KEY_STORE, node.TRUST_STORE, CLIENT_CERTIFICATE, CLIENT_KEY)


def ensure():
    """Make what is missing; a second call changes nothing."""
    with tempfile.TemporaryDirectory(prefix="bm-ca-") as folder:
        if not paths.exists(paths.CA):
            key, certificate = _issue(folder, "BlueMind CA")
            paths.write(CA_KEY, key, 0o600)
            paths.write(paths.CA, certificate)
        if not all(paths.exists(name) for name in FILES):
            key, certificate = _issue(folder, "bm-core", signed=True)
            paths.write(CLIENT_KEY, key, 0o400)
            paths.write(CLIENT_CERTIFICATE, certificate)
            key, certificate = _issue(folder, "bm-node", signed=True)
            paths.write(node.TRUST_STORE, paths.read(paths.CA) + "\n", 0o400)
            paths.write(node.KEY_STORE, key + certificate, 0o400)


def _issue(folder, name, signed=False):
    key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
               "3650", "-subj", "/O=BlueMind/CN=" + name, "-keyout", key, "-out", certificate]
    if signed:
        command += ["-CA", paths.at(paths.CA), "-CAkey", paths.at(CA_KEY), "-addext", "basicConstraints=CA:FALSE"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    with open(key, encoding="ascii") as first, open(certificate, encoding="ascii") as second:
        return first.read(), second.read()
