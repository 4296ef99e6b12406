# SPDX-License-Identifier: LGPL-2.1-or-later
"""Users, groups, mailshares and resources of a domain, with the rules on where their data lives."""
from . import auth
from .faults import ServerFault, invalid, not_found

KINDS = {"users": "user", "groups": "group", "mailshares": "mailshare", "resources": "resource"}


class Directory:
    def __init__(self, core):
        self.core = core
        self.turn = 0

    def routes(self, rest):
        for plural, kind in KINDS.items():
            base = "/api/%s/{domain}" % plural
            rest.add("PUT", base + "/{uid}", self._with(kind, self._create), body="map", answer="void",
                     access="global")
            rest.add("POST", base + "/{uid}", self._with(kind, self._update), body="map", answer="void",
                     access="global")
            rest.add("DELETE", base + "/{uid}", self._with(kind, self._delete), access="global")
            rest.add("GET", base + "/{uid}/complete", self._with(kind, self._complete))
            rest.add("GET", base + "/_alluids", self._with(kind, self._all_uids))
        rest.add("GET", "/api/users/{domain}/byLogin/{login}", self._by_login)
        rest.add("POST", "/api/users/{domain}/{uid}/password_", self._password, body="map", answer="void")
        rest.add("POST", "/api/directory/{domain}/_search", self._search, body="map")
        rest.add("GET", "/api/directory/{domain}/entry-uid/{uid}", self._entry)
        rest.add("POST", "/api/directory/{domain}/_xfer/{uid}/{server}", self._move, access="global")

    def _with(self, kind, call):
        def wrapped(request):
            request.kind = kind
            request.domain = request.path["domain"]
            self.core.domains.need(request.domain)
            return call(request)
        return wrapped

    def entries(self, domain):
        return self.core.store.data["entries"].get(domain, {})

    def by_login(self, domain, login):
        for entry in self.entries(domain).values():
            if entry["kind"] == "user" and entry["value"].get("login") == login:
                return entry
        return None

    def living_on(self, domain, server):
        return any(entry["value"].get("dataLocation") == server for entry in self.entries(domain).values())

    @staticmethod
    def public(entry):
        """The value as the interface shows it: never with a password."""
        value = dict(entry["value"])
        if entry["kind"] == "user":
            value["password"] = None
        return value

    def item(self, entry):
        shown = {key: entry[key] for key in entry if key not in ("kind", "secret")}
        shown["value"] = self.public(entry)
        if self.core.version.has("flags"):
            shown["flags"] = []
        return shown

    def _locate(self, domain, value):
        """The server that holds an entry's data: as given, or one of those assigned to the domain."""
        if value.get("routing") == "none" or domain == "global.virt":
            return value.get("dataLocation")
        candidates = self.core.servers.by_assignment(domain, "mail/imap")
        wanted = value.get("dataLocation")
        if wanted:
            if wanted not in candidates or self.core.servers.find(wanted) is None:
                raise invalid("Datalocation %s not assigned to: %s as mail/imap" % (wanted, domain))
            return wanted
        if not candidates:
            self.core.log.warning("no mail/imap server is assigned to domain %s", domain)
            raise invalid("Datalocation must be set")
        if not self.core.version.has("round-robin"):
            return candidates[0]
        self.turn += 1
        return candidates[self.turn % len(candidates)]

    def insert(self, domain, kind, uid, value, password, author):
        name = value.get("login") or value.get("name") or value.get("label") or uid
        with self.core.store.change() as data:
            entries = data["entries"].setdefault(domain, {})
            if uid in entries:
                raise ServerFault("%s %s already exists" % (kind, uid), "ALREADY_EXISTS")
            entry = self.core.store.item(value, uid, name, author)
            entry.update(kind=kind, secret=auth.hash_password(password) if password else None)
            entries[uid] = entry

    def _create(self, call):
        value = dict(call.body or {})
        password = value.pop("password", None)
        if call.kind == "user":
            if not value.get("login"):
                raise invalid("User.login must be set")
            value["login"] = value["login"].lower()
            if self.by_login(call.domain, value["login"]):
                raise ServerFault("user with login %s already exists" % value["login"], "ALREADY_EXISTS")
        value["dataLocation"] = self._locate(call.domain, value)
        self.insert(call.domain, call.kind, call.path["uid"], value, password, call.session["author"])

    def _need(self, call):
        entry = self.entries(call.domain).get(call.path["uid"])
        if entry is None or entry["kind"] != call.kind:
            raise not_found("%s %s@%s doesnt exists" % (call.kind, call.path["uid"], call.domain))
        return entry

    def _update(self, call):
        entry = self._need(call)
        value = dict(call.body or {})
        password = value.pop("password", None)
        value["dataLocation"] = self._locate(call.domain, value) if value.get("dataLocation") \
            else entry["value"].get("dataLocation")
        with self.core.store.change():
            self.core.store.touch(entry, value, entry["displayName"], call.session["author"])
            if password:
                entry["secret"] = auth.hash_password(password)

    def _delete(self, call):
        uid = self._need(call)["uid"]

        def run(task):
            task.begin(1, "delete %s" % uid)
            with self.core.store.change() as data:
                del data["entries"][call.domain][uid]
            task.progress(1, None)
        return self.core.tasks.run("delete-entry", run)

    def _complete(self, call):
        entry = self.entries(call.domain).get(call.path["uid"])
        return self.item(entry) if entry and entry["kind"] == call.kind else None

    def _all_uids(self, call):
        return [uid for uid, entry in self.entries(call.domain).items() if entry["kind"] == call.kind]

    def _by_login(self, call):
        entry = self.by_login(call.path["domain"], call.path["login"])
        return self.item(entry) if entry else None

    def _password(self, call):
        """Change a password: admin0 may do so without the current one."""
        domain = call.path["domain"]
        entry = self.entries(domain).get(call.path["uid"])
        if entry is None or entry["kind"] != "user":
            raise not_found("user %s@%s doesnt exists" % (call.path["uid"], domain))
        wanted = (call.body or {}).get("newPassword")
        if not wanted:
            raise invalid("password must not be empty")
        current = (call.body or {}).get("currentPassword")
        if (current or not call.session["global"]) and not auth.same_password(entry["secret"], current or ""):
            raise ServerFault("password is not valid", "AUTHENTICATION_FAIL")
        with self.core.store.change():
            entry["secret"] = auth.hash_password(wanted)

    def _directory_entry(self, domain, entry):
        return {"kind": entry["kind"].upper(), "entryUid": entry["uid"], "displayName": entry["displayName"],
                "path": "%s/%ss/%s" % (domain, entry["kind"], entry["uid"]), "email": None, "archived": False,
                "dataLocation": entry["value"].get("dataLocation")}

    def _search(self, call):
        domain = call.path["domain"]
        kinds = (call.body or {}).get("kindsFilter") or []
        found = [entry for entry in self.entries(domain).values() if not kinds or entry["kind"].upper() in kinds]
        return {"total": len(found),
                "values": [{**self.item(entry), "value": self._directory_entry(domain, entry)} for entry in found]}

    def _entry(self, call):
        domain = call.path["domain"]
        entry = self.entries(domain).get(call.path["uid"])
        return self._directory_entry(domain, entry) if entry else None

    def _move(self, call):
        domain, uid, server = call.path["domain"], call.path["uid"], call.path["server"]
        entry = self.entries(domain).get(uid)
        if entry is None:
            raise not_found("entry %s@%s doesnt exists" % (uid, domain))
        self._locate(domain, dict(entry["value"], dataLocation=server))

        def run(task):
            task.begin(1, "move %s to %s" % (uid, server))
            with self.core.store.change():
                entry["value"]["dataLocation"] = server
            task.progress(1, None)
        return self.core.tasks.run("xfer", run)
