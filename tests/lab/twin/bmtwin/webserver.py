# SPDX-License-Identifier: LGPL-2.1-or-later
"""bm-webserver on 8080: /login, /setup, and what a browser sees while the product is not running."""
import http.client
import json
import threading
import time

from . import httpd, log, settings

PORT = 8080
CORE_PORT = 8090
SILENCE_SECONDS = 8
FRESH_SECONDS = 0.5
LANDING = b"<!DOCTYPE html><html><head><title>BlueMind</title></head><body><h1>BlueMind</h1></body></html>\n"
WIZARD = (b"<!DOCTYPE html><html><head><title>BlueMind Setup</title></head><body><h1>BlueMind Setup</h1>"
          b"<p>The wizard is a closed GWT application and cannot be simulated: set this server up with "
          b"<code>bm-cli setup install</code> or through the REST interface.</p></body></html>\n")
DEPLOYING = b"<!DOCTYPE html><html><body><h1>BlueMind is being updated</h1></body></html>\n"


class CoreState:
    """The last state heard from the core; unknown after 8 s of silence."""

    def __init__(self, address):
        self.address = address
        self.lock = threading.Lock()
        self.last = None
        self.heard = 0.0

    def get(self):
        with self.lock:
            now = time.monotonic()
            if now - self.heard > FRESH_SECONDS:
                self._ask(now)
            return self.last if now - self.heard <= SILENCE_SECONDS else "CORE_STATE_UNKNOWN"

    def _ask(self, now):
        connection = http.client.HTTPConnection(self.address, CORE_PORT, timeout=2)
        try:
            connection.request("GET", "/api/system/installation/state")
            self.last = json.loads(connection.getresponse().read())
            self.heard = now
        except (OSError, ValueError, http.client.HTTPException):
            pass
        finally:
            connection.close()


class WebServer:
    def __init__(self):
        self.log = log.open_log("net.bluemind.webmodule.server", "/var/log/bm-webserver/webserver.log")
        self.setup_log = log.open_log("net.bluemind.sw.server", "/var/log/bm-webserver/setup.log")
        self.address = settings.get("listen", "0.0.0.0")
        self.state = CoreState(settings.get("listen", "127.0.0.1"))

    def serve(self):
        httpd.Server(self.address, PORT, self.answer).start()
        self.log.info("listening on %s:%d", self.address, PORT)
        threading.Event().wait()

    def answer(self, handler):
        path = handler.path.partition("?")[0]
        handler.read_body()
        if path == "/setup" or path.startswith("/setup/"):
            return self._setup(handler.command, path)
        state = self.state.get()
        if state == "CORE_STATE_NOT_INSTALLED":
            return redirect("/setup/index.html")
        if state == "CORE_STATE_UPGRADE":
            return page(DEPLOYING, 503)
        if state != "CORE_STATE_RUNNING":
            return page(DEPLOYING, 502)
        if path == "/":
            return redirect("/login/")
        return page(LANDING) if path.rstrip("/") in ("/login", "/adminconsole", "/settings") else page(LANDING, 404)

    def _setup(self, method, path):
        self.setup_log.info("%s %s", method, path)
        if path in ("/setup", "/setup/"):
            return redirect("/setup/index.html")
        if path == "/setup/index.html":
            return page(WIZARD)
        if path.startswith("/setup/setupwizard/") and method == "POST":
            return page(b"//EX[\"The wizard's own protocol is closed\"]", 500)
        return page(WIZARD, 404)


def page(body, status=200):
    return httpd.Response(status, body, [("Content-Type", "text/html; charset=utf-8")])


def redirect(target):
    return httpd.Response(302, b"", [("Location", target)])


if __name__ == "__main__":
    WebServer().serve()
