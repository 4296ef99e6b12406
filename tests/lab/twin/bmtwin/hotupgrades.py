# SPDX-License-Identifier: LGPL-2.1-or-later
"""/api/hot_upgrade: migrations that run beside the service."""
import time

from . import settings


class HotUpgrades:
    def __init__(self, core):
        self.core = core

    def routes(self, rest):
        rest.add("GET", "/api/hot_upgrade/running", lambda call: [], access="global", feature="hot-upgrade")
        rest.add("POST", "/api/hot_upgrade/list", lambda call: self._list(call.body or {}), body="map",
                 access="global", feature="hot-upgrade")
        rest.add("GET", "/api/hot_upgrade/progress", lambda call: self._progress(), access="global",
                 feature="hot-upgrade")

    def all(self):
        """None by itself; hot-upgrade-blocked puts in a mandatory one whose retries are spent."""
        if not settings.get("hot-upgrade-blocked"):
            return []
        now = int(time.time() * 1000)
        return [{"id": 1, "operation": "hot-upgrade-consolidate", "parameters": {}, "status": "FAILURE", "failure": 3,
                 "createdAt": now, "updatedAt": now, "executionMode": "DIRECT", "retryCount": 3,
                 "retryDelaySeconds": 60, "reportFailure": True, "mandatory": True, "events": []}]

    def blocking(self):
        return [entry for entry in self.all() if entry["mandatory"] and entry["status"] == "FAILURE"
                and entry["failure"] >= (entry["retryCount"] or 11)]

    def _list(self, wanted):
        return [entry for entry in self.all()
                if (not wanted.get("statuses") or entry["status"] in wanted["statuses"])
                and (not wanted.get("onlyMandatory") or entry["mandatory"])
                and wanted.get("operation") in (None, entry["operation"])]

    def _progress(self):
        return [{"status": entry["status"], "count": 1, "lastUpdatedAt": entry["updatedAt"]} for entry in self.all()]
