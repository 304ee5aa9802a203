"""Hands one mail to the mail server, and says of a failure whether trying again later can help."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from .errors import Refused

WAIT = 20
"""Seconds without an answer of the mail server after which it counts as not answering."""

NEARBY = ("localhost", "127.0.0.1", "::1")
"""Machines to which a password may go without encryption: this one."""


class NotSent(Exception):
    """The mail was not accepted, as far as we know; the message says what the server answered."""


class TemporaryFailure(NotSent):
    """Trying again later can help; the server may even have the mail already."""


class PermanentFailure(NotSent):
    """The server will never accept this mail."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. `encrypted` speaks TLS from the start; else it is asked for when it is offered."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    encrypted: bool = False


def mail_server_of(url: str) -> MailServer:
    """The server of smtp://user:password@host:port or smtps://…; Refused when it is something else."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path not in {"", "/"}:
        # What was written is not repeated: it may hold a password.
        raise Refused("LMS_MAIL is no mail server; write smtp://user:password@host:587 or smtps://host:465.")
    encrypted = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if encrypted else 587 if parts.username else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encrypted=encrypted,
    )


def send(server: MailServer, mail: EmailMessage) -> None:
    """Hand the mail in, once; TemporaryFailure or PermanentFailure when the server did not say that it has it."""
    try:
        with _Connected(server) as connection:
            connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        raise _failure(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPAuthenticationError as error:
        # Our setting is wrong, not this mail: it goes when somebody has put it right.
        raise TemporaryFailure(_said(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        raise _failure(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        raise PermanentFailure(str(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(str(error) or type(error).__name__) from error


class _Connected:
    """A connection that is ready for a mail. Whatever goes wrong with saying goodbye no longer matters."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def __enter__(self) -> smtplib.SMTP:
        server = self._server
        if server.encrypted:
            context = ssl.create_default_context()
            self._smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=WAIT, context=context
            )
        else:
            self._smtp = smtplib.SMTP(server.host, server.port, timeout=WAIT)
        try:
            self._greet()
        except BaseException:
            self._smtp.close()
            raise
        return self._smtp

    def _greet(self) -> None:
        smtp, server = self._smtp, self._server
        smtp.ehlo()
        secure = server.encrypted
        if not secure and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
            secure = True
        if server.user:
            if not secure and server.host not in NEARBY:
                raise TemporaryFailure("The mail server offers no encryption: the password was not sent.")
            try:
                smtp.login(server.user, server.password)
            except smtplib.SMTPNotSupportedError as error:
                raise TemporaryFailure(str(error)) from error

    def __exit__(self, *_: object) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.quit()
        self._smtp.close()


def _failure(code: int, answer: bytes | str) -> NotSent:
    return (PermanentFailure if 500 <= code < 600 else TemporaryFailure)(_said(code, answer))


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"
