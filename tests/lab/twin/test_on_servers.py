#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packages and twin on real servers: installed by apt, set up, a storage server added, updated. Needs root; minutes.

The tests are one story and run in order.
"""
import json
import os
import subprocess
import sys
import time
import unittest
import urllib.parse

HERE = os.path.dirname(os.path.realpath(__file__))
LAB = os.path.join(HERE, "..", "lab")
NAME = "twin-%d" % os.getpid()
STATE = "/var/lib/slipway-lab/" + NAME
MAIN, SHARD = "198.18.0.10", "198.18.0.11"
BEFORE, AFTER = "4.1.47224", "4.1.47249"
APT = ("DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Options::=--force-confdef"
       " -o Dpkg::Options::=--force-confold %s </dev/null >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }")
SERVERS = "/api/servers/default"


def lab(*words, stdin=None, check=True):
    done = subprocess.run([LAB, *words], env={**os.environ, "SLIPWAY_LAB": NAME}, input=stdin, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if check and done.returncode != 0:
        raise AssertionError("lab %s: %d\n%s" % (" ".join(words), done.returncode, done.stdout))
    return done.stdout


def on(server, script, **options):
    return lab("exec", server, "--", "sh", "-c", script, **options)


def on_both(*scripts):
    """One script per server, at the same time."""
    running = [subprocess.Popen([LAB, "exec", server, "--", "sh", "-c", script], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, env={**os.environ, "SLIPWAY_LAB": NAME})
               for server, script in zip(("main", "shard"), scripts)]
    for process in running:
        out, _ = process.communicate()
        if process.returncode != 0:
            raise AssertionError(out)


def curl(*words):
    return lab("controller", "--", "curl", "--silent", "--insecure", *words)


def status(path, *words):
    return curl("--output", "/dev/null", "--write-out", "%{http_code}", *words, "https://%s%s" % (MAIN, path))


def api(method, path, body=None):
    token = on("main", "cat /etc/bm/bm-core.tok")
    words = ["--request", method, "--header", "X-BM-ApiKey: " + token, "--header", "Accept: application/json"]
    if body is not None:
        words += ["--header", "Content-Type: application/json", "--data", json.dumps(body)]
    text = curl(*words, "https://%s%s" % (MAIN, path))
    return json.loads(text) if text else None


def task(reference):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = api("GET", "/api/tasks/" + reference["id"])
        if found["state"] in ("Success", "InError"):
            return found
        time.sleep(0.2)
    raise AssertionError("task does not end")


def fingerprint():
    return on("main", "openssl s_client -connect %s:443 </dev/null 2>/dev/null | openssl x509 -noout -fingerprint" % MAIN)


class OnServers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        lab("down")
        cls.addClassCleanup(lab, "down")
        lab("up")
        lab("release", BEFORE)
        for name, target in (("lab-archive.asc", "/etc/apt/trusted.gpg.d/bm.asc"),
                             ("secrets/bm.list", "/etc/apt/sources.list.d/bm.list")):
            with open(os.path.join(STATE, name), encoding="ascii") as stream:
                text = stream.read()
            for server in ("main", "shard"):
                on(server, "cat >" + target, stdin=text)
        on_both("apt-get -qq update", "apt-get -qq update")

    def test_1_packages(self):
        asked = on("shard", "aptitude --disable-columns install bm-mailbox-role </dev/null", check=False)
        self.assertRegex(asked, r"bm-postfix\{ab\}")
        self.assertRegex(asked, r"Keep the following packages at their current version:\s+\d\)\s+ssmtp \[Not Installed\]")
        on_both(APT % "install bm-full bm-setup-wizard bm-plugin-cli-setup", APT % "install bm-mailbox-role")
        for server in ("main", "shard"):
            self.assertEqual(on(server, "dpkg-query -W -f '${Status} ' postfix; dpkg-query -W -f '${Status}' ssmtp 2>/dev/null",
                                check=False).strip(), "install ok installed unknown ok not-installed")
            on(server, "bmctl status")
            self.assertEqual(on(server, "systemctl --failed --no-legend"), "")

    def test_2_set_up(self):
        self.assertEqual((status("/"), status("/setup/index.html")), ("302", "200"))
        on("main", "bm-cli setup install --external-url main.lab.test --domain lab.test --sw-pass wizard"
                   " --set-contact a@lab.test")
        self.assertEqual(api("GET", "/api/system/installation/state"), "CORE_STATE_RUNNING")
        self.assertEqual(on("main", "runuser -u postgres -- psql -Atqc \"select count(*) from pg_database where"
                                    " datname = 'bj'\"").strip(), "1")
        self.assertEqual(on("main", "stat -c '%a %U:%G' /etc/bm/bm-core.tok").strip(), "440 root:bluemind")
        self.assertEqual((status("/login/"), status("/setup/index.html")), ("200", "401"))
        self.assertEqual(status("/setup/index.html", "--user", "admin:wizard"), "200")

    def test_3_storage_server(self):
        server = {"ip": SHARD, "fqdn": SHARD, "name": "generated", "tags": []}
        self.assertEqual(task(api("PUT", SERVERS + "/storage", server))["state"], "Success")
        server["tags"] = ["mail/imap", "bm/pgsql-data"]
        found = task(api("POST", SERVERS + "/storage", server))
        self.assertEqual((found["state"], found["lastLogEntry"]), ("Success", "OK"))
        self.assertIn("bj-data", on("shard", "runuser -u postgres -- psql -Atl"))
        on("shard", "bmctl status")
        self.assertEqual(on("shard", "cat /etc/bm/server.uid").strip(), "storage")
        path = SERVERS + "/lab.test/assignments/storage/_assign?tag=" + urllib.parse.quote("mail/imap", safe="")
        self.assertIsNone(api("POST", path))
        self.assertEqual(api("GET", SERVERS + "/lab.test/byAssignment?tag=mail/imap"), ["storage"])
        self.assertEqual(on("main", "bm-cli node status | grep -c OK$").strip(), "2")
        self.assertNotIn(" ERROR ", on("main", "cat /var/log/bm/core.log"))

    def test_4_update(self):
        on("main", "echo '# local' >>/etc/bm-node/rsync.excludes; echo 'server { listen 8181; }'"
                   " >/etc/nginx/sites-available/intranet; ln -s ../sites-available/intranet /etc/nginx/sites-enabled/")
        lab("release", AFTER)
        lab("postinst", "shard", "bm-tika", "fail")
        upgrade = "apt-get -qq update; " + APT % "--with-new-pkgs upgrade"
        with self.assertRaisesRegex(AssertionError, "bm-tika: postinst fails on request"):
            on("shard", upgrade)
        lab("postinst", "shard", "bm-tika")
        on_both(upgrade, "dpkg --configure -a")
        self.assertEqual(on("main", "ls /etc/nginx/sites-enabled").split(), ["bm-client-access", "bm-webmail"])
        self.assertIn("rsync.excludes.dpkg-dist", on("main", "ls /etc/bm-node"))
        self.assertEqual(api("GET", "/api/system/installation/state"), "CORE_STATE_UPGRADE")
        self.assertEqual(status("/login/"), "503")
        on("main", "bm-cli setup upgrade")
        version = api("GET", "/api/system/installation/version")
        self.assertEqual((version["databaseVersion"], version["needsUpgrade"]), (AFTER, False))
        self.assertEqual(status("/login/"), "200")

    def test_5_false_certificate(self):
        own = on("main", "openssl x509 -noout -fingerprint -in /etc/ssl/certs/bm_cert.pem")
        for setting, same in (("1", False), ("", True)):
            lab("twin", "main", "false-certificate=" + setting)
            deadline = time.monotonic() + 10
            while (fingerprint() == own) != same:
                self.assertLess(time.monotonic(), deadline, "false-certificate=%s has no effect" % setting)
                time.sleep(0.1)


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("SKIP: needs root")
        sys.exit(77)
    unittest.main(failfast=True)
