# SPDX-License-Identifier: LGPL-2.1-or-later
"""bm-node: files and commands of one host, for the core. 8021 in clear until claimed, then 8022 with mutual TLS."""
import json
import os
import shutil
import ssl
import subprocess
import threading
import urllib.parse

from . import httpd, log, paths, settings

CLEAR_PORT = 8021
TLS_PORT = 8022
# The product keeps Java key stores under these names; here they hold PEM.
KEY_STORE = "/etc/bm/bm.jks"
TRUST_STORE = "/etc/bm/nodeclient_truststore.jks"


def rooted(word):
    """Below a test's root every absolute path means one below that root, so that no command leaves it."""
    return paths.at(word) if word.startswith("/") else word


def environment():
    """In a test's root its own programs come first."""
    if not paths.ROOT:
        return None
    return {**os.environ, "PATH": "%s:%s" % (paths.at("/usr/bin"), os.environ["PATH"])}


class Command:
    """A program that runs on this host, its output kept line by line."""

    def __init__(self, argv, group, name):
        self.group = group
        self.name = name
        self.process = subprocess.Popen([rooted(word) for word in argv], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=paths.at("/"),
                                        env=environment(), start_new_session=True)
        self.output = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        with self.process.stdout as stream:
            for line in stream:
                self.output.append(line.decode("utf-8", "replace").rstrip("\n"))
        self.process.wait()

    @property
    def status(self):
        code = None if self.reader.is_alive() else self.process.returncode
        return {"complete": code is not None, "successful": code == 0, "exitCode": -1 if code is None else code,
                "output": list(self.output)}


class Node:
    def __init__(self):
        self.log = log.open_log("net.bluemind.node.server", "/var/log/bm-node/node.log")
        self.address = settings.get("listen", "0.0.0.0")
        self.commands = {}
        self.lock = threading.Lock()
        self.server = None

    @property
    def claimed(self):
        return paths.exists(KEY_STORE) and paths.exists(TRUST_STORE)

    def serve(self):
        os.makedirs(paths.at("/etc/bm"), exist_ok=True)
        self._listen(self.claimed)
        threading.Event().wait()

    def _listen(self, secure):
        context = None
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(paths.at(KEY_STORE))
            context.load_verify_locations(paths.at(TRUST_STORE))
            context.verify_mode = ssl.CERT_REQUIRED
        port = TLS_PORT if secure else CLEAR_PORT
        self.server = httpd.Server(self.address, port, self.answer, context).start()
        self.log.info("listening on %s:%d", self.address, port)

    def _switch(self):
        """Once the certificates are there: TLS comes up first, then the clear port closes."""
        with self.lock:
            if self.server.context is None:
                clear = self.server
                self._listen(True)
                threading.Thread(target=lambda: (clear.shutdown(), clear.server_close())).start()

    def answer(self, handler):
        path, _, query = handler.path.partition("?")
        verb, _, rest = urllib.parse.unquote(path).lstrip("/").partition("/")
        body = handler.read_body()
        serve = getattr(self, "%s_%s" % (handler.command.lower(), verb or "root"), None)
        if serve is None:
            return httpd.Response(404)
        try:
            return serve(rest, body, urllib.parse.parse_qs(query))
        except (OSError, ValueError, KeyError) as problem:
            self.log.error("%s %s: %s", handler.command, path, problem)
            return httpd.Response(503 if verb == "cmd" else 500, str(problem).encode())

    def options_root(self, *_):
        return httpd.Response(200)

    def options_ping(self, *_):
        if not self.claimed:
            return httpd.Response(200)
        self._switch()
        return httpd.Response(201)

    def post_cmd(self, _, body, __):
        request = json.loads(body)
        argv = request.get("argv") or request["command"].split()
        command = Command(argv, request.get("group"), request.get("name"))
        with self.lock:
            pid = str(len(self.commands) + 1)
            self.commands[pid] = command
        self.log.info("[%s] %s", pid, argv[0])
        return httpd.Response(201, headers=[("Pid", pid)])

    def get_cmd(self, pid, _, query):
        if pid:
            command = self.commands.get(pid)
            return answer_json(command.status) if command else httpd.Response(404)
        group, name = query.get("group", [None])[0], query.get("name", [None])[0]
        return answer_json([pid for pid, command in self.commands.items() if not command.status["complete"]
                            and command.group == group and name in (None, command.name)])

    def delete_cmd(self, pid, *_):
        command = self.commands.get(pid)
        if command is None:
            return httpd.Response(404)
        command.process.terminate()
        return httpd.Response(200)

    def get_fs(self, path, *_):
        target = real(path)
        if not os.path.isfile(target):
            return httpd.Response(404)
        with open(target, "rb") as stream:
            return httpd.Response(200, stream.read(), [("Content-Type", "application/octet-stream")])

    def head_fs(self, path, *_):
        return httpd.Response(200 if os.path.exists(real(path)) else 404)

    def put_fs(self, path, body, _):
        """Contents change in place: owner and mode of an existing file stay; a new file is root's alone."""
        target = real(path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(body)
        return httpd.Response(200)

    def delete_fs(self, path, *_):
        os.remove(real(path))
        return httpd.Response(200)

    def get_list(self, path, *_):
        target = real(path)
        names = sorted(os.listdir(target)) if os.path.isdir(target) else [""] if os.path.exists(target) else []
        return answer_json({"descriptions": [describe(path, name) for name in names]})

    def get_match(self, rest, *_):
        extension, _, path = rest.partition("/")
        found = [describe(path, name) for name in sorted(os.listdir(real(path))) if name.endswith("." + extension)]
        return answer_json({"descriptions": found})

    def post_move(self, _, body, __):
        request = json.loads(body)
        shutil.move(real(request["src"]), real(request["dst"]))
        return httpd.Response(200)

    def post_mkdirs(self, _, body, __):
        os.makedirs(real(json.loads(body)["dst"]), exist_ok=True)
        return httpd.Response(200)


def real(path):
    return paths.at(os.path.normpath("/" + path.lstrip("/")))


def describe(folder, name):
    path = os.path.join("/" + folder.strip("/"), name).rstrip("/")
    target = paths.at(path)
    return {"path": path, "dir": os.path.isdir(target), "size": os.path.getsize(target)}


def answer_json(value):
    return httpd.Response(200, json.dumps(value).encode(), [("Content-Type", "application/json")])


if __name__ == "__main__":
    Node().serve()
