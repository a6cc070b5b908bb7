"""Real little mail servers: one that takes letters from whoever knows the password, one that says nothing at all."""

import base64
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes letters by SMTP after AUTH PLAIN with the right password; refuses addresses at `refused`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, password: str) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.password = password
        self.refused: set[str] = set()
        self.took: list[EmailMessage] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    server: Mailbox

    def handle(self) -> None:
        """Answer each line until QUIT."""
        self.say("220 mailbox")
        signed_in = False
        for raw in self.rfile:
            words = raw.decode().strip()
            verb, _space, rest = words.partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    self.say("250-mailbox", "250 AUTH PLAIN")
                case "AUTH":
                    given = base64.b64decode(rest.partition(" ")[2]).split(b"\0")[-1].decode()
                    signed_in = given == self.server.password
                    self.say("235 welcome" if signed_in else "535 5.7.8 wrong user name or password")
                case "RCPT" if any(f"<{address}>" in rest for address in self.server.refused):
                    self.say("550 5.1.1 no such user")
                case "DATA" if signed_in:
                    self.say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    letter: Any = message_from_bytes(b"".join(lines), policy=policy.default)
                    self.server.took.append(letter)
                    self.say("250 taken")
                case "QUIT":
                    self.say("221 bye")
                    return
                case "MAIL" | "RCPT" | "RSET" | "NOOP":
                    self.say("250 ok" if signed_in else "530 sign in first")
                case _:
                    self.say("502 what")

    def say(self, *lines: str) -> None:
        """Send lines."""
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def mailbox(password: str = "right") -> Iterator[Mailbox]:
    """A mail server that works."""
    with Mailbox(password) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


class Silent:
    """Accepts every connection and says nothing; `asked` counts them."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.held: list[Any] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.socket.getsockname()[1])

    @property
    def asked(self) -> int:
        """How often somebody came."""
        return len(self.held)

    def _accept(self) -> None:
        while True:
            try:
                self.held.append(self.socket.accept())
            except OSError:
                return


@contextmanager
def silent() -> Iterator[Silent]:
    """A mail server that swallows what it is sent."""
    server = Silent()
    try:
        yield server
    finally:
        server.socket.close()
        for held, _address in server.held:
            held.close()
