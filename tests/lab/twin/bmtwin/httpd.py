# SPDX-License-Identifier: LGPL-2.1-or-later
"""The HTTP server under core, node, web server and the Elasticsearch stand-in."""
import http.server
import socket
import ssl
import threading


class Response:
    """An answer; a body that is an iterator is sent in chunks."""

    def __init__(self, status=200, body=b"", headers=()):
        self.status = status
        self.body = body
        self.headers = list(headers)


class Drop(Exception):
    """Close the connection without an answer."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 300

    def handle_any(self):
        try:
            self.send(self.server.answer(self))
        except Drop:
            self.close_connection = True
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = handle_any

    @property
    def chunked(self):
        return "chunked" in self.headers.get("Transfer-Encoding", "").lower()

    @property
    def length(self):
        return int(self.headers.get("Content-Length") or 0)

    def read_body(self):
        if not self.chunked:
            return self.rfile.read(self.length)
        body = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return body

    def send(self, response):
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        streamed = not isinstance(response.body, bytes)
        if streamed:
            self.send_header("Transfer-Encoding", "chunked")
        elif response.status != 204:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if streamed:
            self.send_chunks(response.body)
        elif self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def send_chunks(self, pieces):
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def version_string(self):
        return "vertx"

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """answer (handler) -> Response. A context makes it TLS; handshakes happen in the connection's own thread."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address, port, answer, context=None):
        self.answer = answer
        self.context = context
        super().__init__((address, port), Handler)

    def server_bind(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        super(http.server.HTTPServer, self).server_bind()
        self.server_name, self.server_port = self.server_address[:2]

    def finish_request(self, request, client_address):
        if self.context:
            request.settimeout(10)
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except (ssl.SSLError, OSError):
                return
            request.settimeout(300)
        super().finish_request(request, client_address)
        if self.context:
            request.close()

    def start(self):
        threading.Thread(target=self.serve_forever, name="http-%d" % self.server_port, daemon=True).start()
        return self
