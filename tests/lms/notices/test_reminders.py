"""Reminders before the start, and the question whether a session goes ahead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from lms.core.access import SYSTEM, Role
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.enrolments import services
from lms.notices.models import Message
from lms.notices.reminders import ask_go_or_no_go, remind
from lms.people.services import create_account
from lms.sessions.models import SessionTrainer
from tests.factories import make_person, make_session

Messages = Callable[[], list[Message]]


@pytest.fixture
def planned(database: Database, clock: FixedClock) -> int:
    """A session on 10 December for one at most and three at least, to be decided on 1 December; Anna has the seat."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        session = make_session(
            s, "S1", "2026-12-10T09:30", "2026-12-17T09:30", maximum=1, minimum=3, decide_by=date(2026, 12, 1)
        )
        make_session(s, "later", "2027-12-10T09:30")
        trainer = make_person(s, "Tom", "tom@example.org")
        s.add(SessionTrainer(session_id=session.id, person_id=trainer.id))
        for name in ("anna", "bob"):
            services.enrol(uow, session.id, make_person(s, name, f"{name}@example.org").id)
        create_account(uow, "team@example.org", "Team", [(Role.PROGRAMME_TEAM, None)])
        return session.id


def told(messages: Messages, kind: str) -> list[str]:
    return [one.recipient for one in messages() if one.kind == kind]


def test_who_has_a_seat_is_reminded_once_a_week_and_once_a_day_before(
    planned: int, database: Database, clock: FixedClock, messages: Messages
) -> None:
    counted = []
    for day in (2, 3, 4, 8, 9, 10, 11):
        clock.instant = datetime(2026, 12, day, 7, 0, tzinfo=UTC)
        remind(database, clock)
        remind(database, clock)
        counted.append(len(told(messages, "reminder")))
    assert counted == [0, 1, 1, 1, 2, 2, 2]
    assert set(told(messages, "reminder")) == {"anna@example.org"}


def test_who_joined_after_the_day_of_a_reminder_is_not_reminded_of_it(
    database: Database, clock: FixedClock, messages: Messages
) -> None:
    clock.instant = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)
    with database.transaction(SYSTEM, clock.now()) as uow:
        session = make_session(uow.session, "S1", "2026-12-10T09:30")
        services.enrol(uow, session.id, make_person(uow.session, "Anna", "anna@example.org").id)
    remind(database, clock)
    assert told(messages, "reminder") == []
    clock.instant = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
    remind(database, clock)
    assert told(messages, "reminder") == ["anna@example.org"]


def test_trainers_and_the_programme_team_are_asked_once_when_the_day_has_come(
    planned: int, database: Database, clock: FixedClock, messages: Messages
) -> None:
    clock.instant = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    ask_go_or_no_go(database, clock)
    assert told(messages, "go_no_go") == []
    for day in (1, 2):
        clock.instant = datetime(2026, 12, day, 9, 0, tzinfo=UTC)
        ask_go_or_no_go(database, clock)
    assert told(messages, "go_no_go") == ["team@example.org", "tom@example.org"]
    asked = messages()[-1]
    assert [asked.values[name] for name in ("booked", "minimum", "decide_by")] == [
        "1",
        "3",
        "1 december 2026",
    ]
