# SPDX-License-Identifier: LGPL-2.1-or-later
"""/api/auth: login (a wrong password is a 200 that says Bad), su, ping, logout, keys."""
import hashlib
import hmac
import os
import uuid

from .faults import BadSession, ServerFault, not_found
from .sessions import ADMIN0


def hash_password(password):
    salt = os.urandom(16)
    return salt.hex() + ":" + hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 2000).hex()


def same_password(stored, password):
    salt, _, digest = (stored or ":").partition(":")
    actual = hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), 2000).hex()
    return bool(digest) and hmac.compare_digest(actual, digest)


class Authentication:
    def __init__(self, core):
        self.core = core
        self.sessions = core.sessions

    def routes(self, rest):
        rest.add("POST", "/api/auth/login", self._login, body="string", access="anonymous")
        rest.add("POST", "/api/auth/loginWithParams", self._login, body="string", access="anonymous")
        rest.add("POST", "/api/auth/validate", self._validate, body="string", access="anonymous")
        rest.add("GET", "/api/auth/ping", lambda call: None, answer="void", access="anonymous")
        rest.add("POST", "/api/auth/logout", lambda call: self.sessions.close(call.session["key"]), answer="void")
        rest.add("POST", "/api/auth/_su", self._su)
        rest.add("POST", "/api/auth/_suWithParams", self._su)
        rest.add("GET", "/api/auth", lambda call: self._user(call.session["login"], call.session["domain"]))
        rest.add("PUT", "/api/auth/keys", self._create_key)
        rest.add("GET", "/api/auth/keys", self._list_keys)
        rest.add("PUT", "/api/auth/keys/{key}", self._rename_key)
        rest.add("GET", "/api/auth/keys/{key}", self._get_key)
        rest.add("DELETE", "/api/auth/keys/{key}", self._delete_key, answer="void")

    def _split(self, login):
        """login and domain uid; a login without a domain belongs to global.virt."""
        name, _, domain = (login or "").strip().lower().partition("@")
        return name, self.core.domains.uid_of(domain or ADMIN0[1])

    def _kind(self, login, password):
        """What the password is for that login: TOKEN, PASSWORD or NONE."""
        name, domain = self._split(login)
        entry = self.core.directory.by_login(domain, name)
        if entry is None or not isinstance(password, str):
            return "NONE"
        if entry["value"].get("archived"):
            return "ARCHIVED"
        try:
            session = self.sessions.find(password)
            if (session["login"], session["domain"]) == (name, domain):
                return "TOKEN"
        except BadSession:
            pass
        return "PASSWORD" if same_password(entry["secret"], password) else "NONE"

    def _validate(self, call):
        return self._kind(call.query("login"), call.body)

    def _login(self, call):
        login, origin = call.query("login"), call.query("origin")
        name, domain = self._split(login)
        if self._kind(login, call.body) not in ("TOKEN", "PASSWORD"):
            self.core.log.warning("authentication failed for login: %s origin: %s", login, origin)
            return bad("Result auth is NO for login: %s" % login)
        if self.core.state.current != "CORE_STATE_RUNNING" and (name, domain) != ADMIN0:
            return bad("Authentication denied: the system is in maintenance mode")
        self.core.log.info("login: '%s@%s', origin: '%s' OK", name, domain, origin)
        return self._open(name, domain)

    def _su(self, call):
        if not call.session["global"]:
            raise ServerFault("su is allowed only for global admin", "FORBIDDEN")
        name, domain = self._split(call.query("login"))
        if self.core.directory.by_login(domain, name) is None:
            return bad(None)
        return self._open(name, domain)

    def _open(self, name, domain):
        return {"status": "Ok", "message": None, "authKey": self.sessions.create(name, domain),
                "latd": "%s@%s" % (name, domain), "authUser": self._user(name, domain)}

    def _user(self, name, domain):
        entry = self.core.directory.by_login(domain, name)
        if entry is None:
            raise not_found("user %s@%s not found" % (name, domain))
        roles = ["systemManagement", "manageServer", "manageSubscription"] if (name, domain) == ADMIN0 else []
        return {"uid": entry["uid"], "domainUid": domain, "displayName": entry["displayName"],
                "value": self.core.directory.public(entry), "roles": roles, "rolesByOU": {}, "settings": {}}

    def _own_keys(self, call):
        who = (call.session["login"], call.session["domain"])
        return {sid: key for sid, key in self.core.store.data["api_keys"].items()
                if (key["login"], key["domain"]) == who}

    @staticmethod
    def _shape(sid, key):
        return {"sid": sid, "displayName": key["displayName"], "subject": key["subject"], "domainUid": key["domain"]}

    def _create_key(self, call):
        sid = str(uuid.uuid4())
        login, domain = call.session["login"], call.session["domain"]
        key = {"login": login, "domain": domain, "displayName": call.query("displayName"),
               "subject": self.core.directory.by_login(domain, login)["uid"]}
        with self.core.store.change() as data:
            data["api_keys"][sid] = key
        return self._shape(sid, key)

    def _list_keys(self, call):
        return [self._shape(sid, key) for sid, key in self._own_keys(call).items()]

    def _get_key(self, call):
        key = self._own_keys(call).get(call.path["key"])
        return key and self._shape(call.path["key"], key)

    def _rename_key(self, call):
        key = self._own_keys(call).get(call.path["key"])
        if key is None:
            raise not_found("key not found")
        with self.core.store.change():
            key["displayName"] = call.query("displayName")
        return self._shape(call.path["key"], key)

    def _delete_key(self, call):
        if call.path["key"] in self._own_keys(call):
            with self.core.store.change() as data:
                del data["api_keys"][call.path["key"]]


def bad(message):
    return {"status": "Bad", "message": message, "authKey": None, "latd": None, "authUser": None}
