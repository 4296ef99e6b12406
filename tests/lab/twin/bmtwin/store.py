# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the core remembers over a restart: one JSON file, replaced atomically at each change."""
import contextlib
import json
import threading
import time

from . import paths

FILE = "/var/lib/bm-twin/core.json"
EMPTY = {"next_id": 1, "components": {}, "sysconf": {}, "servers": {}, "assignments": [], "domains": {},
         "entries": {}, "sessions": {}, "api_keys": {},
         "subscription": {}, "hot_upgrades": []}


class Store:
    def __init__(self):
        self.lock = threading.RLock()
        text = paths.read(FILE)
        self.data = json.loads(text) if text else json.loads(json.dumps(EMPTY))

    @contextlib.contextmanager
    def change(self):
        """with store.change() as data: ...  -- written when the block ends well."""
        with self.lock:
            yield self.data
            paths.write(FILE, json.dumps(self.data, indent=1), mode=0o600)

    def item(self, value, uid, name, author):
        """A new ItemValue. Call inside change()."""
        now = int(time.time() * 1000)
        item = {"value": value, "uid": uid, "internalId": self.data["next_id"], "version": 1, "displayName": name,
                "externalId": None, "createdBy": author, "updatedBy": author, "created": now, "updated": now}
        self.data["next_id"] += 1
        return item

    @staticmethod
    def touch(item, value, name, author):
        """A new value for an ItemValue. Call inside change()."""
        item.update(value=value, displayName=name, updatedBy=author, updated=int(time.time() * 1000))
        item["version"] += 1
