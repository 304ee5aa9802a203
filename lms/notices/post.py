"""How messages leave an installation."""

from __future__ import annotations

from dataclasses import dataclass

from lms.config import Config
from lms.core.mail import MailServer, mail_server_of


@dataclass(frozen=True)
class Post:
    """How messages leave: to a mail server, or (`demo`) to the page of the mailbox and nowhere else."""

    server: MailServer | None
    sender: str
    address: str
    demo: bool


def post_of(config: Config) -> Post | None:
    """How this installation sends; None when no mail server is set: then messages wait."""
    if config.demo:
        return Post(None, "Paraat <paraat@example.org>", config.address, demo=True)
    if not config.mail:
        return None
    return Post(mail_server_of(config.mail), config.mail_from, config.address, demo=False)
