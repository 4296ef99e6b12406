# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon with nothing behind it: standin NAME PORT[:KIND]... listens, greets as its kind does, and says good-bye.

It stands for services whose inside no installer looks at: a port that answers, a unit that runs, a log file.
"""
import selectors
import socket
import sys

from . import log, settings

GREETINGS = {"imap": b"* OK [CAPABILITY IMAP4rev1] server ready\r\n", "pop": b"+OK server ready\r\n",
             "lmtp": b"220 LMTP ready\r\n", "sieve": b'"IMPLEMENTATION" "bluemind"\r\nOK\r\n'}


def farewell(kind, line):
    """The last words of a polite client, answered; None for anything else."""
    word = line.strip().upper()
    if kind == "imap" and word.endswith(b" LOGOUT"):
        return b"* BYE\r\n" + word.split(b" ")[0] + b" OK Completed\r\n"
    if kind in ("pop", "lmtp") and word == b"QUIT":
        return b"+OK\r\n" if kind == "pop" else b"221 bye\r\n"
    if kind == "sieve" and word == b"LOGOUT":
        return b"OK\r\n"
    return None


class StandIn:
    def __init__(self, name, ports):
        self.selector = selectors.DefaultSelector()
        self.log = log.open_log("net.bluemind." + name, "/var/log/%s/%s.log" % (name, name.removeprefix("bm-")))
        for entry in ports:
            port, _, kind = entry.partition(":")
            listener = socket.create_server((settings.get("listen", "0.0.0.0"), int(port)), backlog=64)
            self.selector.register(listener, selectors.EVENT_READ, ("listener", kind))
            self.log.info("listening on %s", port)

    def serve(self):
        while True:
            for key, _ in self.selector.select():
                role, kind = key.data
                if role == "listener":
                    self._accept(key.fileobj, kind)
                else:
                    self._read(key.fileobj, kind)

    def _accept(self, listener, kind):
        connection, _ = listener.accept()
        connection.sendall(GREETINGS.get(kind, b""))
        self.selector.register(connection, selectors.EVENT_READ, ("client", kind))

    def _read(self, connection, kind):
        try:
            line = connection.recv(4096)
            answer = farewell(kind, line) if line else b""
            if answer is None:
                return
            connection.sendall(answer)
        except OSError:
            pass
        self.selector.unregister(connection)
        connection.close()


if __name__ == "__main__":
    StandIn(sys.argv[1], sys.argv[2:]).serve()
