# SPDX-License-Identifier: LGPL-2.1-or-later
"""The checks before a target version is accepted. Their reasons are only in core.log."""
import urllib.request

from . import database
from .faults import ServerFault

OK, WARNING, ERROR = "OK", "WARNING", "ERROR"
NODE_PLUGINS = "/usr/share/bm-node/plugins"


class UpgradeCheck:
    def __init__(self, core):
        self.core = core

    def all_ok(self):
        """True when every check is OK: a mere warning refuses too."""
        results = []
        for identifier, check in self._list():
            try:
                state, reason = check()
            except (ServerFault, OSError, ValueError) as problem:
                state, reason = ERROR, str(problem)
            self.report(identifier, state, reason)
            results.append(state == OK)
        return all(results)

    def report(self, identifier, state, reason):
        self.core.log.info("Status of check %s: %s - %s", identifier, state, reason)

    def _list(self):
        checks = [("check.memory", self._memory), ("check.corecount", self._cores), ("check.en_us", self._locale),
                  ("check.hostname", self._hostname), ("check.pg", self._postgresql)]
        database_version = self.core.installation.database_version or ""
        if database_version.startswith(("4.", "5.")):
            checks.append(("check.elasticsearch", self._elasticsearch))
        if database_version.startswith("4."):
            checks.append(("check.servers", self._servers))
        return checks + [("check.upgraders", self._upgraders), ("check.subscription.package", self._provider),
                         ("check.subscriptionContact", self._contact), ("check.domainConflictCheck", self._domains)]

    def _master(self):
        masters = self.core.servers.with_tag("bm/core")
        if not masters:
            raise ServerFault("no server carries the tag bm/core")
        return self.core.servers.node(masters[0])

    def _memory(self):
        kibibytes = int(self._master().must_run(["grep", "^MemTotal:", "/proc/meminfo"])[0].split()[1])
        return (WARNING, "reason.low.memory") if kibibytes // 1024 < 6000 else (OK, None)

    def _cores(self):
        return (OK, None) if int(self._master().must_run(["nproc"])[0]) >= 2 else (WARNING, "reason.few.cores")

    def _locale(self):
        known = {line.strip().lower() for line in self._master().must_run(["locale", "-a"])}
        return (OK, None) if known & {"en_us.utf8", "en_us.utf-8"} else (ERROR, "reason.missing.locale")

    def _hostname(self):
        return (OK, None) if "." in self._master().must_run(["hostname", "-f"])[0] else (WARNING, "reason.hostname")

    def _postgresql(self):
        with open(database.template("check_pg.sh"), "rb") as stream:
            script = stream.read()
        client = self._master()
        client.write("/tmp/bm-check-pg.sh", script)
        try:
            done = client.run(["sh", "/tmp/bm-check-pg.sh"])
        finally:
            client.delete("/tmp/bm-check-pg.sh")
        return (OK, None) if done["successful"] else (ERROR, " / ".join(done["output"][-1:]))

    def _elasticsearch(self):
        for item in self.core.servers.with_tag("bm/es"):
            url = "http://%s:9200/_cluster/health" % item["value"]["ip"]
            with urllib.request.urlopen(url, timeout=5) as answer:
                if b'"green"' not in answer.read():
                    return ERROR, "reason.elasticsearch.notgreen"
        return OK, None

    def _servers(self):
        versions = {item["uid"]: [name for name in self.core.servers.node(item).list(NODE_PLUGINS)
                                  if name.startswith("net.bluemind.node.server_")]
                    for item in self.core.servers.all().values()}
        if len({tuple(names) for names in versions.values()}) == 1:
            return OK, None
        return ERROR, "reason.servers.versions %s" % versions

    def _upgraders(self):
        status = self.core.installation.upgrade_status()
        if status["state"] == "OK":
            return OK, None
        return (ERROR if self.core.installation.needs_upgrade else WARNING), status["message"]

    def _provider(self):
        return (OK, None) if self.core.subscription.provider else (ERROR, "reason.subscription.package")

    def _contact(self):
        return (OK, None) if self.core.subscription.contacts() else (ERROR, "reason.subscription.contact")

    def _domains(self):
        seen = set()
        for entry in self.core.domains.all().values():
            aliases = set(entry["item"]["value"]["aliases"])
            if seen & aliases:
                return ERROR, "reason.domain.conflict"
            seen |= aliases
        return OK, None
