"""Every change leaves a line in the same transaction, or neither is there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from lms.audit.models import AuditLine
from lms.core.access import SYSTEM, Actor, Role
from lms.core.clock import FixedClock
from lms.core.db import Database, find_revision
from lms.core.errors import Refused
from lms.core.events import Change, Event
from lms.people.models import Account
from lms.people.services import create_account


def lines(database: Database) -> list[AuditLine]:
    with database.read() as session:
        return list(session.scalars(select(AuditLine).order_by(AuditLine.id)))


def test_a_use_case_leaves_a_line_with_who_what_and_when(database: Database, clock: FixedClock) -> None:
    before = len(lines(database))
    with database.transaction(Actor(name="Ineke"), clock.now()) as uow:
        account = create_account(uow, "ann@example.org", "Ann", [(Role.TRAINER, None)])
    (line,) = lines(database)[before:]
    assert (line.at, line.actor, line.action) == (clock.now(), "Ineke", "account_created")
    assert (line.subject, line.subject_id, line.before) == ("account", account.id, None)
    assert line.after == {"email": "ann@example.org", "roles": ["trainer"]}


def test_a_change_that_is_undone_leaves_no_line_and_no_revision(
    database: Database, clock: FixedClock
) -> None:
    with database.read() as session:
        revision = find_revision(session)
    before = len(lines(database))
    with pytest.raises(Refused), database.transaction(SYSTEM, clock.now()) as uow:
        create_account(uow, "ann@example.org", "Ann", [(Role.TRAINER, None)])
        raise Refused("second thoughts")
    assert len(lines(database)) == before
    with database.read() as session:
        assert session.scalar(select(Account.id)) is None
        assert find_revision(session) == revision


def test_dates_and_decimals_are_written_as_text(database: Database, clock: FixedClock) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        uow.publish(
            Event((Change(1, {"until": date(2026, 1, 31)}, {"until": None, "fte": Decimal("0.80")}),))
        )
    line = lines(database)[-1]
    assert (line.before, line.after) == ({"until": "2026-01-31"}, {"until": None, "fte": "0.80"})


def test_a_listener_that_fails_after_the_commit_undoes_nothing(
    database: Database, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: Event) -> None:
        raise RuntimeError("mail server gone")

    database.listeners.after.append(fails)
    with database.transaction(SYSTEM, clock.now()) as uow:
        create_account(uow, "ann@example.org", "Ann", [(Role.TRAINER, None)])
    assert "mail server gone" in caplog.text
    with database.read() as session:
        assert session.scalar(select(Account.email)) == "ann@example.org"


def test_changing_a_fact_makes_a_new_revision(database: Database, clock: FixedClock) -> None:
    with database.read() as session:
        before = find_revision(session)
    with database.transaction(SYSTEM, clock.now()) as uow:
        uow.publish(Event())
    with database.read() as session:
        assert find_revision(session) == before + 1
