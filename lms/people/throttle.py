"""Slows down guessing: an attempt is counted before it is judged, per account and per network address."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from lms.core.db import UnitOfWork

from .models import SignInFailure
from .networks import network_of

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 5, 30
"""Attempts that may fail within the window; a whole town hall may share one address."""


@dataclass(frozen=True)
class Attempt:
    """What an attempt is counted under: what is tried at, if anything, and from where; keyed hashes of both."""

    target: str | None
    source: str


def attempt_of(secret: str, address: str | None, what: str = "", target: str | None = None) -> Attempt:
    """Count at `what` (a page) for `target` (an e-mail address), from a network address.

    Of an IPv6 address the network counts: whoever has one has a billion billions of them.
    """
    return Attempt(
        None if target is None else _subject(secret, what, target.strip().lower()),
        _subject(secret, "from", network_of(address or "")),
    )


def reserve(uow: UnitOfWork, attempt: Attempt) -> timedelta | None:
    """Count the attempt as failed until it succeeds; the answer is how long to wait when there were too many."""
    waits = []
    if attempt.target is not None:
        waits.append(_count(uow, attempt.target, PER_ACCOUNT))
    waits.append(_count(uow, attempt.source, PER_ADDRESS))
    return max((wait for wait in waits if wait), default=None)


def forgive(uow: UnitOfWork, attempt: Attempt) -> None:
    """The attempt succeeded: the account starts anew, and at the address this one did not fail."""
    failure = SignInFailure
    if attempt.target is not None:
        uow.session.execute(delete(failure).where(failure.subject == attempt.target))
    fewer = update(failure).where(failure.subject == attempt.source, failure.failures > 0)
    uow.session.execute(fewer.values(failures=failure.failures - 1))


def minutes_of(wait: timedelta) -> int:
    """A wait in whole minutes, never fewer than it lasts."""
    return max(1, -(-int(wait.total_seconds()) // 60))


def _count(uow: UnitOfWork, subject: str, limit: int) -> timedelta | None:
    failure, now = SignInFailure, uow.now
    insert = insert_sqlite if uow.session.get_bind().dialect.name == "sqlite" else insert_postgresql
    over = failure.first_at <= now - WINDOW
    row = {"subject": subject, "failures": 1, "first_at": now, "last_at": now}
    # One statement, so that guesses that arrive together are counted one after the other.
    counted = insert(failure).values(row)
    counted = counted.on_conflict_do_update(
        index_elements=[failure.subject],
        set_={
            "failures": case((over, 1), else_=failure.failures + 1),
            "first_at": case((over, now), else_=failure.first_at),
            "last_at": now,
        },
    )
    failures, first_at = uow.session.execute(counted.returning(failure.failures, failure.first_at)).one()
    return max(first_at + WINDOW - now, timedelta(seconds=1)) if failures > limit else None


def _subject(secret: str, kind: str, text: str) -> str:
    return hmac.new(secret.encode(), f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
