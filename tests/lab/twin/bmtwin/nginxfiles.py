# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the core does to the nginx of a server: the wizard's password and the virtual hosts."""
import secrets

from . import paths

CONFIGURE = "/usr/share/bm-client-access/bin/configure-nginx.sh"


def configure(client):
    """Write and enable the product's virtual hosts again, and reload."""
    if client.exists(CONFIGURE):
        client.must_run([CONFIGURE])


def set_password(client, password):
    """htpasswd reads the password from a file of root's, so that no process list shows it."""
    place = "/etc/nginx/.bm-" + secrets.token_hex(8)
    client.write(place, password.encode() + b"\n")
    try:
        command = 'htpasswd -i -c "$BM_TWIN_ROOT%s" admin < "$BM_TWIN_ROOT%s"' % (paths.HTPASSWD, place)
        client.must_run(["sh", "-c", command])
        client.must_run(["chmod", "644", paths.HTPASSWD])
    finally:
        client.delete(place)
    configure(client)
