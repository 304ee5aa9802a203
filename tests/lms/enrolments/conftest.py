"""A session with people, and the checker of the eight invariants after every test with a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms.core.access import SYSTEM, Actor
from lms.core.clock import FixedClock
from lms.core.db import Database, Listeners
from lms.enrolments import services
from lms.enrolments.admission import Admission
from lms.enrolments.checking import facts_of
from lms.enrolments.invariants import Breach, breaches
from lms.enrolments.models import Enrolment, EnrolmentStep
from lms.enrolments.queries.counting import sessions_in_use
from lms.enrolments.services import Outcome
from lms.enrolments.values import LIVE
from tests.factories import make_course, make_person, make_session

PLANNER = SYSTEM


def own(person_id: int) -> Actor:
    """Somebody who acts for herself or himself."""
    return Actor(f"person {person_id}", person_id=person_id)


@dataclass
class Hall:
    """One session in a database, and people called A, B, …; each act is a transaction of its own."""

    database: Database
    clock: FixedClock
    session_id: int
    people: dict[str, int]
    admission: Admission

    def act(self, what: Callable[..., Any], *about: Any, actor: Actor = PLANNER, **values: Any) -> Any:
        with self.database.transaction(actor, self.clock.now()) as uow:
            return what(uow, *about, self.admission, **values)

    def person(self, name: str) -> int:
        if name not in self.people:
            with self.database.transaction(SYSTEM, self.clock.now()) as uow:
                self.people[name] = make_person(uow.session, name, f"{name.lower()}@example.org").id
        return self.people[name]

    def join(self, name: str, **values: Any) -> Outcome:
        person_id = self.person(name)
        actor = values.pop("actor", own(person_id))
        self.clock.instant += timedelta(seconds=1)
        session_id = values.pop("session_id", self.session_id)
        return self.act(services.enrol, session_id, person_id, actor=actor, **values)

    def do(self, what: Callable[..., Any], name: str, *about: Any, **values: Any) -> Any:
        """A use case on the enrolment of somebody, as that person unless an actor is given."""
        actor = values.pop("actor", own(self.person(name)))
        return self.act(what, self.row(name).id, *about, actor=actor, **values)

    def settle(self) -> None:
        self.act(services.settle_session, self.session_id)

    def row(self, name: str) -> Enrolment:
        with self.database.read() as session:
            wanted = select(Enrolment).where(
                Enrolment.session_id == self.session_id, Enrolment.person_id == self.person(name)
            )
            return session.scalars(wanted).one()

    def states(self) -> dict[str, str]:
        """The state of everybody by name, in the order of the line."""
        names = {number: name for name, number in self.people.items()}
        with self.database.read() as session:
            wanted = select(Enrolment).where(Enrolment.session_id == self.session_id)
            rows = session.scalars(wanted.order_by(Enrolment.in_line_since, Enrolment.id))
            return {names[row.person_id]: row.state for row in rows}

    def live(self) -> dict[str, str]:
        return {name: state for name, state in self.states().items() if state in LIVE}

    def reasons(self, name: str) -> list[str]:
        with self.database.read() as session:
            wanted = select(EnrolmentStep.reason).where(EnrolmentStep.enrolment_id == self.row(name).id)
            return list(session.scalars(wanted.order_by(EnrolmentStep.id)))


def wrong(
    database: Database, now: datetime, admission: Admission, *, as_it_was_left: bool = False
) -> dict[str, list[Breach]]:
    """The breaches per session; `as_it_was_left`: at the moment of the last step, before time passed."""
    found = {}
    with database.read() as session:
        sessions = sessions_in_use(session)
    for session_id, key in sessions:
        with database.trial(SYSTEM, now) as uow:
            facts = facts_of(uow, session_id, admission)
            steps = [step.at for told in facts.steps.values() for step in told]
            if as_it_was_left and steps:
                facts = facts_of(uow, session_id, admission, max(steps))
            if problems := breaches(facts):
                found[key] = problems
    return found


@pytest.fixture
def told(database: Database) -> Iterator[list[Any]]:
    """The events that were published, in order."""
    heard: list[Any] = []
    before = database.listeners
    database.listeners = Listeners(inside=[*before.inside, lambda _uow, event: heard.append(event)])
    yield heard
    database.listeners = before


@pytest.fixture
def admission() -> Admission:
    return Admission()


@pytest.fixture
def hall(database: Database, clock: FixedClock, admission: Admission) -> Iterator[Callable[..., Hall]]:
    """Makes a session of two seats in three weeks, and asks the checker afterwards whether all eight hold."""
    made: list[Hall] = []

    def make(maximum: int | None = 2, **values: Any) -> Hall:
        with database.transaction(SYSTEM, clock.now()) as uow:
            starts = values.pop("starts", ("2026-12-12T09:30",))
            course = make_course(uow.session, values.pop("course", f"course-{len(made)}"))
            key = f"S{len(made)}"
            number = make_session(uow.session, key, *starts, course=course, maximum=maximum, **values).id
        people = made[0].people if made else {}
        made.append(Hall(database, clock, number, people, admission))
        return made[-1]

    yield make
    assert wrong(database, clock.now(), admission, as_it_was_left=True) == {}
