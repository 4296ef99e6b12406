# SPDX-License-Identifier: LGPL-2.1-or-later
"""A platform on loopback for the tests: the real programs of the twin, each host below a folder of its own.

What a package or the system would bring to a host and what needs root is a small script in that folder (PROGRAMS).
"""
import compileall
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

HERE = os.path.dirname(os.path.realpath(__file__))
DEADLINE = 15
INSTALLATION = "/api/system/installation"
SERVERS = "/api/servers/default"


def compiled_copy():
    """The twin's programs in a folder of the run's own, compiled once, so that the clone stays clean."""
    folder = tempfile.TemporaryDirectory(prefix="bm-twin-programs-")
    shutil.copy(os.path.join(HERE, "launch.py"), folder.name)
    shutil.copytree(os.path.join(HERE, "bmtwin"), os.path.join(folder.name, "bmtwin"),
                    ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(folder.name, quiet=1)
    return folder


COPY = compiled_copy()
# -S: nothing here needs what site brings, and it costs more time than all the rest of a start.
PYTHON = [sys.executable, "-S", os.path.join(COPY.name, "launch.py")]

RECORD = '#!/bin/sh\necho "$(basename "$0") $*" >>"$BM_TWIN_ROOT/calls"\n'
PROGRAMS = {
    "usr/bin/systemctl": RECORD, "usr/bin/chgrp": RECORD, "usr/bin/chown": RECORD, "usr/bin/bmctl": RECORD,
    "usr/bin/nproc": "#!/bin/sh\necho 4\n",
    "usr/bin/hostname": "#!/bin/sh\necho main.example.org\n",
    "usr/bin/locale": "#!/bin/sh\necho C; cat \"$BM_TWIN_ROOT/locales\"\n",
    "usr/bin/htpasswd": '#!/bin/sh\nread -r password\necho "$4:$password" >"$3"\n',
    "usr/share/bm-setup-wizard/tpl/check_pg.sh": "exit 0\n",
    "usr/share/bm-setup-wizard/tpl/sql/install_bmdb_pgsql_0.sh":
        'test -s "$3" || exit 1\necho "$4" >>"$BM_TWIN_ROOT/database-$1"\necho "database $1 is there"\n',
    "usr/share/bm-postgresql/bin/open-pool.sh": RECORD,
    "usr/share/bm-cyrus/bin/init-cyrus.sh": RECORD,
    "usr/share/bm-postfix/bin/configure-postfix.sh": RECORD,
}
FILES = {
    "proc/meminfo": "MemTotal:       16000000 kB\n", "locales": "en_US.utf8\n",
    "etc/os-release": 'VERSION_CODENAME=bookworm\n',
    "etc/apt/sources.list.d/bm.list": "# Kind: PROD\ndeb https://pkg.example.org/secret/4.1.5/bookworm ./\n",
    "etc/ssl/certs/bm_cert.pem": "a certificate and a key\n",
    "usr/share/bm-core/extensions/bm-core-upgraders": "", "usr/share/bm-cli/plugins/bm-plugin-cli-setup": "",
    "usr/share/bm-core/extensions/bm-plugin-core-subscription": "",
    "etc/postgresql/15/main/postgresql.conf": "port = 5432\n", "etc/postgresql/15/main/pg_hba.conf": "local\n",
}


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


def wait_for(what, condition):
    """Wait for a condition; AssertionError after the deadline."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("waited too long for " + what)


def request(address, port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(address, port, timeout=DEADLINE)
    try:
        # skip_accept_encoding and no default headers: what is not named here is not sent.
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


class Host:
    """One host: a folder, an address, the programs that run."""

    def __init__(self, folder, address, version):
        self.root = folder
        self.address = address
        self.running = {}
        for name, text in PROGRAMS.items():
            self.write(name, text, 0o755)
        for name, text in FILES.items():
            self.write(name, text)
        self.settings = {"listen": address, "task-seconds": "0"}
        self.set()
        self.install(version)

    def path(self, name):
        return os.path.join(self.root, name.lstrip("/"))

    def write(self, name, text, mode=0o644):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as stream:
            stream.write(text)
        os.chmod(self.path(name), mode)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as stream:
            return stream.read()

    def set(self, **changes):
        """Settings of the twin; dashes for underscores, None takes one out."""
        self.settings.update({key.replace("_", "-"): value for key, value in changes.items()})
        text = "".join("%s=%s\n" % pair for pair in self.settings.items() if pair[1] is not None)
        self.write("etc/bm-twin/settings.ini.new", text)
        os.replace(self.path("etc/bm-twin/settings.ini.new"), self.path("etc/bm-twin/settings.ini"))

    def install(self, version):
        """What the packages of a release change."""
        self.write("usr/share/bm-core/version", version + "\n")
        self.write("usr/share/bm-node/version", version + "\n")
        shutil.rmtree(self.path("usr/share/bm-node/plugins"), ignore_errors=True)
        self.write("usr/share/bm-node/plugins/net.bluemind.node.server_%s.jar" % version, "")

    def launch(self, *words, **options):
        return subprocess.Popen([*PYTHON, *words],
                                env={**os.environ, "BM_TWIN_ROOT": self.root},
                                stdin=subprocess.DEVNULL, **options)

    def start(self, program, port):
        self.running[program] = self.launch(program)
        wait_for("%s on %s" % (program, self.address), lambda: self.answers(port))

    def answers(self, port):
        try:
            request(self.address, port, "GET", "/")
            return True
        except OSError:
            return False

    def stop(self, program):
        process = self.running.pop(program)
        process.kill()
        process.wait()

    def stop_all(self):
        for program in list(self.running):
            self.stop(program)


class Platform:
    """A main host and a storage host; the core runs, the rest is started by the tests that need it."""

    count = 0

    def __init__(self, version):
        self.folder = tempfile.mkdtemp(prefix="bm-twin-")
        Platform.count += 1
        # 127.0.0.0/8 is all loopback: addresses of this process alone, so that the product's fixed ports are free.
        network = "127.%d.%d." % (100 + os.getpid() // 256 % 100, os.getpid() % 256)
        self.main = Host(os.path.join(self.folder, "main"), network + str(2 * Platform.count), version)
        self.shard = Host(os.path.join(self.folder, "shard"), network + str(2 * Platform.count + 1), version)
        self.key = None

    def close(self):
        self.main.stop_all()
        self.shard.stop_all()
        shutil.rmtree(self.folder)

    def start_core(self):
        self.main.start("core", 8090)
        wait_for("the core's start", lambda: self.state() != "CORE_STATE_STARTING")

    def restart_core(self):
        if "core" in self.main.running:
            self.main.stop("core")
        self.start_core()

    def start_nodes(self):
        for host in (self.main, self.shard):
            host.start("node", 8021)

    def send(self, method, path, body=None, key=None, accept="*/*", kind="application/json"):
        """A call as curl makes it; body is encoded unless it is bytes. key=False sends none."""
        headers = {"Accept": accept, "Content-Type": kind, "X-BM-ApiKey": self.key if key is None else key}
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        return request(self.main.address, 8090, method, path, content,
                       {name: value for name, value in headers.items() if value})

    def get(self, path):
        return self.send("GET", path).json

    def state(self):
        return self.send("GET", "/api/system/installation/state", key=False).json

    def task(self, reference):
        """The status of a task at its end."""
        def ended():
            status = self.send("GET", "/api/tasks/" + reference["id"]).json
            return status if status["state"] in ("Success", "InError") else None
        return wait_for("task " + reference["id"], ended)

    def run(self, method, path, body=None):
        answer = self.send(method, path, body)
        if answer.status != 200:
            raise AssertionError("%s %s: %d %s" % (method, path, answer.status, answer.body))
        return self.task(answer.json)

    def initialize(self):
        status = self.run("POST", "/api/system/installation/_initialize")
        self.key = self.main.read("etc/bm/bm-core.tok")
        return status

    def log(self):
        return self.main.read("var/log/bm/core.log")

    def bm_cli(self, *words):
        """Exit status, standard output and standard error of bm-cli on the main host."""
        process = self.main.launch("cli", *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        out, err = process.communicate(timeout=DEADLINE)
        return process.returncode, out, err

    def add_domain(self, name="example.org"):
        self.send("PUT", "/api/domains/" + name, {"label": name, "name": name, "aliases": []})

    def server(self, host, name="storage", tags=()):
        return {"ip": host.address, "fqdn": host.address, "name": name, "tags": list(tags)}


def quoted(text):
    return urllib.parse.quote(text, safe="")


def read_entries(body):
    """The JSON objects of a _log stream: nothing stands between them."""
    decoder, text, entries = json.JSONDecoder(), body.decode(), []
    while text:
        entry, end = decoder.raw_decode(text)
        entries.append(entry)
        text = text[end:]
    return entries


class TwinCase(unittest.TestCase):
    """A platform per class, initialised unless said otherwise."""

    version = "4.1.47224"
    nodes = False
    initialized = True

    @classmethod
    def setUpClass(cls):
        cls.platform = Platform(cls.version)
        cls.addClassCleanup(cls.platform.close)
        cls.platform.start_core()
        if cls.nodes:
            cls.platform.start_nodes()
        if cls.initialized:
            assert cls.platform.initialize()["state"] == "Success"

    def assert_fault(self, answer, status, code, message):
        self.assertEqual((answer.status, answer.json.get("errorCode")), (status, code))
        self.assertIn(message, answer.json["message"] or "")
