# SPDX-License-Identifier: LGPL-2.1-or-later
"""/api/scheduledjobs: what runs by a plan. Source: IJob, JobExecution and JobExecutionQuery of net.bluemind.scheduledjob.api."""
import time

from . import settings

KEPT = [("DataProtect", "SUCCESS"), ("LdapImportJob", "COMPLETED_WITH_WARNINGS")]


class Jobs:
    def __init__(self):
        self.started = int(time.time() * 1000)

    def routes(self, rest):
        rest.add("POST", "/api/scheduledjobs/_searchExecution", lambda call: self._search(call.body or {}), body="map",
                 access="global")

    def _execution(self, number, name, status):
        running = status == "IN_PROGRESS"
        return {"startDate": self.started, "endDate": None if running else self.started + 1000, "status": status,
                "domainName": "global.virt", "jobId": name, "execGroup": "group-%d" % number, "id": number}

    def _search(self, query):
        """Executions as a list with its total; with active only those that job-running says are under way."""
        running = [(name, "IN_PROGRESS") for name in settings.get("job-running", "").split(",") if name]
        found = running if query.get("active") else running + KEPT
        found = [entry for entry in found if query.get("jobId") in (None, entry[0])]
        first, size = query.get("from", 0), query.get("size", -1)
        page = found[first:] if size < 0 else found[first:first + size]
        return {"values": [self._execution(number, *entry) for number, entry in enumerate(page, first + 1)],
                "total": len(found)}
