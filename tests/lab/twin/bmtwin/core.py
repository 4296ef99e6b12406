# SPDX-License-Identifier: LGPL-2.1-or-later
"""bm-core: puts the services together and serves them on 8090."""
import socket
import threading
import time

from . import auth, directory, domains, host, hotupgrades, httpd, installation, jobs, log, rest, servers, sessions, settings
from . import state, store, subscription, sysconf, tasks, versions
from .faults import ServerFault
from .nodeclient import NodeClient

PORT = 8090


class Core:
    def __init__(self):
        self.log = log.open_log("net.bluemind.core", "/var/log/bm/core.log")
        self.version = versions.installed()
        self.store = store.Store()
        self.sessions = sessions.Sessions(self.store, self.version)
        self.tasks = tasks.Tasks(self.version, self.log)
        self.state = state.State(self)
        self.sysconf = sysconf.SystemConfiguration(self)
        self.domains = domains.Domains(self)
        self.directory = directory.Directory(self)
        self.servers = servers.Servers(self)
        self.subscription = subscription.Subscription(self)
        self.hot_upgrades = hotupgrades.HotUpgrades(self)
        self.jobs = jobs.Jobs()
        self.installation = installation.Installation(self)
        self.rest = rest.Rest(self.version, self.sessions, self.log)
        for part in (self.tasks, self.sysconf, self.domains, self.directory, self.servers, self.subscription,
                     self.hot_upgrades, self.jobs, self.installation, auth.Authentication(self)):
            part.routes(self.rest)

    def ping(self, address, refusal):
        """Does the node of that address answer? The fault's text differs between the two that ask."""
        if settings.get("ping-fail") in ("1", address):
            raise ServerFault(refusal)
        try:
            NodeClient(address).ping()
        except ServerFault as fault:
            self.log.warning("ping of %s: %s", address, fault.message)
            raise ServerFault(fault.message if refusal == "ping failed" else refusal) from None

    def open_pools(self):
        """At each start every data server is looked at; one that does not answer delays the start."""
        shards = self.servers.with_tag("bm/pgsql-data")
        self.log.info("%d mailbox datasource found, servers: %s", len(shards), [item["uid"] for item in shards])
        for item in shards:
            try:
                socket.create_connection((item["value"]["ip"], 5432), timeout=2).close()
            except OSError as problem:
                self.log.error("no connection to %s/bj-data: %s", item["value"]["ip"], problem)

    def serve(self):
        self.log.info("BlueMind core %s starts on %s", self.version.text, host.address())
        time.sleep(settings.number("restart-502-seconds"))
        httpd.Server(settings.get("listen", "0.0.0.0"), PORT, self.rest.answer).start()
        self.open_pools()
        self.state.settle()
        threading.Event().wait()


if __name__ == "__main__":
    Core().serve()
