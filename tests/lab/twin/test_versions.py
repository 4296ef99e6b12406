#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The twin against the check-list, items 7 to 9: what differs between versions; bm-cli; faults on request."""
import io
import json
import os
import sys
import time
import unittest
import zipfile

sys.dont_write_bytecode = True
from bmtwin import settings  # noqa: E402
from fixture import INSTALLATION, SERVERS, TwinCase, quoted, read_entries  # noqa: E402


class TargetVersion(TwinCase):
    """Item 7: subscription/_version."""

    version = "4.1.64887"
    nodes = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.platform.main.start("elasticsearch", 9200)
        main = cls.platform.server(cls.platform.main, "bm-master", ["bm/core", "bm/es"])
        cls.platform.run("PUT", SERVERS + "/bm-master", main)
        cls.platform.run("PUT", SERVERS + "/storage", cls.platform.server(cls.platform.shard))
        cls.platform.send("POST", INSTALLATION + "/_subscriptionContacts", ["a@example.org"])

    def setUp(self):
        self.addCleanup(self.platform.main.set, es_status=None, refuse_version=None)

    def ask(self, version="latest"):
        return self.platform.send("POST", INSTALLATION + "/subscription/_version?version=" + version)

    def refused(self):
        self.assert_fault(self.ask(), 500, "UNKNOWN", "Unable to set upgrade version to: latest - Checks have been failed")

    def test_accepted_on_every_server(self):
        answer = self.ask()
        self.assertEqual((answer.status, answer.body), (200, b""))
        for host in (self.platform.main, self.platform.shard):
            self.assertIn("deb https://pkg.example.org/secret/latest/bookworm ./", host.read("etc/apt/sources.list.d/bm.list"))
        self.assertIn("Status of check check.memory: OK", self.platform.log())

    def test_reasons_are_in_the_log_only(self):
        self.platform.main.set(es_status="yellow")
        self.refused()
        self.assertIn("Status of check check.elasticsearch: ERROR - reason.elasticsearch.notgreen", self.platform.log())

    def test_a_warning_refuses(self):
        self.platform.main.write("proc/meminfo", "MemTotal: 4000000 kB\n")
        self.addCleanup(self.platform.main.write, "proc/meminfo", "MemTotal: 16000000 kB\n")
        self.refused()
        self.assertIn("check.memory: WARNING - reason.low.memory", self.platform.log())

    def test_nodes_of_other_versions_refuse(self):
        self.platform.shard.install("4.1.60000")
        self.addCleanup(self.platform.shard.install, self.version)
        self.refused()
        self.assertIn("check.servers: ERROR", self.platform.log())

    def test_on_request_and_nonsense(self):
        self.assert_fault(self.ask("../x"), 500, "INVALID_PARAMETER", "Invalid version")
        self.platform.main.set(refuse_version="1")
        self.refused()
        self.assertIn("Status of check check.memory: WARNING - reason.low.memory", self.platform.log())

    def test_jobs(self):
        path = "/api/scheduledjobs/_searchExecution"
        self.assertEqual(self.platform.send("POST", path, {"active": True}).json, {"values": [], "total": 0})
        self.platform.main.set(job_running="DataProtect")
        self.addCleanup(self.platform.main.set, job_running=None)
        found = self.platform.send("POST", path, {"active": True, "from": 0, "size": 50}).json
        self.assertEqual((found["total"], found["values"][0]["jobId"], found["values"][0]["status"]),
                         (1, "DataProtect", "IN_PROGRESS"))
        self.assertEqual(self.platform.send("POST", path, {"from": 1, "size": 1}).json["values"][0]["status"], "SUCCESS")

    def test_archive(self):
        bundle = io.BytesIO()
        with zipfile.ZipFile(bundle, "w") as archive:
            archive.writestr("buster/bm.list", "deb https://pkg.example.org/buster ./\n")
            archive.writestr("bookworm/bm.list", "deb https://pkg.example.org/new/current/bookworm ./\n")
        path = INSTALLATION + "/subscription/_archive"
        self.assertEqual(self.platform.send("POST", path, bundle.getvalue(), kind="application/zip").status, 200)
        self.assertIn("new/current", self.platform.shard.read("etc/apt/sources.list.d/bm.list"))
        self.assert_fault(self.platform.send("POST", path, b"no zip"), 500, "FAILURE",
                          "No subscription file matching server OS found in archive")

    def test_round_robin_and_internal_names(self):
        names = {"name": "1.internal", "label": "x.org", "aliases": ["x.org"], "defaultAlias": "x.org"}
        self.assertEqual(self.platform.send("PUT", "/api/domains/1.internal", names).status, 200)
        self.assertEqual(self.platform.get("/api/domains/_lookup?name=x.org")["uid"], "1.internal")
        # Only a lookup and a login know aliases.
        self.assertEqual(self.platform.send("GET", "/api/domains/x.org").status, 204)
        path = SERVERS + "/x.org/assignments/storage/_assign?tag=mail%2Fimap"
        self.assert_fault(self.platform.send("POST", path), 404, "NOT_FOUND", "Domain x.org doesnt exists")
        self.assert_fault(self.platform.send("PUT", "/api/users/x.org/u", {"login": "u"}), 404, "NOT_FOUND", "x.org")
        self.assert_fault(self.platform.send("PUT", "/api/domains/y.org", {"name": "y.org", "label": "y",
                                                                          "aliases": ["x.org"]}), 500, "ALREADY_EXISTS", "x.org")
        self.assert_fault(self.platform.send("PUT", "/api/domains/z.org", {"name": "other", "label": "z"}), 500,
                          "INVALID_PARAMETER", "equal")


class Oldest(TwinCase):
    """Items 7 and 9: what 4.0 does not have."""

    version = "4.1.42217"

    def test_missing_endpoints(self):
        for method, path in (("POST", "/subscription/_version?version=latest"), ("POST", "/_postinst"),
                             ("GET", "/_hostReport"), ("GET", "/subscriptionKind"), ("PUT", "/state/_demote")):
            answer = self.platform.send(method, INSTALLATION + path)
            self.assertEqual((path, answer.status, answer.json.get("code")), (path, 500, "NOT_FOUND"))

    def test_template_has_the_old_tags(self):
        kinds = self.platform.get("/api/system/domaintemplate")["kinds"]
        tags = {tag["value"]: tag for kind in kinds for tag in kind["tags"]}
        self.assertIn("bm/hps", tags)
        self.assertNotIn("bm/es-data", tags)
        self.assertEqual(tags["mail/imap"]["mandatory"], True)

    def test_command_line_of_then(self):
        code, _, err = self.platform.bm_cli("setup", "upgrade")
        self.assertEqual(code, 0)
        self.assertIn("upgrade", err)
        code, out, _ = self.platform.bm_cli("setup", "update")
        self.assertEqual((code, out.splitlines()[-1]), (0, "Upgrade Complete: Success"))


class Newest(TwinCase):
    """Items 8 and 9: 5.0."""

    version = "5.0.1000"
    nodes = True

    def test_commands_take_an_array(self):
        self.platform.run("PUT", SERVERS + "/storage", self.platform.server(self.platform.shard))
        path = SERVERS + "/storage/submit_command_and_wait"
        self.assertEqual(self.platform.send("POST", path, ["echo", "two  words"]).json["output"], ["two  words"])
        answer = self.platform.send("POST", path, "echo x")
        self.assertEqual((answer.status, answer.json["errorType"]), (500, "IllegalArgumentException"))

    def test_last_log_entry_carries_the_status(self):
        reference = self.platform.send("POST", INSTALLATION + "/_postinst").json
        self.assertEqual(self.platform.task(reference)["lastLogEntry"], "")
        entries = read_entries(self.platform.send("GET", "/api/tasks/%s/_log" % reference["id"]).body)
        self.assertEqual(json.loads(entries[-1]["status"])["state"], "Success")
        logs = self.platform.get("/api/tasks/%s/_currentLogs?offset=1" % reference["id"])
        self.assertEqual(len(logs), len(entries) - 1)

    def test_differences(self):
        self.assertNotIn("password = bj\n", self.platform.main.read("etc/bm/bm.ini"))
        answer = self.platform.send("GET", "/api/auth", key="x")
        self.assertEqual((answer.status, answer.headers["WWW-authenticate"]), (401, "Bearer"))
        self.assertEqual(self.platform.send("POST", INSTALLATION + "/_partialUpgrade").json["code"], "NOT_FOUND")
        self.platform.main.set(hot_upgrade_blocked="1")
        self.addCleanup(self.platform.main.set, hot_upgrade_blocked=None)
        self.assertEqual(self.platform.send("POST", "/api/hot_upgrade/list", {"onlyMandatory": True}).json[0]["status"],
                         "FAILURE")

    def test_sessions_survive_a_restart(self):
        key = self.platform.send("POST", "/api/auth/login?login=admin0", "admin", key=False).json["authKey"]
        self.platform.restart_core()
        self.assertEqual(self.platform.send("GET", "/api/auth", key=key).status, 200)


class CommandLine(TwinCase):
    """bm-cli setup install leaves what the wizard leaves."""

    version = "4.1.56815"
    initialized = False

    def install(self):
        return self.platform.bm_cli("setup", "install", "--external-url", "mail.example.org", "--domain", "example.org",
                                    "--sw-pass", "wizard", "--admin0-pass", "zero", "--set-contact", "a@example.org")

    def test_install_then_upgrade(self):
        platform = self.platform
        platform.main.start("node", 8021)
        code, out, err = self.install()
        self.assertEqual((code, err), (0, ""), out)
        platform.key = platform.main.read("etc/bm/bm-core.tok")
        self.assertEqual(platform.state(), "CORE_STATE_RUNNING")
        item = platform.get(SERVERS + "/bm-master/complete")
        self.assertEqual(item["value"]["ip"], platform.main.address)
        self.assertEqual(sorted(item["value"]["tags"]), [
            "bm/ac", "bm/cal", "bm/contact", "bm/core", "bm/es", "bm/hps", "bm/nginx", "bm/pgsql", "bm/redirector",
            "bm/settings", "bm/webmail", "bm/xmpp", "mail/smtp"])
        self.assertEqual(platform.main.read("etc/nginx/sw.htpasswd"), "admin:wizard\n")
        self.assertIn("external-url = mail.example.org", platform.main.read("etc/bm/bm.ini"))
        domain = platform.get("/api/domains/_lookup?name=example.org")
        self.assertTrue(domain["uid"].endswith(".internal"))
        for login, password in (("admin0@global.virt", "zero"), ("admin@example.org", "admin")):
            answer = platform.send("POST", "/api/auth/login?login=" + quoted(login), password, key=False)
            self.assertEqual(answer.json["status"], "Ok", login)
        self.again_and_others(platform)

    def again_and_others(self, platform):
        code, _, err = self.install()
        self.assertEqual(code, 50)
        self.assertIn("already installed", err)
        self.assertEqual(platform.bm_cli("nonsense")[0], 51)
        self.assertRegex(platform.bm_cli("setup", "check-subscription")[1], r"^OK;\d+\n$")
        self.assertRegex(platform.bm_cli("node", "status")[1], r"\) OK\n$")
        self.assertEqual(platform.bm_cli("user", "update", "admin0@global.virt", "--password", "next")[0], 0)
        platform.shard.start("node", 8021)
        code, _, err = platform.bm_cli("server", "add", "-i", platform.shard.address, "-f", "shard", "-n", "shard", "-t",
                                       "mail/imap")
        self.assertEqual((code, err), (0, ""))
        platform.main.set(upgrade_rc3="1")
        code, _, err = platform.bm_cli("setup", "upgrade")
        self.assertEqual((code, err), (3, "Upgrade Complete: Success\n"))


class Faults(TwinCase):
    """Faults on request that belong to no item."""

    def setUp(self):
        self.addCleanup(self.platform.main.set, api_down=None, slow_ms=None, restart_502_seconds=None)

    def test_api_down(self):
        self.platform.main.set(api_down="1")
        with self.assertRaises(OSError):
            self.platform.state()

    def test_slow(self):
        self.platform.main.set(slow_ms="200")
        before = time.monotonic()
        self.platform.state()
        self.assertGreaterEqual(time.monotonic() - before, 0.2)

    def test_every_setting_is_in_the_readme(self):
        with open(os.path.join(os.path.dirname(os.path.realpath(__file__)), "README.md"), encoding="utf-8") as stream:
            text = stream.read()
        self.assertEqual([name for name in settings.KNOWN if "`%s`" % name not in text], [])


if __name__ == "__main__":
    unittest.main()
