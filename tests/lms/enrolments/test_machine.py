"""Random sequences of everything that can happen to two sessions; the checker looks after every step."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lms.assembly import make_database
from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.errors import NotFound
from lms.enrolments import services
from lms.enrolments.admission import Admission
from lms.enrolments.jobs import keep_lines_moving
from tests.factories import make_course, make_organisation, make_session

from .conftest import PLANNER, Hall, wrong

pytestmark = pytest.mark.slow  # fifty sequences in a database each

PEOPLE = st.sampled_from("ABCDEFG")
SESSIONS = st.integers(0, 1)
NOW = datetime.fromisoformat("2026-12-01T09:00+01:00")


class Enrolling(RuleBasedStateMachine):
    """Two sessions at the same time, of different courses; the second one asks for approval."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        path = shutil.copyfile(self.template, self.folder / "machine.db")
        database = make_database(Config(database_url=f"sqlite:///{path}"))
        self.clock, self.admission = FixedClock(NOW), Admission()
        with database.transaction(SYSTEM, NOW) as uow:
            self.place = make_organisation(uow.session).id
            numbers = [
                make_session(
                    uow.session,
                    f"S{n}",
                    "2026-12-12T09:30",
                    course=make_course(uow.session, f"course-{n}"),
                    maximum=2,
                    needs_programme_team=bool(n),
                ).id
                for n in (0, 1)
            ]
        people: dict[str, int] = {}
        self.halls = [Hall(database, self.clock, number, people, self.admission) for number in numbers]
        for name in "ABCDEFG":
            self.halls[0].person(name)

    def teardown(self) -> None:
        self.halls[0].database.engine.dispose()
        shutil.rmtree(self.folder)

    def attempt(self, what: Any, number: int, name: str, *about: Any, **values: Any) -> None:
        """Somebody tries something; a refusal is an answer like any other."""
        hall = self.halls[number]
        if name in hall.states():
            with contextlib.suppress(services.Refusal, NotFound):
                hall.do(what, name, *about, **values)

    @rule(number=SESSIONS, name=PEOPLE, auto_book=st.booleans())
    def joins(self, number: int, name: str, auto_book: bool) -> None:
        self.halls[number].join(name, auto_book=auto_book)

    @rule(number=SESSIONS, name=PEOPLE)
    def leaves(self, number: int, name: str) -> None:
        self.attempt(services.cancel, number, name)

    @rule(number=SESSIONS, name=PEOPLE, says_yes=st.booleans())
    def answers(self, number: int, name: str, says_yes: bool) -> None:
        self.attempt(services.accept_offer if says_yes else services.decline_offer, number, name)

    @rule(name=PEOPLE)
    def is_approved(self, name: str) -> None:
        self.attempt(services.approve, 1, name, actor=PLANNER)

    @rule(name=PEOPLE)
    def is_not_approved(self, name: str) -> None:
        self.attempt(services.refuse_request, 1, name, "no", actor=PLANNER)

    @rule(number=SESSIONS, maximum=st.integers(0, 5))
    def has_another_maximum(self, number: int, maximum: int) -> None:
        hall = self.halls[number]
        with contextlib.suppress(services.Refusal):
            hall.act(services.change_maximum, hall.session_id, maximum)

    @rule(number=SESSIONS, name=PEOPLE)
    def is_seated_by_staff(self, number: int, name: str) -> None:
        hall = self.halls[number]
        with contextlib.suppress(services.Refusal):
            hall.act(services.seat_beyond, hall.session_id, hall.person(name), "because")

    @rule(number=SESSIONS, seats=st.integers(1, 3), days=st.integers(1, 12))
    def is_reserved(self, number: int, seats: int, days: int) -> None:
        hall, until = self.halls[number], self.clock.now() + timedelta(days=days)
        with contextlib.suppress(services.Refusal):
            hall.act(services.reserve, hall.session_id, self.place, seats, until)

    @rule(hours=st.sampled_from((1, 5, 30, 80)))
    def time_passes_and_the_job_runs(self, hours: int) -> None:
        self.clock.instant += timedelta(hours=hours)
        for _ in range(2):  # twice is once
            keep_lines_moving(self.halls[0].database, self.admission, self.clock)

    @invariant()
    def nothing_is_wrong(self) -> None:
        database = self.halls[0].database
        if wrong(database, self.clock.now(), self.admission):
            # A seat given up in the other session may have ended a clash: that is due here, at the next run.
            keep_lines_moving(database, self.admission, self.clock)
        assert wrong(database, self.clock.now(), self.admission) == {}


def test_no_sequence_of_steps_breaks_an_invariant(sqlite_template: Path) -> None:
    Enrolling.template = sqlite_template
    often = settings(
        max_examples=50,
        stateful_step_count=20,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Enrolling, settings=often)
