# SPDX-License-Identifier: LGPL-2.1-or-later
"""/api/domains, their settings, and the domain template."""
from . import tags
from .faults import ServerFault, invalid, not_found


class Domains:
    def __init__(self, core):
        self.core = core

    def routes(self, rest):
        base = "/api/domains"
        for path in (base, base + "/"):
            rest.add("GET", path, lambda call: [entry["item"] for entry in self.all().values()])
        rest.add("GET", base + "/_lookup", lambda call: self._lookup(call.query("name")))
        rest.add("PUT", base + "/{uid}", self._create, body="map", answer="void", access="global")
        rest.add("POST", base + "/{uid}", self._update, body="map", answer="void", access="global")
        rest.add("GET", base + "/{uid}", lambda call: self._item(call.path["uid"]))
        rest.add("DELETE", base + "/{uid}/_items", self._delete_items, access="global")
        rest.add("DELETE", base + "/{uid}", self._delete, answer="void", access="global")
        rest.add("POST", base + "/{uid}/_aliases", self._aliases, body="list", access="global")
        rest.add("POST", base + "/{uid}/_default_alias", self._default_alias, body="string", answer="void",
                 access="global", feature="internal-domains")
        rest.add("GET", base + "/{uid}/roles", lambda call: self.need(call.path["uid"])["roles"])
        rest.add("POST", base + "/{uid}/roles", self._set_roles, body="list", answer="void", access="global")
        rest.add("GET", base + "/{uid}/_settings", lambda call: self.need(call.path["uid"])["settings"])
        rest.add("PUT", base + "/{uid}/_settings", self._set_settings, body="map", answer="void", access="global")
        rest.add("GET", "/api/system/domaintemplate", lambda call: tags.template(self.core.version))

    def all(self):
        return self.core.store.data["domains"]

    def uid_of(self, name):
        """The uid behind a uid or an alias; the name itself when nobody has it."""
        for uid, entry in self.all().items():
            if name == uid or name in entry["item"]["value"]["aliases"]:
                return uid
        return name

    def need(self, uid):
        entry = self.all().get(uid)
        if entry is None:
            raise not_found("Domain %s doesnt exists" % uid)
        return entry

    def _item(self, uid):
        entry = self.all().get(uid)
        return entry and entry["item"]

    def _lookup(self, name):
        return self._item(self.uid_of(name))

    def _validate(self, uid, domain):
        aliases = domain.get("aliases") or []
        if domain.get("name") != uid:
            raise invalid("domain uid %s must be equal to domain name %s" % (uid, domain.get("name")))
        if not domain.get("label"):
            raise invalid("Domain.label must be set")
        value = {"label": domain["label"], "name": uid, "description": domain.get("description"),
                 "properties": domain.get("properties") or {}, "global": bool(domain.get("global")),
                 "aliases": sorted(set(aliases))}
        for other, entry in self.all().items():
            taken = {other, *entry["item"]["value"]["aliases"]} & {uid, *aliases}
            if other != uid and taken:
                raise ServerFault("alias %s is already used by %s" % (sorted(taken)[0], other), "ALREADY_EXISTS")
        if self.core.version.has("internal-domains"):
            value["defaultAlias"] = domain.get("defaultAlias") or uid
            if value["defaultAlias"] not in (uid, *aliases):
                raise invalid("Default alias %s is not an alias of the domain" % value["defaultAlias"])
        return value

    def create(self, uid, domain, author):
        value = self._validate(uid, domain)
        with self.core.store.change() as data:
            if uid in data["domains"]:
                raise ServerFault("Domain %s already exists" % uid, "ALREADY_EXISTS")
            data["domains"][uid] = {"item": self.core.store.item(value, uid, value["label"], author),
                                    "settings": {"lang": "en", "timezone": "Europe/Paris"}, "roles": []}
            data["entries"][uid] = {}
        if uid != "global.virt":
            for name in ("user_group", "admin_group"):
                group = {"name": name.replace("_group", ""), "description": None, "hidden": False}
                self.core.directory.insert(uid, "group", "%s_%s" % (uid, name), group, None, author)
        self.core.log.info("domain %s created", uid)

    def _create(self, call):
        self.create(call.path["uid"], call.body or {}, call.session["author"])

    def _update(self, call):
        entry = self.need(call.path["uid"])
        value = self._validate(call.path["uid"], call.body or {})
        self._store(call, entry, value)

    def _store(self, call, entry, value):
        with self.core.store.change():
            self.core.store.touch(entry["item"], value, value["label"], call.session["author"])

    def _aliases(self, call):
        entry = self.need(call.path["uid"])
        value = self._validate(call.path["uid"], dict(entry["item"]["value"], aliases=call.body or []))

        def run(task):
            task.begin(1, "update aliases")
            self._store(call, entry, value)
            task.progress(1, None)
        return self.core.tasks.run("domain-aliases", run)

    def _default_alias(self, call):
        entry = self.need(call.path["uid"])
        self._store(call, entry, self._validate(call.path["uid"], dict(entry["item"]["value"], defaultAlias=call.body)))

    def _set_roles(self, call):
        with self.core.store.change():
            self.need(call.path["uid"])["roles"] = call.body or []

    def _set_settings(self, call):
        with self.core.store.change():
            self.need(call.path["uid"])["settings"] = call.body or {}

    def _delete_items(self, call):
        uid = call.path["uid"]
        self.need(uid)

        def run(task):
            entries = list(self.core.store.data["entries"][uid])
            task.begin(len(entries), "delete items of %s" % uid)
            for name in entries:
                with self.core.store.change() as data:
                    del data["entries"][uid][name]
                task.progress(1, None)
        return self.core.tasks.run("delete-domain-items", run)

    def _delete(self, call):
        uid = call.path["uid"]
        self.need(uid)
        if self.core.store.data["entries"].get(uid):
            raise ServerFault("Domain %s is not empty" % uid, "FAILURE")
        with self.core.store.change() as data:
            del data["domains"][uid]
            data["entries"].pop(uid, None)
            data["assignments"] = [entry for entry in data["assignments"] if entry["domainUid"] != uid]
