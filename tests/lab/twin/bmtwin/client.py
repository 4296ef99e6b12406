# SPDX-License-Identifier: LGPL-2.1-or-later
"""The REST client of bm-cli: the core of this installation, with the token of root."""
import http.client
import json
import time

from . import inifile, paths, settings
from .faults import ServerFault

PORT = 8090


class Client:
    def __init__(self):
        self.host = inifile.load().get("host") or settings.get("listen", "127.0.0.1")

    def call(self, method, path, body=None):
        """One call; a fault of the core is raised as ServerFault, an unreachable core as OSError."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        token = paths.read(paths.TOKEN)
        if token:
            headers["X-BM-ApiKey"] = token
        connection = http.client.HTTPConnection(self.host, PORT, timeout=300)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            fault = json.loads(content)
            raise ServerFault(fault.get("message"), fault.get("errorCode") or fault.get("code") or "UNKNOWN")
        return json.loads(content) if content else None

    def wait(self, reference, say=None):
        """Follow a task to its end; ServerFault when it fails."""
        said = None
        while True:
            status = self.call("GET", "/api/tasks/" + reference["id"])
            line = status["lastLogEntry"]
            if say and line and line != said:
                say(line)
                said = line
            if status["state"] == "InError":
                raise ServerFault(line)
            if status["state"] == "Success":
                return
            time.sleep(0.1)
