#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The https server of the tests.

http-server.py certificates FOLDER       makes the certificates, each with its key, as FOLDER/NAME.pem
http-server.py serve CERTIFICATE LOG     prints its port, notes each request in LOG, ends when its input does
http-server.py serve - LOG               the same without TLS
"""

import http.server
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading

NAMES = 'subjectAltName=DNS:mail.example.org'
CA_SETTINGS = '''[ca]
default_ca = own
[own]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = DNS:mail.example.org
'''


class Certificates:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *arguments):
        subprocess.run(('openssl',) + arguments, check=True, cwd=self.folder, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def key(self, name):
        self.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-out', name + '.key')

    def join(self, name, key):
        """Key first, as servers have it in one file."""
        with open(self.path(name + '.pem'), 'w', encoding='ascii') as whole:
            for part in (key + '.key', name + '.crt'):
                with open(self.path(part), encoding='ascii') as source:
                    whole.write(source.read())

    def self_signed(self, name, key, subject='mail.example.org', names=NAMES):
        self.openssl('req', '-x509', '-new', '-key', key + '.key', '-out', name + '.crt', '-days', '2',
                     '-subj', '/CN=' + subject, '-addext', names)
        self.join(name, key)

    def signed(self, name, signer, *dates):
        for part, content in (('ca.cnf', CA_SETTINGS), ('index', ''), ('serial', '01\n')):
            with open(self.path(part), 'w', encoding='ascii') as out:
                out.write(content)
        self.openssl('req', '-new', '-key', name + '.key', '-out', name + '.csr', '-subj', '/CN=mail.example.org')
        self.openssl('ca', '-batch', '-config', 'ca.cnf', '-notext', '-in', name + '.csr', '-out', name + '.crt',
                     '-days', '2', *dates, *signer)
        self.join(name, name)

    def make(self):
        for name in ('right', 'other', 'expired', 'signed', 'misnamed'):
            self.key(name)
        self.self_signed('right', 'right')
        self.self_signed('renewed', 'right')   # another certificate for the same key
        self.self_signed('other', 'other')
        self.self_signed('misnamed', 'misnamed', 'elsewhere.example.org', 'subjectAltName=DNS:elsewhere.example.org')
        self.signed('signed', ('-cert', 'right.crt', '-keyfile', 'right.key'))
        self.signed('expired', ('-selfsign', '-keyfile', 'expired.key'),
                    '-startdate', '20200101000000Z', '-enddate', '20200201000000Z')


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    vanishing = False

    def log_message(self, *arguments):
        pass

    def note(self):
        with self.server.lock, open(self.server.log, 'a', encoding='utf-8') as log:
            log.write('%s %s %d\n' % (self.command, self.path, self.client_address[1]))

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self):
        self.body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.note()
        if self.vanishing:   # carried out, and never answered
            self.close_connection = True
            return
        name = self.path.split('?')[0].strip('/').replace('-', '_')
        getattr(self, 'on_' + name, self.on_unknown)()

    do_GET = do_PUT = do_POST = do_DELETE = handle_request

    def on_unknown(self):
        self.answer(404, b'{"errorCode":"NOT_FOUND"}', Content_Type='application/json')

    def on_echo(self):
        told = {'method': self.command, 'headers': self.headers.items(), 'body': self.body.decode('latin-1')}
        self.answer(200, json.dumps(told).encode(), Content_Type='application/json', X_Mark='  white space  ')

    def on_void(self):
        self.answer(200, b'', Content_Type='application/json')

    def on_none(self):
        self.send_response(204)
        self.end_headers()

    def on_fault(self):
        self.answer(500, b'{"errorCode":"SQL_ERROR","message":"it broke"}')

    def on_redirect(self):
        self.answer(302, b'', Location='/echo')

    def on_slow(self):
        self.server.ending.wait(60)

    def on_stalled(self):
        self.send_response(200)
        self.send_header('Content-Length', '100')
        self.end_headers()
        self.wfile.write(b'0123456789')
        self.wfile.flush()
        self.server.ending.wait(60)

    def on_half(self):
        self.send_response(200)
        self.send_header('Content-Length', '100')
        self.end_headers()
        self.wfile.write(b'0123456789')
        self.close_connection = True

    def on_reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.close_connection = True

    def on_garbage(self):
        self.wfile.write(b'\x00\x01\x1b[31mthis is no answer\r\n\r\n')
        self.close_connection = True

    def on_huge(self):
        piece = b'.' * 1048576
        self.send_response(200)
        self.send_header('Content-Length', str(4 + 16 * len(piece) + 4))
        self.end_headers()
        self.wfile.write(b'HEAD')
        for _ in range(16):
            self.wfile.write(piece)
        self.wfile.write(b'TAIL')

    def on_headers(self):
        self.send_response(200)
        for n in range(1000):
            self.send_header('X-%d' % n, 'v\x1b]0;hostile\x07')
        self.send_header('Content-Length', '0')
        self.end_headers()

    def on_vanish(self):
        self.answer(200, b'{}')
        self.vanishing = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate, log):
        super().__init__(('127.0.0.1', 0), Handler)
        self.log, self.lock, self.ending = log, threading.Lock(), threading.Event()
        self.context = None
        if certificate != '-':
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)

    def finish_request(self, request, client_address):
        """In the thread of the connection, so that a slow handshake holds up nobody."""
        if self.context is not None:
            request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        pass


def serve(certificate, log):
    server = Server(certificate, log)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    server.ending.set()


def main(arguments):
    if arguments[0] == 'certificates':
        Certificates(arguments[1]).make()
    else:
        serve(arguments[1], arguments[2])


main(sys.argv[1:])
