# SPDX-License-Identifier: LGPL-2.1-or-later
"""What happens on a server when it is created, tagged or assigned: real work, done through its node."""
import os

from . import database, nginxfiles, paths, pki
from .nodeclient import NodeClient

SHARED = (paths.INI, paths.TOKEN, paths.MCAST)
POSTFIX_SCRIPT = "/usr/share/bm-postfix/bin/configure-postfix.sh"
POOL_SCRIPT = "/usr/share/bm-postgresql/bin/open-pool.sh"
CYRUS_SCRIPT = "/usr/share/bm-cyrus/bin/init-cyrus.sh"


class Hooks:
    def __init__(self, core):
        self.core = core

    def created(self, item):
        """Claim the node, tell it who it is, share the installation's files with it."""
        client = NodeClient.of(item)
        pki.ensure()
        if client.claim():
            self.core.log.info("node of %s claimed", item["uid"])
        client.replace(paths.SERVER_UID, item["uid"].encode())
        client.must_run(["chmod", "644", "/etc/bm/server.uid"])
        if self._share(client) and not client.exists("/etc/bm/skip.restart"):
            self._restart(client)

    def _share(self, client):
        changed = False
        folder = os.path.dirname(paths.CERTIFICATE)
        certificates = [name for name in self._local(folder) if name.startswith("bm_cert") and name.endswith(".pem")]
        for name in [*SHARED, *(folder + "/" + name for name in certificates)]:
            content = read_bytes(name)
            if content is None or not client.replace(name, content):
                continue
            changed = True
            if name == paths.TOKEN:
                client.must_run(["chgrp", "bluemind", name])
            client.must_run(["chmod", "644" if name == paths.MCAST else "440" if name == paths.TOKEN else "640", name])
        return changed

    @staticmethod
    def _local(folder):
        return sorted(os.listdir(paths.at(folder))) if paths.exists(folder) else []

    def _restart(self, client):
        if self.core.version.has("bluemind-target"):
            client.must_run(["/usr/bin/bmctl", "restart-exceptnode"])

    def tagged(self, item, tag):
        self.core.log.info("server %s (%s) receives tag %s", item["uid"], item["value"]["ip"], tag)
        client = NodeClient.of(item)
        if tag == "bm/pgsql-data":
            self._add_data_server(item, client)
        elif tag == "mail/imap":
            self._add_mailbox_server(item, client)
        elif tag == "mail/smtp" and client.exists(POSTFIX_SCRIPT):
            client.must_run([POSTFIX_SCRIPT, "main"])
        elif tag in ("bm/nginx", "bm/nginx-edge"):
            nginxfiles.configure(client)

    def untagged(self, item, tag):
        self.core.log.info("server %s loses tag %s", item["uid"], tag)

    def assigned(self, item, domain, tag):
        if tag != "mail/imap" or not self.core.version.has("cyrus"):
            return
        client = NodeClient.of(item)
        partition = domain.replace(".", "_")
        for folder in ("/var/spool/cyrus/data", "/var/spool/cyrus/meta", "/var/spool/bm-hsm/cyrus-archives"):
            client.mkdirs("%s/%s__%s" % (folder, item["uid"], partition))

    def _add_mailbox_server(self, item, client):
        if self.core.version.has("cyrus"):
            client.must_run([CYRUS_SCRIPT])
        relays = [other for other in self.core.servers.with_tag("mail/smtp") if other["uid"] != item["uid"]]
        if relays and client.exists(POSTFIX_SCRIPT):
            client.must_run([POSTFIX_SCRIPT, "storage", relays[0]["value"]["ip"]])

    def _add_data_server(self, item, client):
        """Database bj-data in the PostgreSQL of that server, configured as the core's own."""
        client.must_run(["systemctl", "stop", "postgresql"])
        try:
            self._copy_postgresql_files(client)
        finally:
            client.must_run(["systemctl", "start", "postgresql"])
        output = database.create_data(client, self.core.version.has("repeatable-database"))
        self.core.log.info("database bj-data on %s: %s", client.address, " / ".join(output[-1:]))
        self.open_pool(item)

    def _copy_postgresql_files(self, client):
        for folder in postgresql_folders(client):
            for name in ("postgresql.conf.pimp", "postgresql.conf.local"):
                if not client.exists(folder + "/" + name):
                    client.write(folder + "/" + name, b"")
                    client.must_run(["chown", "postgres:postgres", folder + "/" + name])
            for name in ("postgresql.conf", "pg_hba.conf"):
                content = read_bytes(folder + "/" + name)
                if content:
                    client.replace(folder + "/" + name, content)

    def open_pool(self, item):
        """Prove that the core reaches that database over the network; the core runs on the main server's node too."""
        masters = self.core.servers.with_tag("bm/core")
        if not masters:
            return
        local = NodeClient.of(masters[0])
        local.must_run([POOL_SCRIPT, item["value"]["ip"], "bj-data"])
        self.core.log.info("pool %s/bj-data is open", item["value"]["ip"])


def postgresql_folders(client):
    """Where the settings of a server's PostgreSQL are. The core has none there when it is of another family."""
    folders = ["/etc/postgresql/%s/main" % version for version in client.list("/etc/postgresql")]
    return folders + [folder for folder in ("/var/lib/pgsql/data",) if client.exists(folder + "/PG_VERSION")]


def read_bytes(path):
    try:
        with open(paths.at(path), "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
