#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The twin against the simulator's check-list of the reference (chapter 12): items 1 to 6, a class per item."""
import base64
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
from fixture import INSTALLATION, SERVERS, TwinCase, quoted, read_entries, request, wait_for  # noqa: E402


class Encodings(TwinCase):
    """Item 1: what comes back in which form."""

    def test_void_is_zero_bytes_labelled_json(self):
        answer = self.platform.send("GET", "/api/auth/ping")
        self.assertEqual((answer.status, answer.body), (200, b""))
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_null_is_204_without_a_type(self):
        answer = self.platform.send("GET", SERVERS + "/nobody/complete")
        self.assertEqual((answer.status, answer.body, answer.headers["Content-Type"]), (204, b"", None))

    def test_enum_is_quoted_with_and_without_accept(self):
        for accept in ("*/*", None):
            answer = self.platform.send("GET", INSTALLATION + "/state", accept=accept)
            self.assertEqual(answer.body, b'"CORE_STATE_RUNNING"')

    def test_unknown_route_is_500_with_a_code(self):
        answer = self.platform.send("GET", "/api/nowhere")
        self.assertEqual((answer.status, answer.json["code"]), (500, "NOT_FOUND"))
        self.assertEqual(answer.json["message"], "no service registered on GET /api/nowhere")
        self.assertNotIn("errorCode", answer.json)

    def test_unknown_key_is_401(self):
        answer = self.platform.send("GET", INSTALLATION + "/version", key="nonsense")
        self.assert_fault(answer, 401, "AUTHENTICATION_FAIL", "session id nonsense is not valid")

    def test_anonymous_is_403(self):
        self.assert_fault(self.platform.send("GET", INSTALLATION + "/version", key=False), 403, "PERMISSION_DENIED",
                          "Invalid security context")

    def test_unknown_container_and_task_are_404(self):
        self.assert_fault(self.platform.send("GET", "/api/servers/other/_complete"), 404, "NOT_FOUND", "container other")
        self.assert_fault(self.platform.send("GET", "/api/tasks/x"), 404, "NOT_FOUND", "no task x")

    def test_the_real_container_name_works(self):
        mcast = self.platform.main.read("etc/bm/mcast.id")
        self.assertEqual(self.platform.send("GET", "/api/servers/bluemind-%s/_complete" % mcast).status, 200)

    def test_undecodable_body_is_500_without_code(self):
        answer = self.platform.send("POST", "/api/configuration", b"{")
        self.assertEqual((answer.status, answer.json["errorType"]), (500, "IllegalArgumentException"))
        self.assertNotIn("errorCode", answer.json)
        self.assertIn("Cannot convert", answer.json["message"])

    def test_too_long_and_chunked_bodies_are_refused(self):
        headers = {"X-BM-ApiKey": self.platform.key}
        answer = request(self.platform.main.address, 8090, "POST", "/api/configuration", None,
                         {**headers, "Content-Length": "10000001"})
        self.assertIn("Content-Length exceeds maximum size", answer.json["message"])
        answer = request(self.platform.main.address, 8090, "POST", "/api/configuration", b"2\r\n{}\r\n0\r\n\r\n",
                         {**headers, "Transfer-Encoding": "chunked"})
        self.assertIn("chunked", answer.json["message"])

    def test_wrong_client_version_only_warns(self):
        answer = request(self.platform.main.address, 8090, "GET", INSTALLATION + "/state", None,
                         {"X-BM-ClientVersion": "3.5.1"})
        self.assertEqual(answer.status, 200)
        self.assertIn("clientVersion : 3.5.1", answer.headers["X-BM-WarnMessage"])


class FirstStart(TwinCase):
    """Item 2: nothing installed, then initialised once."""

    initialized = False

    def test_initialize(self):
        platform = self.platform
        self.assertEqual(platform.state(), "CORE_STATE_NOT_INSTALLED")
        platform.main.start("webserver", 8080)
        answer = request(platform.main.address, 8080, "GET", "/login/")
        self.assertEqual((answer.status, answer.headers["Location"]), (302, "/setup/index.html"))
        self.assertEqual(request(platform.main.address, 8080, "GET", "/setup/index.html").status, 200)
        status = platform.initialize()
        self.assertEqual((status["state"], status["lastLogEntry"]), ("Success", "Initialized system"))
        self.assertEqual(platform.state(), "CORE_STATE_RUNNING")
        self.assertEqual(platform.main.read("database-bj").strip(), "")
        self.assertIn("db = bj", platform.main.read("etc/bm/bm.ini"))
        self.assertEqual(len(platform.main.read("etc/bm/mcast.id")), 36)
        wait_for("/login", lambda: request(platform.main.address, 8080, "GET", "/login/").status == 200)
        answer = platform.send("POST", INSTALLATION + "/_initialize", key=False)
        self.assert_fault(answer, 500, "NOT_GLOBAL_ADMIN", "only admin0 can initialize")
        version = platform.get(INSTALLATION + "/version")
        self.assertEqual(version, {"databaseVersion": "4.1.47224", "softwareVersion": "4.1.47224",
                                   "versionName": "4.1", "needsUpgrade": False})


class Upgrade(TwinCase):
    """Item 3: other packages, a restart, the upgrade, and the upgrade that fails."""

    def test_upgrade(self):
        platform = self.platform
        platform.main.start("webserver", 8080)
        platform.main.install("4.1.47249")
        platform.restart_core()
        self.assertEqual(platform.state(), "CORE_STATE_UPGRADE")
        self.assertTrue(platform.get(INSTALLATION + "/version")["needsUpgrade"])
        wait_for("503", lambda: request(platform.main.address, 8080, "GET", "/login/").status == 503)
        self.assertEqual(request(platform.main.address, 8080, "GET", "/setup/index.html").status, 200)
        platform.main.set(task_fail_at="99:upgrade")
        status = platform.run("POST", INSTALLATION + "/_upgrade")
        self.assertEqual((status["state"], status["lastLogEntry"]), ("InError", "Upgrade failed"))
        self.assertEqual(platform.state(), "CORE_STATE_UPGRADE")
        platform.main.set(task_fail_at=None)
        status = platform.run("POST", INSTALLATION + "/_upgrade")
        self.assertEqual((status["state"], status["lastLogEntry"]), ("Success", "Core upgrade complete"))
        self.assertEqual(platform.state(), "CORE_STATE_RUNNING")
        self.assertFalse(platform.get(INSTALLATION + "/version")["needsUpgrade"])
        history = json.loads(platform.get("/api/configuration")["values"]["upgrade_history"])
        self.assertEqual((history[-1]["from"], history[-1]["to"]), ("4.1.47224", "4.1.47249"))

    def test_upgraders_missing(self):
        platform = self.platform
        marker = platform.main.path("usr/share/bm-core/extensions/bm-core-upgraders")
        os.rename(marker, marker + ".away")
        self.addCleanup(os.rename, marker + ".away", marker)
        self.assertEqual(platform.get(INSTALLATION + "/_upgrade")["state"], "UPGRADERS_NOT_AVAILABLE")
        status = platform.run("POST", INSTALLATION + "/_upgrade")
        self.assertEqual((status["state"], status["lastLogEntry"]), ("InError", "Upgraders are not available"))

    def test_only_the_administrator(self):
        answer = self.platform.send("POST", INSTALLATION + "/_upgrade", key=False)
        self.assertEqual((answer.status, answer.json["errorCode"]), (403, "PERMISSION_DENIED"))


class Tasks(TwinCase):
    """Item 4: progress that lags, logs, faults on request."""

    nodes = True

    def setUp(self):
        self.addCleanup(self.platform.main.set, task_hang=None, task_fail_at=None, task_vanish=None)

    def start(self, name, *tags):
        return self.platform.send("PUT", SERVERS + "/" + name, self.platform.server(self.platform.shard, name, tags)).json

    def test_progress_lags_and_stays_below_steps(self):
        status = self.platform.task(self.start("one", "bm/es"))
        self.assertEqual((status["state"], status["steps"], status["progress"]), ("Success", 2.0, 2.0))
        self.platform.main.set(task_hang="40:create-server")
        reference = self.start("two", "bm/es")
        path = "/api/tasks/" + reference["id"]
        wait_for("begin", lambda: self.platform.get(path)["state"] == "InProgress")
        self.assertEqual(self.platform.get(path), {"steps": 0.0, "progress": 0.0, "lastLogEntry": "create server",
                                                   "state": "InProgress", "result": None})
        self.platform.main.set(task_hang="90:create-server")
        wait_for("one message more", lambda: self.platform.get(path)["steps"] == 2.0)
        self.assertEqual((self.platform.get(path)["progress"], self.platform.get(path)["lastLogEntry"]), (0.0, None))
        self.platform.main.set(task_hang=None)
        self.assertEqual(self.platform.task(reference)["state"], "Success")
        self.assertEqual(self.platform.get(path + "/_currentLogs"), ["create server", None, "tag bm/es", "OK"])
        entries = read_entries(self.platform.send("GET", path + "/_log").body)
        self.assertEqual((entries[-1]["done"], entries[-1]["total"], entries[-1]["end"]), (2.0, 2.0, True))
        self.assertNotIn("status", entries[-1])

    def test_success_below_steps(self):
        self.platform.task(self.start("three"))
        status = self.platform.run("POST", SERVERS + "/three", self.platform.server(self.platform.shard, "three"))
        self.assertEqual(status["state"], "Success")
        self.assertLess(status["progress"], status["steps"])

    def test_fails_on_request(self):
        self.platform.main.set(task_fail_at="99")
        status = self.platform.task(self.start("four"))
        self.assertEqual((status["state"], status["lastLogEntry"]), ("InError", "Failure on request at 100 %"))

    def test_a_restart_forgets_tasks(self):
        reference = self.start("five")
        self.platform.task(reference)
        self.platform.main.set(task_vanish="1")
        try:
            self.start("six")
        except OSError:
            pass
        self.platform.main.running["core"].wait(timeout=10)
        self.platform.restart_core()
        self.assertEqual(self.platform.send("GET", "/api/tasks/" + reference["id"]).status, 404)
        self.assertIsNotNone(self.platform.get(SERVERS + "/six/complete"))


class Servers(TwinCase):
    """Item 5: the rules of the server list, with real nodes."""

    nodes = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        main = cls.platform.server(cls.platform.main, "bm-master", ["bm/core", "mail/smtp", "bm/nginx"])
        assert cls.platform.run("PUT", SERVERS + "/bm-master", main)["state"] == "Success"
        shard = cls.platform.server(cls.platform.shard, "generated")
        assert cls.platform.run("PUT", SERVERS + "/storage", shard)["state"] == "Success"
        cls.platform.add_domain()

    def put(self, uid, **changes):
        return self.platform.send("PUT", SERVERS + "/" + uid, {**self.platform.server(self.platform.shard), **changes})

    def test_uid(self):
        self.assert_fault(self.put("Storage"), 500, "UNKNOWN", "Only lowercase is allowed for server uid")
        self.assert_fault(self.put("my_storage"), 500, "UNKNOWN", "server uid does not support '_'")
        self.assert_fault(self.put("bm-master"), 500, "ALREADY_EXISTS", "bm-master")

    def test_name_and_address(self):
        answer = self.put("x", name="")
        self.assert_fault(answer, 500, "INVALID_PARAMETER", "")
        self.assertEqual(answer.json["message"], "Server.name must be set ")
        self.assert_fault(self.put("x", ip=None), 500, "INVALID_PARAMETER", "Server.ip must be set")

    def test_ping(self):
        nobody = self.platform.main.address.rsplit(".", 1)[0] + ".250"
        self.assert_fault(self.put("x", ip=nobody), 500, "UNKNOWN", "refused")
        self.assertEqual(self.platform.send("GET", SERVERS + "/x/complete").status, 204)
        answer = self.platform.send("POST", INSTALLATION + "/%s/ping" % nobody)
        self.assert_fault(answer, 500, "UNKNOWN", "Ping failed")
        self.assertEqual(self.platform.send("POST", INSTALLATION + "/%s/ping" % self.platform.shard.address).body, b"")
        self.platform.main.set(ping_fail=self.platform.shard.address)
        self.addCleanup(self.platform.main.set, ping_fail=None)
        self.assert_fault(self.put("x"), 500, "UNKNOWN", "ping failed")

    def test_claim(self):
        shard = self.platform.shard
        self.assertFalse(shard.answers(8021))
        self.assertEqual(shard.read("etc/bm/server.uid"), "storage")
        for name in ("bm.ini", "bm-core.tok", "mcast.id"):
            self.assertEqual(shard.read("etc/bm/" + name), self.platform.main.read("etc/bm/" + name))
        with self.assertRaises(OSError):
            request(shard.address, 8022, "OPTIONS", "/")

    def test_data_server(self):
        tags = ["mail/imap"]
        server = self.platform.server(self.platform.shard, "generated", tags)
        status = self.platform.run("POST", SERVERS + "/storage", server)
        self.assertEqual((status["state"], status["lastLogEntry"]), ("Success", "OK"))
        item = self.platform.get(SERVERS + "/storage/complete")
        self.assertEqual(sorted(item["value"]["tags"]), ["bm/pgsql-data", "mail/imap"])
        self.assertEqual(item["version"], 2)
        shard = self.platform.shard
        self.assertEqual(shard.read("database-bj-data"), "strict\n")
        self.assertTrue(shard.path("etc/postgresql/15/main/postgresql.conf.pimp"))
        calls = shard.read("calls")
        self.assertIn("systemctl stop postgresql", calls)
        self.assertIn("init-cyrus.sh", calls)
        self.assertIn("configure-postfix.sh storage " + self.platform.main.address, calls)
        self.assertIn("open-pool.sh %s bj-data" % shard.address, self.platform.main.read("calls"))
        self.assign_and_refuse_to_lose()
        self.place_users()

    def assign_and_refuse_to_lose(self):
        path = SERVERS + "/example.org/assignments/%s/_assign?tag=%s"
        self.assert_fault(self.platform.send("POST", path % ("storage", "bm%2Fes")), 500, "UNKNOWN", "refused.")
        self.assert_fault(self.platform.send("POST", path % ("nobody", "mail%2Fimap")), 404, "NOT_FOUND", "nobody")
        for _ in range(2):
            self.assertEqual(self.platform.send("POST", path % ("storage", "mail%2Fimap")).status, 200)
        found = self.platform.get(SERVERS + "/example.org/byAssignment?tag=mail/imap")
        self.assertEqual(found, ["storage"])
        self.assertEqual(self.platform.get(SERVERS + "/example.org/assignments"),
                         self.platform.get(SERVERS + "/storage/serverAssignments"))
        answer = self.platform.send("POST", SERVERS + "/storage/tags", [])
        self.assert_fault(answer, 500, "INVALID_PARAMETER", "server is tagged for  (example.org,mail/imap)")
        answer = self.platform.send("DELETE", SERVERS + "/storage")
        self.assert_fault(answer, 500, "UNKNOWN", "unassign before delete")

    def place_users(self):
        users = "/api/users/example.org/"
        self.assertEqual(self.platform.send("PUT", users + "u1", {"login": "one", "password": "p"}).status, 200)
        self.assertEqual(self.platform.get(users + "u1/complete")["value"]["dataLocation"], "storage")
        answer = self.platform.send("PUT", users + "u2", {"login": "two", "dataLocation": "bm-master"})
        self.assert_fault(answer, 500, "INVALID_PARAMETER",
                          "Datalocation bm-master not assigned to: example.org as mail/imap")
        path = SERVERS + "/example.org/assignments/storage/_unassign?tag=mail%2Fimap"
        self.assert_fault(self.platform.send("POST", path), 500, "FAILURE", "Cannot unassign mail/imap")
        self.assertEqual(self.platform.run("DELETE", users + "u1")["state"], "Success")

    def test_order_of_tags_is_not_kept(self):
        wanted = ["bm/es", "bm/cal", "bm/ac", "bm/contact", "bm/settings", "bm/webmail", "bm/redirector"]
        seen = set()
        for _ in range(8):
            self.platform.run("POST", SERVERS + "/bm-master/tags", wanted + ["bm/core", "mail/smtp", "bm/nginx"])
            seen.add(tuple(self.platform.get(SERVERS + "/bm-master/complete")["value"]["tags"]))
        self.assertGreater(len(seen), 1)

    def test_rename_keeps_the_uid(self):
        item = self.platform.get(SERVERS + "/storage/complete")
        item["value"]["name"] = "shard"
        self.assertEqual(self.platform.run("POST", SERVERS + "/storage", item["value"])["state"], "Success")
        self.assertEqual(self.platform.get(SERVERS + "/storage/complete")["value"]["name"], "shard")
        answer = self.platform.send("POST", SERVERS + "/nobody", item["value"])
        self.assert_fault(answer, 404, "NOT_FOUND", "Server nobody doesnt exists")

    def test_files(self):
        path = SERVERS + "/storage/fs/" + quoted("/tmp/a file")
        content = b"\x00\xff bytes"
        answer = self.platform.send("PUT", path, base64.b64encode(content).decode())
        self.assertEqual((answer.status, answer.body), (200, b""))
        with open(self.platform.shard.path("tmp/a file"), "rb") as stream:
            self.assertEqual(stream.read(), content)
        self.assertEqual(base64.b64decode(self.platform.get(path)), content)
        self.assertEqual(self.platform.send("GET", path, accept=None).body, content)
        self.assertEqual(self.platform.send("GET", SERVERS + "/storage/fs/nothing", accept=None).body, b"")
        self.platform.send("PUT", path, b"raw", kind="application/octet-stream")
        self.assertEqual(self.platform.send("GET", path, accept=None).body, b"raw")

    def test_commands_take_a_string(self):
        path = SERVERS + "/storage/submit_command_and_wait"
        self.assertEqual(self.platform.send("POST", path, "echo two  words").json,
                         {"complete": True, "successful": True, "output": ["two words"]})
        self.assertFalse(self.platform.send("POST", path, "false").json["successful"])
        answer = self.platform.send("POST", path, ["echo", "x"])
        self.assertEqual((answer.status, answer.json["errorType"]), (500, "IllegalArgumentException"))
        for accept, read in (("*/*", json.loads), (None, bytes.decode)):
            reference = read(self.platform.send("POST", SERVERS + "/storage/submit_command", "true", accept=accept).body)
            status = SERVERS + "/storage/command_status?ref=" + reference
            wait_for("the command", lambda status=status: self.platform.get(status)["complete"])

    def test_wizard_password(self):
        self.assert_fault(self.platform.send("POST", "/api/configuration", {"sw_password": ""}), 500,
                          "INVALID_PARAMETER", "must not be null or empty!")
        self.assert_fault(self.platform.send("POST", "/api/configuration", {"sw_password": "a'b"}), 500,
                          "INVALID_PARAMETER", "single quote")
        self.assertEqual(self.platform.send("POST", "/api/configuration", {"sw_password": "new one"}).status, 200)
        self.assertEqual(self.platform.main.read("etc/nginx/sw.htpasswd"), "admin:new one\n")
        self.assertNotIn("new one", self.platform.log() + self.platform.main.read("var/log/bm-node/node.log"))


class Login(TwinCase):
    """Item 6: sessions."""

    def login(self, login, password):
        return self.platform.send("POST", "/api/auth/login?login=%s&origin=test" % quoted(login), password, key=False)

    def setUp(self):
        self.addCleanup(self.platform.main.set, session_seconds=None)

    def test_bad_is_a_200(self):
        answer = self.login("admin0@global.virt", "wrong")
        self.assertEqual((answer.status, answer.json["status"], answer.json["authKey"]), (200, "Bad", None))
        self.assertEqual(self.login("nobody", "admin").json["status"], "Bad")

    def test_ok(self):
        found = self.login("admin0", "admin").json
        self.assertEqual((found["status"], found["latd"]), ("Ok", "admin0@global.virt"))
        self.assertEqual(found["authUser"]["uid"], "admin0_global.virt")
        self.assertEqual(self.platform.send("GET", "/api/auth", key=found["authKey"]).json["domainUid"], "global.virt")
        answer = self.platform.send("GET", INSTALLATION + "/version?apikey=" + found["authKey"], key=False)
        self.assertEqual(answer.status, 200)
        self.assertEqual(self.login("admin0", self.platform.key).json["status"], "Ok")
        self.assertEqual(self.login("admin0", found["authKey"]).json["status"], "Ok")
        plain = self.platform.send("POST", "/api/auth/login?login=admin0", b"admin", key=False, kind="text/plain")
        self.assertEqual(plain.json["status"], "Ok")
        self.platform.send("POST", "/api/auth/logout", key=found["authKey"])
        self.assertEqual(self.platform.send("GET", "/api/auth", key=found["authKey"]).status, 401)

    def test_idle_session_expires(self):
        key = self.login("admin0", "admin").json["authKey"]
        self.platform.main.set(session_seconds="-1")
        self.assertEqual(self.platform.send("GET", "/api/auth", key=key).status, 401)
        self.assertEqual(self.platform.send("GET", "/api/auth").status, 200)

    def test_maintenance(self):
        key = self.login("admin0", "admin").json["authKey"]
        self.platform.add_domain("m.org")
        self.platform.send("PUT", "/api/users/m.org/u", {"login": "u", "routing": "none", "password": "p"})
        self.assertEqual(self.login("u@m.org", "p").json["status"], "Ok")
        self.assertEqual(self.platform.send("PUT", INSTALLATION + "/state/_maintenance").body, b"")
        self.assertEqual(self.platform.send("GET", "/api/auth", key=key).status, 401)
        refused = self.login("u@m.org", "p").json
        self.assertEqual(refused["status"], "Bad")
        self.assertIn("maintenance mode", refused["message"])
        self.assertEqual(self.login("admin0", "admin").json["status"], "Ok")
        self.assert_fault(self.platform.send("PUT", INSTALLATION + "/state/_maintenance"), 500, "UNKNOWN",
                          "transition 'MAINTENANCE' from CORE_STATE_MAINTENANCE is not possible")
        self.platform.send("DELETE", INSTALLATION + "/state/_maintenance")
        self.assertEqual(self.platform.state(), "CORE_STATE_RUNNING")

    def test_others_are_not_administrators(self):
        self.platform.add_domain("o.org")
        self.platform.send("PUT", "/api/users/o.org/u", {"login": "u", "routing": "none", "password": "p"})
        key = self.login("u@o.org", "p").json["authKey"]
        self.assert_fault(self.platform.send("POST", INSTALLATION + "/_upgrade", key=key), 500, "NOT_GLOBAL_ADMIN",
                          "only admin0 can do upgrade")
        self.assertEqual(self.platform.send("PUT", SERVERS + "/x", {}, key=key).status, 403)
        self.assert_fault(self.platform.send("GET", INSTALLATION + "/subscription", key=key), 500, "FORBIDDEN",
                          "manageSubscription")

    def test_keys(self):
        made = self.platform.send("PUT", "/api/auth/keys?displayName=tool").json
        self.assertEqual(self.platform.send("GET", "/api/auth", key=made["sid"]).status, 200)
        self.assertEqual([key["displayName"] for key in self.platform.get("/api/auth/keys")], ["tool"])
        self.platform.send("DELETE", "/api/auth/keys/" + made["sid"])
        self.assertEqual(self.platform.send("GET", "/api/auth", key=made["sid"]).status, 401)


if __name__ == "__main__":
    unittest.main()
