"""Completing a session issues the certificate of its course, once, and coverage moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from lms.catalogue.queries import all_competences
from lms.certification.models import Certificate
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.enrolments.models import Enrolment
from lms.enrolments.services import cancel, complete, enrol
from lms.expertise.queries import coverage
from tests.factories import make_course, make_session
from tests.lms.conftest import Town

DONE = date(2026, 11, 20)


@pytest.fixture
def bob_has_a_seat(database: Database, clock: FixedClock, town: Town) -> int:
    """Bob, whose certificate lapsed, has a seat in a session of the course that leads to it."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        competence = next(one for one in all_competences(uow.session) if one.key == "first-aid")
        course = make_course(uow.session, competence=competence)
        number = make_session(uow.session, "S1", "2026-12-12T09:30", course=course).id
        return enrol(uow, number, town.bob).enrolment_id or 0


def done(database: Database, clock: FixedClock, enrolment_id: int) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        complete(uow, uow.session.get_one(Enrolment, enrolment_id), DONE)


def certificates(database: Database, person_id: int) -> list[tuple[Any, ...]]:
    with database.read() as session:
        c = Certificate
        rows = session.scalars(select(c).where(c.person_id == person_id).order_by(c.issued_on))
        return [(one.issued_on, one.valid_until, one.validity) for one in rows]


def current(database: Database, organisation_id: int) -> int:
    with database.read() as session:
        [competence] = [one for one in all_competences(session) if one.key == "first-aid"]
        [row] = coverage(session, date(2026, 11, 21), [competence], organisations={organisation_id})
        return row.current


def test_a_completion_issues_the_certificate_once(
    database: Database, clock: FixedClock, town: Town, bob_has_a_seat: int
) -> None:
    before = current(database, town.north)
    for _ in range(2):
        done(database, clock, bob_has_a_seat)
    assert (before, current(database, town.north)) == (1, 2)
    assert certificates(database, town.bob)[1:] == [(DONE, date(2028, 11, 19), "P24M")]


def test_who_has_no_seat_completes_nothing(
    database: Database, clock: FixedClock, town: Town, bob_has_a_seat: int
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        cancel(uow, bob_has_a_seat)
    with pytest.raises(Refused):
        done(database, clock, bob_has_a_seat)
    assert len(certificates(database, town.bob)) == 1
