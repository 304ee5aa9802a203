"""The page of own sessions: join, wait at a place, accept or decline an offer, leave; nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.enrolments.admission import Admission
from lms.enrolments.models import Enrolment
from lms.enrolments.services import change_maximum, enrol
from tests.factories import make_course, make_person, make_session
from tests.lms.conftest import Town

from .conftest import wrong

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def full(database: Database, clock: FixedClock, town: Town) -> int:
    """A session of one seat, which Bob has."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        number = make_session(uow.session, "S1", "2026-12-12T09:30", maximum=1).id
        enrol(uow, number, town.bob)
        return number


def said(answer: Any) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def row_of(database: Database, person_id: int) -> Enrolment:
    with database.read() as session:
        return session.scalars(select(Enrolment).where(Enrolment.person_id == person_id)).one()


def test_somebody_joins_waits_is_offered_a_seat_and_accepts(
    as_role: Clients, database: Database, clock: FixedClock, town: Town, full: int
) -> None:
    anna = as_role("professional")
    assert "full" in said(anna.get("/enrolments"))
    joined = anna.post(f"/enrolments/sessions/{full}", follow_redirects=True)
    assert "You are on the waiting list, at place 1. All seats are taken." in said(joined)
    with database.transaction(SYSTEM, clock.now()) as uow:
        change_maximum(uow, full, 2)
    number = row_of(database, town.anna).id
    assert "Accept the seat" in said(anna.get("/enrolments"))
    accepted = anna.post(f"/enrolments/{number}/accept", follow_redirects=True)
    assert "You have a seat. The offer was accepted." in said(accepted)
    twice = anna.post(f"/enrolments/{number}/accept", follow_redirects=True)
    assert "There is no open offer." in said(twice)
    assert wrong(database, clock.now(), Admission()) == {}


def test_the_tick_books_at_once(
    as_role: Clients, database: Database, clock: FixedClock, town: Town, full: int
) -> None:
    as_role("professional").post(f"/enrolments/sessions/{full}", data={"auto_book": "yes"})
    with database.transaction(SYSTEM, clock.now()) as uow:
        change_maximum(uow, full, 2)
    assert row_of(database, town.anna).state == "booked"


def test_nobody_answers_for_another(as_role: Clients, database: Database, town: Town, full: int) -> None:
    number = row_of(database, town.bob).id
    for step in ("accept", "decline", "leave"):
        assert as_role("professional").post(f"/enrolments/{number}/{step}").status_code == 404
    assert as_role("professional").post("/enrolments/999/leave").status_code == 404
    assert as_role("professional").post("/enrolments/sessions/999").status_code == 404
    assert row_of(database, town.bob).state == "booked"


def test_a_page_of_thirty_sends_as_many_queries_as_one_of_one(
    as_role: Clients, database: Database, clock: FixedClock, town: Town, count_statements: Any
) -> None:
    def add(numbers: range) -> None:
        with database.transaction(SYSTEM, clock.now()) as uow:
            for n in numbers:
                course = make_course(uow.session, f"course-{n}")
                seat = make_session(uow.session, f"A{n}", f"2027-01-{n % 28 + 1:02}T09:30", course=course)
                make_session(uow.session, f"B{n}", "2027-02-02T09:30", course=course, maximum=3)
                enrol(uow, seat.id, town.anna)
                enrol(uow, seat.id, make_person(uow.session, f"P{n}").id)

    client = as_role("professional")
    add(range(1))
    client.get("/enrolments")
    one = count_statements(lambda: client.get("/enrolments"))
    add(range(1, 28))
    assert count_statements(lambda: client.get("/enrolments")) == one


def test_the_page_of_a_session_offers_to_enrol_to_whoever_can_take_part(as_role: Clients, full: int) -> None:
    address = f'action="/enrolments/sessions/{full}"'
    assert address in said(as_role("professional").get(f"/sessions/{full}"))
    assert address not in said(as_role("programme_team").get(f"/sessions/{full}"))
