# SPDX-License-Identifier: LGPL-2.1-or-later
"""How the core speaks with the node of a server."""
import http.client
import json
import os
import ssl
import time
import urllib.parse

from . import node, paths, pki
from .faults import ServerFault

CONNECT_SECONDS = 5
CALL_SECONDS = 60


def contact(server):
    """Where a server is reached: its address, else its name."""
    return server["ip"] or server["fqdn"]


class NodeClient:
    """Chooses 8022 when the node answers there to our certificate, else 8021."""

    def __init__(self, address):
        self.address = address
        self.port = None

    @classmethod
    def of(cls, item):
        """The node of an entry of the server list."""
        return cls(contact(item["value"]))

    @staticmethod
    def _context():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(paths.at(paths.CA))
        context.load_cert_chain(paths.at(pki.CLIENT_CERTIFICATE), paths.at(pki.CLIENT_KEY))
        return context

    def _connection(self, port, timeout):
        if port == node.TLS_PORT:
            return http.client.HTTPSConnection(self.address, port, timeout=timeout, context=self._context())
        return http.client.HTTPConnection(self.address, port, timeout=timeout)

    def _send(self, port, method, path, body, timeout):
        connection = self._connection(port, timeout)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def _choose(self):
        problem = None
        for port in (node.TLS_PORT, node.CLEAR_PORT):
            if port == node.TLS_PORT and not paths.exists(pki.CLIENT_KEY):
                continue
            try:
                status, _, _ = self._send(port, "OPTIONS", "/", None, CONNECT_SECONDS)
                if status == 200:
                    return port
                problem = "ping failed"
            except (OSError, http.client.HTTPException) as error:
                problem = "%s: %s:%d" % (error, self.address, port)
        raise ServerFault(problem or "ping failed")

    def call(self, method, path, body=None):
        if self.port is None:
            self.port = self._choose()
        try:
            return self._send(self.port, method, path, body, CALL_SECONDS)
        except (OSError, http.client.HTTPException) as error:
            self.port = None
            raise ServerFault("node %s: %s" % (self.address, error)) from None

    def ping(self):
        self.port = self._choose()

    def claim(self):
        """Give an unclaimed node our certificates and make it switch to TLS; True when it was unclaimed."""
        self.ping()
        if self.port == node.TLS_PORT:
            return False
        for name in (node.KEY_STORE, node.TRUST_STORE, paths.CA):
            with open(paths.at(name), "rb") as stream:
                self.replace("/etc/bm/cacert.pem" if name == paths.CA else name, stream.read())
        status, _, _ = self.call("OPTIONS", "/ping")
        if status != 201:
            raise ServerFault("node %s did not take its certificates" % self.address)
        self.port = None
        deadline = time.monotonic() + 10
        while self._choose() != node.TLS_PORT:
            if time.monotonic() > deadline:
                raise ServerFault("node %s did not switch to TLS" % self.address)
            time.sleep(0.05)
        return True

    @staticmethod
    def _fs(path):
        return "/fs/" + urllib.parse.quote(path.lstrip("/"))

    def read(self, path):
        """The bytes of a file; a missing one is empty."""
        status, _, body = self.call("GET", self._fs(path))
        return body if status == 200 else b""

    def exists(self, path):
        return self.call("HEAD", self._fs(path))[0] == 200

    def write(self, path, content):
        status, _, body = self.call("PUT", self._fs(path), content)
        if status != 200:
            raise ServerFault("node %s: cannot write %s: %s" % (self.address, path, body.decode("utf-8", "replace")))

    def delete(self, path):
        self.call("DELETE", self._fs(path))

    def replace(self, path, content):
        """Write a file only when it differs; True when it did."""
        if self.read(path) == content:
            return False
        self.write(path, content)
        return True

    def list(self, path):
        status, _, body = self.call("GET", "/list/" + urllib.parse.quote(path.lstrip("/")))
        return [os.path.basename(entry["path"]) for entry in json.loads(body)["descriptions"]] if status == 200 else []

    def mkdirs(self, path):
        self.call("POST", "/mkdirs", json.dumps({"dst": path}))

    def start(self, argv):
        """Run a program; the answer is its reference."""
        status, headers, body = self.call("POST", "/cmd", json.dumps({"argv": argv, "withOutput": True}))
        if status != 201:
            raise ServerFault("node %s: cannot run %s: %s" % (self.address, argv[0], body.decode("utf-8", "replace")))
        return headers["Pid"]

    def status(self, reference):
        status, _, body = self.call("GET", "/cmd/" + urllib.parse.quote(reference))
        if status != 200:
            raise ServerFault("no command %s on %s" % (reference, self.address), "NOT_FOUND")
        return json.loads(body)

    def run(self, argv):
        """Run a program to its end, whatever that is."""
        reference = self.start(argv)
        pause = 0.01
        while True:
            status = self.status(reference)
            if status["complete"]:
                return status
            time.sleep(pause)
            pause = min(0.5, pause * 1.5)

    def must_run(self, argv):
        status = self.run(argv)
        if not status["successful"]:
            raise ServerFault("%s on %s failed with %d: %s" % (argv[0], self.address, status["exitCode"],
                                                             " / ".join(status["output"][-5:])))
        return status["output"]
