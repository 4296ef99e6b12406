# SPDX-License-Identifier: LGPL-2.1-or-later
"""Routes, parameters, encodings and error bodies of the core's REST interface."""
import base64
import json
import re
import time
import urllib.parse

from . import httpd, settings
from .faults import BadSession, JavaError, ServerFault, denied

MAX_BODY = 10_000_000
COMMON = [("Cache-Control", "no-cache,no-store,must-revalidate"), ("Pragma", "no-cache")]
STATUS = {"PERMISSION_DENIED": 403, "NOT_FOUND": 404}


class Route:
    """body: None, json, string, bytes or stream. answer: json, string, bytes, void or stream."""

    def __init__(self, method, path, call, body=None, answer="json", access="user", feature=None):
        self.method = method
        self.pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")
        self.parameters = path.count("{")
        self.call = call
        self.body = body
        self.answer = answer
        self.access = access
        self.feature = feature


class Call:
    """One call as the services see it."""

    def __init__(self, handler, route, match, query, session):
        self.path = {name: urllib.parse.unquote(value) for name, value in match.groupdict().items()}
        self.query_values = query
        self.session = session
        self.body = None
        self.headers = handler.headers

    def query(self, name, default=None):
        return self.query_values.get(name, [default])[0]


class Rest:
    """answer () is what the HTTP server calls. The services put their routes in with add ()."""

    def __init__(self, version, sessions, log):
        self.version = version
        self.sessions = sessions
        self.log = log
        self.routes = []

    def add(self, method, path, call, **options):
        route = Route(method, path, call, **options)
        if route.feature is None or self.version.has(route.feature):
            self.routes.append(route)
            self.routes.sort(key=lambda entry: entry.parameters)

    def answer(self, handler):
        if settings.get("api-down"):
            raise httpd.Drop()
        time.sleep(settings.number("slow-ms") / 1000)
        raw_path, _, raw_query = handler.path.partition("?")
        try:
            route, match = self._find(handler.command, raw_path)
            if route is None:
                handler.read_body()
                return self._unknown_route(handler.command, raw_path)
            return self._invoke(handler, route, match, urllib.parse.parse_qs(raw_query, keep_blank_values=True))
        except BadSession as fault:
            return self._bad_session(fault)
        except (ServerFault, JavaError) as fault:
            return self._fault(fault)
        except Exception as problem:  # what Java would throw at that place: no errorCode
            self.log.exception("%s %s", handler.command, raw_path)
            return self._fault(JavaError("NullPointerException", str(problem) or None))

    def _find(self, method, path):
        for route in self.routes:
            match = route.method == method and route.pattern.match(path)
            if match:
                return route, match
        return None, None

    def _invoke(self, handler, route, match, query):
        body = self._read(handler, route)
        key = handler.headers.get("X-BM-ApiKey") or query.get("apikey", [None])[0]
        session = self.sessions.find(key) if key else None
        check_access(route.access, session)
        call = Call(handler, route, match, query, session)
        call.body = decode(route.body, body, handler.headers.get("Content-Type", ""))
        result = route.call(call)
        response = encode(route.answer, result, bool(handler.headers.get("Accept", "").strip()))
        wanted = handler.headers.get("X-BM-ClientVersion")
        if wanted and wanted != self.version.text:
            response.headers.append(("X-BM-WarnMessage", "CORE called with wrong version, clientVersion : %s, "
                                     "coreVersion %s" % (wanted, self.version.text)))
        return response

    @staticmethod
    def _read(handler, route):
        if handler.length > MAX_BODY:
            handler.close_connection = True
            raise ServerFault("Content-Length exceeds maximum size")
        body = handler.read_body()
        if handler.chunked and route.body != "stream":
            raise ServerFault("API endpoint does not support chunked encoding")
        return body

    @staticmethod
    def _fault(fault):
        body = {"errorType": fault.error_type, "message": fault.message}
        code = getattr(fault, "code", None)
        if code:
            body = {"errorCode": code, **body}
        return httpd.Response(STATUS.get(code, 500), json.dumps(body).encode(), COMMON)

    def _bad_session(self, fault):
        message = "session id %s is not valid" % fault
        headers = list(COMMON)
        if self.version.has("access-token"):
            message = "invalid accesstoken: " + message
            headers.append(("WWW-authenticate", "Bearer"))
            headers += [("Set-Cookie", name + "=; Max-Age=0; Path=/; HttpOnly; Secure")
                        for name in ("OpenIdSession", "AccessToken", "RefreshToken", "IdToken")]
        body = {"errorCode": "AUTHENTICATION_FAIL", "errorType": "ServerFault", "message": message}
        return httpd.Response(401, json.dumps(body).encode(), headers)

    @staticmethod
    def _unknown_route(method, path):
        message = "no service registered on %s %s" % (method, path)
        frame = {"methodName": "vertxReceive", "fileName": "RestRootHandler.java", "lineNumber": 104,
                 "className": "net.bluemind.core.rest.base.RestRootHandler", "nativeMethod": False}
        body = {"cause": None, "stackTrace": [frame], "code": "NOT_FOUND", "message": message,
                "localizedMessage": message, "suppressed": []}
        return httpd.Response(500, json.dumps(body).encode(), COMMON)


def check_access(access, session):
    """anonymous, user, server (RBAC), subscription (role annotation), global (admin0 only, 403)."""
    if access == "anonymous":
        return
    if session is None:
        raise denied("Invalid security context")
    if access == "user" or session["global"]:
        return
    if access == "subscription":
        raise ServerFault("%s@%s Doesnt have required roles [manageSubscription]"
                          % (session["login"], session["domain"]), "FORBIDDEN")
    raise denied("%s@%s has no permission for this call" % (session["login"], session["domain"]))


def decode(kind, body, content_type):
    if kind == "stream":
        return body
    if kind is None or not body:
        return None
    if kind == "string" and content_type == "text/plain":
        return body.decode("utf-8", "replace")
    if kind == "bytes" and content_type == "application/octet-stream":
        return body
    try:
        value = json.loads(body)
    except ValueError:
        value = _unfit(kind, body)
    if kind in ("string", "bytes") and not isinstance(value, str):
        value = _unfit(kind, body)
    if kind == "list" and not isinstance(value, list):
        value = _unfit(kind, body)
    if kind == "map" and not isinstance(value, dict):
        value = _unfit(kind, body)
    return base64.b64decode(value) if kind == "bytes" else value


def _unfit(kind, body):
    java = {"string": "java.lang.String", "bytes": "byte[]", "list": "java.util.List", "map": "java.util.Map"}
    raise JavaError("IllegalArgumentException", "Cannot convert %s to JSON %s"
                    % (body[:200].decode("utf-8", "replace"), java.get(kind, "java.lang.Object")))


def encode(kind, result, accept):
    """Strings and byte arrays come raw when the client names no Accept, and still labelled JSON."""
    headers = [("Content-Type", "application/json")] + COMMON
    if kind == "void":
        return httpd.Response(200, b"", headers)
    if result is None:
        return httpd.Response(204, b"", COMMON)
    if kind == "stream":
        return httpd.Response(200, result, headers)
    if kind == "string" and not accept:
        return httpd.Response(200, result.encode(), headers)
    if kind == "bytes":
        if not accept:
            return httpd.Response(200, result, headers)
        result = base64.b64encode(result).decode()
    return httpd.Response(200, json.dumps(result).encode(), headers)
