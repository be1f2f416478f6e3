"""A mail server on this machine that keeps what it gets, and fails as it is asked to."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

#: A key and a certificate for "localhost" that nobody trusts by themselves; they open nothing.
PEM = Path(__file__).with_name("localhost.pem")

MOST_BYTES = 1_000_000


@dataclass
class Sink:
    """What a server does, and what it saw."""

    port: int = 0
    offers_tls: bool = True
    #: "user:password"; empty asks for none.
    login: str = ""
    refused: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()
    #: Breaks the connection in the middle of the data of this mail, counted from 1.
    drops_at: int = 0
    #: Answers RCPT with this and closes.
    closes_with: str = ""
    kept: list[tuple[str, str, bytes]] = field(default_factory=list)
    #: What came before the connection was a secret one.
    in_clear: list[bytes] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    logins: int = 0


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.sink = self.server.sink
        self.is_secret = self.is_in = False
        self.count = 0
        with suppress(ssl.SSLError, OSError):
            if self.server.speaks_tls:
                self._encrypt()
            self._say("220 sink")
            while line := self.rfile.readline():
                if not self.is_secret:
                    self.sink.in_clear.append(line)
                if self._answer(line.decode().rstrip("\r\n")):
                    return

    def finish(self):
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def _encrypt(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM)
        self.rfile.close()
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.is_secret = True

    def _answer(self, line):
        """Answer one command; tell whether it was the last."""
        word = line.partition(" ")[0].upper()
        rest = line.partition(":")[2].split(">")[0].strip("< ")
        if word == "EHLO":
            tls = "250-STARTTLS\r\n" if self.sink.offers_tls and not self.is_secret else ""
            self._say(f"250-sink\r\n{tls}250-SIZE {MOST_BYTES}\r\n250 AUTH CRAM-MD5 LOGIN PLAIN")
        elif word == "STARTTLS":
            self._say("220 go on")
            self._encrypt()
        elif word == "AUTH":
            self.sink.logins += 1
            given = base64.b64decode(line.split()[2]).decode().split("\0")[1:]
            self.is_in = ":".join(given) == self.sink.login
            self._say("235 in" if self.is_in else "535 5.7.8 no such name and password")
        elif word == "MAIL":
            self.sender = rest
            size = int(line.rpartition("size=")[2] or 0)
            refusal = "530 log in first" if self.sink.login and not self.is_in else ""
            self._say("552 too long" if size > MOST_BYTES else refusal or "250 ok")
        elif word == "RCPT":
            return self._recipient(rest)
        elif word == "DATA":
            return self._data()
        else:
            self._say("221 bye" if word == "QUIT" else "250 ok")
        return word == "QUIT"

    def _recipient(self, address):
        self.recipient = address
        self.sink.tried.append(address)
        if self.sink.closes_with:
            self._say(self.sink.closes_with)
            return True
        if address in self.sink.refused:
            self._say("550 5.1.1 no such \x1b[31muser")
        elif address in self.sink.deferred:
            self._say("451 4.2.1 try again later")
        else:
            self._say("250 ok")
        return False

    def _data(self):
        self.count += 1
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if self.count == self.sink.drops_at:
                return True
            lines.append(line[1:] if line.startswith(b".") else line)
        self.sink.kept.append((self.sender, self.recipient, b"".join(lines)))
        self._say("250 kept")
        return False


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """Leave what a client did to the test to find out."""


@contextmanager
def running(sink, *, speaks_tls=False):
    """Run *sink* for as long as the block; with *speaks_tls*, secret from the first byte."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.sink, server.speaks_tls = sink, speaks_tls
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
