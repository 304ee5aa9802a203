"""Writes a message in the transaction of what it tells."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from lms.core.db import UnitOfWork

from .kinds import KINDS, LANGUAGES
from .models import Message
from .rules import State


def write(
    uow: UnitOfWork,
    kind: str,
    recipient: str,
    once: str,
    values: Mapping[str, object],
    *,
    language: str | None = None,
    person_id: int | None = None,
    account_id: int | None = None,
    calendar: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Put a message in the outbox, in the transaction of what it tells; False when `once` was told before.

    `once` names the occasion (`enrolment:12:booked:3`); the database holds it unique, so that of two who tell the
    same at the same moment one does. ValueError when the values are not exactly the variables of the kind.
    """
    if set(values) != set(KINDS[kind].variables):
        raise ValueError(f"{kind} needs exactly {KINDS[kind].variables}, not {tuple(values)}")
    postgresql = uow.session.get_bind().dialect.name == "postgresql"
    row = {
        "once": once,
        "kind": kind,
        "recipient": recipient.strip(),
        "person_id": person_id,
        "account_id": account_id,
        "language": language if language in LANGUAGES else "nl",
        "values": {name: str(value) for name, value in values.items()},
        "calendar": calendar,
        "message_id": secrets.token_hex(16),
        "state": State.WAITING,
        "attempts": 0,
        "written_at": uow.now,
        "due_at": due_at or uow.now,
    }
    adding = (insert_postgresql if postgresql else insert_sqlite)(Message).values(row)
    adding = adding.on_conflict_do_nothing(index_elements=[Message.once])
    # Not the number of rows: PostgreSQL's driver does not tell it here.
    return uow.session.scalar(adding.returning(Message.id)) is not None
