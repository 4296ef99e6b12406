# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who is calling: sessions, API keys, the token of the installation."""
import threading
import time
import uuid

from . import paths, settings
from .faults import BadSession

IDLE_SECONDS = 1200
ADMIN0 = ("admin0", "global.virt")


def session_of(login, domain, key=None):
    return {"key": key, "login": login, "domain": domain, "global": (login, domain) == ADMIN0,
            "author": login if domain == "global.virt" else "%s@%s" % (login, domain)}


class Sessions:
    def __init__(self, store, version):
        self.store = store
        self.persistent = version.has("persistent-sessions")
        self.lock = threading.Lock()
        self.open = dict(store.data["sessions"]) if self.persistent else {}

    def find(self, key):
        """The session of a key; BadSession for one that is unknown or was idle too long."""
        if key == paths.read(paths.TOKEN):
            return session_of(*ADMIN0, key=key)
        with self.lock:
            entry = self.open.get(key)
            if entry and time.time() - entry["used"] <= settings.number("session-seconds", IDLE_SECONDS):
                entry["used"] = time.time()
                return session_of(entry["login"], entry["domain"], key)
            self.open.pop(key, None)
        entry = self.store.data["api_keys"].get(key)
        if entry is None:
            raise BadSession(key)
        return session_of(entry["login"], entry["domain"], key)

    def create(self, login, domain):
        key = str(uuid.uuid4())
        with self.lock:
            self.open[key] = {"login": login, "domain": domain, "used": time.time()}
        self._save()
        return key

    def close(self, key):
        with self.lock:
            self.open.pop(key, None)
        self._save()

    def drop_all(self):
        with self.lock:
            self.open.clear()
        self._save()

    def _save(self):
        if self.persistent:
            with self.store.change() as data, self.lock:
                data["sessions"] = dict(self.open)
