# SPDX-License-Identifier: LGPL-2.1-or-later
"""pkg, the repository server: a real nginx over https in a namespace of its own. It has the mirror of Debian, and the
BlueMind archive under a secret path, as a subscription's is."""

import os
import secrets
import shutil
import signal
import time

from . import archive, controller, definition, mirror, packages, process, redhat
from .rpmrepository import get_keys
from .run import LabError, run, wait_for

HOST = f"pkg.{definition.DOMAIN}"
# What the archive does wrong: by its signatures and dates, or by how the server answers.
ARCHIVE_FAULTS = ("expired", "unsigned", "wrong-key")
SERVER_FAULTS = ("401", "gone", "slow")
FAULTS = ("ok", *ARCHIVE_FAULTS, *SERVER_FAULTS)
VALID_DAYS = 2

NGINX = """user www-data;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/temp;
  proxy_temp_path {folder}/temp;
  fastcgi_temp_path {folder}/temp;
  uwsgi_temp_path {folder}/temp;
  scgi_temp_path {folder}/temp;
  default_type application/octet-stream;
  server {{
    listen {address}:443 ssl;
    server_name {host};
    ssl_certificate {folder}/tls.pem;
    ssl_certificate_key {folder}/tls.key;
    root {folder}/www;
    location /debian/ {{ }}
    location /el8/ {{ }}
    # A fault is a file: it holds from the very next request on, with nothing to reload.
    location ^~ /{secret}/ {{
      if (-f {folder}/faults/401) {{ return 401; }}
      if (-f {folder}/faults/gone) {{ return 404; }}
      if (-f {folder}/faults/slow) {{ set $limit_rate 64k; }}
    }}
    location ~ ^/[^/]+/bm/ {{
      if (-f {folder}/faults/hide) {{ return 404; }}
      return 401;
    }}
    location / {{ return 404; }}
  }}
}}
"""

HEADER = """# BlueMind subscription
#
# Customer: Laboratory
# Code: lab-{name}
# Kind: PROD
# Starts: {starts}
# Ends: {ends}
# Accounts: 500
# Contact: admin@{domain}
#
# This file is the subscription: it is signed, personal and secret. Do not change it.
"""
SUBSCRIPTIONS = {
    "bm.list": HEADER + "deb https://{host}/{secret}/bm {suite} main\n",
    "bm.repo": HEADER + """[bm]
name=BlueMind Packages
baseurl=https://{host}/{secret}/bm/el8
enabled=1
gpgcheck=1
repo_gpgcheck=1
""",
}


class Repository:
    """The repository server of a lab."""

    def __init__(self, lab):
        self.lab = lab
        self.folder = lab.state / "pkg"
        self.secret_file = self.folder / "secret"
        self._pid_file = self.folder / "pid"

    @property
    def secret(self):
        return self.secret_file.read_text(encoding="ascii").strip()

    @property
    def archive(self):
        return self.folder / "www" / self.secret / "bm"

    def _value(self, name, default):
        file = self.folder / name
        return file.read_text(encoding="ascii").strip() if file.exists() else default

    @property
    def release(self):
        return self._value("release", packages.DEFAULT)

    @property
    def fault(self):
        return self._value("fault", "ok")

    @property
    def key(self):
        return archive.Key(self.folder / "gnupg", f"BlueMind packages <packages@{definition.DOMAIN}>")

    @property
    def redhat(self):
        """Whether any server is of that family: only then is there anything for it."""
        return any(server.family == "redhat" for server in self.lab.definitions)

    @property
    def fingerprints(self):
        """Of the key that signs the packages of each family."""
        return {"debian": self.key.fingerprint, **({"redhat": get_keys("bluemind").fingerprint} if self.redhat else {})}

    # Making it.

    def make(self):
        """Keys, certificates, the secret path and the subscription file; what is there stays."""
        for name in ("", "www", "faults", "temp"):
            (self.folder / name).mkdir(exist_ok=True)
        if not self.secret_file.exists():
            controller.write_private(self.secret_file, secrets.token_hex(16) + "\n")
        self.archive.mkdir(parents=True, exist_ok=True)
        self._link(self.folder / "www" / "debian", mirror.get() / "www")
        if not (self.folder / "tls.pem").exists():
            self._make_certificates()
        self.key.public(self.lab.state / "lab-archive.asc")
        self._write_subscription("bm.list")
        if self.redhat:
            self._make_redhat()

    def _make_redhat(self):
        """The vendor's repositories, which servers know from the start, and the subscription and key of BlueMind's."""
        (self.folder / "www" / "el8").mkdir(exist_ok=True)
        (self.archive / "el8").mkdir(exist_ok=True)
        for name in ("base", "epel"):
            self._link(self.folder / "www" / "el8" / name, redhat.get_vendor() / name)
        shutil.copyfile(get_keys("bluemind").public, self.lab.state / "lab-rpm.asc")
        self._write_subscription("bm.repo")

    def _write_subscription(self, name):
        file = self.lab.state / "secrets" / name
        if file.exists():
            return
        now = time.time()
        controller.write_private(file, SUBSCRIPTIONS[name].format(
            name=self.lab.name, domain=definition.DOMAIN, host=HOST, secret=self.secret, suite=archive.SUITE,
            starts=time.strftime("%Y-%m-%d", time.gmtime(now)), ends=time.strftime("%Y-%m-%d", time.gmtime(now + 365 * 86400))))

    def _make_certificates(self):
        authority, private = self.lab.state / "lab-ca.pem", self.folder / "ca.key"
        new = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650")
        run(*new, "-keyout", private, "-out", authority, "-subj", "/CN=Lab CA",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        run(*new, "-keyout", self.folder / "tls.key", "-out", self.folder / "tls.pem", "-subj", f"/CN={HOST}",
            "-CA", authority, "-CAkey", private, "-addext", f"subjectAltName=DNS:{HOST}",
            "-addext", "basicConstraints=critical,CA:FALSE")

    @staticmethod
    def _link(link, target):
        """Points a link at a target in one go, so that a reader finds the old one or the new one."""
        fresh = link.with_name(f"{link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        os.replace(fresh, link)

    # Publishing.

    def publish(self, release, fault):
        """Puts a release out, with all older ones, and the archive in the state that a fault asks for."""
        texts = []
        pool = self.archive / "pool"
        pool.mkdir(exist_ok=True)
        for name in packages.up_to(release):
            self._link(pool / name, packages.get() / name)
            texts.append((packages.get() / name / "Packages").read_text(encoding="utf-8"))
        fresh = self.archive / f"dists-{secrets.token_hex(4)}"
        age = 10 * 86400 if fault == "expired" else 0
        dists = archive.write_dists(fresh, packages.joined(texts), "BlueMind", made=time.time() - age,
                                    valid_days=VALID_DAYS)
        if fault == "wrong-key":
            archive.Key(self.folder / "gnupg-wrong", f"Somebody else <nobody@{definition.DOMAIN}>").sign(dists)
        elif fault != "unsigned":
            self.key.sign(dists)
        self._link(self.archive / "dists", fresh.name)
        for old in self.archive.glob("dists-*"):
            if old != fresh:
                shutil.rmtree(old)
        if self.redhat:
            made = redhat.get_packages()
            self._link(self.archive / "el8" / "Packages", made / "Packages")
            self._link(self.archive / "el8" / "repodata", made / release / (fault if fault in ARCHIVE_FAULTS else "ok"))
        for name in SERVER_FAULTS:
            (self.folder / "faults" / name).unlink(missing_ok=True)
        if fault in SERVER_FAULTS:
            (self.folder / "faults" / fault).touch()
        (self.folder / "release").write_text(f"{release}\n", encoding="ascii")
        (self.folder / "fault").write_text(f"{fault}\n", encoding="ascii")

    def set_fault(self, fault):
        if fault not in FAULTS:
            raise LabError(f"repo {fault}: there is {', '.join(FAULTS)}")
        self.publish(self.release, fault)

    def hide_wrong_secrets(self, hide):
        """A wrong secret in the path is answered with 401, or hidden behind a 404."""
        file = self.folder / "faults" / "hide"
        if hide:
            file.touch()
        else:
            file.unlink(missing_ok=True)

    # Serving.

    @property
    def running(self):
        return process.recall(self._pid_file) != 0

    def start(self):
        if self.running:
            return
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder, address=definition.PKG, host=HOST,
                                                             secret=self.secret), encoding="ascii")
        (self.folder / "nginx.conf").chmod(0o600)
        pid_file = self.folder / "nginx.pid"
        pid_file.unlink(missing_ok=True)
        run("ip", "netns", "exec", self.lab.pkg_netns, "nginx", "-p", self.folder, "-e", self.folder / "error.log",
            "-c", self.folder / "nginx.conf")
        wait_for("nginx of pkg up", lambda: pid_file.exists() and pid_file.read_text(encoding="ascii").strip(), 10)
        process.remember(self._pid_file, int(pid_file.read_text(encoding="ascii")))

    def stop(self):
        master = process.recall(self._pid_file)
        if master:
            workers = process.children(master)
            process.kill([master], signal.SIGTERM)
            process.kill_and_wait([*workers, master])
