"""A mail server, an installation that uses it, and messages to send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.notices.models import Message
from lms.notices.outbox import write

from .mail_server import MailServer, running

REMINDER = {
    "name": "Anna",
    "course": "Basis",
    "when": "4 maart",
    "place": "Alkmaar",
    "link": "/sessions/1",
}
Tell = Callable[..., bool]


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def mailing(database: Database, mail_server: MailServer) -> Config:
    """The settings of an installation that sends."""
    url = database.engine.url.render_as_string(hide_password=False)
    return Config(
        url, mail=mail_server.url, mail_from="Paraat <p@paraat.test>", address="https://paraat.test"
    )


@pytest.fixture
def tell(database: Database, clock: FixedClock) -> Tell:
    """Writes a reminder to an address."""

    def one(recipient: str = "anna@example.org", once: str = "", **options: Any) -> bool:
        with database.transaction(SYSTEM, clock.now()) as uow:
            return write(uow, "reminder", recipient, once or f"reminder:{recipient}", REMINDER, **options)

    return one


@pytest.fixture
def messages(database: Database) -> Callable[[], list[Message]]:
    """Every message, in the order in which they were written."""

    def asked() -> list[Message]:
        with database.read() as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    return asked
