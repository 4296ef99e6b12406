# SPDX-License-Identifier: LGPL-2.1-or-later
"""/api/system/installation: state, version, first initialisation, upgrade."""
import json
import secrets
import time
import uuid

from . import database, host, inifile, paths, pki, settings
from .faults import ServerFault
from .nodeclient import NodeClient
from .sessions import ADMIN0
from .tasks import SubTask

BASE = "/api/system/installation"
UPGRADERS = "/usr/share/bm-core/extensions/bm-core-upgraders"
UPDATERS = ("net.bluemind.upgrade.schema", "net.bluemind.upgrade.containers", "net.bluemind.upgrade.directory")


def pace(share):
    """A task takes about task-seconds; this is a share of it."""
    time.sleep(settings.number("task-seconds", 2) * share)


class Installation:
    def __init__(self, core):
        self.core = core
        self.initializing = False

    def routes(self, rest):
        def add(method, path, call, **options):
            rest.add(method, BASE + path, call, **options)
        add("GET", "/state", lambda call: self.core.state.current, access="anonymous")
        add("PUT", "/state/_maintenance", lambda call: self._move(call, "MAINTENANCE"), answer="void")
        add("DELETE", "/state/_maintenance", lambda call: self._move(call, "RUNNING"), answer="void")
        for name in ("_demote", "_promote"):
            add("PUT", "/state/" + name, lambda call, event=name[1:].upper(): self.core.state.move(event),
                answer="void", access="global", feature="demote")
        add("GET", "/version", lambda call: self.version())
        add("POST", "/version", self._mark_upgraded, answer="void")
        add("POST", "/_initialize", self._initialize, access="anonymous")
        add("POST", "/_upgrade", self._upgrade)
        add("GET", "/_upgrade", lambda call: self.upgrade_status())
        add("POST", "/_postinst", self._postinst, feature="postinst")
        add("POST", "/_partialUpgrade", self._upgrade, feature="partial-upgrade")
        add("GET", "/_infos", lambda call: self._infos(), access="anonymous")
        add("POST", "/{ip}/ping", self._ping, answer="void")
        add("GET", "/_hostReport", lambda call: self._report(), answer="string", feature="host-report")
        add("POST", "/_hostReport", lambda call: self._report(), answer="string", feature="host-report")
        tasks = self.core.version.has("reset-index-task")
        for path in ("/_resetIndexes", "/{index}/_resetIndex"):
            add("POST", path, self._reset_index, answer="json" if tasks else "void")

    # -- state and version

    def _need_global(self, call, doing):
        if call.session is None or not call.session["global"]:
            raise ServerFault("only admin0 can " + doing, "NOT_GLOBAL_ADMIN")

    def _move(self, call, event):
        self._need_global(call, "change the state")
        self.core.state.move(event)

    @property
    def database_version(self):
        data = self.core.store.data
        return data["components"].get("bm/core") or data["sysconf"].get("db_version")

    @property
    def needs_upgrade(self):
        return self.database_version != self.core.version.text

    def version(self):
        return {"databaseVersion": self.database_version, "softwareVersion": self.core.version.text,
                "versionName": self.core.version.name, "needsUpgrade": self.needs_upgrade}

    def _mark_upgraded(self, call):
        self._need_global(call, "mark the schema as upgraded")
        self._record_version()

    def _record_version(self):
        with self.core.store.change() as data:
            data["components"]["bm/core"] = self.core.version.text
            data["sysconf"]["db_version"] = self.core.version.text

    def _infos(self):
        return {"defaultDomain": self.core.sysconf.values().get("default_domain"),
                "softwareVersion": self.core.version.text, "releaseName": self.core.version.name}

    def _ping(self, call):
        self._need_global(call, "ping a server")
        self.core.ping(call.path["ip"], "Ping failed")

    def _report(self):
        return "%d servers, version %s" % (len(self.core.servers.all()), self.core.version.text)

    def _reset_index(self, call):
        self._need_global(call, "reset an index")
        if not self.core.version.has("reset-index-task"):
            return None
        return self.core.tasks.run("reset-index", lambda task: task.begin(1, "reset index"))

    # -- _initialize

    def _initialize(self, call):
        if paths.exists(paths.TOKEN):
            self._need_global(call, "initialize")
        if self.initializing:
            raise ServerFault("initialization is already running", "OPERATION_ALREADY_RUNNING")
        self.initializing = True
        return self.core.tasks.run("initialize", self._run_initialize)

    def _run_initialize(self, task):
        try:
            self._initialize_steps(task)
        finally:
            self.initializing = False

    def _initialize_steps(self, task):
        task.begin(100, "Initializing system...")
        paths.write(paths.MCAST, str(uuid.uuid4()))
        pki.ensure()
        pace(0.1)
        task.progress(10, "Created mcast...")
        ini = self._write_ini()
        database.create_main(ini["user"], ini["password"])
        pace(0.5)
        task.progress(50, "Created database schema...")
        self._create_base()
        pace(0.4)
        task.progress(40, "Created domain global.virt...")
        paths.write(paths.TOKEN, str(uuid.uuid4()), 0o440, "bluemind")
        if self.core.state.current == "CORE_STATE_NOT_INSTALLED":
            self.core.state.move("INSTALLED")
        task.end(True, "Initialized system")

    def _write_ini(self):
        address = host.address()
        password = secrets.token_urlsafe(18) if self.core.version.has("generated-db-password") else "bj"
        ini = {"external-url": address, "external-protocol": "https", "dbtype": "PGSQL", "host": address, "db": "bj",
               "user": "bj", "password": password, "hz-member-address": address}
        ini.update(inifile.load())
        inifile.save(ini)
        return ini

    def _create_base(self):
        self._record_version()
        with self.core.store.change() as data:
            data["sysconf"]["installation_release_date"] = time.strftime("%Y-%m-%d", time.gmtime())
        domain = ADMIN0[1]
        if domain in self.core.domains.all():
            return
        self.core.domains.create(domain, {"label": domain, "name": domain, "global": True}, "system")
        user = {"login": ADMIN0[0], "routing": "none", "hidden": True, "archived": False, "dataLocation": None,
                "contactInfos": {"identification": {"formatedName": {"value": "admin0"}}}}
        self.core.directory.insert(domain, "user", "admin0_global.virt", user, "admin", "system")

    # -- _upgrade and _postinst

    def upgrade_status(self):
        if not paths.exists(UPGRADERS):
            return {"message": "Upgraders are not available", "state": "UPGRADERS_NOT_AVAILABLE"}
        if not self.core.subscription.informations()["valid"]:
            return {"message": "Subscription is not valid", "state": "UPGRADERS_NOT_RUNNABLE"}
        return {"message": None, "state": "OK"}

    def _need_upgradable(self, call):
        self._need_global(call, "do upgrade")
        state = self.core.state.current
        if state not in ("CORE_STATE_MAINTENANCE", "CORE_STATE_RUNNING", "CORE_STATE_UPGRADE"):
            raise ServerFault("Upgrade is not available in state " + state)

    def _upgrade(self, call):
        self._need_upgradable(call)
        return self.core.tasks.run("upgrade", self._run_upgrade)

    def _run_upgrade(self, task):
        shards = self.core.servers.with_tag("bm/pgsql-data")
        task.begin(len(shards) + 1, "Begin upgrade")
        status = self.upgrade_status()
        if status["state"] != "OK":
            raise ServerFault(status["message"])
        self.core.state.move("UPGRADE")
        try:
            for item in shards:
                self._upgrade_source(SubTask(task, item["uid"]), len(shards) + 1, item)
            self._upgrade_source(SubTask(task, "master"), len(shards) + 1, None)
        except ServerFault as fault:
            self.core.log.error("Upgrade failed: %s", fault.message)
            raise ServerFault("Upgrade failed") from fault
        self._append_history()
        self._record_version()
        self.core.state.move("RUNNING")
        task.end(True, "Core upgrade complete")

    def _upgrade_source(self, part, sources, item):
        if item is not None:
            NodeClient.of(item).ping()
        for updater in UPDATERS:
            part.log("Starting %s" % updater)
            pace(1 / (sources * len(UPDATERS)))
        part.progress(1, None)

    def _append_history(self):
        with self.core.store.change() as data:
            history = json.loads(data["sysconf"].get("upgrade_history") or "[]")
            history.append({"from": self.database_version, "to": self.core.version.text,
                            "date": int(time.time() * 1000)})
            data["sysconf"]["upgrade_history"] = json.dumps(history)

    def _postinst(self, call):
        self._need_upgradable(call)
        return self.core.tasks.run("postinst", self._run_postinst)

    def _run_postinst(self, task):
        servers = list(self.core.servers.all().values())
        task.begin(len(servers), "Begin post installation")
        for item in servers:
            NodeClient.of(item).ping()
            pace(0.2)
            task.progress(1, None)
