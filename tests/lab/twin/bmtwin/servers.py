# SPDX-License-Identifier: LGPL-2.1-or-later
"""/api/servers: the server list, its tags, assignments to domains, commands and files on the servers."""
import random

from . import paths
from .faults import ServerFault, invalid, not_found
from .hooks import Hooks
from .nodeclient import NodeClient, contact

BASE = "/api/servers/{container}"
COUPLED = {"mail/imap", "bm/pgsql-data"}


class Servers:
    def __init__(self, core):
        self.core = core
        self.hooks = Hooks(core)

    def routes(self, rest):
        def add(method, path, call, **options):
            rest.add(method, BASE + path, self._in_container(call), **options)
        argv = "list" if self.core.version.has("argv-array") else "string"
        add("PUT", "/{uid}", self._create, body="map", access="server")
        add("POST", "/{uid}", self._update, body="map", access="server")
        add("GET", "/{uid}/complete", lambda call: self.find(call.path["uid"]))
        add("DELETE", "/{uid}", self._delete, answer="void", access="server")
        add("GET", "/_complete", lambda call: list(self.all().values()))
        add("POST", "/{uid}/tags", self._set_tags, body="list", access="server")
        add("POST", "/{domain}/assignments/{uid}/_assign", self._assign, answer="void", access="server")
        add("POST", "/{domain}/assignments/{uid}/_unassign", self._unassign, answer="void", access="server")
        add("GET", "/{domain}/assignments", self._assignments)
        add("GET", "/{domain}/byAssignment",
            lambda call: self.by_assignment(call.path["domain"], call.query("tag")))
        add("GET", "/{uid}/serverAssignments", self._server_assignments)
        add("POST", "/{uid}/submit_command", self._submit, body=argv, answer="string", access="server")
        add("POST", "/{uid}/submit_command_and_wait", self._submit_and_wait, body=argv, access="server")
        add("GET", "/{uid}/command_status", self._command_status, access="server")
        add("GET", "/{uid}/fs/{path}", self._read, answer="bytes", access="server")
        add("PUT", "/{uid}/fs/{path}", self._write, body="bytes", answer="void", access="server")

    def _in_container(self, call):
        def wrapped(request):
            container = request.path["container"]
            if container not in ("default", "bluemind-" + paths.read(paths.MCAST, "")):
                raise not_found("container %s not found" % container)
            return call(request)
        return wrapped

    def all(self):
        return self.core.store.data["servers"]

    def find(self, uid):
        return self.all().get(uid)

    def need(self, uid):
        item = self.find(uid)
        if item is None:
            raise not_found("Server %s doesnt exists" % uid)
        return item

    def with_tag(self, *tags):
        return [item for item in self.all().values() if set(tags) & set(item["value"]["tags"])]

    def node(self, item):
        return NodeClient.of(item)

    def by_assignment(self, domain, tag):
        return [entry["serverUid"] for entry in self.core.store.data["assignments"]
                if entry["domainUid"] == domain and entry["tag"] == tag]

    # -- create, update, delete

    def _create(self, call):
        uid, server = call.path["uid"], sanitize(call.body)
        if uid != uid.lower():
            raise ServerFault("Only lowercase is allowed for server uid")
        if "_" in uid:
            raise ServerFault("server uid does not support '_'")
        validate(server)
        self._check_available(server)
        with self.core.store.change() as data:
            if uid in data["servers"]:
                raise ServerFault("Item with uid %s already exists" % uid, "ALREADY_EXISTS")
            item = self._new_item(server, uid, call.session["author"])
            data["servers"][uid] = item
        return self.core.tasks.run("create-server", lambda task: self._run_create(task, item))

    def _new_item(self, server, uid, author):
        item = self.core.store.item(server, uid, server["fqdn"] or server["ip"], author)
        if self.core.version.has("flags"):
            item["flags"] = []
        return item

    def _run_create(self, task, item):
        tags = list(item["value"]["tags"])
        task.begin(1 + len(tags), "create server")
        self.hooks.created(item)
        task.progress(1, None)
        for tag in tags:
            self.hooks.tagged(item, tag)
            task.progress(1, "tag " + tag)

    def _update(self, call):
        uid, server = call.path["uid"], sanitize(call.body)
        validate(server)
        item = self.need(uid)
        self._check_available(server)
        before = list(item["value"]["tags"])
        self._refuse_lost_tags(uid, before, server["tags"])
        # The tag hooks work with the record as it was: a new address is not used by them.
        previous = {**item, "value": dict(item["value"], name=server["name"])}
        with self.core.store.change():
            self.core.store.touch(item, server, server["fqdn"] or server["ip"], call.session["author"])
        return self.core.tasks.run("update-server", lambda task: self._run_update(task, previous, before, server))

    def _run_update(self, task, previous, before, server):
        task.begin(1, "update server")
        self._retag(previous, before, server["tags"], lambda tag: None)

    def _set_tags(self, call):
        item = self.need(call.path["uid"])
        before, after = list(item["value"]["tags"]), shuffled(call.body or [])
        self._refuse_lost_tags(item["uid"], before, after)
        with self.core.store.change():
            self.core.store.touch(item, dict(item["value"], tags=after), item["displayName"], call.session["author"])
        return self.core.tasks.run("set-tags", lambda task: self._run_set_tags(task, item, before, after))

    def _run_set_tags(self, task, item, before, after):
        task.begin(len(set(before) ^ set(after)), "begin updating tags")
        self._retag(item, before, after, lambda tag: task.progress(1, "tag " + tag))

    def _retag(self, item, before, after, done):
        for tag in [tag for tag in before if tag not in after]:
            self.hooks.untagged(item, tag)
            done(tag)
        for tag in [tag for tag in after if tag not in before]:
            self.hooks.tagged(item, tag)
            done(tag)

    def _refuse_lost_tags(self, uid, before, after):
        lost = [entry for entry in self.core.store.data["assignments"]
                if entry["serverUid"] == uid and entry["tag"] in before and entry["tag"] not in after]
        if lost:
            raise invalid("server is tagged for  " + "".join("(%s,%s)" % (entry["domainUid"], entry["tag"])
                                                             for entry in lost))

    def _check_available(self, server):
        self.core.ping(contact(server), "ping failed")

    def _delete(self, call):
        item = self.need(call.path["uid"])
        if any(entry["serverUid"] == item["uid"] for entry in self.core.store.data["assignments"]):
            raise ServerFault("Server %s is assigned to domain, unassign before delete" % item["uid"])
        for tag in item["value"]["tags"]:
            self.hooks.untagged(item, tag)
        with self.core.store.change() as data:
            del data["servers"][item["uid"]]

    # -- assignments

    def _assign(self, call):
        domain, uid, tag = call.path["domain"], call.path["uid"], call.query("tag")
        self.core.domains.need(domain)
        item = self.need(uid)
        if tag not in item["value"]["tags"]:
            raise ServerFault("Assignment of server %s to domain %s without %s tag refused." % (uid, domain, tag))
        entry = {"domainUid": domain, "serverUid": uid, "tag": tag}
        if entry in self.core.store.data["assignments"]:
            return
        self.hooks.assigned(item, domain, tag)
        with self.core.store.change() as data:
            data["assignments"].append(entry)

    def _unassign(self, call):
        domain, uid, tag = call.path["domain"], call.path["uid"], call.query("tag")
        if tag == "mail/imap" and self.core.version.has("cyrus") and self.core.directory.living_on(domain, uid):
            raise ServerFault("Cannot unassign mail/imap from %s: entries of %s live there" % (uid, domain), "FAILURE")
        entry = {"domainUid": domain, "serverUid": uid, "tag": tag}
        with self.core.store.change() as data:
            data["assignments"] = [other for other in data["assignments"] if other != entry]

    def _assignments(self, call):
        domain = call.path["domain"]
        return [entry for entry in self.core.store.data["assignments"] if entry["domainUid"] == domain]

    def _server_assignments(self, call):
        return [entry for entry in self.core.store.data["assignments"] if entry["serverUid"] == call.path["uid"]]

    # -- commands and files

    def _argv(self, call):
        if isinstance(call.body, str):
            return call.body.split()
        return [str(word) for word in call.body]

    def _submit(self, call):
        return self.node(self.need(call.path["uid"])).start(self._argv(call))

    def _submit_and_wait(self, call):
        return command_status(self.node(self.need(call.path["uid"])).run(self._argv(call)))

    def _command_status(self, call):
        return command_status(self.node(self.need(call.path["uid"])).status(call.query("ref")))

    def _read(self, call):
        return self.node(self.need(call.path["uid"])).read(call.path["path"])

    def _write(self, call):
        self.node(self.need(call.path["uid"])).write(call.path["path"], call.body or b"")


def command_status(status):
    return {key: status[key] for key in ("complete", "successful", "output")}


def shuffled(tags):
    """Tags are a set on the product's side: their order is not kept."""
    unique = sorted(set(tags))
    random.shuffle(unique)
    return unique


def sanitize(server):
    server = server or {}
    tags = set(server.get("tags") or [])
    if tags & COUPLED:
        tags |= COUPLED
    return {"ip": server.get("ip"), "fqdn": server.get("fqdn"), "name": server.get("name"), "tags": shuffled(tags)}


def validate(server):
    if not server["name"]:
        raise invalid("Server.name must be set ")
    if not server["ip"]:
        raise invalid("Server.ip must be set")
