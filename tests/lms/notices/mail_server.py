"""A small real mail server for the tests (RFC 5321 as far as a sender needs it), which can be made to refuse."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import cast


class MailServer(ThreadingTCPServer):
    """Keeps what it was sent. `answers` maps a recipient to what RCPT is answered with."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answers: dict[str, str] = {}
        self.after_data = "250 kept"
        """What the end of the text is answered with; nothing: the connection is cut after the mail was kept."""
        self.hold = threading.Event()
        """Until this is set the server does not answer the end of the text."""
        self.hold.set()
        self.wrote = threading.Event()
        """Set when a whole text has come in."""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Conversation(StreamRequestHandler):
    def handle(self) -> None:
        server = cast(MailServer, self.server)
        self._say("220 test server")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.upper().partition(" ")[0]
            if verb == "RCPT":
                recipient = line[line.index("<") + 1 : line.index(">")]
                self._say(server.answers.get(recipient, "250 fine"))
            elif verb == "DATA":
                self._say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                server.recipients.append(recipient)
                server.mails.append(cast(EmailMessage, message_from_bytes(text, policy=policy.default)))
                server.wrote.set()
                server.hold.wait(30)
                if not server.after_data:
                    return
                self._say(server.after_data)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running() -> Iterator[MailServer]:
    """A server that runs during the block."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            server.hold.set()
            server.shutdown()
